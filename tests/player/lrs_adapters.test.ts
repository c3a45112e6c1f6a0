/** The xAPI and cmi5 adapters and an LRS beside SCORM: launch, state, session, leaving; with every fault on the way. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readActor } from "../../scorm_export/player/src/record/actor.ts";
import type { Message } from "../../scorm_export/player/src/tracking/lrs/farewell.ts";
import { beside } from "../../scorm_export/player/src/tracking/lrs/beside.ts";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import { scorm12 } from "../../scorm_export/targets/scorm12/tracking.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { Outcome, QuizAttempt } from "../../scorm_export/player/src/reports.ts";
import type { Opened, OpenTracking, SaveStatus, TrackedCourse, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser } from "./browser.ts";
import { brief, ENDPOINT, fakeLrs, HANGS, STATE, type Asked, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { strictCmi5, type Cmi5Options, type StrictCmi5 } from "./strict_cmi5.ts";
import { lms } from "./strict_scorm12.ts";
import { plainStates, stateText } from "./states.ts";
import { answered, copiesIn, COURSE, LOADED, newTab, webPage, type Fetch, type Tab, type WebPage } from "./web.ts";

interface Run {
  readonly page: WebPage;
  readonly tracking: Tracking;
  readonly statuses: SaveStatus[];
  readonly details: (string | undefined)[];
  /** null while the adapter is opening. */
  readonly opened: Opened | null;
}

const about: TrackedCourse = { id: "a-course", shared: false, keepAlive: true, answersEarly: false, states: plainStates };

async function run(page: WebPage, open: OpenTracking, course: TrackedCourse = about): Promise<Run> {
  const statuses: SaveStatus[] = [];
  const details: (string | undefined)[] = [];
  const tracking = open(page.page, (status, detail) => (statuses.push(status), details.push(detail)), course);
  const found: { opened: Opened | null } = { opened: null };
  void tracking.open().then((opened) => (found.opened = opened));
  await page.pass(0);
  return { page, tracking, statuses, details, get opened() { return found.opened; } };
}

const ACTOR = { mbox: "mailto:learner@example.org" };
const REGISTRATION = "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11";
const launch = (changes: Readonly<Record<string, string>> = {}) => {
  const actor = JSON.stringify(ACTOR);
  const all = { endpoint: ENDPOINT, auth: "Basic a2V5", actor, registration: REGISTRATION, activity_id: COURSE, ...changes };
  return `?${new URLSearchParams(Object.entries(all).filter(([, value]) => value)).toString()}`;
};
const openXapi = (lrs: FakeLrs, search = launch(), tab: Tab = newTab(), course = about) => run(webPage(search, lrs.fetch, tab), xapi, course);
const told = (lrs: FakeLrs) => lrs.statements.map(brief);
const documentOf = (lrs: FakeLrs) => JSON.parse([...lrs.documents.values()].at(-1)?.body ?? "{}") as Readonly<Record<string, unknown>>;
/** The document's fields about what statements have reported: without locations, states, times and devices. */
const saidOf = (lrs: FakeLrs) =>
  Object.fromEntries(Object.entries(documentOf(lrs)).filter(([name]) => !/^(state-|seconds-|devices$|location$)/.test(name)));
/** The states of all devices in the document, merged. */
const heldBy = (lrs: FakeLrs) => Object.entries(documentOf(lrs)).filter(([name, text]) => name.startsWith("state") && text).map(([, text]) => String(text));
const mergedOf = (texts: readonly string[]) => texts.reduce(plainStates.merge, "");
/** Whether every fact is in what was found. */
const has = (texts: readonly string[] | undefined, ...facts: string[]) => !plainStates.adds(mergedOf(texts ?? []), state(...facts));
const state = (...facts: string[]) => stateText("m", ...facts);

/** Saves facts: the state is everything that this device knows. */
function save({ tracking }: Run, location: string, ...facts: string[]): void {
  tracking.save(location, () => state(...facts));
}

