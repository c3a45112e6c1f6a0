/** A course of several parts: what a part's session reports, and how each version of SCORM expresses it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scorm12 } from "../../scorm_export/targets/scorm12/tracking.ts";
import { scorm2004 } from "../../scorm_export/targets/scorm2004/tracking.ts";
import type { CourseData } from "../../scorm_export/player/src/course.ts";
import type { Outcome } from "../../scorm_export/player/src/reports.ts";
import type { OpenTracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice, course, lesson, quiz, single, tracked } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { fakePage } from "./page.ts";
import { launched, recorder, type Launched, type Recorder } from "./recorder.ts";

const questions = [single("q1", 1, 1000), single("q2", 2, 500)];
const part = { home: "", next: "always", awaited: null, whole: 10000 } as const;
const module = course([lesson("l1", "L01"), quiz("test", "T01", { points: 1500, attempts: 2 })], {
  part,
  scoring: { total: 1500, pass: 1200 },
});

function run(data: CourseData, opened: Launched = {}): { session: Session; told: Recorder } {
  const told = recorder();
  const session = createSession(data, told, { ms: () => 0, date: () => new Date(2024, 2, 1), random: () => 0.5 });
  session.open(launched(opened));
  return { session, told };
}

function handIn(session: Session, right: readonly string[]): void {
  session.loaded("test", questions);
  if (session.quiz("test").canRetry) session.retry("test");
  for (const id of right) session.answer("test", id, choice("b"));
  session.handIn("test");
}

const last = (told: Recorder): Outcome | undefined => told.outcomes.at(-1);

test("a part reports the whole course's points with its own", () => {
  const { session, told } = run(module);
  handIn(session, ["q1"]);
  assert.equal(last(told)?.whole, 10000);
  assert.deepEqual(last(told)?.score, { earned: 1000, total: 1500 });
});

test("a whole course reports only its own points", () => {
  const { session, told } = run(course([quiz("test", "T01", { points: 1500 })]));
  handIn(session, ["q1"]);
  assert.equal(Object.hasOwn(last(told) ?? {}, "whole"), false);
});

test("a part on which others depend reports its completion by an objective too, and not before", () => {
  const { session, told } = run({ ...module, part: { ...part, awaited: "part_completed" } });
  handIn(session, ["q1", "q2"]);
  assert.deepEqual(told.objectives, []);
  session.visit("l1");
  assert.deepEqual(told.objectives.map(({ id, status }) => [id, status]), [["part_completed", "passed"]]);
});

test("the next part is open always, once this one is completed, or once there is a verdict", () => {
  const open = (next: "always" | "completed" | "judged", steps: (session: Session) => void): boolean => {
    const { session } = run({ ...module, part: { ...part, next } });
    steps(session);
    return session.opensNext();
  };
  const nothing = (): void => undefined;
  const some = (session: Session): void => (session.visit("l1"), handIn(session, ["q2"]));
  const all = (session: Session): void => (session.visit("l1"), handIn(session, ["q1", "q2"]));
  const failed = (session: Session): void => (some(session), handIn(session, []));
  assert.deepEqual([nothing, some, all, failed].map((steps) => open("always", steps)), [true, true, true, true]);
  assert.deepEqual([nothing, some, all, failed].map((steps) => open("completed", steps)), [false, true, true, true]);
  assert.deepEqual([nothing, some, all, failed].map((steps) => open("judged", steps)), [false, false, true, true]);
});

test("a part that no other waits for does not", () => {
  const { session, told } = run(module);
  session.visit("l1");
  handIn(session, ["q1", "q2"]);
  assert.deepEqual(told.objectives, []);
});

test("a part that was completed without a verdict can still be passed, or failed for good", () => {
  const first = run(module);
  first.session.visit("l1");
  handIn(first.session, ["q2"]);
  const opened = { status: "completed", state: first.told.state } as const;
  const better = run(module, opened);
  assert.equal(better.session.outcome().status, "incomplete");
  handIn(better.session, ["q1", "q2"]);
  assert.equal(last(better.told)?.status, "passed");
  const worse = run(module, opened);
  handIn(worse.session, []);
  assert.equal(last(worse.told)?.status, "failed");
});

test("a part without points that was completed stays so", () => {
  const reading = course([lesson("l1", "L01"), lesson("l2", "L02")], { part });
  assert.equal(run(reading, { status: "completed" }).session.outcome().status, "completed");
});

test("withheld answers are not reported; everything else is", () => {
  const { session, told } = run({ ...module, withheld: ["interactions"] });
  handIn(session, ["q1"]);
  assert.equal(told.interactions.length, 0);
  assert.equal(last(told)?.score?.earned, 1000);
});

test("withheld objectives are not reported; everything else is", () => {
  const { session, told } = run({ ...module, withheld: ["objectives"] });
  handIn(session, ["q1"]);
  assert.deepEqual(told.objectives, []);
  assert.equal(last(told)?.score?.earned, 1000);
});

test("a withheld running score is reported with the verdict", () => {
  const { session, told } = run({ ...module, withheld: ["running score"] });
  session.visit("l1");
  handIn(session, ["q2"]);
  assert.deepEqual([last(told)?.status, last(told)?.score], ["incomplete", null]);
  handIn(session, ["q1", "q2"]);
  assert.deepEqual([last(told)?.status, last(told)?.score], ["passed", { earned: 1500, total: 1500 }]);
});

/** An LMS that accepts everything, and the values it received. */
function lenient(names: readonly string[], values: Record<string, string>): Record<string, unknown> {
  const [initialize = "", finish = "", get = "", set = "", ...rest] = names;
  return {
    [initialize]: () => "true",
    [finish]: () => "true",
    [get]: (element: string) => values[element] ?? "",
    [set](element: string, value: string) {
      values[element] = value;
      return "true";
    },
    ...Object.fromEntries(rest.map((name) => [name, () => (name.includes("Commit") ? "true" : "0")])),
  };
}

