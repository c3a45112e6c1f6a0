/**
 * How answers become points, points a score, and what was done a status. Pure: the course and the state go in.
 * Points are whole hundredths, so sums are exact and a pass mark is met exactly or not at all.
 */
import { questionType } from "./questions/registry.ts";
import { emptyRecord, pointsFor, type QuizRecord, type State } from "./state.ts";
import type { Activity, CourseData, ObjectiveResult, Outcome, Question, Quiz, QuizAttempt, Response, Status } from "./types.ts";

export interface AttemptResult {
  readonly earned: number;
  readonly total: number;
  /** In the order of the quiz. */
  readonly questions: readonly QuestionResult[];
}

export interface QuestionResult {
  readonly question: string;
  readonly response: Response | null;
  readonly earned: number;
  readonly points: number;
  readonly verdict: "right" | "partly" | "wrong";
}

/** What still stands between the learner and the end of the course. */
export type Missing =
  | { readonly kind: "lesson"; readonly id: string }
  | { readonly kind: "quiz"; readonly id: string }
  /** Everything is done but `points` are missing to pass; `quizzes` may still raise them (none: it cannot be passed any more). */
  | { readonly kind: "points"; readonly points: number; readonly quizzes: readonly string[] };

/** From "nothing yet" to the most that can be reached; a learner's record only ever moves to the right. */
const RANKS: readonly Status[] = ["incomplete", "failed", "completed", "passed"];

/** null: as many as the learner likes. A draft that was begun may always be handed in. */
export function attemptsLeft(quiz: Quiz | null, record: QuizRecord): number | null {
  if (!quiz?.attempts) return null;
  return Math.max(record.handedIn ? 0 : 1, quiz.attempts - record.attempts);
}

export function gradeAttempt(questions: readonly Question[], answers: ReadonlyMap<number, string>): AttemptResult {
  const graded = questions.map((question) => gradeQuestion(question, answers.get(question.key)));
  return { earned: sum(graded, ({ earned }) => earned), total: sum(graded, ({ points }) => points), questions: graded };
}

function gradeQuestion(question: Question, text: string | undefined): QuestionResult {
  const type = questionType(question.type);
  const response = text === undefined ? null : type.decode(question, text);
  const earned = type.grade(question, response);
  const verdict = earned === question.points ? "right" : earned === 0 ? "wrong" : "partly";
  return { question: question.id, response, earned, points: question.points, verdict };
}

/** What an attempt earned for each objective of the quiz; a question counts in full for every objective it names. */
export function gradeObjectives(quiz: Quiz, questions: readonly Question[], result: AttemptResult): Map<string, number> {
  const earned = (id: string) =>
    sum(questions, (question, n) => (question.objectives.includes(id) ? (result.questions[n]?.earned ?? 0) : 0));
  return new Map(Object.keys(quiz.objectives).map((id) => [id, earned(id)]));
}

/** An attempt by itself, by the course's share to pass. */
export function judgeAttempt(course: CourseData, { earned, total }: AttemptResult): QuizAttempt["status"] {
  if (!course.scoring) return "completed";
  return earned * course.scoring.total >= course.scoring.pass * total ? "passed" : "failed";
}

/** The course with an LMS's pass mark of 0…1 (at most four decimals) in the place of its own. */
export function withMastery(course: CourseData, mastery: number | undefined): CourseData {
  if (mastery === undefined || !course.scoring) return course;
  const { total } = course.scoring;
  return { ...course, scoring: { total, pass: Math.ceil((Math.round(mastery * 10_000) * total) / 10_000) } };
}

/** A lesson is done once visited, a quiz once handed in. */
export function isDone(state: State, activity: Activity): boolean {
  if (activity.kind === "lesson") return state.visited.has(activity.id);
  return recordOf(state, activity).attempts > 0;
}

