/** The State document of xAPI and cmi5: merging, writing, and faults of the LRS. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import { fakeBrowser } from "./browser.ts";
import { fakeLrs, HANGS, STATE, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { newTab, webPage } from "./web.ts";
import { run, launch, openXapi, told, documentOf, saidOf, heldBy, has, state, save, half, passed, report, leave, isState, stateAnswers } from "./lrs_run.ts";

type Habit = readonly [what: string, set: (lrs: FakeLrs) => void];


/** How LRSs merge and guard a document. */
const habits: readonly Habit[] = [
  ["merges fields", () => {}],
  ["merges fields and knows no ETag", (lrs) => (lrs.lacksEtags = true)],
  ["wants a precondition", (lrs) => (lrs.wantsPrecondition = true)],
  ...[400, 405, 501].map((status): Habit => [`answers ${status} to a POST of State`, stateAnswers(status, "POST")]),
];

for (const [what, set] of habits) {
  test(`two devices: a laptop left open, a quiz handed in on a phone, and the laptop continues; the LRS ${what}`, async () => {
    const lrs = fakeLrs();
    set(lrs);
    const laptop = await openXapi(lrs);
    save(laptop, "a", "lesson-a");
    await report(laptop, half);
    const phone = await openXapi(lrs);
    assert.ok(has(phone.opened?.states, "lesson-a"));
    save(phone, "check", "lesson-a", "five-of-five");
    await report(phone, half);
    await leave(phone);
    assert.equal(phone.statuses.at(-1), "closed");
    save(laptop, "b", "lesson-a", "lesson-b");
    laptop.tracking.commit();
    await laptop.page.pass(0);
    assert.equal(laptop.statuses.at(-1), "saved");
    const next = await openXapi(lrs);
    assert.ok(has(next.opened?.states, "lesson-a", "lesson-b", "five-of-five"));
  });
}

test("the state of a registration comes back, and of another it does not", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  save(first, "three-loops/4", "fact");
  await report(first, half);
  const { opened } = await openXapi(lrs);
  assert.equal(opened?.location, "three-loops/4");
  assert.ok(has(opened?.states, "fact"));
  const other = await openXapi(lrs, launch({ registration: "11111111-52f0-4b9e-9a53-0c7f0f6d3c11" }));
  assert.deepEqual(other.opened?.states, []);
});

test("a document of players that had one state for all devices is read, and left as it is", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  save(first, "a", "x");
  await report(first, half);
  const [[key, document]] = [...lrs.documents] as [[string, { body: string; etag: string }]];
  lrs.documents.set(key, { ...document, body: JSON.stringify({ location: "a", state: state("old"), passed: true, status: "passed" }) });
  const second = await openXapi(lrs);
  assert.equal(second.opened?.status, "passed");
  assert.ok(has(second.opened?.states, "old"));
  save(second, "b", "old", "new");
  await report(second, half);
  assert.equal(documentOf(lrs)["state"], state("old"));
  assert.ok(has(heldBy(lrs), "old", "new"));
});

test("a state of a newer player is never overwritten, not on the device that wrote it", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const newer = await openXapi(lrs, launch(), tab);
  newer.tracking.save("a", () => "9 of a newer player");
  newer.tracking.commit();
  await newer.page.pass(0);
  for (let visits = 0; visits < 10; visits++) {
    const older = await openXapi(lrs, launch(), visits % 2 ? newTab() : newTab(tab.localStorage));
    assert.ok(older.opened?.states.includes("9 of a newer player"));
    save(older, "b", `visit-${visits}`);
    await report(older, half);
    assert.ok(heldBy(lrs).includes("9 of a newer player"));
  }
});

test("the document has the states of seven devices at the most, and all facts", async () => {
  const lrs = fakeLrs();
  const known: string[] = [];
  for (let device = 0; device < 20; device++) {
    const opened = await openXapi(lrs, launch(), newTab());
    assert.ok(has(opened.opened?.states, ...known));
    known.push(`device-${device}`);
    save(opened, "a", ...known);
    await report(opened, half);
    await leave(opened);
    assert.ok(heldBy(lrs).length <= 7);
  }
});

