/** cmi5: sessions that the LMS gives up (`abandoned`, 9.3.6), and what the next launch has of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser, type Browser } from "./browser.ts";
import { choice, course, lesson, quiz, single, tracked } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { strictCmi5, type StrictCmi5 } from "./strict_cmi5.ts";
import { newTab, type WebPage } from "./web.ts";

const data = course([lesson("what-is-learning", "L01"), lesson("three-loops", "L02"), quiz("check", "Q01", { attempts: 2 })]);
const QUESTIONS = [single("single-loop", 1, 8000), single("which-loops", 2, 2000)];

interface Launched {
  readonly session: Session;
  readonly page: WebPage;
  readonly statuses: SaveStatus[];
  readonly location: string;
}

/** A tab that the LMS's last launch opens in this browser. */
async function open(strict: StrictCmi5, browser: Browser, random = 0.5): Promise<Launched> {
  const page = strict.open({ ...newTab(browser.localStorage) }, browser.window());
  const statuses: SaveStatus[] = [];
  const tracking = cmi5(page.page, (status) => statuses.push(status), tracked(data));
  const session = createSession(data, tracking, { ...page.clock, random: () => random });
  const found = { location: "" };
  void tracking.open().then((opened) => (found.location = session.open(opened).location));
  await page.pass(1000);
  session.loaded("check", QUESTIONS);
  return { session, page, statuses, location: found.location };
}

/** The LMS says `abandoned` in its own name, and refuses what the session's token asks for from then on. */
function abandon(strict: StrictCmi5): void {
  const [begun] = strict.lrs.statements;
  assert.ok(begun);
  const verb = { id: "https://w3id.org/xapi/adl/verbs/abandoned", display: { en: "abandoned" } };
  strict.lrs.statements.push({ ...begun, id: globalThis.crypto.randomUUID(), verb });
  strict.launch();
}

test("a session that died is abandoned: the next launch has its lessons, its draft and its place, and says the verdict", async () => {
  const strict = strictCmi5({ masteryScore: 0.8 });
  const laptop = fakeBrowser();
  const first = await open(strict, laptop);
  first.session.visit("what-is-learning");
  first.session.visit("three-loops");
  first.session.visit("check");
  first.session.answer("check", "single-loop", choice("b"));
  await first.page.pass(20_000);
  assert.equal(first.statuses.at(-1), "saved");
  laptop.kill(first.page.page as never);
  abandon(strict);

  const next = await open(strict, fakeBrowser());
  assert.equal(next.location, "check");
  assert.deepEqual(["what-is-learning", "three-loops"].map(next.session.done), [true, true]);
  assert.deepEqual(next.session.quiz("check").responses.get("single-loop"), choice("b"));
  next.session.handIn("check");
  await next.page.pass(20_000);
  next.session.close();
  await next.page.pass(1000);
  assert.deepEqual(strict.verbs(), ["initialized", "abandoned", "initialized", "passed", "completed", "terminated"]);
  assert.equal(strict.satisfied(), true);
  assert.deepEqual(strict.mistakes(), []);
});

test("a pass on which the LRS did not answer before the session was abandoned is said by the next one", async () => {
  const strict = strictCmi5({ masteryScore: 0.8 });
  const laptop = fakeBrowser();
  const first = await open(strict, laptop);
  first.session.visit("what-is-learning");
  first.session.visit("three-loops");
  await first.page.pass(10_000);
  strict.lrs.fault = () => 0;
  first.session.answer("check", "single-loop", choice("b"));
  first.session.handIn("check");
  await first.page.pass(10_000);
  assert.notEqual(first.statuses.at(-1), "saved");
  laptop.kill(first.page.page as never);
  strict.lrs.fault = () => null;
  abandon(strict);

  const next = await open(strict, laptop);
  assert.equal(next.session.outcome().status, "passed");
  await next.page.pass(20_000);
  next.session.close();
  await next.page.pass(1000);
  assert.deepEqual(strict.verbs(), ["initialized", "abandoned", "initialized", "passed", "completed", "terminated"]);
  assert.equal(strict.satisfied(), true);
  assert.deepEqual(strict.mistakes(), []);
});

test("a tab that wakes up in an abandoned session says so, keeps what is done there, and the next launch has it", async () => {
  const strict = strictCmi5({ masteryScore: 0.8 });
  const laptop = fakeBrowser();
  const asleep = await open(strict, laptop);
  asleep.session.visit("what-is-learning");
  await asleep.page.pass(10_000);
  abandon(strict);
  const phone = await open(strict, fakeBrowser(), 0.25);
  phone.session.visit("three-loops");
  await phone.page.pass(10_000);
  phone.session.close();
  await phone.page.pass(1000);

  const before = strict.lrs.asked.filter(({ method, status }) => method !== "GET" && status < 300).length;
  asleep.session.visit("check");
  asleep.session.answer("check", "single-loop", choice("b"));
  asleep.session.handIn("check");
  await asleep.page.pass(60_000);
  assert.equal(asleep.statuses.at(-1), "refused");
  asleep.session.close();
  await asleep.page.pass(1000);
  assert.equal(strict.lrs.asked.filter(({ method, status }) => method !== "GET" && status < 300).length, before);

  strict.launch();
  const next = await open(strict, laptop);
  assert.deepEqual(["what-is-learning", "three-loops", "check"].map(next.session.done), [true, true, true]);
  assert.equal(next.session.outcome().status, "passed");
  await next.page.pass(20_000);
  next.session.close();
  await next.page.pass(1000);
  assert.equal(strict.satisfied(), true);
  assert.equal(strict.verbs().filter((verb) => verb === "passed").length, 1);
  assert.deepEqual(strict.mistakes(), []);
});
