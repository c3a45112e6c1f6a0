/** An LMS without room for both of two texts that were written on two devices: SCORM 1.2 grants 4,096 characters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lesson } from "../../scorm_export/player/src/course.ts";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser, type Browser } from "./browser.ts";
import { course, lesson, question, quiz, tracked } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { fakePage, settled, type FakePage } from "./page.ts";
import type { StrictLms } from "./strict_lms.ts";
import { SCORM12 } from "./tracking.ts";

const LENGTH = 2500;
const NOTES = "l1/think";
const FIELD = question({ id: "f-a", key: 9, type: "long-answer", points: 0, objectives: [], length: LENGTH, limit: LENGTH, criteria: [] });
const reflecting: Lesson = { ...lesson("l1", "L01"), practice: [quiz(NOTES, "N01", { purpose: "practice", points: 0, lesson: "l1", fields: 1 })] };
const data = course([reflecting]);

interface Window {
  readonly session: Session;
  readonly strict: StrictLms;
  readonly fake: FakePage;
  readonly statuses: SaveStatus[];
}

async function launch(browser: Browser, stored: Readonly<Record<string, string>>, random: number): Promise<Window> {
  const strict = SCORM12.lms({ stored });
  const fake = fakePage({ ...browser.window(), ...strict.window });
  const statuses: SaveStatus[] = [];
  const tracking = SCORM12.tracking(fake.page, (status) => statuses.push(status), tracked(data));
  const session = createSession(data, tracking, { ...fake.clock, random: () => random });
  void tracking.open().then((opened) => session.open(opened));
  await settled();
  session.visit("l1");
  session.loaded(NOTES, [FIELD]);
  await fake.pass(3000);
  return { session, strict, fake, statuses };
}

async function write({ session, fake }: Window, sign: string): Promise<void> {
  session.answer(NOTES, FIELD.id, { kind: "essay", text: sign.repeat(LENGTH), met: [] });
  await fake.pass(3000);
}

const signOf = (response: unknown): string => (response as { text: string } | undefined)?.text.charAt(0) ?? "";
const signs = ({ session }: Window): string[] => {
  const { responses, rivals } = session.quiz(NOTES);
  return [signOf(responses.get(FIELD.id)), signOf(rivals.get(FIELD.id))].sort();
};

/** A reflection is written on this device while the LMS fails, and another on a second one; then this device comes back. */
async function backHome(home: Browser): Promise<Window> {
  const first = await launch(home, {}, 0.1);
  first.strict.trouble("false");
  await write(first, "h");
  first.session.close();
  const elsewhere = await launch(fakeBrowser(), first.strict.durable(), 0.9);
  await write(elsewhere, "e");
  elsewhere.session.close();
  return launch(home, elsewhere.strict.durable(), 0.5);
}

test("both texts are shown, the LMS has one of them, and the device's safety copy the other at every further launch", async () => {
  const home = fakeBrowser();
  let window = await backHome(home);
  for (let n = 0; n < 3; n++) {
    assert.deepEqual(signs(window), ["e", "h"]);
    assert.ok(window.strict.stored("cmi.suspend_data").length <= SCORM12.mostState);
    const elsewhere = await launch(fakeBrowser(), window.strict.durable(), 0.5);
    assert.deepEqual(signs(elsewhere).map((sign) => sign !== ""), [false, true], "another device has one of them");
    window.session.close();
    window = await launch(home, window.strict.durable(), 0.5);
  }
  assert.deepEqual(window.strict.mistakes(), []);
});

for (const take of [true, false]) {
  test(`what the learner ${take ? "takes" : "leaves"} of the two is what the LMS has, on every device`, async () => {
    const window = await backHome(fakeBrowser());
    const { responses, rivals } = window.session.quiz(NOTES);
    const chosen = signOf((take ? rivals : responses).get(FIELD.id));
    window.session.settleRival(NOTES, FIELD.id, take);
    await window.fake.pass(3000);
    assert.equal(window.statuses.at(-1), "saved");
    window.session.close();
    const other = await launch(fakeBrowser(), window.strict.durable(), 0.5);
    assert.deepEqual(signs(other), ["", chosen]);
  });
}
