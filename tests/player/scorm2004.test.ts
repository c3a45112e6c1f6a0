import assert from "node:assert/strict";
import { test } from "node:test";
import { description, interval, isTaken, responseText, share, timestamp } from "../../scorm_export/targets/scorm2004/values.ts";
import type { ObjectiveResult, Outcome } from "../../scorm_export/player/src/reports.ts";
import { choice, truthful } from "./course.ts";
import { stateText } from "./states.ts";
import { BEGUN, half, interaction, names, passed, ready, run, SCORM2004, sets } from "./tracking.ts";

const { begun } = SCORM2004;
const given = { "cmi.scaled_passing_score": "0.8" };
const done = { ...begun, "cmi.completion_status": "completed" };

const judged = { ...done, "cmi.success_status": "passed", "cmi.score.raw": "80", "cmi.score.scaled": "0.8" };
for (const stored of [{}, begun, judged]) {
  test(`a launch takes at most twelve calls and no mistakes: ${JSON.stringify(stored)}`, async () => {
    const { strict, save, fake } = await run(SCORM2004, { stored, given });
    save("cmi.location" in stored ? "l1/3" : "", stateText("m1", "merged"));
    await fake.pass(60_000);
    assert.ok(strict.log.length <= 12, `${strict.log.length} calls`);
    assert.deepEqual(strict.mistakes(), []);
  });
}

test("a first launch makes the course incomplete and is durable, with the attempt suspended from the start", async () => {
  const { strict, opened, statuses, fake } = await run(SCORM2004);
  await fake.pass(3000);
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "", states: [], alone: true });
  assert.equal(strict.stored("cmi.completion_status"), "incomplete");
  assert.equal(strict.stored("cmi.exit"), "suspend");
  assert.deepEqual(statuses, ["saving", "saved"]);
});

test("a later launch brings back where and what, and leaves the status alone", async () => {
  const { strict, opened } = await ready(SCORM2004, { stored: begun });
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "l1/3", states: [BEGUN], alone: true });
  assert.deepEqual(sets(strict), ["cmi.exit=suspend"]);
});

const records: readonly [completion: string, success: string, status: Outcome["status"]][] = [
  ["unknown", "unknown", "incomplete"],
  ["not attempted", "unknown", "incomplete"],
  ["incomplete", "failed", "incomplete"],
  ["incomplete", "passed", "incomplete"],
  ["completed", "unknown", "completed"],
  ["completed", "failed", "failed"],
  ["completed", "passed", "passed"],
];

for (const [completion, success, status] of records) {
  test(`a course that is ${completion} and ${success} is ${status}`, async () => {
    const stored = { ...begun, "cmi.completion_status": completion, "cmi.success_status": success };
    const { strict, opened } = await ready(SCORM2004, { stored });
    assert.equal(opened?.status, status);
    assert.equal(strict.stored("cmi.completion_status"), completion === "completed" ? "completed" : "incomplete");
    assert.equal(strict.stored("cmi.success_status"), success);
  });
}

const outcomes: readonly [status: Outcome["status"], completion: string, success: string][] = [
  ["incomplete", "incomplete", "unknown"],
  ["completed", "completed", "unknown"],
  ["failed", "completed", "failed"],
  ["passed", "completed", "passed"],
];

for (const [status, completion, success] of outcomes) {
  test(`${status} is ${completion} and ${success}, and the attempt stays suspended`, async () => {
    const { strict, tracking } = await ready(SCORM2004);
    tracking.outcome({ ...passed, status });
    tracking.close(1);
    assert.equal(strict.stored("cmi.completion_status"), completion);
    assert.equal(strict.stored("cmi.success_status"), success);
    assert.equal(strict.stored("cmi.exit"), "suspend");
    assert.deepEqual(strict.mistakes(), []);
  });
}

test("an LMS that knows the pass mark receives the scaled score with the verdict", async () => {
  const { strict, tracking } = await ready(SCORM2004, { given });
  tracking.outcome({ status: "incomplete", completed: false, progress: 1 / 3, score: { earned: 1500, total: 10000 } });
  tracking.commit();
  const score = (part: string) => strict.stored(`cmi.score.${part}`);
  assert.deepEqual([score("raw"), score("min"), score("max"), score("scaled")], ["15", "0", "100", ""]);
  assert.equal(strict.stored("cmi.success_status"), "unknown");
  assert.equal(strict.stored("cmi.progress_measure"), "0.3333333");
  tracking.outcome({ ...passed, score: { earned: 8000, total: 10000 } });
  tracking.commit();
  assert.deepEqual([score("raw"), score("scaled")], ["80", "0.8"]);
  assert.equal(strict.stored("cmi.success_status"), "passed");
});

