/** What the LMS is told of a quiz: that an attempt was begun, and all that was handed in. */
import { pointsFor } from "./attempts.ts";
import type { Attempt } from "./facts.ts";
import { judgeAttempt, type AttemptResult, type QuestionResult } from "./grading.ts";
import { questionType } from "../../../questions/index.ts";
import { recordOf, type Sitting } from "./quiz_state.ts";
import { judgeObjectives } from "./results.ts";
import type { Question, Quiz, Withheld } from "../course.ts";
import type { Interaction } from "../reports.ts";

/** Once, before the draft's first answer. */
export function tellAttempted(sitting: Sitting, quiz: Quiz, draft: Attempt): void {
  const { core, told } = sitting;
  const name = `${quiz.id}/${draft.id}`;
  if (!core.records() || draft.answers.size || told.has(name)) return;
  told.add(name);
  core.tracking.attempted?.(quiz.id, recordOf(sitting, quiz).attempts + 1, draft.id);
}

/** `list`: what the attempt asked. */
export function reportQuiz(sitting: Sitting, quiz: Quiz, list: readonly Question[], result: AttemptResult, attemptId: string): void {
  const { course, tracking, clock, judged, state } = sitting.core;
  const time = clock.date();
  const attempt = { attempt: recordOf(sitting, quiz).attempts, attemptId };
  const withholds = (what: Withheld): boolean => course.withheld?.includes(what) ?? false;
  // Of who has passed, and what they passed with stays, nothing more is told.
  if (sitting.core.isSettled()) return;
  list.forEach((question, n) => {
    const graded = result.questions[n];
    if (graded && !withholds("interactions")) tracking.answered(interactionOf(sitting, quiz, question, graded, attempt, time));
  });
  const seconds = (clock.ms() - (sitting.timings.get(quiz.id)?.seen ?? clock.ms())) / 1000;
  const { earned, total } = result;
  tracking.handedIn?.({ quiz: quiz.id, ...attempt, earned, total, status: judgeAttempt(judged(), quiz, earned), seconds });
  for (const objective of judgeObjectives(judged(), state())) {
    if (!quiz.purpose && pointsFor(quiz, objective.id) > 0 && !withholds("objectives")) tracking.objective(objective);
  }
}

function interactionOf(
  sitting: Sitting, quiz: Quiz, question: Question, graded: QuestionResult,
  attempt: Pick<Interaction, "attempt" | "attemptId">, time: Date,
): Interaction {
  const type = questionType(question.type);
  const { interactions, withoutTexts } = sitting.core.course.reporting ?? {};
  const name = `${quiz.id}_${question.id}`;
  const timing = sitting.timings.get(quiz.id);
  const changed = timing?.changed.get(question.id);
  return {
    quiz: quiz.id,
    question: question.id,
    name: interactions?.slots ? name : `${name}_${attempt.attempt}`,
    ...attempt,
    type: type.interaction,
    text: withoutTexts ? "" : question.text,
    response: graded.response && type.reported ? type.reported(graded.response) : graded.response,
    correct: type.correct(question),
    points: question.points,
    earned: graded.earned,
    counts: !quiz.purpose,
    objectives: question.objectives,
    time,
    latency: timing && changed !== undefined && graded.response ? (changed - timing.seen) / 1000 : null,
  };
}
