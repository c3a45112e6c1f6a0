/** Checks in lessons: practice that is kept and reported, and never counted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import { merge, type State } from "../../scorm_export/player/src/learner/facts.ts";
import type { CourseData, Lesson } from "../../scorm_export/player/src/course.ts";
import { choice, course, lesson, question, quiz, single } from "./course.ts";
import { full, storage } from "./web.ts";
import { openNotes, takeUpNotes } from "../../scorm_export/player/src/device/notes.ts";
import { createSession, type Session } from "./learner.ts";
import { launched, recorder, type Recorder } from "./recorder.ts";

const asked = single("one", 7, 100);
const withCheck: Lesson = { ...lesson("l1", "L01"), practice: [quiz("l1/one", "C01", { purpose: "practice", points: 100, lesson: "l1" })] };
const data = course([withCheck, quiz("test", "T01")]);

/** A window, and the storage event of what another window did. */
function pageWith(localStorage: Storage): Window & { hear(storage: Storage): void } {
  const heard: ((event: object) => void)[] = [];
  const page = {
    localStorage,
    addEventListener: (_name: string, hear: (typeof heard)[number]) => heard.push(hear),
    hear(storage: Storage) {
      const keys = Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "");
      for (const key of keys) heard.forEach((hear) => hear({ key, newValue: storage.getItem(key) }));
    },
  };
  return page as unknown as Window & typeof page;
}

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

const essay = question({ id: "f-a", key: 9, type: "long-answer", points: 0, objectives: [], length: 200, limit: 200, criteria: [] });
const withNotes: Lesson = { ...lesson("l1", "L01"), practice: [quiz("l1/think", "N01", { purpose: "practice", points: 0, lesson: "l1", fields: 1 })] };

function writing(state = "", random = 0.5): { session: Session; told: Recorder } {
  const told = recorder();
  const session = createSession(course([withNotes]), told, { ms: () => 0, date: () => new Date(2024, 2, 1), random: () => random });
  session.open(launched({ state }));
  session.loaded("l1/think", [essay]);
  return { session, told };
}

test("what is written for oneself is kept with the record, and told to nobody", () => {
  const { session, told } = writing();
  session.answer("l1/think", "f-a", { kind: "essay", text: "Look back", met: null });
  assert.deepEqual([told.interactions, told.count("outcome")], [[], 0]);
  assert.deepEqual(writing(told.state).session.quiz("l1/think").responses.get("f-a"), { kind: "essay", text: "Look back", met: null });
});

test("two texts that were written without knowledge of each other both stay", () => {
  const [one, other] = [writing("", 0.1), writing("", 0.9)];
  one.session.answer("l1/think", "f-a", { kind: "essay", text: "Here", met: null });
  other.session.answer("l1/think", "f-a", { kind: "essay", text: "There", met: null });
  const state = encodeState(course([withNotes]), merge(read(one.told.state), read(other.told.state)));
  const { responses, rivals } = writing(state).session.quiz("l1/think");
  const texts = [responses.get("f-a"), rivals.get("f-a")].map((found) => found?.kind === "essay" && found.text);
  assert.deepEqual(texts.sort(), ["Here", "There"]);
});

test("texts of this device are found again by the attempt's mark, and let go after a month", () => {
  const localStorage = storage();
  const page = pageWith(localStorage);
  const about = { iri: "https://example.org/a-course" };
  assert.equal(openNotes(page, about, "abc", 0)?.write("l1/think/f-a", "Mine"), true);
  assert.equal(openNotes(page, about, "abc", 1)?.read("l1/think/f-a"), "Mine");
  assert.equal(openNotes(page, about, "xyz", 1)?.read("l1/think/f-a"), "");
  assert.equal(openNotes(page, about, "", 1), null);
  assert.equal(openNotes(page, { ...about, sharedDevices: true }, "abc", 1), null);
  const days = (count: number): number => count * 24 * 60 * 60 * 1000;
  openNotes(page, about, "xyz", days(1000));
  assert.equal(openNotes(page, about, "abc", days(1001))?.read("l1/think/f-a"), "Mine", "a clock that is wrong once");
  for (let week = 1; week < 6; week++) openNotes(page, about, "xyz", days(1001 + 7 * week));
  assert.equal(openNotes(page, about, "abc", days(1040))?.read("l1/think/f-a"), "");
});

