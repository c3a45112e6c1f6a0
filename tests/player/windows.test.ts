/** Which window has the record: claimed, handed over, taken over from one that does not answer. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createOwnership, type Handover, type Ownership } from "../../scorm_export/player/src/device/windows.ts";
import { fakeBrowser, type Browser } from "./browser.ts";
import { fakePage, settled, type FakePage } from "./page.ts";

interface Opened {
  readonly window: Readonly<Record<string, unknown>>;
  readonly fake: FakePage;
  readonly ownership: Ownership;
  /** Whether it still had the record, for each call of `give`. */
  readonly given: boolean[];
}

function open(browser: Browser, name = "record", work = "work"): Opened {
  const window = browser.window();
  const fake = fakePage(window);
  const given: boolean[] = [];
  const give = (): Handover => {
    given.push(ownership.owns());
    return { state: work, location: "l1", more: { interactions: 3 } };
  };
  const ownership = createOwnership(fake.page, name, give);
  return { window, fake, ownership, given };
}

/** Waits for an answer while time passes in all windows. */
async function wait<T>(answer: Promise<T>, ...windows: Opened[]): Promise<T> {
  let found: { answer: T } | undefined;
  void answer.then((answer) => (found = { answer }));
  for (let n = 0; n < 300 && !found; n++) {
    await settled();
    for (const { fake } of windows) await fake.pass(100);
  }
  assert.ok(found, "no answer within 30 s");
  return found.answer;
}

const browsers = [
  ["locks and channels", { locks: true, channels: true }],
  ["channels alone", { locks: false, channels: true }],
] as const;

for (const [what, abilities] of browsers) describe(what, () => {
  test("the first window has the record, the second not", async () => {
    const browser = fakeBrowser(abilities);
    const [one, other] = [open(browser), open(browser)];
    assert.equal(await wait(one.ownership.claim(), one, other), true);
    assert.equal(await wait(other.ownership.claim(), one, other), false);
    assert.deepEqual([one.ownership.owns(), other.ownership.owns()], [true, false]);
  });

  test("records of other names are others", async () => {
    const browser = fakeBrowser(abilities);
    const [one, other] = [open(browser), open(browser, "another")];
    assert.equal(await wait(one.ownership.claim(), one, other), true);
    assert.equal(await wait(other.ownership.claim(), one, other), true);
  });

  test("of two that ask at the same time one has it", async () => {
    for (let n = 0; n < 10; n++) {
      const browser = fakeBrowser(abilities);
      const [one, other] = [open(browser), open(browser)];
      const both = [one.ownership.claim(), other.ownership.claim()];
      assert.deepEqual((await wait(Promise.all(both), one, other)).sort(), [false, true]);
      assert.notEqual(one.ownership.owns(), other.ownership.owns());
    }
  });

  test("a window that takes over gets what the other holds, and the other writes nothing more", async () => {
    const browser = fakeBrowser(abilities);
    const [one, other] = [open(browser), open(browser)];
    await wait(one.ownership.claim(), one, other);
    const handover = await wait(other.ownership.takeOver(), one, other);
    await settled();
    assert.deepEqual(handover, { state: "work", location: "l1", more: { interactions: 3 } });
    assert.deepEqual(one.given, [true]);
    assert.deepEqual([one.ownership.owns(), other.ownership.owns()], [false, true]);
    await wait(one.ownership.takeOver(), one, other);
    await settled();
    assert.deepEqual([one.ownership.owns(), other.ownership.owns()], [true, false]);
  });

  test("from a window that does not answer it is taken after a second, and that one writes nothing more", async () => {
    const browser = fakeBrowser(abilities);
    const [one, other] = [open(browser), open(browser)];
    await wait(one.ownership.claim(), one, other);
    await wait(other.ownership.claim(), one, other);
    browser.freeze(one.window);
    assert.equal(await wait(other.ownership.takeOver(), other), null);
    browser.wake(one.window);
    await settled();
    await settled();
    assert.deepEqual(one.given, [false]);
    assert.deepEqual([one.ownership.owns(), other.ownership.owns()], [false, true]);
  });

  test("a window that is closed or killed leaves it to the next", async () => {
    const browser = fakeBrowser(abilities);
    const [one, other, third] = [open(browser), open(browser), open(browser)];
    await wait(one.ownership.claim(), one);
    one.ownership.release();
    await settled();
    assert.equal(await wait(other.ownership.claim(), other), true);
    browser.kill(other.window);
    assert.equal(await wait(third.ownership.claim(), third), true);
    assert.deepEqual(one.given, []);
  });

  test("a page that is loaded again while the old one still goes has it", async () => {
    const browser = fakeBrowser(abilities);
    const [one, other] = [open(browser), open(browser)];
    await wait(one.ownership.claim(), one);
    const claim = other.ownership.claim();
    one.ownership.release();
    assert.equal(await wait(claim, other), true);
  });
});

test("locks without channels: nothing is handed over", async () => {
  const browser = fakeBrowser({ channels: false });
  const [one, other] = [open(browser), open(browser)];
  await wait(one.ownership.claim(), one);
  assert.equal(await wait(other.ownership.claim(), other), false);
  assert.equal(await wait(other.ownership.takeOver(), other), null);
  await settled();
  assert.deepEqual([one.ownership.owns(), other.ownership.owns()], [false, true]);
  assert.deepEqual(one.given, [false]);
});

test("without locks and channels every window has it, at once", async () => {
  const browser = fakeBrowser({ locks: false, channels: false });
  const one = open(browser);
  const claim = one.ownership.claim();
  await settled();
  assert.equal(one.ownership.owns(), true);
  assert.equal(await claim, true);
});

test("a browser that refuses locks has channels", async () => {
  const browser = fakeBrowser({ locks: false });
  const refuse = { navigator: { locks: { request: () => Promise.reject(new Error("SecurityError")) } } };
  const frame = { ...browser, window: () => ({ ...browser.window(), ...refuse }) };
  const [one, other] = [open(frame), open(frame)];
  assert.equal(await wait(one.ownership.claim(), one, other), true);
  assert.equal(await wait(other.ownership.claim(), one, other), false);
});
