/** Copies on the device and several windows, with an LMS of SCORM: whose work is merged, asked about, handed over. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fakeBrowser, type Browser } from "./browser.ts";
import { settled } from "./page.ts";
import { plainStates, stateText } from "./states.ts";
import type { StrictLms } from "./strict_lms.ts";
import { BEGUN, half, interaction, names, passed, SCORM12, SCORM2004, sets, start, type Version, type Visit } from "./tracking.ts";
import { copiesIn } from "./web.ts";

interface Window extends Visit {
  readonly window: Readonly<Record<string, unknown>>;
  readonly strict: StrictLms;
}

/** A window of the browser in which an LMS has launched the course. */
async function launch(version: Version, strict: StrictLms, browser: Browser, shared = false, more = {}): Promise<Window> {
  const window = { ...browser.window(), ...strict.window, ...more };
  const visit = await start(version, window, { shared });
  return Object.assign(visit, { window, strict });
}

/** The LMS that a second window has: the same record, read when the window was opened. */
const again = (version: Version, { strict }: { strict: StrictLms }): StrictLms => version.lms({ stored: strict.durable() });

async function wait<T>(answer: Promise<T> | undefined, ...windows: Visit[]): Promise<T> {
  const found: T[] = [];
  void answer?.then((answer) => found.push(answer));
  for (let n = 0; n < 300 && !found.length; n++) {
    await settled();
    for (const { fake } of windows) await fake.pass(100);
  }
  const [answered] = found;
  assert.ok(answered, "no answer within 30 s");
  return answered;
}

