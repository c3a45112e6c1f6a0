/** cmi5: the launch, sessions, reloads, leaving, and refusals. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message } from "../../scorm_export/player/src/tracking/lrs/farewell.ts";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import type { Outcome } from "../../scorm_export/player/src/reports.ts";
import { fakeBrowser } from "./browser.ts";
import { strictCmi5, type Cmi5Options, type StrictCmi5 } from "./strict_cmi5.ts";
import { answered, COURSE, LOADED, newTab, webPage, type Fetch, type Tab, type WebPage } from "./web.ts";
import { stateAnswers, type Run, run, launch, save, done, passed, failed, report, leave } from "./lrs_run.ts";

const openCmi5 = async (options: Cmi5Options = {}, tab?: Tab): Promise<Run & { strict: StrictCmi5 }> => {
  const strict = strictCmi5(options);
  return Object.assign(await run(strict.open(tab), cmi5), { strict });
};

test("a launch for review does not prevent work in another window", async () => {
  const strict = strictCmi5();
  const browser = fakeBrowser();
  const open = (tab?: Tab) => run(strict.open({ ...(tab ?? newTab(browser.localStorage)) }, browser.window()), cmi5);
  strict.launch({ launchMode: "Review" });
  const first = await open();
  assert.equal(first.opened?.mode, "review");
  strict.launch({ launchMode: "Normal" });
  const second = await open();
  await second.page.pass(1000);
  assert.equal(second.opened?.mode, "normal");
  assert.ok(!first.statuses.includes("elsewhere"));
});

test("a session from beginning to end breaks no rule and satisfies the AU", async () => {
  const opened = await openCmi5({ masteryScore: 0.8, returnURL: "https://lms.example.org/back" });
  const { strict, page } = opened;
  assert.deepEqual(opened.opened, { tracked: true, mode: "normal", status: "incomplete", location: "", states: [], mastery: 0.8 });
  opened.tracking.visited?.("three-loops");
  await report(opened, passed);
  await opened.tracking.settled?.();
  await leave(opened);
  assert.deepEqual(strict.mistakes(), []);
  assert.deepEqual(strict.verbs(), ["initialized", "passed", "completed", "terminated"]);
  assert.equal(strict.satisfied(), true);
  assert.equal(strict.tokens, 1);
  assert.deepEqual(page.replaced, ["/course/index.html#/three-loops"]);
  assert.deepEqual(page.visited, ["https://lms.example.org/back"]);
  assert.equal(opened.statuses.at(-1), "closed");
});

const endings: readonly [what: string, options: Cmi5Options, outcomes: readonly Outcome[], verbs: readonly string[], satisfied: boolean][] = [
  ["nothing done", {}, [], [], false],
  ["nothing done where nothing is asked", { moveOn: "NotApplicable" }, [], [], true],
  ["everything done, the mark missed, attempts left", { masteryScore: 0.8 }, [done], ["completed"], false],
  ["the same, where completing is enough", { masteryScore: 0.8, moveOn: "Completed" }, [done], ["completed"], true],
  ["failed", { masteryScore: 0.8 }, [done, failed], ["completed", "failed"], false],
  ["failed by a quiz that must be passed, with points enough", { masteryScore: 0.7 }, [done, failed], ["completed", "failed"], false],
  ["failed, where completing is enough", { moveOn: "CompletedOrPassed" }, [failed], ["failed", "completed"], true],
  ["failed and then passed: not in one session", { masteryScore: 0.8 }, [failed, passed], ["failed", "completed"], false],
  ["passed after a miss", { masteryScore: 0.8, moveOn: "Passed" }, [done, passed], ["completed", "passed"], true],
];

for (const [what, options, outcomes, verbs, satisfied] of endings) {
  test(`cmi5, ${what}`, async () => {
    const opened = await openCmi5(options);
    for (const outcome of outcomes) await report(opened, outcome);
    await leave(opened);
    assert.deepEqual(opened.strict.mistakes(), []);
    assert.deepEqual(opened.strict.verbs(), ["initialized", ...verbs, "terminated"]);
    assert.equal(opened.strict.satisfied(), satisfied);
  });
}

test("cmi5: a session that does not know earlier reports holds verdicts back until it does", async () => {
  for (const [outcome, verbs] of [[passed, ["passed", "completed"]], [failed, ["completed"]]] as const) {
    const strict = strictCmi5({ masteryScore: 0.8 });
    stateAnswers(503, "GET")(strict.lrs);
    const blind = await run(strict.open(), cmi5);
    await blind.page.pass(8000);
    await report(blind, outcome);
    assert.deepEqual(strict.verbs(), ["initialized"]);
    strict.lrs.fault = () => null;
    await blind.page.pass(60_000);
    await leave(blind);
    assert.deepEqual(strict.verbs(), ["initialized", ...verbs, "terminated"]);
    assert.deepEqual(strict.mistakes(), []);
  }
});

test("passed and completed are reported once in a registration; passed may follow failed in a later session", async () => {
  const first = await openCmi5({ masteryScore: 0.8 });
  const { strict } = first;
  await report(first, failed);
  await leave(first);
  strict.launch();
  const second = await run(strict.open(), cmi5);
  assert.equal(second.opened?.status, "failed");
  await report(second, passed);
  await report(second, passed);
  await leave(second);
  strict.launch();
  const third = await run(strict.open(), cmi5);
  await report(third, passed);
  await leave(third);
  assert.deepEqual(strict.mistakes(), []);
  assert.deepEqual(strict.verbs().filter((verb) => !/ed$/.test(verb) || !/initial|termin/.test(verb)), ["failed", "completed", "passed"]);
});

test("launchParameters are the launch data", async () => {
  const contextTemplate = { contextActivities: { grouping: [{ id: COURSE, objectType: "Activity" }] } };
  const opened = await openCmi5({ launchData: { launchMode: "Normal", contextTemplate, launchParameters: "time=2" } });
  assert.equal(opened.tracking.launchData?.(), "time=2");
});

for (const [preferences, muted] of [
  ['{"languagePreference":"fr,en","audioPreference":"off"}', true],
  ['{"languagePreference":"fr,en","audioPreference":"on"}', undefined],
  ['{"languagePreference":"fr"}', undefined],
  ["not JSON", undefined],
] as const) {
  test(`the learner's preferences ${preferences}: videos ${muted ? "start muted" : "keep their sound"}`, async () => {
    const opened = await openCmi5({ preferences });
    await leave(opened);
    assert.equal(opened.opened?.muted, muted);
    assert.deepEqual(opened.strict.mistakes(), []);
  });
}

for (const [launchMode, mode] of [["Browse", "browse"], ["Review", "review"]] as const) {
  test(`${launchMode}: initialized and terminated, and nothing else`, async () => {
    const opened = await openCmi5({ launchMode });
    assert.equal(opened.opened?.mode, mode);
    await leave(opened);
    assert.deepEqual(opened.strict.mistakes(), []);
    assert.deepEqual(opened.strict.verbs(), ["initialized", "terminated"]);
  });
}

const reloads: readonly [what: string, reload: (page: WebPage) => void][] = [
  ["by script", (page) => page.reloads()],
  ["by F5", (page) => page.hear("keydown", { key: "F5" })],
  ["by Ctrl+R", (page) => page.hear("keydown", { key: "r", ctrlKey: true })],
];

for (const [what, reload] of reloads) {
  test(`a reload ${what} within the session: the token again from the tab, one initialized, one terminated`, async () => {
    const tab = newTab();
    const first = await openCmi5({}, tab);
    const { strict } = first;
    await first.page.pass(30_000);
    reload(first.page);
    await leave(first);
    const { fetch } = first.page.page as unknown as { fetch: typeof fetchOf };
    const second = await run(webPage("", fetch, tab), cmi5);
    assert.equal(second.opened?.tracked, true);
    assert.deepEqual(second.statuses, ["saved"]);
    await report(second, passed);
    await leave(second);
    assert.deepEqual(strict.mistakes(), []);
    assert.equal(strict.tokens, 1);
    assert.deepEqual(strict.verbs(), ["initialized", "passed", "completed", "terminated"]);
  });
}

/** The browser unloads the page without further events. */
async function unload(opened: Run): Promise<void> {
  opened.page.hear("pagehide");
  await leave(opened);
}

