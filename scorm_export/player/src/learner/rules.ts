/**
 * How points become a score, and completed activities a status: pure functions of the course and the state.
 * Points are whole hundredths, so that sums and comparisons with a pass mark are exact.
 */
import { average, factsOf, handedInOf, pointsFor, summaryOf, type QuizSummary } from "./attempts.ts";
import type { State } from "./facts.ts";
import type { Activity, CourseData, Lesson, LessonItem, Quiz } from "../course.ts";
import type { Outcome, Status } from "../reports.ts";

/** The status in a learner's record only moves to the right. */
const STATUS_ORDER: readonly Status[] = ["incomplete", "failed", "completed", "passed"];

/** null: no limit. A draft that was begun may always be handed in. */
export function attemptsLeft(quiz: Quiz, summary: QuizSummary): number | null {
  if (!quiz.attempts) return null;
  return Math.max(summary.handedIn ? 0 : 1, quiz.attempts - summary.attempts);
}

/** Hundredths of points that count: of one attempt, or the average of all. null before the first hand-in. */
export function counted(quiz: Quiz, summary: QuizSummary): number | null {
  if (!summary.attempts) return null;
  return quiz.counts === "average" ? average(summary.points, summary.attempts) : summary.points;
}

/** Hundredths of points that pass a quiz; null where there is nothing to pass. */
export function passMark(course: CourseData, quiz: Quiz): number | null {
  if (!quiz.points || quiz.purpose) return null;
  if (quiz.pass !== undefined) return quiz.pass;
  return course.scoring && Math.ceil((course.scoring.pass * quiz.points) / course.scoring.total);
}

/** The course with the LMS's pass mark, 0…1 with at most four decimals, in place of its own. */
export function withMastery(course: CourseData, mastery: number | undefined): CourseData {
  if (mastery === undefined || !course.scoring) return course;
  const { total } = course.scoring;
  return { ...course, scoring: { total, pass: Math.ceil((Math.round(mastery * 10_000) * total) / 10_000) } };
}

/**
 * A lesson is done once it was visited and all that it asks for is done, or once a pretest made it unnecessary; a quiz once it was
 * handed in.
 */
export function isDone(course: CourseData, state: State, activity: Activity): boolean {
  if (activity.kind === "quiz") return summaryOf(course, state, activity).attempts > 0;
  return (state.visited.has(activity.key) && !remaining(state, activity).length) || isSpared(course, state, activity);
}

/** Whether a lesson was visited, or a quiz has a draft, and is not done. */
export function isBegun(course: CourseData, state: State, activity: Activity): boolean {
  if (isDone(course, state, activity)) return false;
  return activity.kind === "quiz" ? state.quizzes.has(activity.key) : state.visited.has(activity.key);
}

/** What a lesson asks for and the learner has not done yet. */
export function remaining(state: State, { items = [] }: Lesson): readonly LessonItem[] {
  return items.filter((item) => !state.visited.has(item.key) && !handedInOf(factsOf(state, item)));
}

/** Whether the learner reached every objective of a lesson in pretests, each with the proportion of points that passes the pretest. */
export function isSpared(course: CourseData, state: State, { objectives = [] }: Lesson): boolean {
  return objectives.length > 0 && objectives.every((id) => pretests(course).some((quiz) => hasMastered(course, state, quiz, id)));
}

function hasMastered(course: CourseData, state: State, pretest: Quiz, objective: string): boolean {
  const summary = summaryOf(course, state, pretest);
  const whole = pointsFor(pretest, objective) * (pretest.counts === "average" ? summary.attempts : 1);
  const earned = summary.objectives.get(objective) ?? 0;
  const { total, pass } = pretest.pass !== undefined ? { total: pretest.points, pass: pretest.pass } : (course.scoring ?? { total: 1, pass: 1 });
  return summary.attempts > 0 && whole > 0 && earned * total >= pass * whole;
}

