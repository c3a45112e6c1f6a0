/** What states mean, for whoever watches a browser from outside; and the schedules that are played there. */
import { stateOf } from "../../scorm_export/player/src/page/progress.ts";
import { speaker } from "../../scorm_export/player/src/page/words.ts";
import { createSession } from "../../scorm_export/player/src/learner/session.ts";
import { decodeState, statesOf } from "../../scorm_export/player/src/learner/state.ts";
import { uuidOf } from "../../scorm_export/player/src/record/stamps.ts";
import { untracked } from "../../scorm_export/player/src/tracking/untracked.ts";
import type { CourseData } from "../../scorm_export/player/src/course.ts";
import type { Status } from "../../scorm_export/player/src/reports.ts";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";

export { schedule } from "./schedule.ts";
/** As ids of statements follow from names. */
export const idOf = (name: readonly unknown[]): string => uuidOf(JSON.stringify(name));

/** What the facts of a state give. */
interface Meaning {
  readonly status: Status;
  /** 0…100; null while there is no score. */
  readonly percent: number | null;
  readonly passes: boolean;
  readonly outline: Readonly<Record<string, string>>;
  /** Attempts that were handed in: quiz and id. */
  readonly handedIn: readonly (readonly [quiz: string, attempt: string])[];
}

export function judge(course: CourseData) {
  const states = statesOf(course);
  const clock = { ms: () => 0, date: () => new Date(0), random: () => 0.5 };
  const merged = (texts: readonly string[]): string => texts.reduce(states.merge, "");

  function meaning(text: string): Meaning {
    const tracking = untracked(window, (_status: SaveStatus) => {}, { id: course.id, shared: false, keepAlive: false, answersEarly: false, states });
    const session = createSession(course, tracking, clock);
    session.open({ tracked: true, mode: "normal", status: "incomplete", location: "", states: [text] });
    const { status, score } = session.outcome();
    const state = decodeState(course, text);
    const quizzes = typeof state === "string" ? [] : [...state.quizzes];
    return {
      status,
      percent: score && Math.floor((score.earned * 10_000) / score.total) / 100,
      passes: (score?.earned ?? 0) >= (course.scoring?.pass ?? Infinity),
      outline: Object.fromEntries(
        course.activities.map((activity) => [activity.id, stateOf(activity, session, speaker({ words: {}, language: "en" }))[0]]),
      ),
      handedIn: quizzes.flatMap(([key, { attempts }]) => {
        const quiz = course.activities.find((activity) => activity.key === key)?.id ?? "";
        return [...attempts.values()].filter(({ result }) => result).map(({ id }) => [quiz, id] as const);
      }),
    };
  }

  return {
    ...states,
    merged,
    meaning,
    /** Those of the texts that hold a fact which all of `held` together lack. */
    lacking: (held: readonly string[], texts: readonly string[]) => {
      const all = merged(held);
      return texts.filter((text) => states.adds(all, text));
    },
  };
}
