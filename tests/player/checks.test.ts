/** Checks in lessons: practice that is kept and reported, and never counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import { merge, type State } from "../../scorm_export/player/src/learner/facts.ts";
import type { CourseData, Lesson } from "../../scorm_export/player/src/course.ts";
import { choice, course, lesson, long, quiz, single } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { launched, recorder, type Recorder } from "./recorder.ts";

const asked = single("one", 7, 100);
const withCheck: Lesson = { ...lesson("l1", "L01"), checks: [{ id: "one", key: long("C01"), points: 100 }] };
const data = course([withCheck, quiz("test", "T01")]);

function run(state = "", course: CourseData = data, random = 0.5): { session: Session; told: Recorder } {
  const told = recorder();
  const session = createSession(course, told, { ms: () => 0, date: () => new Date(2024, 2, 1), random: () => random });
  session.open(launched({ state }));
  session.loaded("l1/one", [asked]);
  return { session, told };
}

function check(session: Session, option: string): void {
  session.answer("l1/one", "one", choice(option));
  session.handIn("l1/one");
}

const read = (text: string): State => {
  const state = decodeState(data, text);
  return typeof state === "string" ? assert.fail(state) : state;
};

test("an answer is judged at once, told as practice of the lesson, and earns nothing", () => {
  const { session, told } = run();
  check(session, "a");
  assert.equal(session.quiz("l1/one").feedback.get("one")?.verdict, "wrong");
  const [interaction] = told.interactions;
  assert.deepEqual([interaction?.quiz, interaction?.question, interaction?.attempt, interaction?.counts], ["l1", "one", 1, false]);
  assert.equal(session.outcome().score, null);
  assert.equal(session.outcome().progress, 0);
});

test("it can be tried as often as one likes, and each try is told", () => {
  const { session, told } = run();
  check(session, "a");
  assert.equal(session.quiz("l1/one").canRetry, true);
  session.retry("l1/one");
  check(session, "b");
  assert.equal(session.quiz("l1/one").feedback.get("one")?.verdict, "right");
  assert.deepEqual(told.interactions.map(({ attempt }) => attempt), [1, 2]);
});

test("a course may keep the answers of checks to itself", () => {
  const { session, told } = run("", { ...data, checksUnreported: true });
  check(session, "b");
  assert.deepEqual(told.interactions, []);
  assert.equal(run(told.state).session.quiz("l1/one").phase, "result");
});

test("what was answered is there after a resume, by either text", () => {
  const { session, told } = run();
  check(session, "b");
  const state = read(told.state);
  for (const text of [encodeState(data, state), encodeCompact(data, state, Infinity)]) {
    const resumed = run(text).session.quiz("l1/one");
    assert.equal(resumed.phase, "result");
    assert.deepEqual(resumed.responses.get("one"), choice("b"));
  }
});

test("what two devices answered meets", () => {
  const one = run("", data, 0.1);
  const other = run("", data, 0.9);
  check(one.session, "a");
  check(other.session, "b");
  const both = merge(read(one.told.state), read(other.told.state));
  assert.deepEqual(both, merge(read(other.told.state), read(one.told.state)));
  assert.equal(run(encodeState(data, both)).session.quiz("l1/one").attempts, 2);
});
