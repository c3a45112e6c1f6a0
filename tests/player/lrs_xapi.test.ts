/** xAPI: the launch, what is reported and when, and refusals. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { readActor } from "../../scorm_export/player/src/record/actor.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import { ENDPOINT, fakeLrs, type FakeLrs } from "./fake_lrs.ts";
import { COURSE, newTab, webPage } from "./web.ts";
import { run, ACTOR, REGISTRATION, launch, openXapi, told, documentOf, heldBy, has, save, half, done, passed, failed, report, leave } from "./lrs_run.ts";

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
