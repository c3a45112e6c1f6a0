/** An LRS beside a SCORM LMS. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { beside } from "../../scorm_export/player/src/tracking/lrs/beside.ts";
import { scorm12 } from "../../scorm_export/targets/scorm12/tracking.ts";
import { fakeBrowser } from "./browser.ts";
import { ENDPOINT, fakeLrs, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { lms } from "./strict_scorm12.ts";
import { stateText } from "./states.ts";
import { answered, COURSE, newTab, webPage, type WebPage } from "./web.ts";
import { type Run, about, run, told, save, half, handedIn, scored, passed, report, leave } from "./lrs_run.ts";

const access = { endpoint: ENDPOINT, homePage: "https://institution.example", access: { key: "Basic a2V5" } };

async function openBeside(lrs: FakeLrs, courseLrs: unknown = access, without: readonly string[] = []) {
  const strict = lms({ without });
  const page = webPage("", lrs.fetch, newTab(), { API: strict.API, courseLrs });
  return Object.assign(await arrive(page), { strict });
}

/** As `run`, with the first page on display. */
async function arrive(page: WebPage): Promise<Run> {
  const found = await run(page, beside(scorm12));
  found.tracking.shown?.();
  await page.pass(0);
  return found;
}

test("beside SCORM, both receive the same reports, with the LMS's learner at the institution as the actor", async () => {
  const lrs = fakeLrs();
  const opened = await openBeside(lrs);
  opened.tracking.visited?.("three-loops");
  await report(opened, passed);
  opened.tracking.close(1);
  await opened.page.pass(0);
  assert.deepEqual(told(lrs), ["initialized course", "experienced lessons/three-loops", "passed course", "completed course", "terminated course"]);
  assert.deepEqual(lrs.statements[0]?.actor, { objectType: "Agent", account: { homePage: "https://institution.example", name: "learner-1" } });
  assert.equal(opened.strict.stored("cmi.core.lesson_status"), "passed");
  assert.deepEqual(opened.strict.mistakes(), []);
});

test("a token comes from the institution and is asked for again when it has run out", async () => {
  const lrs = fakeLrs();
  const asked: unknown[] = [];
  const token = "https://institution.example/token";
  const valid = () => `Basic token-${asked.length}`;
  lrs.fault = ({ resource, headers, body }) => {
    if (resource === token) asked.push(body);
    return resource === "statements" && headers["Authorization"] !== valid() ? 401 : null;
  };
  const { fetch } = lrs;
  const giving: FakeLrs = Object.assign(lrs, {
    fetch: async (url: string, init: RequestInit) => {
      const answer = await fetch(url, init);
      return url.endsWith("/token") ? answered(200, JSON.stringify({ "auth-token": `token-${asked.length}` })) : answer;
    },
  });
  const opened = await openBeside(giving, { ...access, access: { token } });
  assert.deepEqual(asked[0], { learner: "learner-1", activity: COURSE });
  asked.push("the first has run out");
  await report(opened, passed);
  assert.equal(asked.length, 3);
  assert.deepEqual(told(lrs), ["initialized course", "passed course", "completed course"]);
});

for (const status of [0, 401, 500]) {
  test(`an LRS that answers ${status || "nothing"} does not disturb the LMS's record nor what the learner sees of it`, async () => {
    const lrs = fakeLrs();
    lrs.fault = () => status;
    const opened = await openBeside(lrs);
    await report(opened, passed);
    opened.tracking.close(1);
    await opened.page.pass(1_000_000);
    assert.equal(opened.strict.stored("cmi.core.lesson_status"), "passed");
    assert.deepEqual(opened.strict.mistakes(), []);
    assert.deepEqual([...new Set(opened.statuses)], ["saving", "saved", "closed"]);
    assert.deepEqual(lrs.statements, []);
  });
}

test("beside SCORM, the score of an earlier launch is not reported again", async () => {
  const lrs = fakeLrs();
  const first = await openBeside(lrs);
  first.tracking.handedIn?.(handedIn);
  await report(first, scored);
  const second = await openBeside(lrs);
  await report(second, scored);
  second.tracking.handedIn?.({ ...handedIn, attempt: 2, attemptId: "a2" });
  await report(second, { ...scored, score: { earned: 6000, total: 10000 } });
  assert.equal(told(lrs).filter((one) => one === "scored course").length, 2);
});

test("beside SCORM, a reset attempt is a new one: its verdict is reported again, that of the same attempt is not", async () => {
  const lrs = fakeLrs();
  for (const mark of ["m1", "m1", "m2"]) {
    const opened = await openBeside(lrs);
    opened.tracking.save("a", () => stateText(mark, "fact"));
    await report(opened, passed);
  }
  assert.equal(told(lrs).filter((one) => one === "passed course").length, 2);
});

test("beside SCORM, a window without the record sends nothing to the LRS, and the one that takes over continues without duplicates", async () => {
  const lrs = fakeLrs();
  const browser = fakeBrowser();
  const strict = lms({});
  const open = () =>
    arrive(webPage("", lrs.fetch, newTab(browser.localStorage), { ...browser.window(), API: strict.API, courseLrs: access }));
  const first = await open();
  save(first, "a", "fact");
  await first.page.pass(1000);
  const second = await open();
  await second.page.pass(1000);
  assert.equal(second.opened?.mode, "elsewhere");
  assert.deepEqual(told(lrs), ["initialized course"]);
  const taking = second.tracking.takeOver?.();
  for (let n = 0; n < 20; n++) await second.page.pass(100);
  await taking;
  await report(first, passed);
  await report(second, passed);
  first.tracking.close(1);
  second.tracking.close(1);
  await first.page.pass(0);
  await second.page.pass(0);
  assert.deepEqual(told(lrs), ["initialized course", "initialized course", "passed course", "completed course", "terminated course"]);
});

