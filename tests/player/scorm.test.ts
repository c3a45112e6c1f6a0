/** Sessions with an LMS in every version of SCORM. */
import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { decimal, percent } from "../../scorm_export/player/src/tracking/scorm/values.ts";
import { learn } from "./scenario.ts";
import type { LmsOptions } from "./strict_lms.ts";
import { BEGUN, half, interaction, names, passed, ready, run, SCORM12, SCORM2004, sets, start, type Visit } from "./tracking.ts";

type Contents = Readonly<Record<string, unknown>>;

const waits = (found: Pick<Visit, "opened">) => found.opened === null;

/** console.warn stays quiet and is counted. */
function quiet(context: TestContext) {
  return context.mock.method(console, "warn", () => {}).mock;
}

const modes: readonly [options: LmsOptions, mode: string][] = [
  [{ mode: "review" }, "review"],
  [{ mode: "browse" }, "browse"],
  [{ credit: "no-credit" }, "browse"],
  [{ mode: "review", credit: "no-credit" }, "review"],
];

/** A window of another site: every access throws, except those that browsers allow. */
const foreign = (open: Contents): Contents =>
  new Proxy(open, {
    get(target, name) {
      if (name in target) return target[String(name)];
      throw new Error("SecurityError");
    },
  });
const elementsNamedLike = (window: Contents) => Object.fromEntries(Object.keys(window).map((name) => [name, { tagName: "DIV" }]));
const windows: readonly [what: string, make: (window: Contents) => Contents][] = [
  ["in its own window", (window) => window],
  ["in its parent", (window) => ({ parent: window })],
  ["two frames up", (window) => ({ parent: { parent: window } })],
  ["beyond a foreign frame", (window) => ({ parent: foreign({ parent: window }) })],
  ["in its opener", (window) => ({ opener: window })],
  ["above its opener", (window) => ({ opener: { parent: window } })],
  ["in the opener of the top window", (window) => ({ parent: { top: {} }, top: { opener: window } })],
  ["above an element with its name", (window) => ({ ...elementsNamedLike(window), parent: window })],
];