const NAMES = ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"];
const OLD_NAMES = NAMES.map((name) => (name === "Terminate" ? "LMSFinish" : `LMS${name}`));

async function begin(open: OpenTracking, api: string, names: readonly string[], given: Record<string, string> = {}) {
  const values = { ...given };
  const { page, pass } = fakePage({ [api]: lenient(names, values) });
  const tracking = open(page, () => undefined, tracked(course([])));
  await tracking.open();
  await pass(3000);
  return { tracking, values };
}

const handedIn: Outcome = { status: "incomplete", completed: true, progress: 1, score: { earned: 1000, total: 1500 }, whole: 10000 };

test("SCORM 1.2: a part's raw score is its share of the course's 100", async () => {
  const { tracking, values } = await begin(scorm12, "API", OLD_NAMES);
  tracking.outcome(handedIn);
  tracking.commit();
  assert.equal(values["cmi.core.score.raw"], "10");
  assert.equal(values["cmi.core.score.max"], "15");
  assert.equal(values["cmi.core.lesson_status"], "incomplete");
});

test("SCORM 1.2 cannot go on by itself", async () => {
  const { tracking } = await begin(scorm12, "API", OLD_NAMES, { "adl.nav.request_valid.continue": "true" });
  assert.equal(tracking.next?.(), false);
});

test("SCORM 2004: a part is completed once it is handed in, and its measure is its own", async () => {
  const { tracking, values } = await begin(scorm2004, "API_1484_11", NAMES);
  tracking.outcome(handedIn);
  tracking.commit();
  assert.equal(values["cmi.completion_status"], "completed");
  assert.equal(values["cmi.success_status"], undefined);
  assert.equal(values["cmi.score.scaled"], "0.6666666");
});

test("SCORM 2004: a whole course with attempts left is not completed", async () => {
  const { tracking, values } = await begin(scorm2004, "API_1484_11", NAMES);
  const { whole: _, ...outcome } = handedIn;
  tracking.outcome(outcome);
  tracking.commit();
  assert.equal(values["cmi.completion_status"], "incomplete");
});

for (const [valid, goes] of [["true", true], ["false", false], ["unknown", false], ["", false]] as const) {
  test(`SCORM 2004 continues only where the LMS says that it can: ${valid || "no answer"}`, async () => {
    const { tracking, values } = await begin(scorm2004, "API_1484_11", NAMES, { "adl.nav.request_valid.continue": valid });
    assert.equal(tracking.next?.(), goes);
    assert.equal(values["adl.nav.request"], goes ? "continue" : undefined);
  });
}
