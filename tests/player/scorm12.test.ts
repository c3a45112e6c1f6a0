import assert from "node:assert/strict";
import { test } from "node:test";
import { clockTime, timespan } from "../../scorm_export/targets/scorm12/values.ts";
import type { Outcome } from "../../scorm_export/player/src/reports.ts";
import { stateText } from "./states.ts";
import type { StrictLms } from "./strict_lms.ts";
import { BEGUN, interaction, names, passed, ready, run, SCORM12, sets, start } from "./tracking.ts";

const { begun } = SCORM12;

test("a first launch takes at most twelve calls, makes the course incomplete and is durable", async () => {
  const { strict, opened, statuses, save, fake } = await run(SCORM12);
  save("", stateText("m1"));
  await fake.pass(60_000);
  assert.ok(strict.log.length <= 12, `${strict.log.length} calls`);
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "", states: [], alone: true });
  assert.equal(strict.stored("cmi.core.lesson_status"), "incomplete");
  assert.equal(strict.stored("cmi.core.exit"), "suspend");
  assert.equal(strict.stored("cmi.suspend_data"), stateText("m1"));
  assert.deepEqual(statuses, ["saving", "saved"]);
});

test("a later launch brings back where and what, and leaves the status alone", async () => {
  const { strict, opened } = await ready(SCORM12, { stored: begun });
  assert.deepEqual(opened, { tracked: true, mode: "normal", status: "incomplete", location: "l1/3", states: [BEGUN], alone: true });
  assert.deepEqual(sets(strict), ["cmi.core.exit=suspend"]);
});

for (const status of ["passed", "completed", "failed"] as const) {
  test(`a course that is ${status} stays ${status}`, async () => {
    const { strict, opened } = await ready(SCORM12, { stored: { ...begun, "cmi.core.lesson_status": status } });
    assert.equal(opened?.status, status);
    assert.equal(strict.stored("cmi.core.lesson_status"), status);
  });
}

test("an interaction in the words of the standard", async () => {
  const { strict, tracking } = await ready(SCORM12);
  tracking.answered(interaction({ objectives: ["why", "loops"] }));
  tracking.answered(interaction({ attempt: 2, earned: 200 }));
  tracking.answered(interaction({ attempt: 3, earned: 0, response: null, latency: null }));
  tracking.answered(interaction({ attempt: 4, earned: -50, least: -50 }));
  tracking.commit();
  assert.deepEqual(strict.mistakes(), []);
  const record = sets(strict).filter((set) => set.startsWith("cmi.interactions.0.")).map((set) => set.slice("cmi.interactions.0.".length));
  assert.deepEqual(record, [
    "id=quiz_q_1", "type=choice", "objectives.0.id=why", "objectives.1.id=loops", "time=09:05:07", "correct_responses.0.pattern=a,b",
    "weighting=2", "student_response=a,c", "result=1.33", "latency=0000:00:04.26",
  ]);
  assert.equal(strict.stored("cmi.interactions.1.result"), "correct");
  assert.equal(strict.stored("cmi.interactions.2.result"), "wrong");
  assert.equal(strict.stored("cmi.interactions.3.result"), "wrong");
  assert.equal(sets(strict).some((set) => /interactions\.2\.(student_response|latency)/.test(set)), false);
});

test("closing sends what waits, the time and the exit, finishes once, and is the last word", async () => {
  const { strict, tracking, statuses, fake, save } = await ready(SCORM12, { stored: begun });
  save("l2", "1KEYnew");
  const before = strict.log.length;
  tracking.close(3723.9);
  assert.deepEqual(names(strict).slice(before), [
    "cmi.core.lesson_location=l2", "cmi.suspend_data=1KEYnew", "cmi.core.session_time=0001:02:03", "LMSCommit", "LMSFinish",
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

/** Moodle 4.5.6 (mod/scorm/datamodels/scorm_12.js, CollectData) commits what differs from the commit before, which may have failed. */
function forgetful(strict: StrictLms): { readonly API: StrictLms["API"]; readonly failing: { is: boolean }; readonly orders: string[] } {
  const said = new Map<string, unknown>();
  const sent = new Map<string, unknown>();
  const failing = { is: false };
  const orders: string[] = [];
  const functions = {
    ...strict.API,
    LMSSetValue: (element: unknown, value: unknown) => (said.set(String(element), value), "true"),
    LMSCommit() {
      const news = [...said].filter(([element, value]) => sent.get(element) !== value);
      for (const [element, value] of news) sent.set(element, value);
      if (failing.is) return "500";
      for (const [element, value] of news) strict.API["LMSSetValue"]?.(element, value);
      orders.push(news.map(([element]) => element).join());
      return strict.API["LMSCommit"]?.("");
    },
    LMSGetLastError: () => undefined,
  };
  return { API: functions, failing, orders };
}

async function refusedOnce(window: Readonly<Record<string, unknown>> = {}) {
  const strict = SCORM12.lms();
  const lms = forgetful(strict);
  const visit = await start(SCORM12, { ...window, API: lms.API });
  await visit.fake.pass(3000);
  visit.save("l1", stateText("m1", "one"));
  await visit.fake.pass(3000);
  lms.failing.is = true;
  visit.save("l2", stateText("m1", "one", "two"));
  visit.tracking.outcome(passed);
  visit.tracking.commit();
  return { ...visit, strict, lms };
}

test("what an LMS takes for stored because it was in a commit that failed comes again", async () => {
  const { fake, statuses, strict, lms } = await refusedOnce();
  await fake.pass(40_000);
  assert.equal(statuses.at(-1), "unsaved");
  assert.equal(strict.stored("cmi.core.lesson_location"), "l1");
  lms.failing.is = false;
  await fake.pass(40_000);
  assert.equal(statuses.at(-1), "saved");
  assert.equal(strict.stored("cmi.suspend_data"), stateText("m1", "one", "two"));
  assert.equal(strict.stored("cmi.core.lesson_location"), "l2");
  assert.equal(strict.stored("cmi.core.lesson_status"), "passed");
  assert.equal(strict.stored("cmi.core.score.raw"), "80");
});

test("while the page is unloaded nothing is sent twice: requests then arrive in any order", async () => {
  const { tracking, strict, lms } = await refusedOnce();
  lms.failing.is = false;
  const before = lms.orders.length;
  tracking.close(60);
  assert.equal(lms.orders.length, before + 1);
  assert.equal(strict.stored("cmi.suspend_data"), stateText("m1", "one"));
});

const exits: readonly [status: Outcome["status"], exit: string][] = [
  ["incomplete", "suspend"],
  ["failed", "suspend"],
  ["completed", ""],
  ["passed", ""],
];

for (const [status, exit] of exits) {
  test(`${status} leaves with exit "${exit}"`, async () => {
    const { strict, tracking } = await ready(SCORM12);
    tracking.outcome({ ...passed, status });
    tracking.close(1);
    assert.equal(strict.stored("cmi.core.exit"), exit);
    assert.equal(strict.stored("cmi.core.lesson_status"), status);
  });
}

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

test("every moment is a clock time", () => {
  assert.equal(clockTime(new Date(2024, 2, 1, 0, 0, 0)), "00:00:00");
});
