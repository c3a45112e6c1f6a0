/** A small course in two editions, with every rule that matters for what two devices make of it. */
import type { CourseData, Question, Quiz } from "../../scorm_export/player/src/course.ts";
import { course, lesson, question, quiz, single, truth } from "../player/course.ts";

const four = (salt: number): readonly Question[] => [single("a", salt, 100), truth("b", salt + 1, 100), single("c", salt + 2, 100), single("d", salt + 3, 100)];

export const QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  best: four(10),
  last: four(20),
  timed: four(30),
  once: four(40),
  essay: [question({ id: "a", key: 50, type: "long-answer", points: 0, objectives: [], length: 200, limit: 400, criteria: [] })],
};

const quizzes: readonly Quiz[] = [
  quiz("best", "Q01", { points: 400, attempts: 3 }),
  quiz("last", "Q02", { points: 400, counts: "last", shuffle: "all" }),
  quiz("timed", "Q03", { points: 400, time: 600, wait: 60, attempts: 2 }),
  quiz("once", "Q04", { points: 400, feedback: "immediately", attempts: 1 }),
];
const essay = quiz("essay", "Q05", { points: 0, purpose: "practice" });
const lessons = [lesson("l0", "L00"), lesson("l1", "L01"), lesson("l2", "L02")];

/** One right answer is enough to pass, so that learners who do this and that pass now and then. */
const rules: Partial<CourseData> = { scoring: { total: 1600, pass: 100 }, completion: { lessons: "all", quizzes: "none" } };

/** The second has one lesson more, and the quizzes turned round. */
export const EDITIONS: readonly CourseData[] = [
  course([...lessons.slice(0, 2), ...quizzes, essay], rules),
  course([...lessons, essay, ...[...quizzes].reverse()], rules),
];
