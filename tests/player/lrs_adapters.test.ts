/** The xAPI and cmi5 adapters and an LRS beside SCORM: launch, state, session, leaving; with every fault on the way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readActor } from "../../scorm_export/player/src/actor.ts";
import { beside } from "../../scorm_export/player/src/tracking/beside.ts";
import { cmi5 } from "../../scorm_export/player/src/tracking/cmi5.ts";
import { scorm12 } from "../../scorm_export/player/src/tracking/scorm12.ts";
import { xapi } from "../../scorm_export/player/src/tracking/xapi.ts";
import type { Opened, OpenTracking, Outcome, SaveStatus, Tracking } from "../../scorm_export/player/src/types.ts";
import { brief, ENDPOINT, fakeLrs, STATE, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { strictCmi5, type Cmi5Options, type StrictCmi5 } from "./strict_cmi5.ts";
import { lms } from "./strict_scorm12.ts";
import { answered, COURSE, newTab, webPage, type Tab, type WebPage } from "./web.ts";

interface Run {
  readonly page: WebPage;
  readonly tracking: Tracking;
  readonly statuses: SaveStatus[];
  /** null while the adapter still waits. */
  readonly opened: Opened | null;
}

async function run(page: WebPage, open: OpenTracking): Promise<Run> {
  const statuses: SaveStatus[] = [];
  const tracking = open(page.page, (status) => statuses.push(status));
  const found: { opened: Opened | null } = { opened: null };
  void tracking.open().then((opened) => (found.opened = opened));
  await page.pass(0);
  return { page, tracking, statuses, get opened() { return found.opened; } };
}

const ACTOR = { mbox: "mailto:learner@example.org" };
const REGISTRATION = "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11";
const launch = (changes: Readonly<Record<string, string>> = {}) => {
  const actor = JSON.stringify(ACTOR);
  const all = { endpoint: ENDPOINT, auth: "Basic a2V5", actor, registration: REGISTRATION, activity_id: COURSE, ...changes };
  return `?${new URLSearchParams(Object.entries(all).filter(([, value]) => value)).toString()}`;
};
const openXapi = (lrs: FakeLrs, search = launch(), tab: Tab = newTab()) => run(webPage(search, lrs.fetch, tab), xapi);
const told = (lrs: FakeLrs) => lrs.statements.map(brief);
const stateOf = (lrs: FakeLrs) => JSON.parse([...lrs.documents.values()].at(-1)?.body ?? "null") as unknown;

const half: Outcome = { status: "incomplete", completed: false, progress: 0.5, score: null };
const done: Outcome = { status: "incomplete", completed: true, progress: 1, score: { earned: 7000, total: 10000 } };
const passed: Outcome = { status: "passed", completed: true, progress: 1, score: { earned: 8000, total: 10000 } };
const failed: Outcome = { status: "failed", completed: true, progress: 1, score: { earned: 7000, total: 10000 } };

async function report({ tracking, page }: Run, outcome: Outcome): Promise<void> {
  tracking.outcome(outcome);
  tracking.commit();
  await page.pass(0);
}

async function leave({ tracking, page }: Run): Promise<void> {
  tracking.close(1);
  await page.pass(0);
}

// ---- xAPI: the launch

test("the parameters of the launch are read and leave the address; the rest of it stays", async () => {
  const lrs = fakeLrs();
  const { page, opened } = await openXapi(lrs, `${launch()}&lang=en`);
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "", state: "" });
  assert.deepEqual(page.replaced, ["/course/index.html?lang=en#/three-loops"]);
  assert.deepEqual(page.head, [{ name: "referrer", content: "no-referrer" }]);
  const [statement] = lrs.statements;
  assert.deepEqual(statement?.actor, { objectType: "Agent", ...ACTOR });
  assert.equal(statement?.context.registration, REGISTRATION);
  assert.ok(lrs.asked.every(({ headers }) => headers["Authorization"] === "Basic a2V5"));
});

test("a launch may grant more time in its address", async () => {
  const { tracking } = await openXapi(fakeLrs(), `${launch()}&time=1.5`);
  assert.equal(tracking.launchData?.(), "time=1.5");
});