test("an LMS that knows no pass mark receives the scaled score at once", async () => {
  const { strict, tracking } = await ready(SCORM2004);
  tracking.outcome({ ...passed, status: "incomplete", score: { earned: 1500, total: 10000 } });
  tracking.commit();
  assert.equal(strict.stored("cmi.score.scaled"), "0.15");
});

test("a score just below the pass mark stays below it for an LMS that judges by itself", async () => {
  const { strict, tracking } = await ready(SCORM2004, { given: { "cmi.scaled_passing_score": "0.6666666" } });
  tracking.outcome({ ...passed, status: "failed", score: { earned: 1999, total: 3000 } });
  tracking.commit();
  assert.equal(strict.stored("cmi.success_status"), "failed");
  tracking.outcome({ ...passed, score: { earned: 2000, total: 3000 } });
  tracking.commit();
  assert.equal(strict.stored("cmi.success_status"), "passed");
});

test("an LMS that derives completion from progress agrees with the player", async () => {
  const { strict, tracking } = await ready(SCORM2004, { given: { "cmi.completion_threshold": "1.0" } });
  tracking.outcome({ status: "incomplete", completed: false, progress: 2 / 3, score: null });
  tracking.commit();
  assert.equal(strict.stored("cmi.completion_status"), "incomplete");
  tracking.outcome({ status: "completed", completed: true, progress: 2 / 3, score: null });
  tracking.commit();
  assert.equal(strict.stored("cmi.completion_status"), "completed");
});

test("an interaction in the words of the standard", async () => {
  const { strict, tracking } = await ready(SCORM2004);
  tracking.answered(interaction({ objectives: ["why", "loops"], text: "Which\nloops?" }));
  tracking.answered(interaction({ attempt: 2, earned: 200 }));
  tracking.answered(interaction({ attempt: 3, earned: 0, response: null, latency: null, text: " " }));
  tracking.answered(interaction({ attempt: 4, type: "true-false", response: truthful(false), correct: [truthful(true)] }));
  tracking.answered(interaction({ attempt: 5, earned: -50, least: -50 }));
  tracking.commit();
  assert.deepEqual(strict.mistakes(), []);
  const record = sets(strict).filter((set) => set.startsWith("cmi.interactions.0.")).map((set) => set.slice("cmi.interactions.0.".length));
  assert.deepEqual(record, [
    "id=quiz_q_1", "type=choice", "objectives.0.id=why", "objectives.1.id=loops", "timestamp=2024-03-01T09:05:07.00Z",
    "correct_responses.0.pattern=a[,]b", "weighting=2", "learner_response=a[,]c", "result=1.33", "latency=PT4.26S",
    "description=Which loops?",
  ]);
  const stored = (n: number, field: string) => strict.stored(`cmi.interactions.${n}.${field}`);
  assert.equal(stored(1, "result"), "correct");
  assert.equal(stored(2, "result"), "incorrect");
  assert.equal(stored(4, "result"), "incorrect");
  assert.equal(sets(strict).some((set) => /interactions\.2\.(learner_response|latency|description)/.test(set)), false);
  assert.deepEqual([stored(3, "learner_response"), stored(3, "correct_responses.0.pattern")], ["false", "true"]);
});

test("an LMS that is full of interactions gets everything else, and is not asked again", async (context) => {
  const warn = context.mock.method(console, "warn", () => {}).mock;
  const full = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`cmi.interactions.${n}.id`, `old${n}`]));
  const { strict, tracking, statuses } = await ready(SCORM2004, { stored: { ...begun, ...full } });
  for (const attempt of [1, 2]) {
    tracking.answered(interaction({ attempt }));
    tracking.outcome({ ...passed, score: { earned: 8000 + attempt, total: 10000 } });
    tracking.commit();
  }
  assert.deepEqual(statuses, ["saving", "saved", "saving", "saved"]);
  assert.equal(warn.callCount(), 1);
  assert.equal(strict.stored("cmi.score.raw"), "80.02");
});

const objectives: readonly [status: ObjectiveResult["status"], success: string, completion: string][] = [
  ["incomplete", "unknown", "incomplete"],
  ["failed", "failed", "completed"],
  ["passed", "passed", "completed"],
];

for (const [status, success, completion] of objectives) {
  test(`an objective that is ${status} is found by its id, after one that the LMS created from the manifest`, async () => {
    const { strict, tracking } = await ready(SCORM2004, { stored: { ...begun, "cmi.objectives.0.id": "primary" } });
    tracking.objective(half);
    tracking.objective({ ...half, earned: 75, status, progress: 1 });
    tracking.commit();
    assert.deepEqual(strict.mistakes(), []);
    const fields = ["id", "score.raw", "score.min", "score.max", "score.scaled", "progress_measure", "success_status", "completion_status"];
    assert.deepEqual(fields.map((field) => strict.stored(`cmi.objectives.1.${field}`)),
      ["loops", "75", "0", "100", "0.75", "1", success, completion]);
    assert.equal(strict.stored("cmi.objectives.0.score.raw"), "");
  });
}

