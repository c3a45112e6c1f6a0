import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { scorm12 } from "../../scorm_export/player/src/tracking/scorm12.ts";
import { decimal, percent } from "../../scorm_export/player/src/tracking/scorm_values.ts";
import { clockTime, timespan } from "../../scorm_export/player/src/tracking/scorm12_values.ts";
import type { Interaction, ObjectiveResult, Opened, Outcome, SaveStatus, Tracking } from "../../scorm_export/player/src/types.ts";
import { choice } from "./course.ts";
import { fakePage, settled, type FakePage } from "./page.ts";
import { learn } from "./scenario.ts";
import type { LmsOptions, StrictLms } from "./strict_lms.ts";
import { lms } from "./strict_scorm12.ts";

interface Run {
  readonly strict: StrictLms;
  readonly tracking: Tracking;
  readonly fake: FakePage;
  readonly statuses: SaveStatus[];
  /** null while the adapter still waits. */
  readonly opened: Opened | null;
}

async function run(options: LmsOptions = {}, prepare: (strict: StrictLms) => void = () => {}): Promise<Run> {
  const strict = lms(options);
  prepare(strict);
  return Object.assign(await start({ API: strict.API }), { strict });
}

async function start(contents: Readonly<Record<string, unknown>>): Promise<Omit<Run, "strict">> {
  const fake = fakePage(contents);
  const statuses: SaveStatus[] = [];
  const tracking = scorm12(fake.page, (status) => statuses.push(status));
  const found: { opened: Opened | null } = { opened: null };
  void tracking.open().then((opened) => (found.opened = opened));
  await settled();
  return { tracking, fake, statuses, get opened() { return found.opened; } };
}

const begun = { "cmi.core.lesson_status": "incomplete", "cmi.core.lesson_location": "l1/3", "cmi.suspend_data": "1KEYabc" };
const names = (strict: StrictLms) => strict.log.map(({ name, args }) => (name === "LMSSetValue" ? `${String(args[0])}=${String(args[1])}` : name));
const sets = (strict: StrictLms) => names(strict).filter((name) => name.includes("="));

function interaction(fields: Partial<Interaction> = {}): Interaction {
  return {
    quiz: "quiz", question: "q", attempt: 1, type: "choice", text: "?", response: choice("a", "c"), correct: [choice("a", "b")],
    points: 200, earned: 133, objectives: [], time: new Date(2024, 2, 1, 9, 5, 7), latency: 4.256, ...fields,
  };
}

const passed: Outcome = { status: "passed", completed: true, progress: 1, score: { earned: 8000, total: 10000 } };
const half: ObjectiveResult = { id: "loops", earned: 50, total: 100, status: "incomplete", progress: 0.5 };

const waits = (found: Pick<Run, "opened">) => found.opened === null;

/** console.warn stays quiet and is counted. */
function quiet(context: TestContext) {
  return context.mock.method(console, "warn", () => {}).mock;
}

test("a first launch takes at most twelve calls, makes the course incomplete and is durable", async () => {
  const { strict, opened, statuses } = await run();
  assert.ok(strict.log.length <= 12);
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "", state: "" });
  assert.equal(strict.stored("cmi.core.lesson_status"), "incomplete");
  assert.equal(strict.stored("cmi.core.exit"), "suspend");
  assert.deepEqual(statuses, ["saved"]);
});

test("a later launch brings back where and what, and leaves the status alone", async () => {
  const { strict, opened } = await run({ stored: begun });
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "l1/3", state: "1KEYabc" });
  assert.deepEqual(sets(strict), ["cmi.core.exit=suspend"]);
});

for (const status of ["passed", "completed", "failed"] as const) {
  test(`a course that is ${status} stays ${status}`, async () => {
    const { strict, opened } = await run({ stored: { ...begun, "cmi.core.lesson_status": status } });
    assert.equal(opened?.status, status);
    assert.equal(strict.stored("cmi.core.lesson_status"), status);
  });
}

const modes: readonly [options: LmsOptions, mode: string][] = [
  [{ mode: "review" }, "review"],
  [{ mode: "browse" }, "browse"],
  [{ credit: "no-credit" }, "browse"],
  [{ mode: "review", credit: "no-credit" }, "review"],
];

for (const [options, mode] of modes) {
  test(`${JSON.stringify(options)} is ${mode}: nothing is set or committed`, async () => {
    const { strict, opened, tracking, statuses } = await run({ ...options, stored: begun });
    tracking.save("l2", "1KEYxyz");
    tracking.answered(interaction());
    tracking.objective(half);
    tracking.outcome(passed);
    tracking.commit();
    tracking.close(10);
    assert.equal(opened?.mode, mode);
    assert.equal(opened?.state, "1KEYabc");
    assert.deepEqual([...new Set(names(strict))], ["LMSInitialize", "LMSGetValue", "LMSFinish"]);
    assert.deepEqual(statuses, ["closed"]);
  });
}

