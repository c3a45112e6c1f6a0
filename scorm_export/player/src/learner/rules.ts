/**
 * How points become a score, and what was done a status. Pure: the course and the state go in.
 * Points are whole hundredths, so sums are exact and a pass mark is met exactly or not at all.
 */
import { average, pointsFor, recordOf, type QuizRecord } from "./attempts.ts";
import type { State } from "./facts.ts";
import type { Activity, CourseData, Lesson, Quiz } from "../course.ts";
import type { Outcome, Status } from "../reports.ts";

/** From "nothing yet" to the most that can be reached; a learner's record only ever moves to the right. */
const RANKS: readonly Status[] = ["incomplete", "failed", "completed", "passed"];

/** null: as many as the learner likes. A draft that was begun may always be handed in. */
export function attemptsLeft(quiz: Quiz, record: QuizRecord): number | null {
  if (!quiz.attempts) return null;
  return Math.max(record.handedIn ? 0 : 1, quiz.attempts - record.attempts);
}

/** Hundredths of points that count: of one attempt, or the average of all. null before the first. */
export function counted(quiz: Quiz, record: QuizRecord): number | null {
  if (!record.attempts) return null;
  return quiz.counts === "average" ? average(record.points, record.attempts) : record.points;
}

/** Hundredths of points that pass a quiz; null where there is nothing to pass. */
export function passMark(course: CourseData, quiz: Quiz): number | null {
  if (!quiz.points || quiz.purpose) return null;
  if (quiz.pass !== undefined) return quiz.pass;
  return course.scoring && Math.ceil((course.scoring.pass * quiz.points) / course.scoring.total);
}

/** The course with an LMS's pass mark of 0…1 (at most four decimals) in the place of its own. */
export function withMastery(course: CourseData, mastery: number | undefined): CourseData {
  if (mastery === undefined || !course.scoring) return course;
  const { total } = course.scoring;
  return { ...course, scoring: { total, pass: Math.ceil((Math.round(mastery * 10_000) * total) / 10_000) } };
}

/** A lesson is done once visited or spared, a quiz once handed in. */
export function isDone(course: CourseData, state: State, activity: Activity): boolean {
  if (activity.kind === "quiz") return recordOf(course, state, activity).attempts > 0;
  return state.visited.has(activity.key) || isSpared(course, state, activity);
}

/** Whether pretests have shown everything that a lesson teaches: each of its objectives by the pretest's share to pass. */
export function isSpared(course: CourseData, state: State, { objectives = [] }: Lesson): boolean {
  return objectives.length > 0 && objectives.every((id) => pretests(course).some((quiz) => hasShown(course, state, quiz, id)));
}

function hasShown(course: CourseData, state: State, pretest: Quiz, objective: string): boolean {
  const record = recordOf(course, state, pretest);
  const whole = pointsFor(pretest, objective) * (pretest.counts === "average" ? record.attempts : 1);
  const earned = record.objectives.get(objective) ?? 0;
  const { total, pass } = pretest.pass !== undefined ? { total: pretest.points, pass: pretest.pass } : (course.scoring ?? { total: 1, pass: 1 });
  return record.attempts > 0 && whole > 0 && earned * total >= pass * whole;
}

/** `reached` is the status the LMS holds; the outcome does not go behind it. */
export function judgeCourse(course: CourseData, state: State, reached: Status): Outcome {
  const todo = required(course);
  const done = todo.filter((activity) => isDone(course, state, activity)).length;
  const status = later(judgeStatus(course, state, done === todo.length), reached);
  const handedIn = graded(course).some((quiz) => isDone(course, state, quiz));
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
  const status = judgePoints(earnedIn(course, state), course.scoring.pass, reachableIn(course, state));
  return essentials(course, state).reduce((worst, one) => (RANK_OF_WORST[one] < RANK_OF_WORST[worst] ? one : worst), status);
}

/** How each quiz stands that has to be passed for the course to be passed. */
function essentials(course: CourseData, state: State): readonly Status[] {
  return graded(course)
    .filter(({ essential }) => essential)
    .map((quiz) => judgePoints(earnedOf(course, state, quiz), passMark(course, quiz) ?? 0, reachable(course, state, quiz)));
}

/** Together, what failed decides, then what is still open. */
const RANK_OF_WORST: Readonly<Record<Status, number>> = { failed: 0, incomplete: 1, completed: 2, passed: 2 };

export function judgePoints(earned: number, pass: number, reachable: number): Status {
  if (earned >= pass) return "passed";
  return reachable < pass ? "failed" : "incomplete";
}

/** What completion asks for; all of a part that it asks nothing of. */
export function required(course: CourseData): readonly Activity[] {
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

/** Those that count. */
export const graded = (course: CourseData): readonly Quiz[] => quizzes(course).filter(({ purpose }) => !purpose);
const pretests = (course: CourseData): readonly Quiz[] => quizzes(course).filter(({ purpose }) => purpose === "pretest");

export const earnedOf = (course: CourseData, state: State, quiz: Quiz): number => counted(quiz, recordOf(course, state, quiz)) ?? 0;

/** Hundredths of points that a quiz can still come to, by the rule of which attempt counts. */
function reachable(course: CourseData, state: State, quiz: Quiz): number {
  const record = recordOf(course, state, quiz);
  const now = earnedOf(course, state, quiz);
  const left = attemptsLeft(quiz, record);
  if (left === 0 || (quiz.counts === "first" && record.attempts)) return now;
  if (quiz.counts !== "average" || left === null) return quiz.points;
  return average(record.points + left * quiz.points, record.attempts + left);
}

export function canStillRaise(course: CourseData, state: State, quiz: Quiz): boolean {
  return reachable(course, state, quiz) > earnedOf(course, state, quiz);
}

export function earnedIn(course: CourseData, state: State): number {
  return sum(graded(course), (quiz) => earnedOf(course, state, quiz));
}

function reachableIn(course: CourseData, state: State): number {
  return sum(graded(course), (quiz) => Math.max(reachable(course, state, quiz), earnedOf(course, state, quiz)));
}

function later(one: Status, other: Status): Status {
  return RANKS.indexOf(one) > RANKS.indexOf(other) ? one : other;
}

export function sum<T>(list: readonly T[], value: (item: T, index: number) => number): number {
  return list.reduce((total, item, index) => total + value(item, index), 0);
}
