/** xAPI statements about what a learner does in quizzes: see statements.ts. */
import type { XapiActivity } from "./activity_types.ts";
import { formatResponse } from "./responses.ts";
import { ADL, duration, reference, scoreOf, verb, type Statement, type PartStatements } from "./statements.ts";
import type { Interaction, ObjectiveResult, Pattern, QuizAttempt } from "../reports.ts";

export interface QuizStatements {
  attempted(quiz: string, attempt: number, attemptId: string): Statement[];
  answered(interaction: Interaction): Statement[];
  handedIn(attempt: QuizAttempt): Statement[];
  /** `attemptId`: that of the attempt handed in last. */
  objective(result: ObjectiveResult, attemptId: string): Statement[];
}

const ATTEMPT = "http://id.tincanapi.com/extension/attempt-id";

export function quizStatements({ activities, pageActivities, moduleOf, ofPart, ofActivity }: PartStatements): QuizStatements {
  function answered(given: Interaction): Statement[] {
    const { response, latency, earned, points, least } = given;
    const result = {
      ...(points ? { score: scoreOf({ earned, total: points, least }), success: earned === points } : {}),
      ...(response ? { response: formatResponse(response) } : {}),
      ...(latency === null ? {} : { duration: duration(latency) }),
    };
    const question = withPattern(pageActivities(given.quiz)?.[given.question], given.correct);
    const tested = given.objectives.flatMap((id) => activities.objectives[id] ?? []);
    const other = tested.map(reference);
    const parents = [activities.activities[given.quiz], moduleOf(given.quiz)];
    if (given.anonymous === undefined) {
      const extensions = { [ATTEMPT]: String(given.attempt) };
      return ofPart(verb(ADL, "answered"), question, [given.attemptId], result, parents, { other, extensions });
    }
    const actor = { objectType: "Agent", account: { homePage: activities.course.id, name: `anonymous-${given.anonymous}` } };
    return ofPart(verb(ADL, "answered"), question, null, result, parents).map((statement) => unnamed(statement, actor));
  }

  function handedIn({ quiz, attempt, attemptId, earned, total, status, seconds }: QuizAttempt): Statement[] {
    const result = { ...(total ? { score: scoreOf({ earned, total }) } : {}), duration: duration(seconds) };
    const extensions = { [ATTEMPT]: String(attempt) };
    const done = ofActivity(verb(ADL, "completed", "the quiz"), quiz, [attemptId], { ...result, completion: true }, extensions);
    if (status === "completed") return done;
    // Both verdicts have the same id, so that the LRS takes only the first if two devices hand in the same attempt.
    const passed = ofActivity(verb(ADL, "passed", "the quiz"), quiz, [attemptId], { ...result, success: status === "passed" }, extensions);
    return [...done, ...passed.map((verdict) => ({ ...verdict, verb: verb(ADL, status, "the quiz") }))];
  }

  function objective({ id, earned, total, status }: ObjectiveResult, attemptId: string): Statement[] {
    const final = status === "passed" || status === "failed" ? { success: status === "passed" } : {};
    const result = { score: scoreOf({ earned, total }), ...final };
    return ofPart(verb(ADL, "scored"), activities.objectives[id], [attemptId, earned, status], result, [activities.course]);
  }

  return {
    attempted: (quiz, attempt, attemptId) =>
      ofActivity(verb(ADL, "attempted"), quiz, [attemptId], undefined, { [ATTEMPT]: String(attempt) }),
    answered,
    handedIn,
    objective,
  };
}

/** Without the learner and their registration; the time is reduced to the day, as the second would identify them in other records. */
function unnamed(statement: Statement, actor: unknown): Statement {
  const { registration: _registration, ...context } = statement.context;
  return { ...statement, actor, context, timestamp: `${statement.timestamp.slice(0, 10)}T00:00:00.000Z` };
}

/** Packages do not contain the right answers as text, so they are added here; not as `[]`, which would mean that no answer is right. */
function withPattern(question: XapiActivity | undefined, correct: readonly Pattern[]): XapiActivity | undefined {
  if (!question || !correct.length) return question;
  return { ...question, definition: { ...question.definition, correctResponsesPattern: correct.map(formatResponse) } as XapiActivity["definition"] };
}