for (const [what, abilities, course] of [["forbids storage", { storage: false }, about], ["is shared", {}, { ...about, shared: true }]] as const) {
  test(`beside SCORM, a window that takes over the record sends what the other could not, once, where the device ${what}`, async () => {
    const lrs = fakeLrs();
    const browser = fakeBrowser(abilities);
    const strict = lms({});
    const open = async () => {
      const found = await run(webPage("", lrs.fetch, newTab(), { ...browser.window(), API: strict.API, courseLrs: access }), beside(scorm12), course);
      found.tracking.shown?.();
      await found.page.pass(1000);
      return found;
    };
    lrs.fault = () => 503;
    const first = await open();
    const second = await open();
    const take = async ({ tracking }: Run) => {
      const taking = tracking.takeOver?.();
      for (let n = 0; n < 20; n++) for (const { page } of [first, second]) await page.pass(100);
      await taking;
    };
    save(first, "a", "fact");
    first.tracking.visited?.("three-loops");
    first.tracking.handedIn?.(handedIn);
    await report(first, scored);
    await take(second);
    await report(second, scored);
    await take(first);
    lrs.fault = () => null;
    await report(first, scored);
    await first.page.pass(60_000);
    const once = told(lrs).filter((one) => !one.startsWith("initialized"));
    assert.deepEqual(once, [
      "experienced lessons/three-loops", "completed quizzes/check", "passed quizzes/check", "progressed course", "scored course",
    ]);
  });
}

test("beside SCORM what the LRS refuses is not the learner's trouble", async (context) => {
  context.mock.method(console, "warn", () => {});
  const lrs = fakeLrs();
  lrs.fault = () => ({ status: 400, text: "no" });
  const opened = await openBeside(lrs);
  await report(opened, passed);
  await opened.page.pass(1_000_000);
  assert.equal(opened.strict.stored("cmi.core.lesson_status"), "passed");
  assert.deepEqual([...new Set(opened.statuses)], ["saving", "saved"]);
});

test("without an LRS, or a learner's id, it is plain SCORM", async () => {
  for (const [courseLrs, without] of [[null, []], [access, ["cmi.core.student_id"]]] as const) {
    const lrs = fakeLrs();
    const opened = await openBeside(lrs, courseLrs, without);
    await report(opened, passed);
    opened.tracking.close(1);
    await settled();
    assert.equal(opened.strict.stored("cmi.core.lesson_status"), "passed");
    assert.equal(lrs.asked.length, 0);
  }
});

/** A launch in which `lrs.js` has to be loaded; `answer` completes the last request, with or without the script. */
async function openWithoutPart(lrs: FakeLrs) {
  const strict = lms({});
  const scripts: { src?: string; onload?(): void; onerror?(): void }[] = [];
  const document = { createElement: () => ({ remove() {} }), head: { append: (script: object) => scripts.push(script) }, querySelector: () => null };
  const page = webPage("", lrs.fetch, newTab(), { API: strict.API, courseLrs: access, courseLrsPart: undefined, document });
  const { courseLrsPart } = webPage("", lrs.fetch).page;
  const found = await run(page, beside(scorm12));
  const answer = async (brings: boolean) => {
    if (brings) Object.assign(page.page, { courseLrsPart });
    scripts.at(-1)?.onload?.();
    await page.pass(0);
  };
  return Object.assign(found, { strict, scripts, answer });
}

test("lrs.js is loaded when the first page is on display, and once", async () => {
  const lrs = fakeLrs();
  const opened = await openWithoutPart(lrs);
  save(opened, "three-loops", "seen");
  await report(opened, half);
  assert.equal(opened.scripts.length, 0);
  opened.tracking.shown?.();
  opened.tracking.shown?.();
  await report(opened, passed);
  assert.deepEqual(opened.scripts.map(({ src }) => src), ["lrs.js"]);
  assert.deepEqual(lrs.asked, []);
  await opened.answer(true);
  await opened.page.pass(1000);
  opened.tracking.shown?.();
  assert.deepEqual(told(lrs), ["initialized course", "progressed course", "passed course", "completed course"]);
  assert.equal(opened.scripts.length, 1);
});

test("while lrs.js cannot be loaded, SCORM continues; with the next page it is requested again, and everything is sent", async (context) => {
  context.mock.method(console, "warn", () => {});
  const lrs = fakeLrs();
  const opened = await openWithoutPart(lrs);
  opened.tracking.shown?.();
  await opened.answer(false);
  save(opened, "three-loops", "seen");
  opened.tracking.visited?.("three-loops");
  await opened.page.pass(10_000);
  assert.equal(opened.statuses.at(-1), "saved");
  assert.equal(opened.strict.stored("cmi.core.lesson_location"), "three-loops");
  assert.deepEqual([opened.scripts.length, lrs.asked.length], [1, 0]);

  opened.tracking.shown?.();
  await opened.answer(true);
  await opened.page.pass(1000);
  await leave(opened);
  assert.deepEqual(told(lrs), ["initialized course", "experienced lessons/three-loops", "terminated course"]);
  assert.deepEqual([...new Set(opened.statuses)], ["saving", "saved", "closed"]);
  assert.deepEqual(opened.strict.mistakes(), []);
});

test("lrs.js that is loaded after the learner has left sends the last statements as well", async () => {
  const lrs = fakeLrs();
  const opened = await openWithoutPart(lrs);
  opened.tracking.shown?.();
  await leave(opened);
  await opened.answer(true);
  await opened.page.pass(1000);
  assert.deepEqual(told(lrs), ["initialized course", "terminated course"]);
  assert.equal(opened.statuses.at(-1), "closed");
});