for (const missing of ["endpoint", "actor"]) {
  test(`without ${missing} the course runs untracked and asks nothing`, async () => {
    const lrs = fakeLrs();
    const { opened, statuses, tracking } = await openXapi(lrs, launch({ [missing]: "" }));
    tracking.outcome(passed);
    tracking.close(1);
    assert.equal(opened?.tracked, false);
    assert.deepEqual(statuses, ["untracked"]);
    assert.equal(lrs.asked.length, 0);
  });
}

const launches: readonly [what: string, changes: Record<string, string>, check: (lrs: FakeLrs) => void][] = [
  ["an endpoint without a slash", { endpoint: ENDPOINT.slice(0, -1) }, (lrs) => assert.equal(lrs.asked.at(-1)?.resource, "statements")],
  ["auth without its scheme", { auth: "a2V5" }, (lrs) => assert.equal(lrs.asked[0]?.headers["Authorization"], "Basic a2V5")],
  ["no registration", { registration: "" }, (lrs) => assert.ok(!("registration" in (lrs.statements[0]?.context ?? {})))],
  ["a registration that is no UUID", { registration: "42" }, (lrs) => assert.ok(!("registration" in (lrs.asked[0]?.query ?? {})))],
  ["no activity_id: the course's own", { activity_id: "" }, (lrs) => assert.deepEqual(told(lrs), ["initialized course"])],
  ["another activity_id", { activity_id: "https://lms.example.org/9" }, (lrs) =>
    assert.deepEqual(told(lrs), ["initialized https://lms.example.org/9"])],
  ["grouping", { grouping: "https://lms.example.org/g" }, (lrs) =>
    assert.deepEqual(lrs.statements[0]?.context.contextActivities?.grouping, [{ id: "https://lms.example.org/g" }])],
];

for (const [what, changes, check] of launches) {
  test(`a launch with ${what}`, async () => {
    const lrs = fakeLrs();
    const { opened } = await openXapi(lrs, launch(changes));
    assert.equal(opened?.tracked, true);
    check(lrs);
  });
}

const actors: readonly [text: string, expected: unknown][] = [
  ['{"mbox":"mailto:a@b.example","name":"A"}', { objectType: "Agent", name: "A", mbox: "mailto:a@b.example" }],
  ['{"name":["A"],"mbox":["mailto:a@b.example"]}', { objectType: "Agent", name: "A", mbox: "mailto:a@b.example" }],
  ['{"name":["A"],"account":[{"accountServiceHomePage":"https://b.example","accountName":"7"}]}',
    { objectType: "Agent", name: "A", account: { homePage: "https://b.example", name: "7" } }],
  ['{"account":{"homePage":"https://b.example","name":"7"},"objectType":"Agent"}',
    { objectType: "Agent", account: { homePage: "https://b.example", name: "7" } }],
  ['{"openid":"https://a.example"}', { objectType: "Agent", openid: "https://a.example" }],
  ['{"mbox":[],"mbox_sha1sum":"ab"}', { objectType: "Agent", mbox_sha1sum: "ab" }],
  ['{"name":"A"}', null],
  ["not JSON", null],
  ["null", null],
];

for (const [text, expected] of actors) {
  test(`the actor ${text}`, () => assert.deepEqual(readActor(text), expected));
}

// ---- xAPI: what is said and when

test("verdicts are said once in a registration, passed before completed, and a better score between them", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  await report(first, half);
  await report(first, half);
  await report(first, done);
  await report(first, passed);
  await report(first, passed);
  await leave(first);
  assert.deepEqual(told(lrs).slice(1), ["progressed course", "scored course", "completed course", "passed course", "terminated course"]);
  const count = lrs.statements.length;
  const second = await openXapi(lrs);
  assert.equal(second.opened?.status, "passed");
  await report(second, passed);
  await report(second, { ...passed, score: { earned: 9000, total: 10000 } });
  assert.deepEqual(told(lrs).slice(count), ["initialized course", "scored course"]);

  const atOnce = fakeLrs();
  await report(await openXapi(atOnce), passed);
  assert.deepEqual(told(atOnce).slice(1), ["passed course", "completed course"]);
});