test("closing sends what waits and the time, ends once, and is the last word", async () => {
  const { strict, tracking, statuses, fake, save } = await ready(SCORM2004, { stored: begun });
  save("l2", "1KEYnew");
  const before = strict.log.length;
  tracking.close(3723.9);
  assert.deepEqual(names(strict).slice(before), [
    "cmi.location=l2", "cmi.suspend_data=1KEYnew", "cmi.session_time=PT1H2M3S", "Terminate",
  ]);
  const after = strict.log.length;
  tracking.close(1);
  save("l3", "z");
  tracking.answered(interaction());
  tracking.outcome(passed);
  tracking.commit();
  await fake.pass(100_000);
  assert.equal(strict.log.length, after);
  assert.deepEqual(statuses, ["saving", "closed"]);
});

test("an attempt continues after its tab was closed without warning", async () => {
  const { strict, tracking, save } = await ready(SCORM2004);
  save("l2", "1KEYnew");
  tracking.commit();
  strict.relaunch();
  const entry = () => { strict.API["Initialize"]?.(""); return strict.API["GetValue"]?.("cmi.entry"); };
  assert.equal(entry(), "resume");
  assert.equal(strict.API["GetValue"]?.("cmi.suspend_data"), "1KEYnew");
});

test("no navigation is ever asked for", async () => {
  const { strict, tracking } = await ready(SCORM2004);
  tracking.outcome(passed);
  tracking.close(1);
  assert.deepEqual(sets(strict).filter((set) => set.startsWith("adl.nav")), []);
});

const shares: readonly [part: number, whole: number, text: string][] = [
  [0, 10000, "0"],
  [10000, 10000, "1"],
  [8000, 10000, "0.8"],
  [7999, 10000, "0.7999"],
  [2, 3, "0.6666666"],
  [1, 10_000_000, "0.0000001"],
  [9_999_999, 10_000_000, "0.9999999"],
];

for (const [part, whole, text] of shares) {
  test(`${part} of ${whole} is ${text}`, () => assert.equal(share(part, whole), text));
}

test("different points are different shares, and every share is a plain decimal", () => {
  for (const whole of [3, 7, 10_000, 99_999]) {
    const texts = Array.from({ length: whole + 1 }, (_, part) => share(part, whole));
    assert.equal(new Set(texts).size, whole + 1);
    for (const text of texts) assert.match(text, /^(0(\.\d{1,7})?|1)$/);
  }
});

const times: readonly [seconds: number, text: string][] = [
  [0, "PT0S"],
  [-5, "PT0S"],
  [0.004, "PT0S"],
  [0.5, "PT0.5S"],
  [59.999, "PT1M"],
  [60, "PT1M"],
  [3600, "PT1H"],
  [3723.25, "PT1H2M3.25S"],
  [360_000, "PT100H"],
];

for (const [seconds, text] of times) {
  test(`${seconds} seconds are ${text}`, () => assert.equal(interval(seconds), text));
}

test("a time has its zone after a fraction of two digits", () => {
  assert.equal(timestamp(new Date(Date.UTC(2024, 1, 29, 23, 59, 58, 999))), "2024-02-29T23:59:58.99Z");
});

test("responses as the standard writes them", () => {
  assert.equal(responseText(choice("a")), "a");
  assert.equal(responseText(choice("a", "c")), "a[,]c");
  assert.equal(responseText(truthful(true)), "true");
});

test("a number that is too long for LMSs is left out, and only that", () => {
  const number = (value: string) => ({ kind: "number", value }) as const;
  assert.deepEqual(["99999.5", "-99999", "100000", "-100000.5"].map((value) => isTaken(number(value))), [true, true, false, false]);
  assert.equal(isTaken({ kind: "range", least: "5", most: "100000" }), false);
  assert.equal(isTaken({ kind: "range", least: "-5", most: "5.25" }), true);
  assert.equal(isTaken(choice("a")), true);
});

const descriptions: readonly [text: string, told: string][] = [
  ["Which loops?", "Which loops?"],
  ["  Which\r\n\tloops?\n", "Which loops?"],
  ["{lang=de}", " {lang=de}"],
  ["x".repeat(250), "x".repeat(250)],
  ["x".repeat(251), `${"x".repeat(249)}…`],
  [`${"x".repeat(248)}😀😀`, `${"x".repeat(248)}…`],
  ["\n", ""],
];

for (const [text, told] of descriptions) {
  test(`${JSON.stringify(text).slice(0, 30)} of ${text.length} is described in ${told.length}`, () => {
    assert.equal(description(text), told);
    assert.ok(told.length <= 250);
  });
}
