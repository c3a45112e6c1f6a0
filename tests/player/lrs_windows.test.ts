/** Several windows with one record at an LRS. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import { fakeBrowser } from "./browser.ts";
import { fakeLrs, type FakeLrs } from "./fake_lrs.ts";
import { settled } from "./page.ts";
import { strictCmi5 } from "./strict_cmi5.ts";
import { newTab, webPage } from "./web.ts";
import { type Run, about, run, launch, told, heldBy, has, save, handedIn, scored, passed, report, leave } from "./lrs_run.ts";

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
