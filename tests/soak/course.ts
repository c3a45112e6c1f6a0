/** A small course in two editions, with every rule that matters for what two devices make of it. */
import assert from "node:assert/strict";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { decodeState } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData, Question, Quiz } from "../../scorm_export/player/src/course.ts";
import { choice, course, lesson, question, quiz, single, truth } from "../player/course.ts";
import { createSession } from "../player/learner.ts";
import { recorder } from "../player/recorder.ts";

const four = (salt: number): readonly Question[] => [single("a", salt, 100), truth("b", salt + 1, 100), single("c", salt + 2, 100), single("d", salt + 3, 100)];

export const QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  best: four(10),
  last: four(20),
  timed: four(30),
  once: four(40),
  pre: [single("a", 60, 100, ["why"]), truth("b", 61, 100, ["why"])],
  essay: [question({ id: "a", key: 50, type: "long-answer", points: 0, objectives: [], length: 200, limit: 800, criteria: [] })],
};

const quizzes: readonly Quiz[] = [
  quiz("best", "Q01", { points: 400, attempts: 3 }),
  quiz("last", "Q02", { points: 400, counts: "last", shuffle: "all" }),
  quiz("timed", "Q03", { points: 400, time: 600, wait: 60, attempts: 2 }),
  quiz("once", "Q04", { points: 400, feedback: "immediately", attempts: 1 }),
];
const pre = quiz("pre", "Q06", { points: 200, pass: 100, purpose: "pretest", attempts: 1, objectives: { why: 200 } });
const essay = quiz("essay", "Q05", { points: 0, purpose: "practice" });
/** The pretest may spare the second. */
const lessons = [lesson("l0", "L00"), { ...lesson("l1", "L01"), objectives: ["why"] }, lesson("l2", "L02")];

/** One right answer is enough to pass, so that learners who do this and that pass now and then. */
const rules: Partial<CourseData> = { scoring: { total: 1600, pass: 100 }, completion: { lessons: "all", quizzes: "none" } };

/** The second has one lesson more, and the quizzes turned round. */
export const EDITIONS: readonly CourseData[] = [
  course([pre, ...lessons.slice(0, 2), ...quizzes, essay], rules),
  course([...lessons, pre, essay, ...[...quizzes].reverse()], rules),
];

/** As players wrote it that had no facts: a lesson was visited, a quiz handed in, and another begun. */
export const OLD_STATE = oldState();

function oldState(): string {
  const [first] = EDITIONS;
  const told = recorder();
  const clock = { ms: () => 0, date: () => new Date(0), random: () => 0.5 };
  const session = createSession(first ?? assert.fail(), told, clock);
  session.open({ tracked: true, mode: "normal", status: "incomplete", location: "", states: [] });
  session.visit("l0");
  for (const id of ["last", "best"]) {
    session.loaded(id, QUESTIONS[id] ?? []);
    session.answer(id, "a", choice("a"));
  }
  session.handIn("last");
  const state = decodeState(first ?? assert.fail(), told.state);
  return typeof state === "string" ? assert.fail() : encodeCompact(first ?? assert.fail(), state, Infinity);
}