/** `reached` is the status the LMS holds; the outcome does not go behind it. */
export function judgeCourse(course: CourseData, state: State, reached: Status): Outcome {
  const todo = required(course);
  const done = todo.filter((activity) => isDone(state, activity)).length;
  const status = later(judgeStatus(course, state, done === todo.length), reached);
  const handedIn = quizzes(course).some((quiz) => isDone(state, quiz));
  return {
    status,
    completed: done === todo.length || reached !== "incomplete",
    progress: todo.length ? done / todo.length : 1,
    score: course.scoring && handedIn ? { earned: earnedIn(course, state), total: course.scoring.total } : null,
  };
}

/**
 * "failed" is final in an LMS (it may reopen the course for reading only), so it is said only when the attempts that
 * are left cannot bring the pass mark any more.
 */
function judgeStatus(course: CourseData, state: State, completed: boolean): Status {
  if (!completed) return "incomplete";
  if (!course.scoring) return "completed";
  return judgePoints(earnedIn(course, state), course.scoring.pass, reachableIn(course, state));
}

function judgePoints(earned: number, pass: number, reachable: number): Status {
  if (earned >= pass) return "passed";
  return reachable < pass ? "failed" : "incomplete";
}

/** Judged like the course: when every quiz that tests the objective was handed in, by the course's share to pass. */
export function judgeObjectives(course: CourseData, state: State): readonly ObjectiveResult[] {
  return course.objectives.flatMap(({ id }) => {
    const testing = quizzes(course).filter((quiz) => pointsFor(quiz, id) > 0);
    return testing.length ? [judgeObjective(course, state, id, testing)] : [];
  });
}

function judgeObjective(course: CourseData, state: State, id: string, testing: readonly Quiz[]): ObjectiveResult {
  const most = (quiz: Quiz) => pointsFor(quiz, id);
  const earnedOf = (quiz: Quiz) => recordOf(state, quiz).objectives.get(id) ?? 0;
  const earned = sum(testing, earnedOf);
  const total = sum(testing, most);
  const reachable = sum(testing, (quiz) => (canStillRaise(state, quiz) ? most(quiz) : earnedOf(quiz)));
  const { total: all, pass } = course.scoring ?? { total: 1, pass: 0 };
  const done = testing.filter((quiz) => isDone(state, quiz)).length;
  const complete = done === testing.length;
  const status = complete ? judgePoints(earned * all, pass * total, reachable * all) : "incomplete";
  return { id, earned, total, status, progress: done / testing.length };
}

export function listMissing(course: CourseData, state: State, outcome: Outcome): readonly Missing[] {
  const todo = required(course).filter((activity) => !isDone(state, activity));
  const missing: Missing[] = todo.map(({ kind, id }) => ({ kind, id }));
  if (todo.length || !course.scoring || outcome.status === "passed") return missing;
  const points = course.scoring.pass - earnedIn(course, state);
  const open = quizzes(course).filter((quiz) => canStillRaise(state, quiz));
  return points > 0 ? [...missing, { kind: "points", points, quizzes: open.map(({ id }) => id) }] : missing;
}

function required(course: CourseData): readonly Activity[] {
  const { lessons, quizzes } = course.completion;
  return course.activities.filter(({ kind }) => (kind === "lesson" ? lessons : quizzes) === "all");
}

function quizzes(course: CourseData): readonly Quiz[] {
  return course.activities.filter((activity) => activity.kind === "quiz");
}

function recordOf(state: State, quiz: Quiz): QuizRecord {
  return state.quizzes.get(quiz.id) ?? emptyRecord();
}

function canStillRaise(state: State, quiz: Quiz): boolean {
  const record = recordOf(state, quiz);
  return attemptsLeft(quiz, record) !== 0 && record.best < quiz.points;
}

function earnedIn(course: CourseData, state: State): number {
  return sum(quizzes(course), (quiz) => recordOf(state, quiz).best);
}

function reachableIn(course: CourseData, state: State): number {
  return sum(quizzes(course), (quiz) => (canStillRaise(state, quiz) ? quiz.points : recordOf(state, quiz).best));
}

function later(one: Status, other: Status): Status {
  return RANKS.indexOf(one) > RANKS.indexOf(other) ? one : other;
}

function sum<T>(list: readonly T[], value: (item: T, index: number) => number): number {
  return list.reduce((total, item, index) => total + value(item, index), 0);
}
