/** When a learner's work is sent to the LMS, and which save status is shown. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TrackedCourse } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser, type Abilities } from "./browser.ts";
import { settled } from "./page.ts";
import { stateText } from "./states.ts";
import type { StrictLms } from "./strict_lms.ts";
import { BEGUN, interaction, passed, SCORM12, SCORM2004, sets, start, type Version, type Visit } from "./tracking.ts";

interface Saving extends Visit {
  readonly strict: StrictLms;
  /** Seconds after the launch at which there was a commit. */
  readonly commits: number[];
  /** How long a commit takes from now on, in milliseconds. */
  takes(ms: number): void;
}

interface Circumstances {
  readonly course?: Partial<TrackedCourse>;
  readonly stored?: Readonly<Record<string, string>>;
  readonly browser?: Abilities;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** A learner after the launch, with everything saved. */
async function learner(version: Version, { course = {}, stored = version.begun, browser, more = {} }: Circumstances = {}): Promise<Saving> {
  const strict = version.lms({ stored });
  const commits: number[] = [];
  let takes = 0;
  const commit = (...args: unknown[]) => {
    visit.fake.block(takes);
    commits.push(visit.fake.clock.ms() / 1000);
    return strict.API[version.commit]?.(...args);
  };
  const window = { [version.api]: { ...strict.API, [version.commit]: commit }, ...fakeBrowser(browser).window(), ...more };
  const visit = await start(version, window, course);
  await visit.fake.pass(3000);
  commits.length = 0;
  visit.statuses.length = 0;
  return Object.assign(visit, { strict, commits, takes: (ms: number) => void (takes = ms) });
}

const n = (k: number): string => stateText("m1", `answer-${k}`);
const offline = { storage: false };

for (const version of [SCORM12, SCORM2004]) describe(version.name, () => {
  test("an answer leaves when the learner has paused for two seconds", async () => {
    const { save, commits, statuses, fake, strict } = await learner(version);
    save("l1", n(1));
    await fake.pass(1500);
    save("l1", n(2));
    assert.deepEqual(statuses, ["saving"]);
    await fake.pass(1999);
    assert.deepEqual(commits, []);
    await fake.pass(1);
    assert.deepEqual(commits, [6.5]);
    assert.deepEqual(statuses, ["saving", "saved"]);
    assert.equal(strict.stored("cmi.suspend_data"), n(2));
    await fake.pass(600_000);
    assert.equal(commits.length, 1);
  });

  test("nothing counts as saved while the browser is offline, whatever the LMS returns", async () => {
    const navigator = { onLine: true };
    const { save, statuses, fake, strict } = await learner(version, { more: { navigator }, browser: offline });
    navigator.onLine = false;
    save("l1", n(1));
    await fake.pass(20_000);
    assert.deepEqual(statuses, ["saving", "unsaved"]);
    navigator.onLine = true;
    await fake.pass(30_000);
    assert.deepEqual(statuses, ["saving", "unsaved", "saved"]);
    assert.equal(strict.stored("cmi.suspend_data"), n(1));
  });

  test("without a pause, work is saved every minute", async () => {
    const { save, commits, fake } = await learner(version);
    for (let second = 0; second < 150; second++) {
      save("l1", n(second));
      await fake.pass(1000);
    }
    await fake.pass(10_000);
    assert.deepEqual(commits, [63, 123, 154]);
  });

  test("reports without a save are sent too", async () => {
    const { tracking, commits, fake, statuses } = await learner(version);
    tracking.answered(interaction());
    assert.deepEqual(statuses, ["saving"]);
    await fake.pass(2000);
    assert.equal(commits.length, 1);
  });

  test("an answer leaves when the window loses the focus", async () => {
    const { save, commits, fake } = await learner(version);
    fake.happens("blur");
    assert.deepEqual(commits, []);
    save("l1", n(1));
    fake.happens("blur");
    assert.deepEqual(commits, [3]);
  });

  for (const took of [0, 50, 200, 2000]) {
    test(`commits of ${took} ms take a twentieth of the time, and do not interrupt the learner`, async () => {
      const { save, commits, fake, takes } = await learner(version);
      takes(took);
      for (let n100 = 0; n100 < 6000; n100++) {
        if (n100 % 30 < 5) save("l1", n(n100));
        if (n100 % 50 === 0) fake.happens("blur");
        await fake.pass(100);
      }
      const spent = commits.length * took;
      assert.ok(spent <= 0.05 * 600_000 + took, `${spent} ms of 600 s`);
      assert.ok(commits.length >= Math.min(10, 600_000 / (20 * took || 1) - 2), `${commits.length} commits`);
      await fake.pass(60_000);
      assert.equal(fake.waiting(), 0);
    });
  }

  test("a hand-in does not wait for a slow LMS to rest", async () => {
    const { save, commits, fake, takes, tracking } = await learner(version);
    takes(2000);
    save("l1", n(1));
    await fake.pass(2000);
    save("l1", n(2));
    tracking.commit();
    assert.equal(commits.length, 2);
  });

  test("the copy on the device has every answer at once, and is reported while the LMS fails", async () => {
    const { save, statuses, strict, fake } = await learner(version);
    strict.trouble("false");
    save("l1", n(1));
    assert.deepEqual(statuses, ["saving"]);
    await fake.pass(2000);
    assert.deepEqual(statuses, ["saving", "device"]);
    strict.trouble("none");
    await fake.pass(2000);
    assert.deepEqual(statuses, ["saving", "device", "saved"]);
  });

  test("without a copy, nothing is reported as kept, and the LMS's message is passed on", async () => {
    const { save, statuses, details, strict, fake } = await learner(version, { browser: offline });
    strict.trouble("false");
    save("l1", n(1));
    await fake.pass(2000);
    assert.deepEqual(statuses, ["saving", "unsaved"]);
    assert.match(details.join(), /101 General/);
  });

  test("an LMS that answers before it stores is only sent to", async () => {
    const { save, statuses, tracking, fake } = await learner(version, { course: { answersEarly: true } });
    save("l1", n(1));
    await fake.pass(2000);
    assert.deepEqual(statuses, ["saving", "sent"]);
    tracking.close(10);
    assert.equal(statuses.at(-1), "sent");
  });

  test("to an LMS that answers early nothing is sent twice within a second, but on leaving", async () => {
    const { save, commits, tracking, fake } = await learner(version, { course: { answersEarly: true } });
    for (const k of [1, 2, 3]) {
      save("l1", n(k));
      tracking.commit();
      await fake.pass(200);
    }
    assert.deepEqual(commits, [3]);
    await fake.pass(400);
    assert.deepEqual(commits, [3, 4]);
    save("l1", n(4));
    tracking.commit();
    await tracking.settled?.();
    assert.equal(commits.length, 3);
  });

  test("a page that is opened is one commit: launch, first save and first visit", async () => {
    const strict = version.lms();
    const { save, tracking, fake } = await start(version, strict.window);
    save("", n(0));
    tracking.commit();
    save("l1", n(1));
    tracking.outcome({ ...passed, status: "completed" });
    tracking.commit();
    const commits = () => strict.log.filter(({ name }) => name === version.commit).length;
    assert.equal(commits(), 0);
    await fake.pass(60_000);
    assert.equal(commits(), 1);
    assert.deepEqual(sets(strict).filter((set) => set.endsWith("incomplete")), []);
  });

  test("to an LMS that answers early, a lesson that is opened and read within a second is one commit", async () => {
    const strict = version.lms();
    const { save, tracking, fake } = await start(version, strict.window, { answersEarly: true });
    save("", n(0));
    tracking.commit();
    await fake.pass(300);
    save("l1", n(1));
    tracking.commit();
    await fake.pass(300);
    tracking.outcome({ ...passed, status: "completed" });
    tracking.commit();
    await fake.pass(60_000);
    assert.equal(strict.log.filter(({ name }) => name === version.commit).length, 1);
    assert.deepEqual(sets(strict).filter((set) => set.endsWith("incomplete")), []);
  });

  test("a lesson that shows a little later than the launch is one commit too", async () => {
    const strict = version.lms();
    const { save, tracking, fake } = await start(version, strict.window);
    save("", n(0));
    await fake.pass(800);
    tracking.outcome({ ...passed, status: "completed" });
    tracking.commit();
    await fake.pass(60_000);
    assert.equal(strict.log.filter(({ name }) => name === version.commit).length, 1);
  });

  test("a page that dies in its launch leaves the course incomplete", async () => {
    const strict = version.lms();
    const { tracking } = await start(version, strict.window);
    tracking.close(1);
    assert.equal(strict.stored(version === SCORM12 ? "cmi.core.lesson_status" : "cmi.completion_status"), "incomplete");
  });

  const pages: readonly [what: string, answer: object, told: string][] = [
    ["the login page where a script was asked for", { status: 200, url: "", headers: { get: () => "text/html" } }, "signed-out"],
    ["a redirect", { status: 200, redirected: true, url: "https://lms.example.org/login", headers: { get: () => "text/html" } }, "signed-out"],
    ["401", { status: 401, headers: { get: () => null } }, "signed-out"],
    ["the script", { status: 200, url: "", headers: { get: () => "text/javascript" } }, "device"],
  ];

  for (const [what, answer, told] of pages) {
    test(`after three failures in a row the platform answers with ${what}: ${told}`, async () => {
      const asked: string[] = [];
      const fetch = (url: string) => (asked.push(url), Promise.resolve(answer));
      const document = { querySelector: () => ({ src: "https://lms.example.org/course/scorm.js" }) };
      const { save, statuses, strict, fake } = await learner(version, { more: { fetch, document } });
      strict.trouble("false");
      save("l1", n(1));
      await fake.pass(6000);
      assert.deepEqual([asked.length, statuses.at(-1)], [0, "device"]);
      await fake.pass(2000);
      assert.deepEqual(asked, ["https://lms.example.org/course/scorm.js"]);
      assert.equal(statuses.at(-1), told);
      save("l1", n(2));
      assert.equal(statuses.at(-1), told);
      strict.trouble("none");
      await fake.pass(60_000);
      assert.equal(statuses.at(-1), "saved");
    });
  }

  test("while the learner works the session is kept alive every five minutes, until twenty minutes after", async () => {
    const asked: number[] = [];
    const fetch = () => (asked.push(fake.clock.ms() / 60_000), Promise.resolve({ status: 200, headers: { get: () => null } }));
    const { fake, save } = await learner(version, { course: { keepAlive: true }, more: { fetch } });
    for (let minute = 0; minute < 10; minute++) {
      save("l1", n(minute));
      await fake.pass(60_000);
    }
    await fake.pass(120 * 60_000);
    assert.deepEqual(asked.map(Math.floor), [5, 10, 15, 20, 25]);
    assert.equal(fake.waiting(), 0);
  });

  test("it is not where the course lets sessions expire", async () => {
    const asked: unknown[] = [];
    const { fake, save } = await learner(version, { more: { fetch: (...args: unknown[]) => asked.push(args) } });
    save("l1", n(1));
    await fake.pass(60 * 60_000);
    assert.deepEqual(asked, []);
  });

  test("an expired session that is detected by the keep-alive is reported", async () => {
    let gone = true;
    const fetch = () => Promise.resolve({ status: gone ? 401 : 200, headers: { get: () => null } });
    const { fake, save, statuses } = await learner(version, { course: { keepAlive: true, answersEarly: true }, more: { fetch } });
    save("l1", n(1));
    await fake.pass(5 * 60_000);
    assert.equal(statuses.at(-1), "signed-out");
    gone = false;
    await fake.pass(5 * 60_000);
    assert.equal(statuses.at(-1), "sent");
  });
});

for (const version of [SCORM12, SCORM2004]) {
  test(`${version.name}: an LMS that refuses to end the session has what was saved before`, async () => {
    const { save, strict, tracking, statuses } = await learner(version);
    strict.trouble("false", Infinity, version.terminate);
    save("l2", n(1));
    tracking.close(1);
    assert.equal(statuses.at(-1), "closed");
    assert.equal(strict.stored("cmi.suspend_data"), n(1));
  });

  test(`${version.name}: a state that the LMS takes in no length is refused, and what it holds stays`, async (context) => {
    context.mock.method(console, "warn", () => {});
    const without = ["cmi.nothing"];
    const strict = version.lms({ stored: version.begun, without });
    const { fake, statuses, tracking } = await start(version, strict.window);
    await fake.pass(3000);
    without[0] = "cmi.suspend_data";
    tracking.save("l2", (most) => "z".repeat(Math.min(most, 5000)));
    tracking.commit();
    assert.equal(statuses.at(-1), "refused");
    without[0] = "cmi.nothing";
    await fake.pass(3000);
    assert.equal(statuses.at(-1), "saved");
    assert.equal(strict.stored("cmi.suspend_data").length, Math.min(5000, version.mostState));
  });
}

test("SCORM 2004: with many interactions the time goes along with what is saved before the end", async () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, k) => [`cmi.interactions.${k}.id`, `old_${k}`]));
  const { save, strict, fake } = await learner(SCORM2004, { stored: { ...SCORM2004.begun, ...many } });
  save("l2", n(1));
  await fake.pass(2000);
  assert.equal(strict.stored("cmi.session_time"), "PT5S");
  assert.equal(strict.stored("cmi.location"), "l2");
});

test("SCORM 2004: with few it does not", async () => {
  const { save, strict, fake } = await learner(SCORM2004);
  save("l2", n(1));
  await fake.pass(2000);
  await settled();
  assert.equal(strict.stored("cmi.session_time"), "");
  assert.equal(strict.stored("cmi.suspend_data"), n(1));
  assert.notEqual(n(1), BEGUN);
});