test("an LMS without modes and credit is normal", async () => {
  const { opened } = await run({ without: ["cmi.core.lesson_mode", "cmi.core.credit"] });
  assert.equal(opened?.mode, "normal");
});

const foreign = { get API(): unknown { throw new Error("SecurityError"); } };
const windows: readonly [what: string, make: (API: unknown) => Record<string, unknown>][] = [
  ["in its own window", (API) => ({ API })],
  ["in its parent", (API) => ({ parent: { API } })],
  ["two frames up", (API) => ({ parent: { parent: { API } } })],
  ["beyond a foreign frame", (API) => ({ parent: Object.defineProperties({ parent: { API } }, Object.getOwnPropertyDescriptors(foreign)) })],
  ["in its opener", (API) => ({ opener: { API } })],
  ["above its opener", (API) => ({ opener: { parent: { API } } })],
  ["in the opener of the top window", (API) => ({ parent: { top: {} }, top: { opener: { API } } })],
  ["above an element with its name", (API) => ({ API: { tagName: "DIV" }, parent: { API } })],
];

for (const [what, make] of windows) {
  test(`the API is found ${what}`, async () => {
    const { opened } = await start(make(lms().API));
    assert.equal(opened?.tracked, true);
  });
}

test("frames that go round in a circle end the search", async () => {
  const one: Record<string, unknown> = {};
  const other = { parent: one };
  one["parent"] = other;
  const { opened, fake } = await start({ parent: one, opener: foreign });
  assert.equal(opened, null);
  assert.equal(fake.waiting(), 1);
});

test("an API that comes late is found", async () => {
  const strict = lms();
  const found = await start({});
  await found.fake.pass(3100);
  (found.fake.page as unknown as Record<string, unknown>)["API"] = strict.API;
  assert.equal(waits(found), true);
  await found.fake.pass(200);
  assert.equal(found.opened?.tracked, true);
});

test("without an API the course runs untracked after five seconds", async () => {
  const found = await start({});
  await found.fake.pass(4900);
  assert.equal(waits(found), true);
  await found.fake.pass(200);
  assert.deepEqual(found.opened, { tracked: false, mode: "normal", status: "incomplete", location: "", state: "" });
  assert.deepEqual(found.statuses, ["untracked"]);
  assert.equal(found.fake.waiting(), 0);
  found.tracking.save("l1", "x");
  found.tracking.commit();
  found.tracking.close(1);
  assert.deepEqual(found.statuses, ["untracked"]);
});

test("a page that goes away stops looking", async () => {
  const strict = lms();
  const found = await start({});
  found.tracking.close(1);
  (found.fake.page as unknown as Record<string, unknown>)["API"] = strict.API;
  await found.fake.pass(6000);
  assert.deepEqual(strict.log, []);
});

for (const kind of ["false", "throw"] as const) {
  test(`LMSInitialize ${kind}: untracked, and no further call`, async () => {
    const { strict, opened, tracking } = await run({}, (strict) => strict.trouble(kind));
    assert.equal(opened?.tracked, false);
    tracking.save("l1", "x");
    tracking.commit();
    tracking.close(1);
    assert.deepEqual(names(strict), ["LMSInitialize"]);
  });

  test(`suspend data that cannot be read at once (${kind}) is read again`, async () => {
    const found = await run({ stored: begun }, (strict) => strict.trouble(kind, 3, "suspend_data"));
    assert.equal(waits(found), true);
    await found.fake.pass(1000);
    assert.equal(found.opened?.state, "1KEYabc");
  });

  test(`suspend data that cannot be read at all (${kind}) is not written over`, async () => {
    const found = await run({ stored: begun }, (strict) => strict.trouble(kind, Infinity, "suspend_data"));
    await found.fake.pass(6000);
    assert.equal(found.opened?.tracked, false);
    found.tracking.save("l2", "1KEYxyz");
    found.tracking.commit();
    found.strict.trouble("none");
    found.tracking.close(1);
    assert.deepEqual(sets(found.strict), []);
    assert.equal(found.strict.stored("cmi.suspend_data"), "1KEYabc");
  });

  test(`an LMS that is gone for a while (${kind}) gets everything afterwards, once`, async () => {
    const { strict, tracking, statuses, fake } = await run({ stored: begun });
    strict.trouble(kind);
    tracking.answered(interaction({ question: "one" }));
    tracking.answered(interaction({ question: "two" }));
    tracking.objective(half);
    tracking.outcome(passed);
    tracking.save("l1", "1KEYold");
    tracking.commit();
    tracking.save("l2", "1KEYnew");
    tracking.commit();
    assert.deepEqual(statuses, ["saved", "unsaved"]);
    strict.trouble("none");
    const before = strict.log.length;
    await fake.pass(10_000);
    assert.deepEqual(statuses, ["saved", "unsaved", "saved"]);
    assert.equal(strict.log.slice(before).filter(({ name }) => name === "LMSCommit").length, 1);
    assert.deepEqual(strict.log.slice(before).filter(({ error }) => error !== "0"), []);
    assert.deepEqual(
      ["cmi.interactions.0.id", "cmi.interactions.1.id", "cmi.objectives.0.id", "cmi.core.lesson_status", "cmi.suspend_data", "cmi.core.lesson_location"]
        .map((element) => strict.stored(element)),
      ["quiz_one_1", "quiz_two_1", "loops", "passed", "1KEYnew", "l2"],
    );
    assert.equal(strict.stored("cmi.interactions.2.id"), "");
    assert.equal(fake.waiting(), 0);
  });

  test(`a call that does not work in the middle of a record (${kind}) does not spoil it`, async () => {
    const { strict, tracking, fake } = await run();
    tracking.answered(interaction());
    strict.trouble(kind, 1, "weighting");
    tracking.commit();
    await fake.pass(2000);
    assert.deepEqual(sets(strict).filter((set) => set.includes("interactions.0.id")).length, 1);
    assert.equal(strict.stored("cmi.interactions.0.latency"), "0000:00:04.26");
  });
}