test("a course without scoring is completed, and a later launch knows", async () => {
  const lrs = fakeLrs();
  await report(await openXapi(lrs), { status: "completed", completed: true, progress: 1, score: null });
  assert.deepEqual(told(lrs).slice(1), ["completed course"]);
  assert.equal((await openXapi(lrs)).opened?.status, "completed");
});

test("a verdict that did not arrive is not kept as said: the next visit says it", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  lrs.fault = ({ resource }) => (resource === "statements" ? 500 : null);
  await report(first, passed);
  await leave(first);
  assert.ok(!JSON.stringify(stateOf(lrs)).includes("passed"));
  lrs.fault = () => null;
  const second = await openXapi(lrs);
  assert.equal(second.opened?.status, "incomplete");
  await report(second, passed);
  assert.deepEqual(told(lrs).filter((one) => one.startsWith("passed")), ["passed course"]);
});

test("closing says terminated with the session's length, beside what is on its way, and is done once", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  await opened.page.pass(61_500);
  opened.tracking.save("three-loops", "1KEYabc");
  opened.tracking.visited?.("three-loops");
  opened.tracking.close(61.5);
  opened.tracking.close(61.5);
  await opened.page.pass(0);
  assert.deepEqual(told(lrs), ["initialized course", "experienced lessons/three-loops", "terminated course"]);
  assert.deepEqual(lrs.statements.at(-1)?.result, { duration: "PT61.5S" });
  assert.deepEqual(stateOf(lrs), { location: "three-loops", state: "1KEYabc" });
  assert.ok(lrs.asked.slice(-2).every(({ keepalive }) => keepalive));
  assert.equal(opened.statuses.at(-1), "closed");
});

test("a reload goes on in the same session: parameters from the tab, no second initialized", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const first = await openXapi(lrs, launch(), tab);
  first.page.reloads();
  await leave(first);
  const second = await openXapi(lrs, "", tab);
  assert.equal(second.opened?.tracked, true);
  await leave(second);
  assert.deepEqual(told(lrs), ["initialized course", "terminated course"]);
});

test("coming back to the tab after leaving begins a session of its own", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  await leave(await openXapi(lrs, launch(), tab));
  await leave(await openXapi(lrs, "", tab));
  assert.deepEqual(told(lrs), ["initialized course", "terminated course", "initialized course", "terminated course"]);
});

test("a browser that forbids storage loses nothing but the reload", async () => {
  const lrs = fakeLrs();
  const forbidden = () => { throw new Error("SecurityError"); };
  const closedTab = { get sessionStorage(): Storage { return forbidden(); }, get localStorage(): Storage { return forbidden(); } };
  const page = webPage(launch(), lrs.fetch);
  Object.defineProperties(page.page, Object.getOwnPropertyDescriptors(closedTab));
  const opened = await run(page, xapi);
  await report(opened, passed);
  assert.deepEqual(told(lrs), ["initialized course", "passed course", "completed course"]);
});

// ---- State

test("the state of a registration comes back, and of another it does not", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  first.tracking.save("three-loops/4", "1KEYabc");
  await report(first, half);
  const { opened } = await openXapi(lrs);
  assert.deepEqual([opened?.location, opened?.state], ["three-loops/4", "1KEYabc"]);
  const other = await openXapi(lrs, launch({ registration: "11111111-52f0-4b9e-9a53-0c7f0f6d3c11" }));
  assert.equal(other.opened?.state, "");
});

test("where a merge wants a precondition the document is read and put back under its ETag", async () => {
  const lrs = fakeLrs();
  lrs.wantsPrecondition = true;
  const one = await openXapi(lrs);
  const other = await openXapi(lrs);
  one.tracking.save("three-loops", "1KEYabc");
  await report(one, half);
  await report(other, passed);
  assert.deepEqual(stateOf(lrs), { progress: 100, location: "three-loops", state: "1KEYabc", earned: 8000, passed: true, completed: true, status: "passed" });
  assert.equal(other.statuses.at(-1), "saved");
});