const half: Outcome = { status: "incomplete", completed: false, progress: 0.5, score: null };
const handedIn: QuizAttempt = { quiz: "check", attempt: 1, attemptId: "a1", earned: 500, total: 1000, status: "passed", seconds: 5 };
const scored: Outcome = { ...half, score: { earned: 5000, total: 10000 } };
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
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "", states: [] });
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
  ["credentials in the endpoint", { endpoint: ENDPOINT.replace("://", "://name:pass%40word@"), auth: "" }, (lrs) =>
    assert.equal(lrs.asked[0]?.headers["Authorization"], `Basic ${btoa("name:pass@word")}`)],
  ["an authorization that is encoded twice", { auth: "Basic%20a2V5%3D" }, (lrs) =>
    assert.equal(lrs.asked[0]?.headers["Authorization"], "Basic a2V5=")],
  ["everything encoded twice", { endpoint: encodeURIComponent(ENDPOINT), actor: encodeURIComponent(JSON.stringify(ACTOR)), activity_id: encodeURIComponent(COURSE) },
    (lrs) => assert.deepEqual([told(lrs), lrs.statements[0]?.actor], [["initialized course"], { objectType: "Agent", ...ACTOR }])],
  ["tokens that are for others", { content_token: "x", activity_token: "y" }, (lrs) => assert.deepEqual(told(lrs), ["initialized course"])],
  ["an actor that is an account", { actor: '{"account":{"homePage":"https://lms.example.org","name":"7"}}' }, (lrs) =>
    assert.deepEqual(lrs.statements[0]?.actor, { objectType: "Agent", account: { homePage: "https://lms.example.org", name: "7" } })],
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

for (const hash of [launch().replace("?", "#"), `#/three-loops${launch()}`]) {
  test(`a launch with its parameters after the "#": ${hash.slice(0, 12)}…`, async () => {
    const lrs = fakeLrs();
    const { opened, page } = await openXapi(lrs, `?lang=en${hash}`);
    assert.equal(opened?.tracked, true);
    assert.deepEqual(told(lrs), ["initialized course"]);
    assert.deepEqual(page.replaced, ["/course/index.html?lang=en"]);
  });
}

/** What every LRS refuses in an actor, and what the learner's administrator is told of it. */
const flaws: readonly [actor: object, detail: string][] = [
  [{ mbox: "learner@example.org" }, 'actor, mbox: "learner@example.org"'],
  [{ mbox: "mailto:" }, 'actor, mbox: "mailto:"'],
  [{ mbox: "mailto:learner" }, 'actor, mbox: "mailto:learner"'],
  [{ mbox_sha1sum: "ab" }, 'actor, mbox_sha1sum: "ab"'],
  [{ openid: "learner" }, 'actor, openid: "learner"'],
  [{ account: { homePage: "lms", name: "7" } }, 'actor, homePage: "lms"'],
  [{ account: { homePage: "https://lms.example.org", name: "" } }, 'actor, name: ""'],
  [{ account: { homePage: "https://lms.example.org" } }, "actor, name: null"],
  [{ account: { name: "7" } }, "actor, homePage: null"],
];