const fetchIn = ({ page }: WebPage) => (page as unknown as { fetch: typeof fetchOf }).fetch;

test("after the browser's reload button, or Back and Forward, the session continues with the token from the tab", async () => {
  const tab = newTab();
  const first = await openCmi5({ masteryScore: 0.8 }, tab);
  const { strict } = first;
  await first.page.pass(30_000);
  await unload(first);
  assert.deepEqual(strict.verbs(), ["initialized"]);
  const second = await run(webPage("", fetchIn(first.page), tab), cmi5);
  assert.equal(second.opened?.tracked, true);
  await report(second, passed);
  await leave(second);
  assert.deepEqual(strict.mistakes(), []);
  assert.equal(strict.tokens, 1);
  assert.deepEqual(strict.verbs(), ["initialized", "passed", "completed", "terminated"]);
});

test("a page that is unloaded leaves terminated to a worker, which sends it unless the page comes back", async () => {
  const tab = newTab();
  const first = await openCmi5({}, tab);
  await first.page.pass(30_000);
  await unload(first);
  const [there, left] = first.page.workers as Message[];
  const session = there?.session;
  assert.deepEqual(there, { session, last: null });
  assert.deepEqual([left?.session, left?.last?.ms], [session, 10_000]);
  const second = await run(webPage("", fetchIn(first.page), tab), cmi5);
  assert.deepEqual(second.page.workers, [{ session, last: null }]);

  const { url, init } = left?.last as { url: string; init: RequestInit };
  const answer = await fetchIn(first.page)(url, init);
  assert.equal(answer.status, 200);
  assert.deepEqual(first.strict.verbs(), ["initialized", "terminated"]);
  assert.deepEqual(first.strict.mistakes(), []);
});