for (const version of [SCORM12, SCORM2004]) describe(version.name, () => {
  for (const [what, answers] of [["promises", Promise.resolve("true")], ["records", { value: "true" }]] as const) {
    test(`an LMS that answers ${what} cannot keep a record: its administrator is told, and nothing about earlier work`, async () => {
      const { API } = version.lms();
      const silent = Object.fromEntries(Object.keys(API).map((name) => [name, () => answers]));
      const found = await start(version, { [version.api]: silent });
      await found.fake.pass(6000);
      assert.deepEqual([found.opened?.tracked, found.opened?.states, found.statuses], [false, [], ["refused"]]);
      assert.deepEqual(found.details, [version.initialize]);
    });
  }

  test("a SetValue that answers \"false\" without an error has failed where the LMS still has the value of before", async () => {
    const { strict, fake, save, statuses } = await ready(version, { stored: version.begun });
    const { API } = strict;
    const set = API[version.set];
    const refuses = (...args: unknown[]): unknown => (args[0] === "cmi.suspend_data" ? "false" : set?.(...args));
    Object.assign(API, { [version.set]: refuses });
    save("l1/3", "another state");
    await fake.pass(3000);
    assert.equal(statuses.at(-1), "unsaved");
  });

  test("a long message of the LMS is shortened for its administrator", async () => {
    const { strict, fake, save, details } = await ready(version);
    const prefix = version === SCORM12 ? "LMS" : "";
    const answers = { [version.set]: "false", [`${prefix}GetLastError`]: "101", [`${prefix}GetErrorString`]: "<b>x</b>".repeat(3000) };
    for (const [name, answer] of Object.entries(answers)) Object.assign(strict.API, { [name]: () => answer });
    save("l1", "a state");
    await fake.pass(3000);
    assert.ok(details.length);
    details.forEach((detail) => assert.ok(detail.length <= 300, `${detail.length} characters`));
  });

  test("what the LMS hands to the content is read when it is asked for, and not before", async () => {
    const { strict, tracking } = await run(version, { given: { "cmi.launch_data": "time=1.5" } });
    const asked = () => strict.log.filter(({ args }) => args[0] === "cmi.launch_data").length;
    assert.equal(asked(), 0);
    assert.equal(tracking.launchData?.(), "time=1.5");
    assert.equal(asked(), 1);
  });

  for (const status of ["incomplete", "passed", "failed"] as const) {
    for (const raw of ["80", "100"]) {
      test(`a learner who is ${status} comes back, with 80 points by the facts and ${raw} in the LMS: ${raw === "80" ? "nothing" : "the score"} is set`, async () => {
        const judged: Record<string, string> = version === SCORM12 ? { "cmi.core.lesson_status": status } : {
          "cmi.completion_status": status === "incomplete" ? status : "completed",
          ...(status === "incomplete" ? {} : { "cmi.success_status": status }),
        };
        const scored = { [`${version.score}.raw`]: raw, [`${version.score}.min`]: "0", [`${version.score}.max`]: "100" };
        const { strict, tracking } = await ready(version, { stored: { ...version.begun, ...judged, ...scored } });
        tracking.outcome({ ...passed, status });
        tracking.commit();
        assert.deepEqual(sets(strict).filter((one) => /score\.(raw|min|max)/.test(one)), raw === "80" ? [] : [`${version.score}.raw=80`]);
      });
    }
  }

  for (const [options, mode] of modes) {
    test(`${JSON.stringify(options)} is ${mode}: nothing is set or committed`, async () => {
      const { strict, opened, tracking, statuses, save } = await run(version, { ...options, stored: version.begun });
      save("l2", "1KEYxyz");
      tracking.answered(interaction());
      tracking.objective(half);
      tracking.outcome(passed);
      tracking.commit();
      tracking.close(10);
      assert.equal(opened?.mode, mode);
      assert.deepEqual(opened?.states, [BEGUN]);
      assert.deepEqual([...new Set(names(strict))], [version.initialize, version.get, version.terminate]);
      assert.deepEqual(statuses, ["closed"]);
    });
  }

  test("an LMS without modes and credit is normal", async () => {
    const { opened } = await run(version, { without: version.mode });
    assert.equal(opened?.mode, "normal");
  });

  for (const [what, make] of windows) {
    test(`the API is found ${what}`, async () => {
      const { opened } = await start(version, make(version.lms().window));
      assert.equal(opened?.tracked, true);
    });
  }

  test("frames that go round in a circle end the search", async () => {
    const one: Record<string, unknown> = {};
    const other = { parent: one };
    one["parent"] = other;
    const { opened, fake } = await start(version, { parent: one, opener: foreign({}) });
    assert.equal(opened, null);
    assert.equal(fake.waiting(), 1);
  });

  test("an API that comes late is found", async () => {
    const strict = version.lms();
    const found = await start(version, {});
    await found.fake.pass(3100);
    (found.fake.page as unknown as Record<string, unknown>)[version.api] = strict.API;
    assert.equal(waits(found), true);
    await found.fake.pass(200);
    assert.equal(found.opened?.tracked, true);
  });

  test("without an API the course runs untracked after five seconds", async () => {
    const found = await start(version, {});
    await found.fake.pass(4900);
    assert.equal(waits(found), true);
    await found.fake.pass(200);
    assert.deepEqual(found.opened, { tracked: false, mode: "normal", status: "incomplete", location: "", states: [] });
    assert.deepEqual(found.statuses, ["untracked"]);
    assert.equal(found.fake.waiting(), 0);
    found.save("l1", "x");
    found.tracking.commit();
    found.tracking.close(1);
    assert.deepEqual(found.statuses, ["untracked"]);
  });

  test("a page that goes away stops looking", async () => {
    const strict = version.lms();
    const found = await start(version, {});
    found.tracking.close(1);
    (found.fake.page as unknown as Record<string, unknown>)[version.api] = strict.API;
    await found.fake.pass(6000);
    assert.deepEqual(strict.log, []);
  });

  for (const kind of ["false", "throw"] as const) {
    test(`LMSInitialize ${kind}, and nothing can be read: refused with the LMS's message, and nothing is written or ended`, async () => {
      const { strict, opened, tracking, save, statuses, details } = await run(version, {}, (strict) => strict.trouble(kind));
      assert.equal(opened?.tracked, false);
      save("l1", "x");
      tracking.commit();
      tracking.close(1);
      assert.deepEqual(names(strict), [version.initialize, version.get]);
      assert.deepEqual([statuses, details.length], [["refused"], 1]);
    });

    test(`suspend data that cannot be read at once (${kind}) is read again`, async () => {
      const found = await run(version, { stored: version.begun }, (strict) => strict.trouble(kind, 3, "suspend_data"));
      assert.equal(waits(found), true);
      await found.fake.pass(1000);
      assert.deepEqual(found.opened?.states, [BEGUN]);
    });

    test(`suspend data that cannot be read at all (${kind}) is not written over`, async () => {
      const found = await run(version, { stored: version.begun }, (strict) => strict.trouble(kind, Infinity, "suspend_data"));
      await found.fake.pass(6000);
      assert.equal(found.opened?.tracked, false);
      found.save("l2", "1KEYxyz");
      found.tracking.commit();
      found.strict.trouble("none");
      found.tracking.close(1);
      assert.deepEqual(sets(found.strict), []);
      assert.equal(names(found.strict).includes(version.terminate), false);
      assert.equal(found.strict.stored("cmi.suspend_data"), BEGUN);
    });

    test(`an LMS that is gone for a while (${kind}) gets everything afterwards, once`, async () => {
      const { strict, tracking, statuses, fake, save } = await ready(version, { stored: version.begun });
      strict.trouble(kind);
      tracking.answered(interaction({ question: "one" }));
      tracking.answered(interaction({ question: "two" }));
      tracking.objective(half);
      tracking.outcome(passed);
      save("l1", "1KEYold");
      tracking.commit();
      save("l2", "1KEYnew");
      tracking.commit();
      assert.deepEqual(statuses, ["saving", "unsaved"]);
      strict.trouble("none");
      const before = strict.log.length;
      await fake.pass(10_000);
      assert.deepEqual(statuses, ["saving", "unsaved", "saved"]);
      assert.equal(strict.log.slice(before).filter(({ name }) => name === version.commit).length, 1);
      assert.deepEqual(strict.log.slice(before).filter(({ error }) => error !== "0"), []);
      assert.deepEqual(
        ["cmi.interactions.0.id", "cmi.interactions.1.id", "cmi.objectives.0.id", `${version.score}.raw`, "cmi.suspend_data", version.location]
          .map((element) => strict.stored(element)),
        ["quiz_one_1", "quiz_two_1", "loops", "80", "1KEYnew", "l2"],
      );
      assert.equal(strict.stored("cmi.interactions.2.id"), "");
      assert.equal(fake.waiting(), 0);
    });

    test(`a call that does not work in the middle of a record (${kind}) does not spoil it`, async () => {
      const { strict, tracking, fake } = await ready(version);
      tracking.answered(interaction());
      strict.trouble(kind, 1, "weighting");
      tracking.commit();
      await fake.pass(2000);
      assert.deepEqual(sets(strict).filter((set) => set.includes("interactions.0.id")).length, 1);
      assert.equal(strict.stored("cmi.interactions.0.result"), "1.33");
    });
  }

  test("tries again after 2, 4, 8, 16, 30 and 30 seconds, and at once with the next milestone", async () => {
    const { strict, tracking, fake, save } = await ready(version, { stored: version.begun });
    strict.trouble("false");
    save("l2", "1KEYnew");
    tracking.commit();
    const tries = () => strict.log.filter(({ name, args, error }) => name === version.set && args[0] === "cmi.suspend_data" && error !== "0").length;
    const after: number[] = [];
    for (let second = 1, last = tries(); second <= 90; second++) {
      await fake.pass(1000);
      if (tries() > last) after.push(second);
      last = tries();
    }
    assert.deepEqual(after, [2, 6, 14, 30, 60, 90]);
    const before = tries();
    tracking.commit();
    assert.equal(tries(), before + 1);
    assert.equal(fake.waiting(), 1);
  });

  test("a commit that fails is repeated; SCORM 1.2 sets what was stored, and then the values again", async () => {
    const { strict, tracking, statuses, fake, save } = await ready(version, { stored: version.begun });
    strict.trouble("false", 1, version.commit);
    save("l2", "1KEYnew");
    tracking.commit();
    await fake.pass(2000);
    assert.deepEqual(statuses, ["saving", "unsaved", "saved"]);
    const again = version === SCORM12 ? [BEGUN, "1KEYnew"] : [];
    const states = ["1KEYnew", ...again].map((state) => `cmi.suspend_data=${state}`);
    assert.deepEqual(sets(strict).filter((set) => set.startsWith("cmi.suspend_data")), states);
    assert.equal(strict.stored("cmi.suspend_data"), "1KEYnew");
  });

  test("interactions and objectives are appended to those of earlier sessions", async () => {
    const stored = { ...version.begun, "cmi.interactions.0.id": "old", "cmi.objectives.0.id": "why", "cmi.objectives.1.id": "loops" };
    const { strict, tracking } = await ready(version, { stored });
    tracking.answered(interaction());
    tracking.objective(half);
    tracking.objective({ ...half, id: "new" });
    tracking.commit();
    assert.deepEqual(strict.mistakes(), []);
    assert.equal(strict.stored("cmi.interactions.1.id"), "quiz_q_1");
    assert.equal(strict.stored("cmi.objectives.1.score.raw"), "50");
    assert.equal(strict.stored("cmi.objectives.2.id"), "new");
  });

  const features: readonly [without: string, warnings: number][] = [
    ["cmi.interactions", 0],
    ["cmi.objectives", 0],
    ["cmi.interactions.0.latency", 1],
    ["cmi.objectives.0.score.raw", 1],
    [`${version.score}.m`, 2],
  ];

  for (const [without, warnings] of features) {
    test(`an LMS without ${without}… gets everything else`, async (context) => {
      const warn = quiet(context);
      const { strict, tracking, statuses, fake, save } = await ready(version, { without: [without] });
      for (const attempt of [1, 2]) {
        tracking.answered(interaction({ attempt }));
        tracking.objective(half);
        tracking.outcome({ ...passed, score: { earned: 8000 + attempt, total: 10000 } });
        save("l1", `1KEY${attempt}`);
        tracking.commit();
      }
      assert.deepEqual(statuses, ["saving", "saved", "saving", "saved"]);
      assert.equal(fake.waiting(), 0);
      assert.equal(warn.callCount(), warnings);
      assert.equal(strict.stored(`${version.score}.raw`), "80.02");
      assert.equal(strict.stored("cmi.suspend_data"), "1KEY2");
      assert.ok(sets(strict).filter((set) => set.startsWith(without)).length <= warnings, "refused once, not asked again");
    });
  }

  test("a core value that the LMS refuses is reported with its message and tried again; the others arrive", async (context) => {
    quiet(context);
    const without = [version.location];
    const { strict, tracking, statuses, details, fake, save } = await ready(version, { without });
    save("l1", "1KEYnew");
    tracking.commit();
    assert.deepEqual(statuses, ["saving", "refused"]);
    assert.match(details.join(), new RegExp(`^${version.location} 401 \\w+`));
    assert.equal(strict.stored("cmi.suspend_data"), "1KEYnew");
    assert.equal(fake.waiting(), 1);
    save("l1", "1KEYnewer");
    assert.equal(statuses.at(-1), "refused");
    without.length = 0;
    await fake.pass(2000);
    assert.deepEqual(statuses, ["saving", "refused", "saved"]);
  });

  test("the state is as long as the standard grants, no longer", async () => {
    const { strict, tracking, statuses, save } = await ready(version);
    save("l1", "x".repeat(version.mostState + 1), "y".repeat(version.mostState));
    tracking.commit();
    assert.deepEqual(statuses, ["saving", "saved"]);
    assert.equal(strict.stored("cmi.suspend_data"), "y".repeat(version.mostState));
    assert.deepEqual(strict.mistakes(), []);
  });

  test("nothing new is nothing to say", async () => {
    const { strict, tracking, statuses, save } = await ready(version, { stored: version.begun });
    const before = strict.log.length;
    tracking.commit();
    save("l1/3", BEGUN);
    tracking.commit();
    assert.equal(strict.log.length, before);
    assert.deepEqual(statuses, []);
  });

  for (const kind of ["false", "throw"] as const) {
    test(`closing while the LMS is gone (${kind}) tries, reports unsaved, and stops trying`, async () => {
      const { strict, tracking, statuses, fake, save } = await ready(version, { stored: version.begun });
      strict.trouble(kind);
      save("l2", "1KEYnew");
      tracking.commit();
      tracking.close(1);
      assert.equal(names(strict).at(-1), version.terminate);
      assert.equal(statuses.at(-1), "unsaved");
      assert.equal(fake.waiting(), 0);
    });
  }

  test("an LMS that answers with numbers and booleans is understood", async () => {
    const strict = version.lms({ loose: true });
    await learn(strict, version.tracking);
    assert.deepEqual(strict.mistakes(), []);
    assert.equal(strict.stored(`${version.score}.raw`), "100");
    assert.equal(strict.stored("cmi.interactions.5.id"), "check_why-learn_2");
  });
});

const shares: readonly [earned: number, total: number, text: string][] = [
  [0, 10000, "0"],
  [10000, 10000, "100"],
  [7999, 10000, "79.99"],
  [2, 3, "66.66"],
  [1, 100000, "0"],
  [1, 10000, "0.01"],
];

for (const [earned, total, text] of shares) {
  test(`${earned} of ${total} is ${text} of 100`, () => assert.equal(percent(earned, total), text));
}

test("every hundredth is a plain decimal", () => {
  for (let n = 0; n <= 99999; n++) assert.match(decimal(n), /^\d{1,3}(\.\d{1,2})?$/);
});