test("two windows of a browser without locks and channels lose nothing of each other's work", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const one = await openXapi(lrs, launch(), tab);
  save(one, "a", "first");
  await report(one, half);
  const two = await openXapi(lrs, launch(), newTab(tab.localStorage));
  save(one, "b", "first", "of one");
  await report(one, half);
  assert.equal(one.statuses.at(-1), "saved");
  save(two, "c", "first", "of two");
  await report(two, half);
  assert.ok(has(heldBy(lrs), "first", "of one", "of two"));
});

test("one device has one state in the document, however often it is launched", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  for (let visit = 0; visit < 9; visit++) {
    const opened = await openXapi(lrs, launch(), newTab(tab.localStorage));
    save(opened, "a", "lesson-a", `visit-${visit}`);
    await report(opened, half);
    await leave(opened);
    assert.equal(heldBy(lrs).length, 1);
  }
});

test("a request that was slow does not take away what a later one wrote", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  let late: (() => void) | null = null;
  const { fetch } = lrs;
  const slow = Object.assign(lrs, {
    fetch(url: string, init: RequestInit) {
      if (late || init.method !== "POST" || !url.includes("suspendData")) return fetch(url, init);
      return new Promise<Awaited<ReturnType<typeof fetch>>>((resolve) => (late = () => resolve(fetch(url, init))));
    },
  });
  const first = await openXapi(slow, launch(), tab);
  save(first, "a", "old");
  first.tracking.commit();
  save(first, "b", "old", "newer");
  await leave(first);
  const second = await openXapi(slow, launch(), newTab(tab.localStorage));
  save(second, "c", "old", "newer", "newest");
  await report(second, half);
  (late as (() => void) | null)?.();
  await second.page.pass(0);
  assert.ok(has((await openXapi(slow)).opened?.states, "old", "newer", "newest"));
});

test("after a failed precondition the document is read again, and nothing is overwritten", async () => {
  const lrs = fakeLrs();
  lrs.wantsPrecondition = true;
  const one = await openXapi(lrs);
  save(one, "a", "a");
  await report(one, half);
  let between = 1;
  lrs.fault = ({ method, query }) => {
    if (method === "PUT" && between-- > 0) lrs.documents.set(JSON.stringify([STATE, query]), { body: '{"theirs":1}', etag: '"new"' });
    return null;
  };
  save(one, "b", "a", "b");
  one.tracking.commit();
  await one.page.pass(0);
  assert.equal(documentOf(lrs)["theirs"], 1);
  assert.ok(has(heldBy(lrs), "a", "b"));
  assert.equal(one.statuses.at(-1), "saved");
});

test("State that cannot be read now is asked again before the course opens", async () => {
  const lrs = fakeLrs();
  const earlier = await openXapi(lrs);
  save(earlier, "three-loops", "fact");
  await report(earlier, half);
  let failures = 2;
  lrs.fault = (asked) => (isState(asked) && failures-- > 0 ? 503 : null);
  const patient = await openXapi(lrs);
  assert.deepEqual(patient.statuses, []);
  await patient.page.pass(3000);
  assert.ok(has(patient.opened?.states, "fact"));
});

test("State POST hangs: never saved, after half a minute kept on this device; the tab dies, and the next launch has it", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const first = await openXapi(lrs, launch(), tab);
  lrs.fault = (asked) => (isState(asked) && asked.method === "POST" ? HANGS : null);
  const { length } = first.statuses;
  save(first, "check", "five-of-five");
  await report(first, half);
  await first.page.pass(29_000);
  assert.deepEqual(first.statuses.slice(length), ["saving"]);
  await first.page.pass(1000);
  assert.equal(first.statuses.at(-1), "device");

  lrs.fault = () => null;
  const second = await openXapi(lrs, launch(), newTab(tab.localStorage));
  assert.ok(has(second.opened?.states, "five-of-five"));
  await second.page.pass(5000);
  assert.ok(has((await openXapi(lrs)).opened?.states, "five-of-five"));
});