test("what one window writes is in the others, so that none writes over it", () => {
  const about = { iri: "https://example.org/a-course" };
  const localStorage = storage();
  const [one, other] = [pageWith(localStorage), pageWith(localStorage)];
  const [here, there] = [openNotes(one, about, "abc", 0), openNotes(other, about, "abc", 0)];
  let heard = 0;
  there?.watch(() => heard++);
  here?.write("l1/think/f-a", "Mine");
  other.hear(localStorage);
  assert.equal(heard, 1);
  assert.equal(there?.read("l1/think/f-a"), "Mine");
  localStorage.clear();
  there?.write("l1/think/f-b", "Mine too");
  assert.equal(openNotes(one, about, "abc", 1)?.read("l1/think/f-a"), "Mine");
});

test("texts of an attempt that became a part of another are added to its own, once", () => {
  const about = { iri: "https://example.org/a-course" };
  const page = pageWith(storage());
  openNotes(page, about, "old", 0)?.write("l1/think/f-a", "Mine");
  openNotes(page, about, "new", 0)?.write("l1/think/f-a", "Mine of today");
  openNotes(page, about, "old", 0)?.write("l1/think/f-b", "Then");
  openNotes(page, about, "new", 0)?.write("l1/think/f-b", "Now");
  const texts = (): unknown[] => ["f-a", "f-b"].map((field) => openNotes(page, about, "new", 0)?.read(`l1/think/${field}`));
  takeUpNotes(page, about, "new", ["old", "none"], 0);
  assert.deepEqual(texts(), ["Mine of today", "Now\n\nThen"]);
  openNotes(page, about, "new", 0)?.write("l1/think/f-b", "Both");
  takeUpNotes(page, about, "new", ["old"], 0);
  assert.deepEqual(texts(), ["Mine of today", "Both"]);
  openNotes(page, about, "old", 0)?.write("l1/think/f-b", "Again");
  takeUpNotes(page, about, "new", ["old"], 0);
  assert.deepEqual(texts(), ["Mine of today", "Both\n\nAgain"]);
});

test("a text is not said to be kept where the browser keeps none, and one that the platform clears is written again", () => {
  const about = { iri: "https://example.org/a-course" };
  assert.equal(openNotes({} as Window, about, "abc", 0), null);
  const localStorage = storage();
  const page = pageWith(localStorage);
  const notes = openNotes(page, about, "abc", 0);
  notes?.write("l1/think/f-a", "Mine");
  localStorage.clear();
  notes?.write("l1/think/f-b", "Mine too");
  assert.equal(openNotes(page, about, "abc", 1)?.read("l1/think/f-a"), "Mine");
});

test("an empty field is not said to be kept where the storage is full from the start, but a text that is there is", () => {
  const about = { iri: "https://example.org/a-course" };
  const kept = storage();
  assert.equal(openNotes(pageWith(kept), about, "abc", 0)?.keeps("l1/think/f-a"), true);
  openNotes(pageWith(kept), about, "abc", 0)?.write("l1/think/f-a", "Mine");
  const keys = kept.length;
  const notes = openNotes(pageWith(full(kept)), about, "abc", 1);
  assert.equal(notes?.read("l1/think/f-a"), "Mine");
  assert.deepEqual(["f-a", "f-b"].map((field) => notes?.keeps(`l1/think/${field}`)), [true, false]);
  assert.equal(notes?.write("l1/think/f-b", "Mine too"), false);
  assert.equal(kept.length, keys, "nothing is left of having looked for room");
});
