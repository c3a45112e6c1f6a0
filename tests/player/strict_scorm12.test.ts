/** The strict LMS is itself tested against the standard. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StrictLms } from "./strict_lms.ts";
import { lms } from "./strict_scorm12.ts";

function launched(): StrictLms {
  const strict = lms();
  strict.API["LMSInitialize"]?.("");
  return strict;
}

function set(strict: StrictLms, element: string, value: unknown): string {
  strict.API["LMSSetValue"]?.(element, value);
  return String(strict.API["LMSGetLastError"]?.());
}

const sets: readonly [element: string, value: unknown, error: string][] = [
  ["cmi.core.lesson_status", "incomplete", "0"],
  ["cmi.core.lesson_status", "not attempted", "405"],
  ["cmi.core.lesson_status", "Passed", "405"],
  ["cmi.core.exit", "suspend", "0"],
  ["cmi.core.exit", "", "0"],
  ["cmi.core.exit", "normal", "405"],
  ["cmi.core.lesson_location", "x".repeat(255), "0"],
  ["cmi.core.lesson_location", "x".repeat(256), "405"],
  ["cmi.suspend_data", "x".repeat(4096), "0"],
  ["cmi.suspend_data", "x".repeat(4097), "405"],
  ["cmi.core.score.raw", "66.66", "0"],
  ["cmi.core.score.raw", "101", "405"],
  ["cmi.core.score.raw", "-1", "405"],
  ["cmi.core.score.raw", "1e1", "405"],
  ["cmi.core.score.raw", "66,66", "405"],
  ["cmi.core.score.raw", 66, "405"],
  ["cmi.core.session_time", "0000:01:02", "0"],
  ["cmi.core.session_time", "00:01:02.5", "0"],
  ["cmi.core.session_time", "0:01:02", "405"],
  ["cmi.core.session_time", "00000:01:02", "405"],
  ["cmi.core.session_time", "PT62S", "405"],
  ["cmi.core.student_name", "x", "403"],
  ["cmi.core.total_time", "0000:01:02", "403"],
  ["cmi.interactions._count", "1", "402"],
  ["cmi._version", "1", "402"],
  ["cmi.score.scaled", "1", "201"],
  ["cmi.completion_status", "completed", "201"],
  ["cmi.interactions.1.id", "a", "201"],
  ["cmi.interactions.0.type", "choice", "201"],
  ["cmi.interactions.0.id", "a b", "405"],
  ["cmi.objectives.0.status", "passed", "201"],
  ["cmi.objectives.1.id", "a", "201"],
];

for (const [element, value, error] of sets) {
  test(`setting ${element} to ${JSON.stringify(value).slice(0, 30)} answers ${error}`, () => {
    assert.equal(set(launched(), element, value), error);
  });
}

const fields: readonly [type: string, field: string, value: string, error: string][] = [
  ["choice", "student_response", "a", "0"],
  ["choice", "student_response", "a,c", "0"],
  ["choice", "student_response", "", "405"],
  ["choice", "student_response", "a[,]c", "405"],
  ["choice", "student_response", "option-a", "405"],
  ["choice", "correct_responses.0.pattern", "a,c", "0"],
  ["choice", "correct_responses.1.pattern", "a,c", "201"],
  ["true-false", "student_response", "t", "0"],
  ["true-false", "student_response", "true", "405"],
  ["true-false", "result", "wrong", "0"],
  ["true-false", "result", "incorrect", "405"],
  ["true-false", "result", "1.33", "0"],
  ["choice", "time", "23:59:59", "0"],
  ["choice", "time", "24:00:00", "405"],
  ["choice", "time", "2024-03-01T12:00:00", "405"],
  ["choice", "latency", "0000:00:04.25", "0"],
  ["choice", "latency", "0000:00:04.250", "405"],
  ["choice", "weighting", "2.5", "0"],
  ["choice", "objectives.0.id", "loops", "0"],
  ["choice", "objectives.1.id", "loops", "201"],
  ["choice", "description", "text", "201"],
];

for (const [type, field, value, error] of fields) {
  test(`a ${type} interaction answers ${error} to ${field} ${JSON.stringify(value)}`, () => {
    const strict = launched();
    assert.equal(set(strict, "cmi.interactions.0.id", "q"), "0");
    assert.equal(set(strict, "cmi.interactions.0.weighting", "1"), "201", "the type comes first");
    assert.equal(set(strict, "cmi.interactions.0.type", type), "0");
    assert.equal(set(strict, `cmi.interactions.0.${field}`, value), error);
  });
}

test("ids of interactions and objectives do not repeat", () => {
  const strict = launched();
  for (const list of ["interactions", "objectives"]) {
    assert.equal(set(strict, `cmi.${list}.0.id`, "a"), "0");
    assert.equal(set(strict, `cmi.${list}.1.id`, "a"), "201");
    assert.equal(set(strict, `cmi.${list}.1.id`, "b"), "0");
  }
});

test("what may only be written or only be read", () => {
  const { API } = launched();
  assert.equal(API["LMSGetValue"]?.("cmi.interactions.0.id"), "");
  assert.equal(API["LMSGetLastError"]?.(), "404");
  assert.equal(API["LMSGetValue"]?.("cmi.core.exit"), "");
  assert.equal(API["LMSGetLastError"]?.(), "404");
  assert.equal(API["LMSGetValue"]?.("cmi.interactions._children"),
    "id,objectives,time,type,correct_responses,weighting,student_response,result,latency");
});

test("nothing works before LMSInitialize or after LMSFinish, and it does not work twice", () => {
  const strict = lms();
  assert.equal(set(strict, "cmi.suspend_data", "x"), "301");
  assert.equal(strict.API["LMSInitialize"]?.(""), "true");
  assert.throws(() => strict.API["LMSInitialize"]?.(""));
  assert.equal(strict.API["LMSFinish"]?.(""), "true");
  assert.equal(strict.API["LMSFinish"]?.(""), "false");
  assert.equal(strict.API["LMSCommit"]?.(""), "false");
  assert.throws(() => strict.API["LMSInitialize"]?.(""));
});

test("a status the SCO never set becomes completed; times add up; exit decides the next entry", () => {
  const strict = launched();
  set(strict, "cmi.core.session_time", "0000:59:59");
  set(strict, "cmi.core.exit", "suspend");
  strict.API["LMSFinish"]?.("");
  strict.relaunch();
  strict.API["LMSInitialize"]?.("");
  const get = (element: string) => strict.API["LMSGetValue"]?.(element);
  assert.deepEqual([get("cmi.core.lesson_status"), get("cmi.core.total_time"), get("cmi.core.entry")], ["completed", "0000:59:59", "resume"]);
});

test("what was set and not committed is lost with the page", () => {
  const strict = launched();
  set(strict, "cmi.suspend_data", "kept");
  strict.API["LMSCommit"]?.("");
  set(strict, "cmi.suspend_data", "lost");
  strict.relaunch();
  strict.API["LMSInitialize"]?.("");
  assert.equal(strict.API["LMSGetValue"]?.("cmi.suspend_data"), "kept");
});
