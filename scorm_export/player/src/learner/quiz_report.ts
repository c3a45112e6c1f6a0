/** Reports of a quiz: that an attempt was begun, and everything about one that was handed in. */
import { isAnswered, pointsFor, randomId } from "./attempts.ts";
import type { Attempt } from "./facts.ts";
import { judgeAttempt, type AttemptResult, type QuestionResult } from "./grading.ts";
import { questionType } from "../../../questions/index.ts";
import { summaryIn, type QuizContext } from "./quiz_state.ts";
import { judgeObjectives } from "./results.ts";
import type { Question, Quiz, Withheld } from "../course.ts";
import type { Interaction } from "../reports.ts";

/** Reports an attempt once, before its first answer. */
export function reportAttempted(context: QuizContext, quiz: Quiz, draft: Attempt): void {
  const { core, reportedAttempts } = context;
  const name = `${quiz.id}/${draft.id}`;
  if (quiz.lesson || !core.isRecording() || isAnswered(draft) || reportedAttempts.has(name)) return;
  reportedAttempts.add(name);
  core.tracking.attempted?.(quiz.id, summaryIn(context, quiz).attempts + 1, draft.id);
}

/** `list`: the questions of the attempt; `kept`: ids of those whose answers were reported with the previous attempt. Of a check only its answer is reported. */
export function reportQuiz(
  context: QuizContext, quiz: Quiz, list: readonly Question[], result: AttemptResult, attemptId: string, kept: ReadonlySet<string>,
): void {
  const { course, tracking, clock, judged, state } = context.core;
  const time = clock.date();
  const attempt = { attempt: summaryIn(context, quiz).attempts, attemptId };
  const anonymous = quiz.anonymous ? { anonymous: randomId(clock.random()) + randomId(clock.random()) } : {};
  const withholds = (what: Withheld): boolean => course.withheld?.includes(what) ?? false;
  // Nothing more is reported of learners who have passed and are to keep what they passed with.
  if (context.core.isSettled()) return;
  list.forEach((question, n) => {
    const graded = result.questions[n];
    const isWithheld = withholds("interactions") || (quiz.lesson && course.checksUnreported);
    if (graded && !kept.has(question.id) && !isWithheld) {
      tracking.answered({ ...interactionOf(context, quiz, question, graded, attempt, time), ...anonymous });
    }
  });
  if (quiz.lesson) return;
  const seconds = (clock.ms() - (context.timings.get(quiz.id)?.seen ?? clock.ms())) / 1000;
  const { earned, total } = result;
  tracking.handedIn?.({ quiz: quiz.id, ...attempt, earned, total, status: judgeAttempt(judged(), quiz, earned), seconds });
  for (const objective of judgeObjectives(judged(), state())) {
    if (!quiz.purpose && pointsFor(quiz, objective.id) > 0 && !withholds("objectives")) tracking.objective(objective);
  }
}

function interactionOf(
  context: QuizContext, quiz: Quiz, question: Question, graded: QuestionResult,
  attempt: Pick<Interaction, "attempt" | "attemptId">, time: Date,
): Interaction {
  const type = questionType(question.type);
  const { interactions, withoutTexts } = context.core.course.reporting ?? {};
  const asker = quiz.lesson ?? quiz.id;
  const name = `${asker}_${question.id}`;
  const timing = context.timings.get(quiz.id);
  const changed = timing?.changed.get(question.id);
  return {
    quiz: asker,
    question: question.id,
    name: interactions?.slots && !quiz.lesson ? name : `${name}_${attempt.attempt}`,
    ...attempt,
    type: type.interaction,
    text: withoutTexts ? "" : question.text,
    response: graded.response && type.reported ? type.reported(graded.response) : graded.response,
    correct: type.correct(question),
    points: question.points,
    earned: graded.earned,
    least: type.least?.(question) ?? 0,
    counts: !quiz.purpose,
    objectives: question.objectives,
    time,
    latency: timing && changed !== undefined && graded.response ? (changed - timing.seen) / 1000 : null,
  };
}