test("a page that comes back too late finds the session ended: the learner is told, and nothing is sent", async () => {
  const tab = newTab();
  const first = await openCmi5({}, tab);
  await unload(first);
  const late = webPage("", fetchIn(first.page), tab, { performance: { timeOrigin: LOADED + 8_000, now: () => 0 } });
  const second = await run(late, cmi5);
  assert.equal(second.opened?.tracked, false);
  assert.deepEqual(second.statuses, ["refused"]);
});

test("in a browser where nothing outlives a page, the page sends terminated itself, and a reload ends the session", async () => {
  const tab = newTab();
  const strict = strictCmi5();
  const first = await run(strict.open(tab, { SharedWorker: undefined }), cmi5);
  await unload(first);
  assert.deepEqual(strict.verbs(), ["initialized", "terminated"]);
  const second = await run(webPage("", fetchIn(first.page), tab), cmi5);
  assert.deepEqual(second.statuses, ["refused"]);
});

test("a tab that crashed and is opened again continues its session", async () => {
  const tab = newTab();
  const first = await openCmi5({}, tab);
  const second = await run(webPage("", fetchIn(first.page), tab), cmi5);
  assert.equal(second.opened?.tracked, true);
  await leave(second);
  assert.deepEqual(first.strict.verbs(), ["initialized", "terminated"]);
  assert.deepEqual(first.strict.mistakes(), []);
});

/** The browser's "Duplicate tab": what the tab keeps is copied. */
function duplicate({ sessionStorage: kept, localStorage }: Tab): Tab {
  const copy = newTab(localStorage);
  for (let n = 0; n < kept.length; n++) copy.sessionStorage.setItem(kept.key(n) ?? "", kept.getItem(kept.key(n) ?? "") ?? "");
  return copy;
}