/** `reached` is the status that the LMS holds; the outcome never falls below it. */
export function judgeCourse(course: CourseData, state: State, reached: Status): Outcome {
  const todo = requiredActivities(course);
  const done = todo.filter((activity) => isDone(course, state, activity)).length;
  const status = higherStatus(judgeStatus(course, state, done === todo.length), reached);
  const handedIn = gradedQuizzes(course).some((quiz) => isDone(course, state, quiz));
  return {
    status,
    completed: done === todo.length || reached !== "incomplete",
    progress: todo.length ? done / todo.length : 1,
    score: course.scoring && handedIn ? { earned: earnedInCourse(course, state), total: course.scoring.total } : null,
  };
}

/**
 * "failed" is final in an LMS, which may reopen the course for reading only. So it is reported only when the remaining
 * attempts cannot reach the pass mark any more.
 */
export function judgeStatus(course: CourseData, state: State, completed: boolean): Status {
  if (!completed) return "incomplete";
  if (!course.scoring) return "completed";
  const status = judgePoints(earnedInCourse(course, state), course.scoring.pass, reachableInCourse(course, state));
  return essentialStatuses(course, state).reduce((worst, one) => (COMBINED_ORDER[one] < COMBINED_ORDER[worst] ? one : worst), status);
}

/** The statuses of the quizzes that must be passed to pass the course. */
function essentialStatuses(course: CourseData, state: State): readonly Status[] {
  return gradedQuizzes(course)
    .filter(({ essential }) => essential)
    .map((quiz) => judgePoints(earnedOf(course, state, quiz), passMark(course, quiz) ?? 0, reachable(course, state, quiz)));
}

/** The lowest status decides: failed first, then what is still open. */
const COMBINED_ORDER: Readonly<Record<Status, number>> = { failed: 0, incomplete: 1, completed: 2, passed: 2 };

export function judgePoints(earned: number, pass: number, reachable: number): Status {
  if (earned >= pass) return "passed";
  return reachable < pass ? "failed" : "incomplete";
}

/** What completion asks for; all activities of a part of which it asks nothing. */
export function requiredActivities(course: CourseData): readonly Activity[] {
  const { lessons, quizzes, surveys } = course.completion;
  const asked = course.activities.filter((activity) => {
    if (activity.kind === "lesson") return lessons === "all";
    return activity.purpose === "survey" ? surveys === "all" : quizzes === "all" && !activity.purpose;
  });
  return asked.length ? asked : course.activities;
}

function quizzes(course: CourseData): readonly Quiz[] {
  return course.activities.filter((activity) => activity.kind === "quiz");
}

/** The quizzes that count. */
export const gradedQuizzes = (course: CourseData): readonly Quiz[] => quizzes(course).filter(({ purpose }) => !purpose);
const pretests = (course: CourseData): readonly Quiz[] => quizzes(course).filter(({ purpose }) => purpose === "pretest");

export const earnedOf = (course: CourseData, state: State, quiz: Quiz): number => counted(quiz, summaryOf(course, state, quiz)) ?? 0;

/** The most hundredths of points that a quiz can still reach, by the rule of which attempt counts. */
function reachable(course: CourseData, state: State, quiz: Quiz): number {
  const summary = summaryOf(course, state, quiz);
  const now = earnedOf(course, state, quiz);
  const left = attemptsLeft(quiz, summary);
  if (left === 0 || (quiz.counts === "first" && summary.attempts)) return now;
  if (quiz.counts !== "average" || left === null) return quiz.points;
  return average(summary.points + left * quiz.points, summary.attempts + left);
}

export function canStillRaise(course: CourseData, state: State, quiz: Quiz): boolean {
  return reachable(course, state, quiz) > earnedOf(course, state, quiz);
}

export function earnedInCourse(course: CourseData, state: State): number {
  return sum(gradedQuizzes(course), (quiz) => earnedOf(course, state, quiz));
}

function reachableInCourse(course: CourseData, state: State): number {
  return sum(gradedQuizzes(course), (quiz) => Math.max(reachable(course, state, quiz), earnedOf(course, state, quiz)));
}

function higherStatus(one: Status, other: Status): Status {
  return STATUS_ORDER.indexOf(one) > STATUS_ORDER.indexOf(other) ? one : other;
}

export function sum<T>(list: readonly T[], value: (item: T, index: number) => number): number {
  return list.reduce((total, item, index) => total + value(item, index), 0);
}