for (const [actor, detail] of flaws) {
  test(`a malformed actor is reported at once, and nothing is "saved": ${JSON.stringify(actor)}`, async () => {
    const lrs = fakeLrs();
    const { opened, statuses, details } = await openXapi(lrs, launch({ actor: JSON.stringify(actor) }));
    assert.equal(opened?.tracked, false);
    assert.deepEqual([statuses, details], [["refused"], [detail]]);
    assert.equal(lrs.asked.length, 0);
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

// ---- xAPI: what is reported and when

test("verdicts are reported once in a registration, passed before completed, and a better score between them", async () => {
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

test("a verdict that did not arrive is not kept as reported: the next launch reports it", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  lrs.fault = ({ resource }) => (resource === "statements" ? 500 : null);
  await report(first, passed);
  await leave(first);
  assert.equal(documentOf(lrs)["passed"], undefined);
  lrs.fault = () => null;
  const second = await openXapi(lrs);
  assert.equal(second.opened?.status, "incomplete");
  await report(second, passed);
  assert.deepEqual(told(lrs).filter((one) => one.startsWith("passed")), ["passed course"]);
});

test("closing sends terminated with the session's length once, besides what is being sent", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  await opened.page.pass(61_500);
  save(opened, "three-loops", "seen");
  opened.tracking.visited?.("three-loops");
  opened.tracking.close(61.5);
  opened.tracking.close(61.5);
  await opened.page.pass(0);
  assert.deepEqual(told(lrs), ["initialized course", "experienced lessons/three-loops", "terminated course"]);
  assert.deepEqual(lrs.statements.at(-1)?.result, { duration: "PT61.5S" });
  assert.equal(documentOf(lrs)["location"], "three-loops");
  assert.ok(has(heldBy(lrs), "seen"));
  assert.ok(lrs.asked.slice(-2).every(({ keepalive }) => keepalive));
  assert.equal(opened.statuses.at(-1), "closed");
});

test("a reload continues the session: parameters from the tab, no second initialized", async () => {
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

type Habit = readonly [what: string, set: (lrs: FakeLrs) => void];

const isState = ({ resource, query }: Asked) => resource === STATE && query["stateId"] === "suspendData";
const stateAnswers = (status: number, method?: string) => (lrs: FakeLrs) => {
  lrs.fault = (asked) => (isState(asked) && (!method || asked.method === method) ? status : null);
};

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

for (const status of [404, 405, 501]) {
  test(`an LRS whose State answers ${status}: the work is kept on this device, the learner is told, and it is there at the next launch`, async () => {
    const lrs = fakeLrs();
    const tab = newTab();
    stateAnswers(status)(lrs);
    const first = await openXapi(lrs, launch(), tab);
    save(first, "three-loops", "fact");
    await report(first, passed);
    assert.equal(first.statuses.at(-1), "device");
    await leave(first);
    assert.equal(first.statuses.at(-1), "device");
    const count = lrs.statements.length;
    const second = await openXapi(lrs, launch(), newTab(tab.localStorage));
    assert.deepEqual([second.opened?.location, second.opened?.status], ["three-loops", "passed"]);
    assert.ok(has(second.opened?.states, "fact"));
    await report(second, passed);
    assert.deepEqual(told(lrs).slice(count), ["initialized course"]);
  });
}

test("State GET fails at launch, the work goes to the device: at the next launch it is there, also for other devices", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const earlier = await openXapi(lrs);
  save(earlier, "a", "before");
  await report(earlier, half);
  stateAnswers(503, "GET")(lrs);
  const blind = await openXapi(lrs, launch(), tab);
  await blind.page.pass(8000);
  assert.deepEqual(blind.opened?.states, []);
  save(blind, "b", "blind");
  await report(blind, half);
  assert.equal(blind.statuses.at(-1), "device");
  assert.ok(!blind.statuses.includes("saved"));
  await leave(blind);
  assert.ok(!has(heldBy(lrs), "blind"));

  lrs.fault = () => null;
  const next = await openXapi(lrs, launch(), newTab(tab.localStorage));
  assert.ok(has(next.opened?.states, "before", "blind"));
  await next.page.pass(5000);
  assert.equal(next.statuses.at(-1), "saved");
  assert.ok(has((await openXapi(lrs)).opened?.states, "before", "blind"));
});

for (const bad of [503, HANGS] as const) {
  test(`State GET at launch: ${bad}; it is asked on, and what the LRS holds is merged before anything is written`, async () => {
    const lrs = fakeLrs();
    const earlier = await openXapi(lrs);
    save(earlier, "a", "before");
    await report(earlier, half);
    const tab = newTab();
    const before = heldBy(lrs);
    lrs.fault = (asked) => (isState(asked) && asked.method === "GET" ? bad : null);
    const blind = await openXapi(lrs, launch(), tab);
    await blind.page.pass(8000);
    save(blind, "b", "blind");
    await report(blind, half);
    await blind.page.pass(40_000);
    assert.deepEqual(heldBy(lrs), before);
    lrs.fault = () => null;
    await blind.page.pass(60_000);
    assert.equal(blind.statuses.at(-1), "saved");
    assert.ok(has(heldBy(lrs), "before", "blind"));
    save(blind, "c", "blind", "more");
    blind.tracking.commit();
    await blind.page.pass(0);
    assert.ok(has((await openXapi(lrs)).opened?.states, "before", "blind", "more"));
  });
}

test("what was kept on the device while the LRS could not be read stays there until the LRS has it", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const earlier = await openXapi(lrs, launch(), tab);
  save(earlier, "a", "before");
  await report(earlier, half);
  stateAnswers(503)(lrs);
  const blind = await openXapi(lrs, launch(), newTab(tab.localStorage));
  await blind.page.pass(8000);
  save(blind, "b", "before", "blind");
  stateAnswers(503, "POST")(lrs);
  await blind.page.pass(60_000);
  assert.equal(blind.statuses.at(-1), "device");
  assert.ok(has((await openXapi(lrs, launch(), newTab(tab.localStorage))).opened?.states, "before", "blind"));
});

test("what is shown as kept on this device is kept, even after the LRS was found to have it", async () => {
  const lrs = fakeLrs();
  const before = await openXapi(lrs);
  save(before, "check", "first");
  await leave(before);
  const tab = newTab();
  lrs.fault = () => 503;
  const run = await openXapi(lrs, launch(), tab);
  await run.page.pass(8000);
  save(run, "b", "first");
  lrs.fault = ({ method, resource }) => (method !== "GET" && resource === STATE ? 404 : null);
  await run.page.pass(600_000);
  assert.equal(run.statuses.at(-1), "device");
  assert.equal(copiesIn(tab.localStorage), 1);
});

test("a session that does not know earlier reports sends only a verdict that is final", async () => {
  for (const [outcome, verbs] of [[passed, ["passed course", "completed course"]], [failed, ["completed course"]], [half, []]] as const) {
    const lrs = fakeLrs();
    stateAnswers(503, "GET")(lrs);
    const blind = await openXapi(lrs);
    await blind.page.pass(8000);
    await report(blind, outcome);
    assert.deepEqual(told(lrs).slice(1), verbs);
    lrs.fault = () => null;
    await blind.page.pass(60_000);
    assert.deepEqual(told(lrs).slice(1), verbs);
  }
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

test("in a browser that keeps nothing, failures are shown as unsaved, not as kept on the device", async () => {
  const lrs = fakeLrs();
  const tab = { ...newTab(), get localStorage(): Storage { throw new Error("SecurityError"); } };
  const page = webPage(launch(), lrs.fetch);
  Object.defineProperties(page.page, Object.getOwnPropertyDescriptors(tab));
  const opened = await run(page, xapi);
  lrs.fault = () => ({ status: 500, text: "down" });
  save(opened, "a", "fact");
  await report(opened, half);
  assert.deepEqual([opened.statuses.at(-1), opened.details.at(-1)], ["unsaved", "500 down"]);
});

test("a shared device keeps nothing of a learner", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  lrs.fault = (asked) => (asked.method === "GET" ? null : 500);
  const first = await openXapi(lrs, launch(), tab, { ...about, shared: true });
  save(first, "a", "fact");
  await report(first, passed);
  assert.equal(first.statuses.at(-1), "unsaved");
  assert.equal(tab.localStorage.length, 0);
});

for (const status of [401, 500]) {
  test(`work that the LRS answered with ${status} is there at the next launch, with what went on elsewhere`, async () => {
    const lrs = fakeLrs();
    const tab = newTab();
    const first = await openXapi(lrs, launch(), tab);
    save(first, "a", "a");
    await report(first, half);
    stateAnswers(status)(lrs);
    save(first, "b", "a", "b");
    await report(first, half);
    save(first, "c", "a", "b", "c");
    await leave(first);
    lrs.fault = () => null;
    const other = await openXapi(lrs);
    save(other, "d", "a", "d");
    await report(other, half);
    const { opened, tracking, page } = await openXapi(lrs, launch(), newTab(tab.localStorage));
    assert.ok(has(opened?.states, "a", "b", "c", "d"));
    tracking.commit();
    await page.pass(0);
    assert.ok(has(heldBy(lrs), "a", "b", "c", "d"));
  });
}

test("work of another registration is not merged: the learner is asked, once", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const march = await openXapi(lrs, launch(), tab);
  save(march, "a", "march");
  await report(march, half);
  const again = launch({ registration: "11111111-52f0-4b9e-9a53-0c7f0f6d3c11" });
  const next = await openXapi(lrs, again, newTab(tab.localStorage));
  assert.deepEqual(next.opened?.states, []);
  assert.deepEqual(next.opened?.kept, { state: state("march"), location: "a", date: new Date(LOADED) });
  next.tracking.decideKept?.(false);
  assert.equal((await openXapi(lrs, again, newTab(tab.localStorage))).opened?.kept, undefined);
});

test("work of another registration is offered only in the window that has the record", async () => {
  const lrs = fakeLrs();
  const browser = fakeBrowser();
  const inWindow = (search: string) => run(webPage(search, lrs.fetch, newTab(browser.localStorage), browser.window()), xapi);
  const march = await inWindow(launch());
  save(march, "a", "march");
  await leave(march);
  const again = launch({ registration: "11111111-52f0-4b9e-9a53-0c7f0f6d3c11" });
  const first = await inWindow(again);
  assert.equal(first.opened?.kept?.state, state("march"));
  const second = await inWindow(again);
  await second.page.pass(1000);
  const taking = second.tracking.takeOver?.();
  for (let n = 0; n < 50; n++) for (const { page } of [first, second]) await page.pass(100);
  assert.equal((await taking)?.kept?.state, state("march"));
  first.tracking.decideKept?.(true);
  second.tracking.close(1);
  await second.page.pass(1000);
  assert.equal((await inWindow(again)).opened?.kept?.state, state("march"));
});

/** Different spellings in launches of the same record of the same learner. */
const HOME = "https://lms.example.org";
const ONE_AGENT = { objectType: "Agent", name: "Awa", account: { homePage: HOME, name: "7" } };
const spellings: readonly [what: string, changes: Record<string, string>][] = [
  ["another display name", { actor: JSON.stringify({ ...ONE_AGENT, name: "Awa Diallo" }) }],
  ["no display name", { actor: JSON.stringify({ account: ONE_AGENT.account }) }],
  ["another order", { actor: `{"account":{"name":"7","homePage":"${HOME}"},"name":"Awa","objectType":"Agent"}` }],
  ["an endpoint without its slash", { endpoint: ENDPOINT.slice(0, -1) }],
  ["an endpoint with a port and capitals", { endpoint: ENDPOINT.replace(/\/\/[^/]+/, (host) => `${host.toUpperCase()}:443`) }],
  ["a registration in capitals", { registration: REGISTRATION.toUpperCase() }],
];

for (const [what, changes] of spellings) for (const former of [false, true]) {
  test(`work that ${former ? "an earlier player" : "a launch"} kept is there when the next one gives ${what}`, async () => {
    const lrs = fakeLrs();
    const tab = newTab();
    const usual = { actor: JSON.stringify(ONE_AGENT) };
    if (former) {
      const name = JSON.stringify([ENDPOINT, COURSE, usual.actor, REGISTRATION]);
      const copy = JSON.stringify({ state: state("a"), location: "three-loops", date: LOADED });
      tab.localStorage.setItem(`scorm-export copy ${JSON.stringify([about.id, usual.actor, name])}`, copy);
      tab.localStorage.setItem(`scorm-export said ${name}`, '{"passed":true}');
    } else {
      lrs.fault = ({ method }) => (method === "POST" || method === "PUT" ? { status: 503 } : null);
      const first = await openXapi(lrs, launch(usual), tab);
      save(first, "three-loops", "a");
      first.tracking.outcome(passed);
      await first.page.pass(0);
      await leave(first);
      lrs.fault = () => null;
    }
    const second = await openXapi(lrs, launch({ ...usual, ...changes }), newTab(tab.localStorage));
    assert.ok(has(second.opened?.states, "a"), "the work");
    assert.deepEqual([second.opened?.location, second.opened?.kept], ["three-loops", undefined]);
    await second.page.pass(10_000);
    assert.ok(heldBy(lrs).length, "it is written");
    if (former) assert.equal(saidOf(lrs)["passed"], true);
    const third = await openXapi(lrs, launch({ ...usual, ...changes }), newTab(tab.localStorage));
    assert.ok(has(third.opened?.states, "a"));
    assert.equal(copiesIn(tab.localStorage), 0);
  });
}

test("another learner, activity, record store or registration is another record, however it is spelled", async () => {
  const others = [
    { actor: JSON.stringify({ ...ONE_AGENT, account: { homePage: HOME, name: "8" } }) },
    { actor: JSON.stringify({ ...ONE_AGENT, account: { homePage: "https://other.example.org", name: "7" } }) },
    { activity_id: `${COURSE}/b` }, { endpoint: ENDPOINT.replace("xapi", "xapi2") }, { registration: REGISTRATION.replace("7a", "7b") },
  ];
  for (const changes of others) {
    const lrs = fakeLrs();
    const tab = newTab();
    lrs.fault = ({ method }) => (method === "POST" || method === "PUT" ? { status: 503 } : null);
    const usual = { actor: JSON.stringify(ONE_AGENT) };
    const first = await openXapi(lrs, launch(usual), tab);
    save(first, "three-loops", "a");
    await leave(first);
    lrs.fault = () => null;
    const second = await openXapi(lrs, launch({ ...usual, ...changes }), newTab(tab.localStorage));
    assert.deepEqual(second.opened?.states, [], JSON.stringify(changes));
  }
});

test("the copy on the device is deleted when a later launch has read it back from the LRS", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  const copies = () => Array.from({ length: tab.localStorage.length }, (_, n) => tab.localStorage.key(n) ?? "").filter((key) => key.includes(" copy "));
  const first = await openXapi(lrs, launch(), tab);
  save(first, "a", "fact");
  await report(first, half);
  await leave(first);
  assert.equal(copies().length, 1);
  await openXapi(lrs, launch(), newTab(tab.localStorage));
  assert.equal(copies().length, 0);
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

// ---- xAPI: refusals, and what is reported once

for (const status of [400, 404, 405, 413]) {
  test(`an LRS that refuses statements with ${status}, healed: at the next launch passed comes, once`, async (context) => {
    context.mock.method(console, "warn", () => {});
    const lrs = fakeLrs();
    const tab = newTab();
    lrs.fault = ({ resource }) => (resource === "statements" ? { status, text: "no" } : null);
    const first = await openXapi(lrs, launch(), tab);
    save(first, "a", "five-of-five");
    await report(first, passed);
    assert.deepEqual([first.statuses.at(-1), first.details.at(-1)], ["refused", `${status} no`]);
    await leave(first);
    assert.equal(first.statuses.at(-1), "refused");
    assert.equal(documentOf(lrs)["passed"], undefined);
    lrs.fault = () => null;
    const second = await openXapi(lrs, launch(), newTab(tab.localStorage));
    await report(second, passed);
    assert.deepEqual(told(lrs), ["initialized course", "passed course", "completed course"]);
    assert.equal(documentOf(lrs)["passed"], true);
  });
}

test("a verdict whose answer was lost with the page is looked up at the next launch, and not reported twice", async () => {
  const lrs = fakeLrs();
  const first = await openXapi(lrs);
  lrs.lost = ({ resource }) => (resource === "statements" ? 0 : null);
  await report(first, passed);
  first.tracking.close(1);
  await first.page.pass(0);
  lrs.lost = () => null;
  assert.equal(documentOf(lrs)["passed"], undefined);
  const count = lrs.statements.length;
  const second = await openXapi(lrs);
  await report(second, passed);
  assert.deepEqual(told(lrs).slice(count), ["initialized course"]);
  assert.equal(documentOf(lrs)["passed"], true);
});

test("two tabs without common storage, one quiz in each: passed is reported, and nothing twice", async () => {
  const lrs = fakeLrs();
  const one = await openXapi(lrs);
  const other = await openXapi(lrs);
  for (const opened of [one, other]) {
    opened.tracking.visited?.("three-loops");
    opened.tracking.attempted?.("check", 1, "aB3");
    await report(opened, passed);
  }
  const said = told(lrs).filter((brief) => brief !== "initialized course");
  assert.deepEqual(said, ["experienced lessons/three-loops", "attempted quizzes/check", "passed course", "completed course"]);
  assert.equal(other.statuses.at(-1), "saved");
});

test("an attempt that is resumed or restarted is not reported twice", async () => {
  const lrs = fakeLrs();
  for (let visit = 0; visit < 2; visit++) {
    const opened = await openXapi(lrs);
    opened.tracking.attempted?.("check", 1, "aB3");
    await report(opened, half);
  }
  assert.equal(told(lrs).filter((one) => one === "attempted quizzes/check").length, 1);
});

test("the score is reported even when it falls: 70, then 40 where the last attempt counts", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  for (const [n, earned] of [7000, 4000, 4000, 7000].entries()) {
    const attemptId = `aB${n}`;
    opened.tracking.handedIn?.({ quiz: "check", attempt: n + 1, attemptId, earned, total: 10000, status: "failed", seconds: 1 });
    await report(opened, { ...done, score: { earned, total: 10000 } });
  }
  const scores = lrs.statements.filter(({ verb }) => verb.id.endsWith("scored")).map(({ result }) => (result as { score: { raw: number } }).score.raw);
  assert.deepEqual(scores, [70, 40, 70]);
});

test("failed, and then a pass arrives: passed is reported too, and never withdrawn", async () => {
  const lrs = fakeLrs();
  const opened = await openXapi(lrs);
  await report(opened, failed);
  await report(opened, passed);
  await report(opened, failed);
  assert.deepEqual(told(lrs).filter((one) => /passed|failed/.test(one)), ["failed course", "passed course"]);
  assert.equal((await openXapi(lrs)).opened?.status, "passed");
});

test("passed and completed tell how long it took to get there, over all sessions and devices", async () => {
  const lrs = fakeLrs();
  const tab = newTab();
  for (const [seconds, storage] of [[600, tab.localStorage], [300, newTab().localStorage], [100, tab.localStorage]] as const) {
    const opened = await openXapi(lrs, launch(), newTab(storage));
    await opened.page.pass(seconds * 1000);
    save(opened, "a", `after-${seconds}`);
    await leave(opened);
  }
  const last = await openXapi(lrs);
  await last.page.pass(50_000);
  await report(last, passed);
  const durations = lrs.statements.filter(({ verb }) => /passed|completed/.test(verb.id)).map(({ result }) => (result as { duration: string }).duration);
  assert.deepEqual(durations, ["PT1050S", "PT1050S"]);
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

// ---- Windows

const standards: readonly [name: string, begin: (shared: Shared) => Promise<Windows>][] = [
  ["xAPI", async ({ browser }) => {
    const lrs = fakeLrs();
    const open = () => run(webPage(launch(), lrs.fetch, { ...newTab(browser.localStorage) }, browser.window()), xapi);
    return { lrs, first: await open(), open };
  }],
  ["cmi5", async ({ browser }) => {
    const strict = strictCmi5({ masteryScore: 0.8 });
    // The same address in another window: the first one has fetched its token.
    const open = () => run(strict.open({ ...newTab(browser.localStorage) }, browser.window()), cmi5);
    return { lrs: strict.lrs, first: await open(), open, mistakes: strict.mistakes };
  }],
];

interface Shared {
  readonly browser: ReturnType<typeof fakeBrowser>;
}

interface Windows {
  readonly lrs: FakeLrs;
  readonly first: Run;
  readonly open: () => Promise<Run>;
  readonly mistakes?: () => readonly string[];
}

for (const [name, begin] of standards) {
  test(`${name}: a second window is recognised and writes nothing: no State, no statement, no session begun or ended`, async () => {
    const { lrs, open } = await begin({ browser: fakeBrowser() });
    const asked = lrs.asked.length;
    const second = await open();
    await second.page.pass(1000);
    assert.equal(second.opened?.mode, "elsewhere");
    assert.deepEqual(second.statuses, ["elsewhere"]);
    save(second, "b", "second");
    second.tracking.visited?.("three-loops");
    await report(second, passed);
    await leave(second);
    assert.equal(lrs.asked.length, asked);
  });

  test(`${name}: a window that takes over the record has what the other one held, and continues the session without duplicates`, async () => {
    const { lrs, first, open, mistakes } = await begin({ browser: fakeBrowser() });
    const second = await open();
    await second.page.pass(1000);
    save(first, "check", "first");
    first.tracking.visited?.("three-loops");
    const taking = second.tracking.takeOver?.();
    for (let n = 0; n < 20; n++) await second.page.pass(100);
    const opened = await taking;
    assert.equal(opened?.mode, "normal");
    assert.equal(opened?.location, "check");
    assert.ok(has(opened?.states, "first"));
    assert.equal(first.statuses.at(-1), "elsewhere");

    const before = lrs.asked.length;
    save(first, "b", "too late");
    await report(first, passed);
    await leave(first);
    assert.equal(lrs.asked.length, before);
    assert.equal(first.statuses.at(-1), "elsewhere");

    save(second, "c", "first", "second");
    await report(second, passed);
    assert.equal(second.statuses.at(-1), "saved");
    await leave(second);
    assert.deepEqual(told(lrs).map((one) => one.replace(/ https?:.*/, " course")), [
      "initialized course", "experienced lessons/three-loops", "passed course", "completed course", "terminated course",
    ]);
    assert.deepEqual(mistakes?.() ?? [], []);
    assert.ok(has(heldBy(lrs), "first", "second"));
  });
}

test("a window that takes over the record repeats no reports about the course, even on a shared device", async () => {
  const browser = fakeBrowser({ storage: false });
  const lrs = fakeLrs();
  const open = () => run(webPage(launch(), lrs.fetch, newTab(), browser.window()), xapi, { ...about, shared: true });
  const first = await open();
  const second = await open();
  lrs.fault = ({ method }) => (method === "GET" ? null : 503);
  save(first, "a", "fact");
  first.tracking.handedIn?.(handedIn);
  await report(first, scored);
  const taking = second.tracking.takeOver?.();
  for (let n = 0; n < 30; n++) for (const { page } of [first, second]) await page.pass(100);
  await taking;
  await report(second, scored);
  lrs.fault = () => null;
  await second.page.pass(60_000);
  assert.deepEqual(told(lrs).filter((one) => one.endsWith(" course")), ["initialized course", "progressed course", "scored course"]);
});

test("a window that is frozen in the middle loses nothing to the one that takes over, and writes nothing when it wakes", async () => {
  const browser = fakeBrowser();
  const lrs = fakeLrs();
  const contents = browser.window();
  const first = await run(webPage(launch(), lrs.fetch, newTab(browser.localStorage), contents), xapi);
  const second = await run(webPage(launch(), lrs.fetch, newTab(browser.localStorage), browser.window()), xapi);
  await second.page.pass(1000);
  save(first, "check", "first");
  browser.freeze(contents);
  const taking = second.tracking.takeOver?.();
  for (let n = 0; n < 30; n++) await second.page.pass(1000);
  assert.ok(has((await taking)?.states, "first"));
  browser.wake(contents);
  await first.page.pass(0);
  const before = lrs.asked.length;
  save(first, "b", "late");
  first.tracking.commit();
  await leave(first);
  assert.equal(lrs.asked.length, before);
  assert.equal(first.statuses.at(-1), "elsewhere");
});

test("a window that is asked for the record before the LRS has answered hands on what it was given, and does not open", async () => {
  const browser = fakeBrowser({ storage: false });
  const lrs = fakeLrs();
  const open = () => run(webPage(launch(), lrs.fetch, newTab(), browser.window()), xapi);
  const first = await open();
  const second = await open();
  const windows = [first, second];
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds * 10; n++) for (const { page } of windows) await page.pass(100);
  };
  await pass(1);
  lrs.fault = () => 503;
  save(first, "check", "first");
  const opening = second.tracking.takeOver?.();
  await pass(2);
  const again = first.tracking.takeOver?.();
  await pass(2);
  lrs.fault = () => null;
  await pass(60);
  assert.ok(has((await again)?.states, "first"));
  assert.equal((await opening)?.mode, "elsewhere");
  assert.equal(second.statuses.at(-1), "elsewhere");
  assert.ok(has(heldBy(lrs), "first"));
  const before = lrs.asked.length;
  save(second, "b", "late");
  await report(second, passed);
  await leave(second);
  assert.equal(lrs.asked.length, before);
});

test("a window that was frozen while another took over the record has its work when it takes over again", async () => {
  const browser = fakeBrowser({ storage: false });
  const lrs = fakeLrs();
  const contents = browser.window();
  const first = await run(webPage(launch(), lrs.fetch, newTab(), contents), xapi);
  const second = await run(webPage(launch(), lrs.fetch, newTab(), browser.window()), xapi);
  const pass = async (seconds: number) => {
    for (let n = 0; n < seconds * 10; n++) for (const { page } of [first, second]) await page.pass(100);
  };
  await pass(1);
  lrs.fault = () => 503;
  save(first, "check", "first");
  first.tracking.visited?.("three-loops");
  first.tracking.commit();
  await settled();
  lrs.fault = () => null;
  browser.freeze(contents);
  void second.tracking.takeOver?.();
  for (let n = 0; n < 30; n++) await second.page.pass(1000);
  browser.wake(contents);
  await settled();
  assert.equal(first.statuses.at(-1), "elsewhere");
  void first.tracking.takeOver?.();
  await pass(60);
  assert.ok(has(heldBy(lrs), "first"));
  assert.ok(told(lrs).includes("experienced lessons/three-loops"));
});

test("what a window handed over is not lost with the one that took it: the LRS refused that, and it is gone", async () => {
  const browser = fakeBrowser({ storage: false });
  const lrs = fakeLrs();
  const contents = browser.window();
  const first = await run(webPage(launch(), lrs.fetch, newTab(), browser.window()), xapi);
  const second = await run(webPage(launch(), lrs.fetch, newTab(), contents), xapi);
  const pass = async () => {
    for (let n = 0; n < 30; n++) for (const { page } of [first, second]) await page.pass(100);
  };
  await pass();
  lrs.fault = () => 403;
  save(first, "check", "first");
  first.tracking.visited?.("three-loops");
  void second.tracking.takeOver?.();
  await pass();
  assert.equal(second.statuses.at(-1), "refused");
  browser.kill(contents);
  lrs.fault = () => null;
  const opened = first.tracking.takeOver?.();
  await pass();
  assert.ok(has((await opened)?.states, "first"));
  await first.page.pass(60_000);
  assert.equal(first.statuses.at(-1), "saved");
  assert.ok(told(lrs).includes("experienced lessons/three-loops"));
});

// ---- beside SCORM

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
