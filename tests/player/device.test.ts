/** What a device keeps of a learner's work, and for how long. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDevice, matchCopies } from "../../scorm_export/player/src/device/device.ts";
import type { TrackedCourse } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakePage } from "./page.ts";
import { plainStates, stateText } from "./states.ts";
import { copiesIn, full, storage } from "./web.ts";

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
  assert.equal(first.keep("m1", stateText("m1", "new"), "l2", 4), true);
  assert.equal(first.keep("", "unmarked", ""), true);
  const date = new Date(MARCH);
  const more = { date, time: MARCH, declined: false, apart: false, path: "/course/index.html" };
  assert.deepEqual(device(kept, MARCH + DAY).copies(), [
    { mark: "m1", state: stateText("m1", "new"), location: "l2", ...more, interactions: 4 },
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

test("a learner never sees copies of other learners or courses, whatever their names are", () => {
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

/** Whether a copy kept on 12 March is still there after launches by other learners, so many days later by the device's clock. */
function isThereAfter(...launches: readonly number[]): boolean {
  const kept = storage();
  device(kept).keep("m", "work", "");
  launches.forEach((days) => device(kept, MARCH + days * DAY, "ada").copies());
  return copiesIn(kept) === 1;
}

test("copies are deleted after 30 days, at a launch by anyone", () => {
  assert.equal(isThereAfter(7, 14, 21, 28, 30), true);
  assert.equal(isThereAfter(7, 14, 21, 28, 31), false);
  assert.equal(isThereAfter(...Array.from({ length: 30 }, (_, day) => day + 1)), true);
  assert.equal(isThereAfter(...Array.from({ length: 31 }, (_, day) => day + 1)), false);
});

const clocks: readonly [what: string, launches: readonly number[]][] = [
  ["is ahead at one launch", [40]],
  ["is ahead by years", [4000]],
  ["is ahead at some launches of one day", [40, 40, 40, 40, 40, 40]],
  ["is ahead and then right", [40, 1, 2, 3, 40, 4, 5, 6, 40, 7, 8]],
  ["was put back and is right again", [-4000, 1, -4000, 2, -4000, 3, -4000, 4, -4000, 5, -4000, 6]],
];

for (const [what, launches] of clocks) {
  test(`a clock that ${what} deletes nothing`, () => assert.equal(isThereAfter(...launches), true));
}

test("where the clock is ahead when a copy is kept, it grows old all the same", () => {
  const kept = storage();
  device(kept, MARCH + DAY).keep("m", "work", "");
  for (const days of [8, 15, 22, 29, 31]) device(kept, MARCH + days * DAY).copies();
  assert.equal(copiesIn(kept), 1);
  device(kept, MARCH + 32 * DAY).copies();
  assert.equal(copiesIn(kept), 0);
});

test("what players kept that had one time for everything grows old as well", () => {
  const kept = storage();
  const copy = JSON.stringify({ state: "work", location: "", date: MARCH });
  kept.setItem('scorm-export copy ["loops","awa","m"]', copy);
  kept.setItem("scorm-export clock", String(MARCH));
  assert.equal(device(kept, MARCH + 40 * DAY).copies().length, 1);
  for (const days of [47, 54, 61, 68]) device(kept, MARCH + days * DAY).copies();
  assert.equal(copiesIn(kept), 0);
});

test("two parts with one id, of two courses, are two; what the part was called before is found", () => {
  const kept = storage();
  device(kept, MARCH, "awa", { id: "intro" }).keep("m0", stateText("m0", "before"), "");
  const one = { id: "https://example.org/one intro", formerId: "intro" };
  const two = { id: "https://example.org/two intro", formerId: "intro" };
  device(kept, MARCH, "awa", one).keep("m1", stateText("m1", "a"), "");
  const marks = (about: Partial<TrackedCourse>) => device(kept, MARCH, "awa", about).copies().map(({ mark }) => mark);
  assert.deepEqual(marks(one), ["m0", "m1"]);
  assert.deepEqual(marks(two), ["m0"]);
});

test("copies under an earlier name and the present one are one copy, and deleted together", () => {
  const kept = storage();
  const about = { id: "https://example.org/one intro", formerId: "intro" };
  device(kept, MARCH, "awa", { id: "intro" }).keep("m1", stateText("m1", "a"), "l1");
  const now = device(kept, MARCH + DAY, "awa", about);
  now.keep("m1", stateText("m1", "b"), "l2");
  assert.deepEqual(now.copies().map(({ state, location }) => [state, location]), [[stateText("m1", "a", "b"), "l2"]]);
  now.decline("m1");
  assert.deepEqual(now.copies().map(({ declined }) => declined), [true]);
  now.drop("m1");
  assert.equal(copiesIn(kept), 0);
});

test("a copy of a newer player is not deleted, declined or overwritten by one that cannot read it", () => {
  const kept = storage();
  const newer = "of a newer player";
  device(kept).keep("m1", newer, "l9");
  const older = device(kept, MARCH + DAY);
  assert.equal(matchCopies(older, plainStates, stateText("m1", "a"), "m1").kept, null);
  older.decline("m1");
  older.keep("m1", stateText("m1", "a"), "l1");
  older.keep("m1", stateText("m1", "a", "b"), "l1");
  older.drop("m1");
  const texts = Array.from({ length: kept.length }, (_, n) => kept.getItem(kept.key(n) ?? "") ?? "").filter((text) => text.includes("state"));
  assert.deepEqual(texts.map((text) => JSON.parse(text) as object).map((copy) => ({ ...copy, date: 0, time: 0 })), [
    { state: newer, location: "l9", interactions: null, path: "/course/index.html", declined: false, apart: false, date: 0, time: 0 },
  ]);
});

test("what an older player keeps beside a copy that it cannot read is read with it", () => {
  const kept = storage();
  device(kept).keep("m1", "of a newer player", "l9");
  device(kept, MARCH + DAY).keep("m1", stateText("m1", "a"), "l1");
  assert.equal(copiesIn(kept), 2);
  assert.deepEqual(device(kept, MARCH + DAY).copies().map(({ mark, location }) => [mark, location]), [["m1", "l1"]]);
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

test("a copy stays declined until it is written again", () => {
  const kept = storage();
  const first = device(kept);
  first.keep("m", stateText("m", "a"), "l1", 3);
  first.decline("m");
  assert.deepEqual(device(kept, MARCH + DAY).copies().map(({ declined, state, date }) => [declined, state, date.getTime()]), [[true, stateText("m", "a"), MARCH]]);
  first.keep("m", stateText("m", "a", "b"), "l1");
  assert.equal(device(kept).copies()[0]?.declined, false);
});

const broken: readonly [what: string, localStorage: unknown][] = [
  ["there is none", undefined],
  ["it is full", full(storage())],
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
  for (const days of [7, 14, 21, 28, 35]) device(kept, MARCH + days * DAY).copies();
  assert.equal(copiesIn(kept), 0);
  assert.equal(kept.getItem("theme"), "dark");
  assert.equal(kept.getItem('scorm-export ["https://lrs","course"]'), "{}");
});
