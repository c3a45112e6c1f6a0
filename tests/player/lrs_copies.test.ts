/** Copies on the device of work at an LRS. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import { fakeBrowser } from "./browser.ts";
import { ENDPOINT, fakeLrs, HANGS, STATE } from "./fake_lrs.ts";
import { copiesIn, COURSE, LOADED, newTab, webPage } from "./web.ts";
import { about, run, REGISTRATION, launch, openXapi, told, saidOf, heldBy, has, state, save, half, passed, failed, report, leave, isState, stateAnswers } from "./lrs_run.ts";

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