for (const hanging of ["statements", STATE]) {
  for (const [storage, stands] of [[true, "device"], [false, "unsaved"]] as const) {
    test(`${hanging}: after 5 s without an answer of the LRS, the learner sees the save status (${stands})`, async () => {
      const lrs = fakeLrs();
      const opened = await run(webPage(launch(), lrs.fetch, newTab(), storage ? fakeBrowser().window() : { localStorage: null }), xapi);
      lrs.fault = ({ resource, method }) => (resource === hanging && method === "POST" ? HANGS : null);
      save(opened, "check", "five-of-five");
      opened.tracking.visited?.("three-loops");
      let waits = true;
      void opened.tracking.settled?.().then(() => (waits = false));
      await opened.page.pass(4900);
      assert.deepEqual([waits, opened.statuses.at(-1)], [true, "saving"]);
      await opened.page.pass(100);
      assert.equal(waits, false);
      if (hanging === STATE) assert.equal(opened.statuses.at(-1), stands);
      else assert.notEqual(opened.statuses.at(-1), "saved");
    });
  }
}

test("statements hang: not saved either, though the State is", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  lrs.fault = ({ resource }) => (resource === "statements" ? HANGS : null);
  save(opened, "check", "five-of-five");
  await report(opened, passed);
  await opened.page.pass(29_000);
  assert.equal(opened.statuses.at(-1), "saving");
});

test("a change is saving at once, and saved when State and statements are answered", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  const { length } = opened.statuses;
  save(opened, "a", "fact");
  assert.deepEqual(opened.statuses.slice(length), ["saving"]);
  await report(opened, half);
  assert.deepEqual(opened.statuses.slice(length), ["saving", "saved"]);
});

test("a page that is hidden tries once more, also while a failure is being waited out", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  lrs.fault = () => 500;
  save(opened, "a", "fact");
  await report(opened, half);
  lrs.fault = () => null;
  Object.assign(opened.page.page.document, { visibilityState: "hidden" });
  opened.page.hear("visibilitychange");
  await opened.page.pass(0);
  assert.deepEqual(told(lrs), ["initialized course", "progressed course"]);
  assert.deepEqual(saidOf(lrs), { progress: 50 });
  assert.ok(has(heldBy(lrs), "fact"));
});

test("the state is saved within seconds also without a commit, and tried again after a failure", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  stateAnswers(500, "POST")(lrs);
  save(opened, "three-loops", "fact");
  await opened.page.pass(5000);
  assert.equal(opened.statuses.at(-1), "device");
  lrs.fault = () => null;
  await opened.page.pass(2000);
  assert.ok(has(heldBy(lrs), "fact"));
  assert.equal(opened.statuses.at(-1), "saved");
});

test("State that failed while the browser was offline is written at once when it is online again, and so is what failed a little later", async () => {
  const lrs = fakeLrs();
  const here = await openXapi(lrs);
  lrs.fault = () => 0;
  save(here, "#/far", "far");
  await here.page.pass(50_000);
  assert.deepEqual(heldBy(lrs), []);
  here.page.hear("online");
  await settled();
  lrs.fault = () => null;
  await here.page.pass(2000);
  assert.ok(has(heldBy(lrs), "far"));
  assert.equal(here.statuses.at(-1), "saved");
});

test("State with Retry-After is written no sooner, and a hidden page does not hurry", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  lrs.fault = (asked) => (isState(asked) ? { status: 429, retryAfter: "300" } : null);
  save(opened, "a", "fact");
  await report(opened, half);
  lrs.fault = () => null;
  const count = lrs.asked.filter(isState).length;
  Object.assign(opened.page.page.document, { visibilityState: "hidden" });
  opened.page.hear("visibilitychange");
  await opened.page.pass(299_000);
  assert.equal(lrs.asked.filter(isState).length, count);
  await opened.page.pass(1000);
  assert.ok(has(heldBy(lrs), "fact"));
});

for (const status of [400, 413, 422]) {
  test(`State refused with ${status}: shown with the LRS's message, and written once the LRS accepts it`, async () => {
    const lrs = fakeLrs();
    const opened = await openXapi(lrs);
    lrs.fault = (asked) => (isState(asked) && asked.method !== "GET" ? { status, text: "too much" } : null);
    save(opened, "a", "fact");
    await report(opened, half);
    assert.deepEqual([opened.statuses.at(-1), opened.details.at(-1)], ["refused", `${status} too much`]);
    lrs.fault = () => null;
    await opened.page.pass(300_000);
    assert.equal(opened.statuses.at(-1), "saved");
    assert.ok(has(heldBy(lrs), "fact"));
  });
}