for (const leaves of ["by the button", "by closing the tab"]) for (const reloads of [false, true]) {
  test(`a tab that is a copy of another does not go on with the session that ended there ${leaves}${reloads ? ", nor after a reload" : ""}`, async () => {
    const browser = fakeBrowser();
    const strict = strictCmi5({});
    const tab = newTab(browser.localStorage);
    const first = await run(strict.open(tab, { ...browser.window(), SharedWorker: undefined }), cmi5);
    const copy = duplicate(tab);
    const here = browser.window();
    const { fetch } = first.page.page as unknown as { fetch: Fetch };
    let second = await run(webPage("", fetch, copy, here), cmi5);
    await second.page.pass(1000);
    assert.equal(second.opened?.mode, "elsewhere");
    if (leaves === "by closing the tab") await unload(first);
    else await leave(first);
    await first.page.pass(1000);
    if (reloads) {
      await unload(second);
      browser.kill(here);
      second = await run(webPage("", fetch, copy, browser.window()), cmi5);
      await second.page.pass(1000);
    }
    const opened = reloads ? second.opened : await second.tracking.takeOver?.();
    assert.equal(opened?.tracked, false);
    assert.equal(second.statuses.at(-1), "refused");
    save(second, "a", "a");
    await report(second, passed);
    await leave(second);
    await second.page.pass(30_000);
    assert.deepEqual(strict.verbs(), ["initialized", "terminated"]);
    assert.deepEqual(strict.mistakes(), []);
  });
}

test("a reload key long before leaving is no reload", async () => {
  const opened = await openCmi5();
  opened.page.hear("keydown", { key: "F5" });
  await opened.page.pass(3000);
  await leave(opened);
  assert.deepEqual(opened.strict.verbs(), ["initialized", "terminated"]);
});

const fetchOf = (_url: string, _init: RequestInit) => Promise.resolve(answered(200));

test("opened again in the tab after the session was terminated: the learner is told, and nothing is sent", async () => {
  const tab = newTab();
  const first = await openCmi5({}, tab);
  await leave(first);
  const second = await run(first.strict.open(tab), cmi5);
  assert.equal(second.opened?.tracked, false);
  assert.deepEqual(second.statuses, ["refused"]);
  assert.deepEqual(first.strict.mistakes(), []);
  assert.equal(first.strict.tokens, 1);
});

test("a session abandoned by a second launch is told so, and sends nothing more", async () => {
  const first = await openCmi5({ masteryScore: 0.8 });
  first.strict.launch();
  const second = await run(first.strict.open(), cmi5);
  await report(first, passed);
  await leave(first);
  assert.equal(first.statuses.at(-1), "refused");
  await report(second, passed);
  await leave(second);
  assert.deepEqual(first.strict.mistakes(), []);
  assert.deepEqual(first.strict.verbs(), ["initialized", "initialized", "passed", "completed", "terminated"]);
});

const errors: readonly [what: string, answer: () => Promise<ReturnType<typeof answered>>][] = [
  ["an error code", () => Promise.resolve(answered(200, '{"error-code":"1","error-text":"used"}'))],
  ["no JSON", () => Promise.resolve(answered(200, "<html>"))],
  ["no answer", () => Promise.reject(new TypeError("Failed to fetch"))],
];

for (const [what, answer] of errors) {
  test(`a fetch URL that gives ${what} is requested once, and the learner is told`, async () => {
    let asked = 0;
    const page = webPage(`${launch({ activityId: COURSE })}&fetch=https://lms.example.org/fetch`, () => (asked++, answer()));
    const { opened, statuses } = await run(page, cmi5);
    await page.pass(1_000_000);
    assert.equal(asked, 1);
    assert.equal(opened?.tracked, false);
    assert.deepEqual(statuses, ["refused"]);
  });
}

test("without cmi5's parameters the course runs untracked", async () => {
  const { opened, statuses } = await run(webPage("?x=1", fetchOf), cmi5);
  assert.equal(opened?.tracked, false);
  assert.deepEqual(statuses, ["untracked"]);
});

test("LaunchData of which nearly every field is missing is lived with", async () => {
  const opened = await openCmi5({ launchData: { contextTemplate: {} } });
  assert.deepEqual(opened.opened, { tracked: true, mode: "normal", status: "incomplete", location: "", states: [] });
  await report(opened, passed);
  await leave(opened);
  assert.deepEqual(opened.strict.mistakes(), []);
});

test("an actor is repeated whole, whatever stands in it", async () => {
  const actor = { name: "Ünal  Ö", account: { name: "7", homePage: "https://b.example" } };
  const opened = await openCmi5({ actor });
  await leave(opened);
  assert.deepEqual(opened.strict.mistakes(), []);
  assert.deepEqual(opened.strict.lrs.statements[0]?.actor, actor);
});