test("who comes too late with a precondition reads again and does not write over the other", async () => {
  const lrs = fakeLrs();
  lrs.wantsPrecondition = true;
  const one = await openXapi(lrs);
  one.tracking.save("a", "1KEYaaa");
  await report(one, half);
  let between = 1;
  lrs.fault = ({ method, query }) => {
    if (method === "PUT" && between-- > 0) lrs.documents.set(JSON.stringify([STATE, query]), { body: '{"theirs":1}', etag: '"new"' });
    return null;
  };
  one.tracking.save("b", "1KEYbbb");
  one.tracking.commit();
  await one.page.pass(0);
  assert.equal(one.statuses.at(-1), "unsaved");
  await one.page.pass(2000);
  assert.deepEqual(stateOf(lrs), { theirs: 1, location: "b", state: "1KEYbbb" });
  assert.equal(one.statuses.at(-1), "saved");
});

for (const status of [404, 405, 501]) {
  test(`an LRS whose State answers ${status}: the work is kept on this device, and said`, async () => {
    const lrs = fakeLrs();
    const tab = newTab();
    lrs.fault = ({ resource }) => (resource === STATE ? status : null);
    const first = await openXapi(lrs, launch(), tab);
    first.tracking.save("three-loops", "1KEYabc");
    await report(first, half);
    assert.equal(first.statuses.at(-1), "local");
    await leave(first);
    const { opened } = await openXapi(lrs, launch(), newTab(tab.localStorage));
    assert.deepEqual([opened?.location, opened?.state], ["three-loops", "1KEYabc"]);
  });
}

test("State that cannot be read now is asked again, and never written over from nothing", async () => {
  const lrs = fakeLrs();
  const earlier = await openXapi(lrs);
  earlier.tracking.save("three-loops", "1KEYabc");
  await report(earlier, half);
  let failures = 2;
  lrs.fault = ({ resource }) => (resource === STATE && failures-- > 0 ? 503 : null);
  const patient = await openXapi(lrs);
  assert.deepEqual(patient.statuses, []);
  await patient.page.pass(3000);
  assert.equal(patient.opened?.state, "1KEYabc");

  lrs.fault = ({ resource, method }) => (resource === STATE && method === "GET" ? 503 : null);
  const blind = await openXapi(lrs);
  await blind.page.pass(10_000);
  blind.tracking.save("", "1KEYnew");
  await report(blind, half);
  await leave(blind);
  assert.ok(JSON.stringify(stateOf(lrs)).includes("1KEYabc"));
  assert.ok(blind.statuses.includes("local"));
});

for (const status of [401, 500]) {
  test(`work that the LRS answered with ${status} is there at the next launch, unless it went on elsewhere`, async () => {
    for (const elsewhere of [false, true]) {
      const lrs = fakeLrs();
      const tab = newTab();
      const first = await openXapi(lrs, launch(), tab);
      first.tracking.save("a", "1KEYaaa");
      await report(first, half);
      lrs.fault = ({ resource }) => (resource === STATE ? status : null);
      first.tracking.save("b", "1KEYbbb");
      await report(first, half);
      first.tracking.save("c", "1KEYccc");
      await leave(first);
      lrs.fault = () => null;
      if (elsewhere) {
        const other = await openXapi(lrs);
        other.tracking.save("d", "1KEYddd");
        await report(other, half);
      }
      const { opened, tracking, page } = await openXapi(lrs, launch(), newTab(tab.localStorage));
      assert.equal(opened?.state, elsewhere ? "1KEYddd" : "1KEYccc");
      tracking.commit();
      await page.pass(0);
      assert.equal((stateOf(lrs) as { state: string }).state, opened?.state);
    }
  });
}

test("a page that is hidden tries once more, also while a failure is being waited out", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  lrs.fault = () => 500;
  opened.tracking.save("a", "1KEYaaa");
  await report(opened, half);
  lrs.fault = () => null;
  Object.assign(opened.page.page.document, { visibilityState: "hidden" });
  opened.page.hear("visibilitychange");
  await opened.page.pass(0);
  assert.deepEqual(told(lrs), ["initialized course", "progressed course"]);
  assert.deepEqual(stateOf(lrs), { progress: 50, location: "a", state: "1KEYaaa" });
});

