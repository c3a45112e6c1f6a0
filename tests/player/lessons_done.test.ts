/** When a lesson is done: opened, read to its end, or read with its videos watched; kept in every form of the state. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { merge, EMPTY_STATE, type State } from "../../scorm_export/player/src/learner/facts.ts";
import { isBegun, isDone, remaining } from "../../scorm_export/player/src/learner/rules.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData, Lesson, LessonItem } from "../../scorm_export/player/src/course.ts";
import type { VideoEvent } from "../../scorm_export/player/src/reports.ts";
import { choice, course, lesson, long, quiz, single } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { launched, recorder, type Launched } from "./recorder.ts";

const end = (key: string): LessonItem => ({ kind: "end", key: long(key) });
const video = (id: string, key: string): LessonItem => ({ kind: "video", id, key: long(key) });
const toRead: Lesson = { ...lesson("l1", "L01"), items: [end("E01")] };
const toWatch: Lesson = { ...lesson("l2", "L02"), items: [end("E02"), video("talk", "V01"), video("tour", "V02")] };
const asked: LessonItem = { kind: "check", id: "why", key: long("C01") };
const practice = [quiz("l4/why", "C01", { purpose: "practice", points: 100, lesson: "l4" })];
const toAnswer: Lesson = { ...lesson("l4", "L04"), items: [end("E04"), asked], practice };
const opened = lesson("l3", "L03");
const here = course([toRead, toWatch, opened]);
const keys = (...beginnings: string[]): State => ({ ...EMPTY_STATE, visited: new Set(beginnings.map(long)) });

function run(data: CourseData, found: Launched | null = {}) {
  const told = recorder();
  const session: Session = createSession(data, told, { ms: () => 0, date: () => new Date(2026, 0, 1), random: () => 0.5 });
  if (found) session.open(launched(found));
  return { session, told };
}

const standing: readonly [what: string, lesson: Lesson, keys: string[], "none" | "begun" | "done"][] = [
  ["nothing of it", toRead, [], "none"],
  ["opened", toRead, ["L01"], "begun"],
  ["read", toRead, ["L01", "E01"], "done"],
  ["read, but no video watched", toWatch, ["L02", "E02"], "begun"],
  ["one video left", toWatch, ["L02", "E02", "V01"], "begun"],
  ["its videos watched, but not read", toWatch, ["L02", "V01", "V02"], "begun"],
  ["all that it asks for", toWatch, ["L02", "E02", "V01", "V02"], "done"],
  ["opened, where that is enough", opened, ["L03"], "done"],
];

for (const [what, asked, done, expected] of standing) {
  test(`a lesson of which the learner has done this is "${expected}": ${what}`, () => {
    const state = keys(...done);
    const now = isDone(here, state, asked) ? "done" : isBegun(here, state, asked) ? "begun" : "none";
    assert.equal(now, expected);
  });
}

function answering(state = "", mode: Launched["mode"] = "normal") {
  const { session, told } = run(course([toAnswer]), { state, mode });
  session.loaded("l4/why", [single("why", 7, 100)]);
  session.visit("l4");
  return { session, told };
}

for (const [which, option] of [["right", "b"], ["wrong", "a"]] as const) {
  test(`a lesson with a check is done when it was read and the check answered: ${which}`, () => {
    const { session, told } = answering();
    session.did("l4", "end");
    assert.deepEqual([session.remaining("l4"), told.outcomes.at(-1)?.completed], [[asked], false]);
    session.answer("l4/why", "why", choice(option));
    assert.equal(session.done("l4"), false);
    session.handIn("l4/why");
    assert.deepEqual([session.remaining("l4"), session.done("l4"), told.outcomes.at(-1)?.status], [[], true, "completed"]);
  });
}

test("a check that is tried again stays answered, in both texts of the state and where attempts were added up", () => {
  const { session, told } = answering();
  session.did("l4", "end");
  for (let tries = 0; tries < 20; tries += 1) {
    session.answer("l4/why", "why", choice(tries % 2 ? "a" : "b"));
    session.handIn("l4/why");
    session.retry("l4/why");
    session.answer("l4/why", "why", choice("c"));
    assert.equal(session.done("l4"), true);
  }
  const data = course([toAnswer]);
  const state = decodeState(data, told.state);
  assert.ok(typeof state === "object");
  for (const text of [encodeState(data, state), encodeCompact(data, state, Infinity)]) assert.equal(answering(text).session.done("l4"), true);
});

test("a check that was only begun, or answered in review, leaves its lesson to be done", () => {
  const { session, told } = answering();
  session.did("l4", "end");
  session.answer("l4/why", "why", choice("b"));
  const review = answering(told.state, "review").session;
  review.handIn("l4/why");
  assert.deepEqual(review.remaining("l4"), [asked]);
});

test("one device read to the end and another answered: together the lesson is done", () => {
  const [one, other] = [answering(), answering()];
  one.session.did("l4", "end");
  other.session.answer("l4/why", "why", choice("a"));
  other.session.handIn("l4/why");
  const data = course([toAnswer]);
  const [read, answered] = [one, other].map(({ told }) => decodeState(data, told.state));
  assert.ok(typeof read === "object" && typeof answered === "object");
  assert.deepEqual([read, answered, merge(read, answered)].map((state) => isDone(data, state, toAnswer)), [false, false, true]);
});

test("what remains is named, in the course's order", () => {
  assert.deepEqual(remaining(keys("L02", "V01"), toWatch), [end("E02"), video("tour", "V02")]);
  assert.deepEqual(remaining(EMPTY_STATE, opened), []);
});

test("two devices that did a part each have done the lesson together", () => {
  const merged = merge(keys("L02", "E02", "V01"), keys("L02", "V02"));
  assert.equal(isDone(here, merged, toWatch), true);
});

test("opening a lesson that is to be read does not complete it, reaching its end does: told, saved and committed once", () => {
  const { session, told } = run(course([toRead]));
  session.visit("l1");
  assert.equal(session.done("l1"), false);
  assert.equal(session.begun("l1"), true);
  assert.equal(told.outcomes.at(-1)?.completed, false);
  const commits = told.count("commit");
  session.did("l1", "end");
  session.did("l1", "end");
  assert.equal(session.done("l1"), true);
  assert.equal(told.outcomes.at(-1)?.status, "completed");
  assert.equal(told.count("commit"), commits + 1);
});

test("what was read before the LMS answered is told when it does", () => {
  const { session, told } = run(course([toRead]), null);
  session.visit("l1");
  session.did("l1", "end");
  session.open(launched());
  assert.equal(session.done("l1"), true);
  assert.equal(told.outcomes.at(-1)?.status, "completed");
});

test("in review nothing is done", () => {
  const { session } = run(course([toRead]), { mode: "review" });
  session.visit("l1");
  session.did("l1", "end");
  assert.equal(session.done("l1"), false);
});

test("a video counts once enough of it was played, together with what was played before", () => {
  const { session } = run(here);
  const event = (covered: number): VideoEvent =>
    ({ kind: "paused", lesson: "l2", video: "talk", time: 0, from: 0, length: 100, played: [], progress: 0.1, covered });
  session.visit("l2");
  session.watched(event(0.94));
  assert.equal(session.remaining("l2").length, 3);
  session.watched(event(0.95));
  assert.deepEqual(session.remaining("l2"), [end("E02"), video("tour", "V02")]);
});

test("both texts of the state keep it, and the shorter one takes a key for each thing done at most", () => {
  for (const [, asked, done] of standing) {
    const state = keys(...done);
    for (const text of [encodeState(here, state), encodeCompact(here, state, Infinity)]) {
      const read = decodeState(here, text);
      assert.ok(typeof read === "object");
      assert.deepEqual([...read.visited].sort(), [...state.visited].sort());
    }
    const room = 7 + 3 * (asked.items?.length ?? 1);
    assert.ok(encodeCompact(here, state, Infinity).length <= room);
  }
});

test("an edition in which opening is enough reads the state of one in which it was not, and gives it back", () => {
  const before = course([lesson("l1", "L01"), quiz("q", "Q01")]);
  const written = encodeState(here, keys("L01", "E01"));
  const read = decodeState(before, written);
  assert.ok(typeof read === "object");
  assert.equal(isDone(before, read, lesson("l1", "L01")), true);
  const again = decodeState(here, encodeState(before, read, 4096));
  assert.ok(typeof again === "object" && isDone(here, again, toRead));
});
