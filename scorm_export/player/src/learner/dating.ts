/** Keeps the day on which the course was passed, in the script that comes with the results or the certificate. */
import { achievedAt } from "./achievement.ts";
import { idOf } from "./attempts.ts";
import type { Attempt, State } from "./facts.ts";
import type { SessionCore } from "./session.ts";
import { EPOCH } from "../limits.ts";
import type { CourseData } from "../course.ts";

/** `askDate`: the platform's clock, where it has one that can be asked; else the learner's. */
export async function keepAchievement(core: SessionCore, askDate: () => Promise<Date>): Promise<void> {
  const date = await askDate();
  if (!core.isRecording() || achievedAt(core.course, core.state())) return;
  core.replace(withAchievement(core.course, core.state(), date));
  core.report();
}

export function withAchievement({ achievement }: CourseData, state: State, date: Date): State {
  if (!achievement) return state;
  const begun = Math.max(0, Math.floor(date.getTime() / 1000) - EPOCH);
  const attempt: Attempt = { id: idOf(1), number: 1, turn: 1, lastStamp: 1, begun, ended: null, answers: new Map(), result: null };
  const facts = { totals: null, attempts: new Map([[attempt.id, attempt]]) };
  return { ...state, quizzes: new Map(state.quizzes).set(achievement.key, facts) };
}
