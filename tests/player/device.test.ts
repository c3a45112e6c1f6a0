/** What a device keeps of a learner's work, and for how long. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDevice } from "../../scorm_export/player/src/device/device.ts";
import type { TrackedCourse } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakePage } from "./page.ts";
import { plainStates, stateText } from "./states.ts";
import { copiesIn, storage } from "./web.ts";

const DAY = 24 * 60 * 60 * 1000;
const MARCH = Date.UTC(2024, 2, 12);
const course: TrackedCourse = { id: "loops", shared: false, keepAlive: true, answersEarly: false, states: plainStates };

function device(localStorage: unknown, now = MARCH, learner = "awa", about: Partial<TrackedCourse> = {}) {
  return createDevice(fakePage({ localStorage }).page, { ...course, ...about }, learner, () => now);
}

test("a copy is there at the next launch, by its mark", () => {
  const kept = storage();
  const first = device(kept);
  assert.equal(first.keep("m1", "old", "l1", 2), true);
  assert.equal(first.keep("m1", "new", "l2", 4), true);
  assert.equal(first.keep("", "unmarked", ""), true);
  const date = new Date(MARCH);
  const more = { date, declined: false, apart: false, path: "/course/index.html" };
  assert.deepEqual(device(kept, MARCH + DAY).copies(), [
    { mark: "m1", state: "new", location: "l2", ...more, interactions: 4 },
    { mark: "", state: "unmarked", location: "", ...more, interactions: null },
  ]);
  first.drop("m1");
  assert.deepEqual(device(kept).copies().map(({ mark }) => mark), [""]);
});

test("what another window has kept of the same attempt is merged, not written over", () => {
  const kept = storage();
  const [one, two] = [device(kept), device(kept)];
  const held = () => device(kept).copies().map(({ state }) => state);
  one.keep("m1", stateText("m1", "a"), "");
  two.keep("m1", stateText("m1", "b"), "");
  assert.deepEqual(held(), [stateText("m1", "a", "b")]);
  one.keep("m1", stateText("m1", "a", "c"), "");
  one.keep("m1", stateText("m1", "a", "c", "d"), "");
  assert.deepEqual(held(), [stateText("m1", "a", "b", "c", "d")]);
});

test("a learner is not shown another's, nor another course's, whatever their names are", () => {
  const kept = storage();
  device(kept, MARCH, "awa").keep("m", "hers", "");
  for (const [learner, id] of [["ada", "loops"], ["awa", "loop"], ['awa","m', "loops"], ["a", 'loops","aw']] as const) {
    assert.deepEqual(device(kept, MARCH, learner, { id }).copies(), []);
  }
});

const keepless: readonly [why: string, learner: string, about: Partial<TrackedCourse>][] = [
  ["without an id of the learner", "", {}],
  ["with a blank one", "  ", {}],
  ["where devices are shared", "awa", { shared: true }],
];

for (const [why, learner, about] of keepless) {
  test(`nothing is kept ${why}`, () => {
    const kept = storage();
    const none = device(kept, MARCH, learner, about);
    assert.equal(none.keep("m", "work", ""), false);
    assert.deepEqual(none.copies(), []);
    assert.equal(kept.length, 0);
  });
}

test("after 30 days it is gone, whoever comes", () => {
  const kept = storage();
  device(kept).keep("m", "work", "");
  assert.equal(device(kept, MARCH + 30 * DAY).copies().length, 1);
  assert.equal(device(kept, MARCH + 30 * DAY + 1, "ada").copies().length, 0);
  assert.equal(copiesIn(kept), 0);
});

test("a date in the future counts as now", () => {
  const kept = storage();
  device(kept, MARCH + 400 * DAY).keep("m", "work", "");
  assert.deepEqual(device(kept, MARCH).copies().map(({ date }) => date.getTime()), [MARCH]);
});

test("a clock that was put back for a while does not make a copy old", () => {
  const kept = storage();
  device(kept, MARCH).keep("m", "work", "");
  device(kept, MARCH).drop("m");
  device(kept, MARCH - 400 * DAY).keep("m", "work", "");
  assert.deepEqual(device(kept, MARCH + DAY).copies().map(({ date }) => date.getTime()), [MARCH]);
});

test("a copy that was declined says so until it is written again", () => {
  const kept = storage();
  const first = device(kept);
  first.keep("m", "work", "l1", 3);
  first.decline("m");
  assert.deepEqual(device(kept, MARCH + DAY).copies().map(({ declined, state, date }) => [declined, state, date.getTime()]), [[true, "work", MARCH]]);
  first.keep("m", "more", "l1");
  assert.equal(device(kept).copies()[0]?.declined, false);
});

const broken: readonly [what: string, localStorage: unknown][] = [
  ["there is none", undefined],
  ["it throws", { get length() { throw new Error("SecurityError"); }, getItem() { throw new Error("SecurityError"); }, setItem() { throw new Error("QuotaExceededError"); } }],
];

for (const [what, localStorage] of broken) {
  test(`nothing throws where ${what}`, () => {
    const none = device(localStorage);
    assert.equal(none.keep("m", "work", ""), false);
    none.drop("m");
    none.decline("m");
    assert.deepEqual(none.copies(), []);
  });
}

test("what others keep there stays", () => {
  const kept = storage();
  kept.setItem("theme", "dark");
  kept.setItem('scorm-export ["https://lrs","course"]', "{}");
  kept.setItem("scorm-export copy nonsense", "{}");
  device(kept).keep("m", "work", "");
  assert.equal(device(kept, MARCH).copies().length, 1);
  assert.equal(device(kept, MARCH + 100 * DAY).copies().length, 0);
  assert.equal(kept.getItem("theme"), "dark");
  assert.equal(kept.getItem('scorm-export ["https://lrs","course"]'), "{}");
});