for (const version of [SCORM12, SCORM2004]) describe(version.name, () => {
  test("what the LMS lost of this attempt is merged at the next launch, with its place", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m1", "a"));
    await one.fake.pass(3000);
    one.strict.trouble("false");
    one.save("l2", stateText("m1", "a", "b"));
    one.tracking.close(1);
    assert.equal(one.statuses.at(-1), "device");
    one.strict.trouble("none");
    const two = await launch(version, again(version, one), browser);
    assert.deepEqual(two.opened?.states, [stateText("m1", "a"), stateText("m1", "a", "b")]);
    assert.equal(two.opened?.location, "l2");
    assert.equal(two.opened?.kept, undefined);
  });

  test("a copy is deleted by the launch that reads all of it back, not by a commit", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m1", "a"));
    await one.fake.pass(3000);
    one.tracking.close(1);
    assert.equal(one.statuses.at(-1), "closed");
    assert.equal(copiesIn(browser.localStorage), 1);
    const two = await launch(version, again(version, one), browser);
    assert.equal(copiesIn(browser.localStorage), 0);
    assert.deepEqual(two.opened?.states, [stateText("m1", "a")]);
    assert.equal(two.opened?.location, "l1");
  });

  const lms: readonly [what: string, stored: Readonly<Record<string, string>>][] = [
    ["holds another attempt", { ...version.begun, "cmi.suspend_data": stateText("m2", "z") }],
    ["holds nothing any more", {}],
  ];

  for (const [what, stored] of lms) {
    test(`work of an attempt that the LMS lacks is never merged by itself: it ${what}`, async () => {
      const browser = fakeBrowser();
      const one = await launch(version, version.lms(), browser);
      one.save("l1", stateText("m1", "a"));
      one.tracking.close(1);

      const two = await launch(version, version.lms({ stored }), browser);
      assert.deepEqual(two.opened?.states, [stored["cmi.suspend_data"]].filter(Boolean));
      const kept = two.opened?.kept;
      assert.deepEqual([kept?.state, kept?.location, kept?.date instanceof Date], [stateText("m1", "a"), "l1", true]);
      two.save("", stateText("m2", "y"));
      two.tracking.decideKept?.(false);
      two.tracking.close(1);

      const three = await launch(version, again(version, two), browser);
      assert.equal(three.opened?.kept, undefined);
    });
  }

  test("where the LMS has the short text of what this device keeps, it is the same attempt; otherwise the learner is asked", async () => {
    for (const [short, isSame] of [["a", true], ["b", false]] as const) {
      const browser = fakeBrowser();
      const one = await launch(version, version.lms(), browser);
      one.save("l1", stateText("m1", "a"));
      one.tracking.close(1);
      const two = await launch(version, version.lms({ stored: { ...version.begun, "cmi.suspend_data": short } }), browser);
      assert.deepEqual(two.opened?.states, [isSame ? stateText("m1", "a") : short]);
      assert.equal(two.opened?.kept?.state, isSame ? undefined : stateText("m1", "a"));
    }
  });

  test("a learner who continues with the kept work has it, and is not asked again", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m1", "a"));
    one.tracking.close(1);
    const two = await launch(version, version.lms(), browser);
    two.save("l1", stateText("m2", "a", "b"));
    two.tracking.decideKept?.(true);
    two.tracking.close(1);
    const three = await launch(version, again(version, two), browser);
    assert.equal(three.opened?.kept, undefined);
    assert.deepEqual(three.opened?.states, [stateText("m2", "a", "b")]);
    assert.equal(copiesIn(browser.localStorage), 0);
  });

  test("what is emptied by another page of the site is kept anew, while the record is this window's", async () => {
    const browser = fakeBrowser();
    const { save, fake } = await start(version, { ...version.lms().window, ...browser.window() });
    await fake.pass(3000);
    save("l1", stateText("m1", "one"));
    const keys = () => Array.from({ length: browser.localStorage.length }, (_, n) => browser.localStorage.key(n) ?? "");
    const copies = () => keys().filter((key) => key.startsWith("scorm-export copy"));
    assert.equal(copies().length, 1);
    browser.localStorage.clear();
    fake.happens("storage", { key: "of another page" });
    assert.equal(copies().length, 0);
    fake.happens("storage", { key: null });
    assert.equal(copies().length, 1);
    const other = await launch(version, version.lms(), browser);
    void other.tracking.takeOver?.();
    await other.fake.pass(3000);
    browser.localStorage.clear();
    fake.happens("storage", { key: null });
    assert.equal(copies().length, 0);
  });

  test("on shared devices nothing is kept", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser, true);
    one.strict.trouble("false");
    one.save("l1", stateText("m1", "a"));
    one.tracking.close(1);
    assert.equal(one.statuses.at(-1), "unsaved");
    assert.equal(copiesIn(browser.localStorage), 0);
  });

  test("a second window only reads and reports that: it sets, commits and ends nothing", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    await one.fake.pass(3000);
    const two = await launch(version, again(version, one), browser);
    await two.fake.pass(1000);
    assert.equal(two.opened?.mode, "elsewhere");
    assert.equal(two.opened?.tracked, true);
    two.save("l9", stateText("m9", "z"));
    two.tracking.answered(interaction());
    two.tracking.outcome(passed);
    two.tracking.commit();
    two.tracking.close(1);
    assert.deepEqual(two.statuses, ["elsewhere"]);
    assert.deepEqual([...new Set(names(two.strict))], [version.initialize, version.get]);
    one.save("l1", stateText("m1", "a"));
    await one.fake.pass(3000);
    assert.equal(one.statuses.at(-1), "saved");
  });

  test("a window that takes over has what the other held, and appends to its interactions", async () => {
    const browser = fakeBrowser();
    const shared = version.lms();
    const one = await launch(version, shared, browser);
    await one.fake.pass(3000);
    const two = await launch(version, again(version, one), browser);
    await two.fake.pass(1000);
    one.save("l1", stateText("m1", "a"));
    one.tracking.answered(interaction({ question: "one" }));
    one.tracking.objective(half);
    one.tracking.outcome(passed);
    const opened = await wait(two.tracking.takeOver?.(), two, one);
    assert.deepEqual([opened.mode, opened.location, new Set(opened.states)], ["normal", "l1", new Set(["", stateText("m1", "a")])]);
    assert.equal(one.statuses.at(-1), "elsewhere");
    assert.equal(one.strict.stored("cmi.suspend_data"), stateText("m1", "a"), "saved before it was given away");

    const before = one.strict.log.length;
    one.save("l8", stateText("m8", "x"));
    one.tracking.commit();
    await one.fake.pass(60_000);
    one.tracking.close(1);
    assert.equal(one.strict.log.length, before);

    two.save("l2", stateText("m1", "a", "b"));
    await two.fake.pass(3000);
    two.tracking.close(5);
    assert.equal(two.strict.stored("cmi.suspend_data"), stateText("m1", "a", "b"));
    assert.equal(two.strict.stored(`${version.score}.raw`), "80", "what the other window has said is said again");
    assert.equal(two.strict.stored(version === SCORM12 ? "cmi.core.lesson_status" : "cmi.success_status"), "passed");
  });

  test("interactions never collide: where this window's LMS refuses the next index none are written, the rest is", async (context) => {
    context.mock.method(console, "warn", () => {});
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    const two = await launch(version, again(version, one), browser);
    await two.fake.pass(1000);
    one.tracking.answered(interaction({ question: "one" }));
    one.tracking.objective(half);
    await wait(two.tracking.takeOver?.(), two, one);
    two.tracking.answered(interaction({ question: "two" }));
    two.tracking.objective({ ...half, id: "why" });
    two.save("l2", stateText("m1", "b"));
    two.tracking.commit();
    await two.fake.pass(3000);
    assert.equal(two.statuses.at(-1), "saved");
    const indexes = sets(two.strict).filter((set) => /interactions\.\d+\.id/.test(set)).map((set) => set.split("=")[0]);
    assert.deepEqual(indexes, ["cmi.interactions.1.id"]);
    assert.equal(two.strict.stored("cmi.objectives.0.id"), "loops");
    assert.equal(two.strict.stored("cmi.objectives.1.id"), "why");
  });

  for (const storage of [true, false]) {
    test(`a window that was opened before the first save has the same record, wherever an LMS puts its pages, ${storage ? "with" : "without"} storage`, async () => {
      const browser = fakeBrowser({ storage });
      const one = await launch(version, version.lms(), browser);
      const two = await launch(version, version.lms(), browser, false, { location: { pathname: "/launch-2/index.html" } });
      await two.fake.pass(1000);
      one.save("l1", stateText("m1", "a"));
      await one.fake.pass(3000);
      assert.equal(one.statuses.at(-1), "saved");
      const opened = await wait(two.tracking.takeOver?.(), two, one);
      assert.deepEqual([opened.location, opened.states.at(-1), opened.kept], ["l1", stateText("m1", "a"), undefined]);
    });
  }

  for (const stored of [version.begun, {} as Readonly<Record<string, string>>]) {
    test(`the same course in another activity is another record, and not taken over: ${JSON.stringify(stored)}`, async () => {
      const browser = fakeBrowser();
      const other = stateText("m2", "z");
      const one = await launch(version, version.lms({ stored: { ...version.begun, "cmi.suspend_data": other } }), browser);
      one.save("l5", stateText("m2", "z", "y"));
      one.tracking.outcome(passed);
      const two = await launch(version, version.lms({ stored }), browser, false, { location: { pathname: "/other/index.html" } });
      await two.fake.pass(1000);
      const opened = await wait(two.tracking.takeOver?.(), two, one);
      assert.deepEqual([opened.location, opened.states], [stored[version.location] ?? "", Object.keys(stored).length ? [BEGUN] : []]);
      two.tracking.close(1);
      assert.equal(two.strict.stored(`${version.score}.raw`), "");
      assert.equal(one.strict.stored("cmi.suspend_data"), stateText("m2", "z", "y"));
    });
  }

  test("the same course in another activity is another record, also where the first one was saved only a while ago", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m1", "a"));
    await one.fake.pass(3000);
    const performance = { timeOrigin: one.fake.clock.date().getTime() + 20_000, now: () => 0 };
    const two = await launch(version, version.lms(), browser, false, { location: { pathname: "/other/index.html" }, performance });
    await two.fake.pass(1000);
    const opened = await wait(two.tracking.takeOver?.(), two, one);
    assert.deepEqual([opened.location, opened.states], ["", []]);
  });

  test("from a window that does not answer the work of the LMS's attempt is taken, and not that of another one", async () => {
    const browser = fakeBrowser();
    const earlier = await launch(version, version.lms(), browser);
    // By a clock that is set back later.
    await earlier.fake.pass(60_000);
    earlier.save("l3", stateText("m1", "of another attempt"));
    browser.kill(earlier.window);
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m2", "a"));
    await one.fake.pass(3000);
    const two = await launch(version, again(version, one), browser);
    one.save("l2", stateText("m2", "a", "b"));
    browser.freeze(one.window);
    const opened = await wait(two.tracking.takeOver?.(), two);
    assert.deepEqual([opened.location, opened.states], ["l2", [stateText("m2", "a"), stateText("m2", "a", "b")]]);
  });

  for (const decision of ["declined", "put off"]) for (const works of [true, false]) for (const answers of [true, false]) {
    const window = `a window that ${works ? "has begun another" : "has saved nothing"} and ${answers ? "hands it over" : "does not answer"}`;
    test(`work of an earlier attempt that was ${decision} is not merged by a window that takes over from ${window}`, async () => {
      const browser = fakeBrowser();
      const earlier = await launch(version, version.lms(), browser);
      await earlier.fake.pass(60_000);
      earlier.save("l3", stateText("m1", "done"));
      earlier.tracking.close(1);
      const reset = version.lms();
      const one = await launch(version, reset, browser);
      assert.equal(one.opened?.kept?.state, stateText("m1", "done"));
      if (decision === "declined") one.tracking.decideKept?.(false);
      const two = await launch(version, again(version, one), browser);
      await two.fake.pass(1000);
      if (works) one.save("l1", stateText("m2", "a"));
      if (!answers) browser.freeze(one.window);
      const opened = await wait(two.tracking.takeOver?.(), two, ...(answers ? [one] : []));
      assert.ok(!plainStates.adds(stateText("m2", "a"), opened.states.reduce(plainStates.merge, "")), opened.states.join());
      assert.equal(opened.states.includes(stateText("m2", "a")), works);
      assert.equal(opened.kept?.state, decision === "declined" ? undefined : stateText("m1", "done"));
    });
  }

  test("from a window of another activity that does not answer nothing is taken from the device without a word", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m1", "a"));
    await one.fake.pass(3000);
    const two = await launch(version, version.lms(), browser, false, { location: { pathname: "/other/index.html" } });
    await two.fake.pass(1000);
    browser.freeze(one.window);
    const opened = await wait(two.tracking.takeOver?.(), two);
    assert.deepEqual(opened.states, []);
  });

  test("from a window that does not answer the work is taken from the device", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    one.save("l1", stateText("m1", "a"));
    await one.fake.pass(3000);
    const two = await launch(version, again(version, one), browser);
    await two.fake.pass(1000);
    one.save("l2", stateText("m1", "a", "b"));
    browser.freeze(one.window);
    const opened = await wait(two.tracking.takeOver?.(), two);
    assert.deepEqual([opened.location, opened.states], ["l2", [stateText("m1", "a"), stateText("m1", "a", "b")]]);
    const before = one.strict.log.length;
    browser.wake(one.window);
    await settled();
    await one.fake.pass(60_000);
    assert.equal(one.strict.log.length, before, "it writes nothing more");
    assert.equal(one.statuses.at(-1), "elsewhere");
  });

  for (const storage of [true, false]) {
    test(`a window that was opened before others had the record continues with what they saved last, ${storage ? "with" : "without"} storage`, async () => {
      const browser = fakeBrowser({ storage });
      const one = await launch(version, version.lms(), browser);
      one.save("l1", stateText("m1", "a"));
      await one.fake.pass(3000);
      const two = await launch(version, again(version, one), browser);
      await two.fake.pass(1000);
      one.save("l2", stateText("m1", "a", "b"));
      one.tracking.answered(interaction());
      one.tracking.outcome(passed);
      await one.fake.pass(3000);
      browser.kill(one.window);
      const opened = await wait(two.tracking.takeOver?.(), two);
      assert.ok(opened.states.includes(stateText("m1", "a", "b")), opened.states.join());
      await two.fake.pass(3000);
      assert.equal(two.strict.stored(version === SCORM12 ? "cmi.core.lesson_status" : "cmi.success_status"), "passed");
      two.tracking.answered(interaction({ question: "two" }));
      two.tracking.commit();
      assert.equal(two.strict.stored("cmi.interactions.0.id"), "", "the LMS of this window refuses the index behind the other's");
    });
  }

  for (const [abilities, shared, alone] of [
    [{ locks: false, channels: false, storage: false }, false, true],
    [{ locks: false, channels: false }, true, true],
    [{ locks: false, channels: false }, false, undefined],
    [{ channels: false, storage: false }, false, undefined],
    [{ locks: false, storage: false }, false, undefined],
  ] as const) {
    test(`whether a second window would do harm is known at the launch: ${JSON.stringify(abilities)}, ${shared ? "a shared device" : "one of the learner's"}`, async () => {
      const one = await launch(version, version.lms(), fakeBrowser(abilities), shared);
      await one.fake.pass(1000);
      assert.equal(one.opened?.alone, alone);
    });
  }

  test("a window that is closed leaves the record to the next", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    await one.fake.pass(3000);
    one.tracking.close(1);
    await settled();
    const two = await launch(version, again(version, one), browser);
    assert.equal(two.opened?.mode, "normal");
  });

  test("to look at a finished course in a second window is no matter", async () => {
    const browser = fakeBrowser();
    const one = await launch(version, version.lms(), browser);
    const two = await launch(version, version.lms({ mode: "review", stored: one.strict.durable() }), browser);
    assert.equal(two.opened?.mode, "review");
    two.tracking.close(1);
    assert.deepEqual(two.statuses, ["closed"]);
  });
});
