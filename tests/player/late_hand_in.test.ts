/** A verdict was said before a passing hand-in of the same attempt at the course arrived, with an LMS of SCORM. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser, type Browser } from "./browser.ts";
import { choice, course, lesson, quiz, single, tracked } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { fakePage, settled, type FakePage } from "./page.ts";
import type { StrictLms } from "./strict_lms.ts";
import { SCORM12, SCORM2004, type Version } from "./tracking.ts";

const ATTEMPTS = 2;
const data = course([lesson("l1", "L01"), quiz("test", "T01", { attempts: ATTEMPTS })]);
const QUESTIONS = [single("one", 1, 10_000)];

/** How many there were: each draws other numbers. */
let launches = 0;

interface Window {
  readonly session: Session;
  readonly strict: StrictLms;
  readonly fake: FakePage;
  readonly statuses: SaveStatus[];
}

/** The LMS launches the course in a window of this browser, with what it stored before. */
function launch(version: Version, browser: Browser, stored: Readonly<Record<string, string>> = {}): Promise<Window> {
  return launchIn(version, browser, version.lms({ stored }));
}

async function launchIn(version: Version, browser: Browser, strict: StrictLms): Promise<Window> {
  const fake = fakePage({ ...browser.window(), ...strict.window });
  const statuses: SaveStatus[] = [];
  const tracking = version.tracking(fake.page, (status) => statuses.push(status), tracked(data));
  let random = ++launches / 100;
  const session = createSession(data, tracking, { ...fake.clock, random: () => (random += 0.001) });
  void tracking.open().then((opened) => session.open(opened));
  await settled();
  session.visit("l1");
  session.loaded("test", QUESTIONS);
  await fake.pass(3000);
  return { session, strict, fake, statuses };
}

async function handIn({ session, fake }: Window, option: string): Promise<void> {
  if (session.quiz("test").canRetry) session.retry("test");
  session.answer("test", "one", choice(option));
  session.handIn("test");
  await fake.pass(3000);
}

const pass = (window: Window): Promise<void> => handIn(window, "b");
const fail = (window: Window): Promise<void> => handIn(window, "a");

/** What an LMS says to its people: status, success, score. */
function verdict(version: Version, strict: StrictLms): readonly string[] {
  const elements = version === SCORM12 ? ["cmi.core.lesson_status"] : ["cmi.completion_status", "cmi.success_status"];
  return [...elements, `${version.score}.raw`].map((element) => strict.stored(element));
}

const said = (version: Version, status: "passed" | "failed" | "incomplete", score: string): readonly string[] => {
  if (version === SCORM12) return [status, score];
  return status === "incomplete" ? ["incomplete", "unknown", score] : ["completed", status, score];
};

for (const version of [SCORM12, SCORM2004]) describe(version.name, () => {
  for (const tries of [1, ATTEMPTS]) {
    const status = tries < ATTEMPTS ? "incomplete" : "failed";
    test(`${status} is said from another device, then a pass arrives from this device's safety copy: passed`, async () => {
      const home = fakeBrowser();
      const first = await launch(version, home);
      first.strict.trouble("false");
      await pass(first);
      assert.equal(first.statuses.at(-1), "device");
      first.session.close();

      const elsewhere = await launch(version, fakeBrowser(), first.strict.durable());
      for (let n = 0; n < tries; n++) await fail(elsewhere);
      elsewhere.session.close();
      assert.deepEqual(verdict(version, elsewhere.strict), said(version, status, "0"));

      const back = await launch(version, home, elsewhere.strict.durable());
      assert.deepEqual(verdict(version, back.strict), said(version, "passed", "100"));
      assert.equal(back.session.quiz("test").attempts, tries + 1, "both devices' attempts count");
      assert.equal(back.statuses.at(-1), "saved");
      back.session.close();
      assert.deepEqual(verdict(version, back.strict), said(version, "passed", "100"));
      assert.deepEqual(back.strict.mistakes(), []);

      const later = await launch(version, fakeBrowser(), back.strict.durable());
      assert.equal(later.session.outcome().status, "passed");
    });
  }

  test("failed is said in one window while another, whose LMS is gone, holds a pass: passed at the next launch", async () => {
    // In a browser without locks and channels neither window knows of the other.
    const browser = fakeBrowser({ locks: false, channels: false });
    const begun = await launch(version, browser);
    begun.session.close();
    const [one, other] = [await launch(version, browser, begun.strict.durable()), await launch(version, browser, begun.strict.durable())];
    one.strict.trouble("false");
    await pass(one);
    for (let n = 0; n < ATTEMPTS; n++) await fail(other);
    assert.deepEqual(verdict(version, other.strict), said(version, "failed", "0"));
    one.session.close();
    other.session.close();
    const next = await launch(version, browser, other.strict.durable());
    assert.deepEqual(verdict(version, next.strict), said(version, "passed", "100"));
    assert.deepEqual(next.strict.mistakes(), []);
  });

  test("an LMS that does not take the pass after its failure: the learner is told, and it is sent at the next launch", async (context) => {
    context.mock.method(console, "warn", () => {});
    const home = fakeBrowser();
    const first = await launch(version, home);
    first.strict.trouble("false");
    await pass(first);
    first.session.close();
    const elsewhere = await launch(version, fakeBrowser(), first.strict.durable());
    for (let n = 0; n < ATTEMPTS; n++) await fail(elsewhere);
    elsewhere.session.close();

    const strict = version.lms({ stored: elsewhere.strict.durable() });
    const set = strict.API[version.set];
    const verdicts = version === SCORM12 ? "cmi.core.lesson_status" : "cmi.success_status";
    const refuses = (element: unknown, ...value: unknown[]): unknown => (element === verdicts ? "false" : set?.(element, ...value));
    Object.assign(strict.API, { [version.set]: refuses });
    const back = await launchIn(version, home, strict);
    assert.equal(back.session.outcome().status, "passed");
    assert.deepEqual(back.statuses.filter((status) => status === "saved"), []);
    back.session.close();

    const next = await launch(version, home, strict.durable());
    assert.deepEqual(verdict(version, next.strict), said(version, "passed", "100"));
  });
});