test("the state is saved within seconds also without a commit, and tried again after a failure", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  lrs.fault = ({ method, resource }) => (resource === STATE && method === "POST" ? 500 : null);
  opened.tracking.save("three-loops", "1KEYabc");
  await opened.page.pass(5000);
  assert.equal(opened.statuses.at(-1), "unsaved");
  lrs.fault = () => null;
  await opened.page.pass(2000);
  assert.deepEqual(stateOf(lrs), { location: "three-loops", state: "1KEYabc" });
  assert.equal(opened.statuses.at(-1), "saved");
});

for (const status of [401, 403]) {
  test(`${status} from the start: not tracked, and the learner is told`, async () => {
    const lrs = fakeLrs();
    lrs.fault = () => status;
    const { opened, statuses } = await openXapi(lrs);
    assert.equal(opened?.tracked, false);
    assert.deepEqual(statuses, ["refused"]);
  });

  test(`${status} in the middle ends it calmly`, async () => {
    const lrs = fakeLrs();
    const opened = await openXapi(lrs);
    lrs.fault = () => status;
    await report(opened, passed);
    const count = lrs.asked.length;
    await report(opened, passed);
    await leave(opened);
    await opened.page.pass(1_000_000);
    assert.equal(lrs.asked.length, count);
    assert.equal(opened.statuses.at(-1), "refused");
  });
}

// ---- cmi5

const openCmi5 = async (options: Cmi5Options = {}, tab?: Tab): Promise<Run & { strict: StrictCmi5 }> => {
  const strict = strictCmi5(options);
  return Object.assign(await run(strict.open(tab), cmi5), { strict });
};

test("a session from beginning to end breaks no rule and satisfies the AU", async () => {
  const opened = await openCmi5({ masteryScore: 0.8, returnURL: "https://lms.example.org/back" });
  const { strict, page } = opened;
  assert.deepEqual(opened.opened, { tracked: true, mode: "normal", status: "incomplete", location: "", state: "", mastery: 0.8 });
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

test("passed and completed are said once in a registration; passed may follow failed in a later session", async () => {
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

test("launchParameters are what the LMS says to the content", async () => {
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

test("a reload key long before leaving is no reload", async () => {
  const opened = await openCmi5();
  opened.page.hear("keydown", { key: "F5" });
  await opened.page.pass(3000);
  await leave(opened);
  assert.deepEqual(opened.strict.verbs(), ["initialized", "terminated"]);
});

const fetchOf = (_url: string, _init: RequestInit) => Promise.resolve(answered(200));

test("opened again in the tab after the session was terminated: told, and nothing is sent", async () => {
  const tab = newTab();
  const first = await openCmi5({}, tab);
  await leave(first);
  const second = await run(first.strict.open(tab), cmi5);
  assert.equal(second.opened?.tracked, false);
  assert.deepEqual(second.statuses, ["refused"]);
  assert.deepEqual(first.strict.mistakes(), []);
  assert.equal(first.strict.tokens, 1);
});

test("a session abandoned by a second launch is told calmly and says nothing more", async () => {
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
  test(`a fetch URL that gives ${what} is asked once, and the learner is told`, async () => {
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
  assert.deepEqual(opened.opened, { tracked: true, mode: "normal", status: "incomplete", location: "", state: "" });
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

// ---- beside SCORM

const access = { endpoint: ENDPOINT, homePage: "https://institution.example", access: { key: "Basic a2V5" } };

async function openBeside(lrs: FakeLrs, courseLrs: unknown = access, without: readonly string[] = []) {
  const strict = lms({ without });
  const page = webPage("", lrs.fetch, newTab(), { API: strict.API, courseLrs });
  return Object.assign(await run(page, beside(scorm12)), { strict });
}

test("beside SCORM the same is told to both, the actor being the LMS's learner at the institution", async () => {
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
    assert.deepEqual([...new Set(opened.statuses)], ["saved", "closed"]);
    assert.deepEqual(lrs.statements, []);
  });
}

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