test("tries again after 2, 4, 8, 16, 30 and 30 seconds, and at once with the next milestone", async () => {
  const { strict, tracking, fake } = await run({ stored: begun });
  strict.trouble("false");
  tracking.save("l2", "1KEYnew");
  tracking.commit();
  const tries = () => strict.log.filter(({ name, args, error }) => name === "LMSSetValue" && args[0] === "cmi.suspend_data" && error !== "0").length;
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

test("a commit that fails is repeated, without setting the values again", async () => {
  const { strict, tracking, statuses, fake } = await run({ stored: begun });
  strict.trouble("false", 1, "LMSCommit");
  tracking.save("l2", "1KEYnew");
  tracking.commit();
  await fake.pass(2000);
  assert.deepEqual(statuses, ["saved", "unsaved", "saved"]);
  assert.equal(sets(strict).filter((set) => set.startsWith("cmi.suspend_data")).length, 1);
  assert.equal(strict.stored("cmi.suspend_data"), "1KEYnew");
});

test("an interaction in the words of the standard", async () => {
  const { strict, tracking } = await run();
  tracking.answered(interaction({ objectives: ["why", "loops"] }));
  tracking.answered(interaction({ attempt: 2, earned: 200 }));
  tracking.answered(interaction({ attempt: 3, earned: 0, response: null, latency: null }));
  tracking.commit();
  assert.deepEqual(strict.mistakes(), []);
  const record = sets(strict).filter((set) => set.startsWith("cmi.interactions.0.")).map((set) => set.slice("cmi.interactions.0.".length));
  assert.deepEqual(record, [
    "id=quiz_q_1", "type=choice", "objectives.0.id=why", "objectives.1.id=loops", "time=09:05:07", "correct_responses.0.pattern=a,b",
    "weighting=2", "student_response=a,c", "result=1.33", "latency=0000:00:04.26",
  ]);
  assert.equal(strict.stored("cmi.interactions.1.result"), "correct");
  assert.equal(strict.stored("cmi.interactions.2.result"), "wrong");
  assert.equal(sets(strict).some((set) => /interactions\.2\.(student_response|latency)/.test(set)), false);
});

test("interactions and objectives go on behind those of earlier sessions", async () => {
  const stored = { ...begun, "cmi.interactions.0.id": "old", "cmi.objectives.0.id": "why", "cmi.objectives.1.id": "loops" };
  const { strict, tracking } = await run({ stored });
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
  ["cmi.objectives.0.status", 1],
  ["cmi.core.score.m", 2],
];

for (const [without, warnings] of features) {
  test(`an LMS without ${without}… gets everything else`, async (context) => {
    const warn = quiet(context);
    const { strict, tracking, statuses, fake } = await run({ without: [without] });
    for (const attempt of [1, 2]) {
      tracking.answered(interaction({ attempt }));
      tracking.objective(half);
      tracking.outcome({ ...passed, score: { earned: 8000 + attempt, total: 10000 } });
      tracking.save("l1", `1KEY${attempt}`);
      tracking.commit();
    }
    assert.deepEqual(statuses, ["saved"]);
    assert.equal(fake.waiting(), 0);
    assert.equal(warn.callCount(), warnings);
    assert.equal(strict.stored("cmi.core.score.raw"), "80.02");
    assert.equal(strict.stored("cmi.suspend_data"), "1KEY2");
    assert.ok(sets(strict).filter((set) => set.startsWith(without)).length <= warnings, "refused once, not asked again");
  });
}

test("a core value the LMS refuses is shown as not saved and tried again; the others arrive", async (context) => {
  quiet(context);
  const { strict, tracking, statuses, fake } = await run({ without: ["cmi.core.lesson_location"] });
  tracking.save("l1", "1KEYnew");
  tracking.commit();
  assert.deepEqual(statuses, ["saved", "unsaved"]);
  assert.equal(strict.stored("cmi.suspend_data"), "1KEYnew");
  assert.equal(fake.waiting(), 1);
});

test("a state too long for the standard is never sent", async () => {
  const { strict, tracking, statuses } = await run();
  tracking.save("l1", "x".repeat(4096));
  tracking.commit();
  tracking.save("l1", "y".repeat(4097));
  tracking.commit();
  assert.deepEqual(statuses, ["saved", "unsaved"]);
  assert.equal(strict.stored("cmi.suspend_data"), "x".repeat(4096));
  assert.deepEqual(strict.mistakes(), []);
  tracking.save("l1", "short");
  tracking.commit();
  assert.equal(statuses.at(-1), "saved");
});

test("nothing new is nothing to say", async () => {
  const { strict, tracking } = await run({ stored: begun });
  const before = strict.log.length;
  tracking.commit();
  tracking.save("l1/3", "1KEYabc");
  tracking.commit();
  assert.equal(strict.log.length, before);
});

test("closing sends what waits, the time and the exit, finishes once, and is the last word", async () => {
  const { strict, tracking, statuses, fake } = await run({ stored: begun });
  tracking.save("l2", "1KEYnew");
  const before = strict.log.length;
  tracking.close(3723.9);
  assert.deepEqual(names(strict).slice(before), [
    "cmi.core.lesson_location=l2", "cmi.suspend_data=1KEYnew", "LMSCommit",
    "cmi.core.session_time=0001:02:03", "cmi.core.exit=suspend", "LMSFinish",
  ]);
  const after = strict.log.length;
  tracking.close(1);
  tracking.save("l3", "z");
  tracking.answered(interaction());
  tracking.outcome(passed);
  tracking.commit();
  await fake.pass(100_000);
  assert.equal(strict.log.length, after);
  assert.deepEqual(statuses, ["saved", "closed"]);
});

const exits: readonly [status: Outcome["status"], exit: string][] = [
  ["incomplete", "suspend"],
  ["failed", "suspend"],
  ["completed", ""],
  ["passed", ""],
];

for (const [status, exit] of exits) {
  test(`${status} leaves with exit "${exit}"`, async () => {
    const { strict, tracking } = await run();
    tracking.outcome({ ...passed, status });
    tracking.close(1);
    assert.equal(strict.stored("cmi.core.exit"), exit);
    assert.equal(strict.stored("cmi.core.lesson_status"), status);
  });
}

for (const kind of ["false", "throw"] as const) {
  test(`closing while the LMS is gone (${kind}) tries, says it is not saved, and stops trying`, async () => {
    const { strict, tracking, statuses, fake } = await run({ stored: begun });
    strict.trouble(kind);
    tracking.save("l2", "1KEYnew");
    tracking.commit();
    tracking.close(1);
    assert.equal(names(strict).at(-1), "LMSFinish");
    assert.equal(statuses.at(-1), "unsaved");
    assert.equal(fake.waiting(), 0);
  });
}

test("an LMS that answers with numbers and booleans is understood", async () => {
  const strict = lms({ loose: true });
  await learn(strict, scorm12);
  assert.deepEqual(strict.mistakes(), []);
  assert.equal(strict.stored("cmi.core.lesson_status"), "passed");
  assert.equal(strict.stored("cmi.core.score.raw"), "100");
  assert.equal(strict.stored("cmi.interactions.5.id"), "check_why-learn_2");
});

const times: readonly [seconds: number, text: string][] = [
  [0, "0000:00:00"],
  [59.999, "0000:01:00"],
  [0.5, "0000:00:00.50"],
  [3723.25, "0001:02:03.25"],
  [1e9, "9999:59:59"],
  [-5, "0000:00:00"],
];

for (const [seconds, text] of times) {
  test(`${seconds} seconds are ${text}`, () => assert.equal(timespan(seconds), text));
}

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

test("every hundredth is a plain decimal, every moment a clock time", () => {
  for (let n = 0; n <= 99999; n++) assert.match(decimal(n), /^\d{1,3}(\.\d{1,2})?$/);
  assert.equal(clockTime(new Date(2024, 2, 1, 0, 0, 0)), "00:00:00");
});
