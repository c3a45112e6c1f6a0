/** The strict LMS is itself tested against the standard. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { LmsOptions, StrictLms } from "./strict_lms.ts";
import { lms } from "./strict_scorm2004.ts";

function launched(options: LmsOptions = {}): StrictLms {
  const strict = lms(options);
  strict.API["Initialize"]?.("");
  return strict;
}

function set(strict: StrictLms, element: string, value: unknown): string {
  strict.API["SetValue"]?.(element, value);
  return String(strict.API["GetLastError"]?.());
}

function get(strict: StrictLms, element: string): [value: unknown, error: unknown] {
  return [strict.API["GetValue"]?.(element), strict.API["GetLastError"]?.()];
}

function again(strict: StrictLms): StrictLms {
  strict.API["Terminate"]?.("");
  strict.relaunch();
  strict.API["Initialize"]?.("");
  return strict;
}

const sets: readonly [element: string, value: unknown, error: string][] = [
  ["cmi.completion_status", "incomplete", "0"],
  ["cmi.completion_status", "not attempted", "0"],
  ["cmi.completion_status", "passed", "406"],
  ["cmi.success_status", "passed", "0"],
  ["cmi.success_status", "completed", "406"],
  ["cmi.exit", "suspend", "0"],
  ["cmi.exit", "normal", "0"],
  ["cmi.exit", "", "0"],
  ["cmi.exit", "finish", "406"],
  ["cmi.location", "x".repeat(1000), "0"],
  ["cmi.location", "x".repeat(1001), "406"],
  ["cmi.suspend_data", "x".repeat(64_000), "0"],
  ["cmi.suspend_data", "x".repeat(64_001), "406"],
  ["cmi.score.scaled", "0.8", "0"],
  ["cmi.score.scaled", "-1", "0"],
  ["cmi.score.scaled", "0.12345678", "406"],
  ["cmi.score.scaled", "1.1", "407"],
  ["cmi.score.scaled", ".5", "406"],
  ["cmi.score.scaled", "1e-7", "406"],
  ["cmi.score.scaled", 0.5, "406"],
  ["cmi.score.raw", "", "406"],
  ["cmi.score.raw", "12345.6", "0"],
  ["cmi.score.raw", "123456", "406"],
  ["cmi.score.raw", "66,66", "406"],
  ["cmi.progress_measure", "1", "0"],
  ["cmi.progress_measure", "1.5", "407"],
  ["cmi.progress_measure", "-0.5", "407"],
  ["cmi.session_time", "PT1H5M3.25S", "0"],
  ["cmi.session_time", "PT0S", "0"],
  ["cmi.session_time", "P1DT2H", "0"],
  ["cmi.session_time", "PT3.255S", "406"],
  ["cmi.session_time", "PT90.5M", "406"],
  ["cmi.session_time", "P", "406"],
  ["cmi.session_time", "PT", "406"],
  ["cmi.session_time", "0001:02:03", "406"],
  ["cmi.learner_name", "x", "404"],
  ["cmi.total_time", "PT1S", "404"],
  ["cmi.interactions._count", "1", "404"],
  ["cmi._version", "1", "404"],
  ["cmi.core.lesson_status", "passed", "401"],
  ["cmi.interactions.1.id", "a", "351"],
  ["cmi.interactions.0.type", "choice", "408"],
  ["cmi.interactions.0.id", "a b", "406"],
  ["cmi.objectives.0.success_status", "passed", "408"],
  ["cmi.objectives.1.id", "a", "351"],
  ["adl.nav.request", "continue", "0"],
  ["adl.nav.request", "{target=next}choice", "0"],
  ["adl.nav.request", "next", "406"],
];

for (const [element, value, error] of sets) {
  test(`setting ${element} to ${JSON.stringify(value).slice(0, 30)} answers ${error}`, () => {
    assert.equal(set(launched(), element, value), error);
  });
}

const fields: readonly [type: string, field: string, value: string, error: string][] = [
  ["choice", "learner_response", "a", "0"],
  ["choice", "learner_response", "a[,]c", "0"],
  ["choice", "learner_response", "a[,]a", "406"],
  ["choice", "learner_response", "", "406"],
  ["choice", "learner_response", "a,c", "406"],
  ["choice", "learner_response", "option-a", "406"],
  ["choice", "correct_responses.0.pattern", "a[,]c", "0"],
  ["choice", "correct_responses.1.pattern", "a[,]c", "351"],
  ["true-false", "learner_response", "true", "0"],
  ["true-false", "learner_response", "t", "406"],
  ["fill-in", "learner_response", "one[,]two", "0"],
  ["fill-in", "learner_response", "two\nlines", "406"],
  ["fill-in", "learner_response", "{case_matters=true}One", "406"],
  ["fill-in", "correct_responses.0.pattern", "{case_matters=true}One[,]two", "0"],
  ["fill-in", "correct_responses.0.pattern", "{case_matters=yes}One", "406"],
  ["matching", "learner_response", "s1[.]t2[,]s2[.]t1", "0"],
  ["matching", "learner_response", "s1.t2", "406"],
  ["sequencing", "learner_response", "b[,]a[,]c", "0"],
  ["numeric", "learner_response", "3.5", "0"],
  ["numeric", "learner_response", "100000", "406"],
  ["numeric", "correct_responses.0.pattern", "3[:]4", "0"],
  ["numeric", "correct_responses.0.pattern", "[:]4", "406"],
  ["long-fill-in", "learner_response", "x".repeat(4000), "0"],
  ["long-fill-in", "learner_response", "x".repeat(4001), "406"],
  ["true-false", "result", "incorrect", "0"],
  ["true-false", "result", "wrong", "406"],
  ["true-false", "result", "1.33", "0"],
  ["choice", "timestamp", "2026-01-02T03:04:05", "0"],
  ["choice", "timestamp", "2026-01-02T03:04:05.00Z", "0"],
  ["choice", "timestamp", "2026-01-02T03:04:05.1+02:00", "0"],
  ["choice", "timestamp", "2026-01-02", "0"],
  ["choice", "timestamp", "2026-01-02T03:04:05Z", "406"],
  ["choice", "timestamp", "2026-01-02T03:04:05.123Z", "406"],
  ["choice", "timestamp", "2039-01-02T03:04:05", "406"],
  ["choice", "latency", "PT4.25S", "0"],
  ["choice", "latency", "0000:00:04.25", "406"],
  ["choice", "weighting", "2.5", "0"],
  ["choice", "description", "x".repeat(250), "0"],
  ["choice", "description", `{lang=fr}${"x".repeat(250)}`, "0"],
  ["choice", "description", "x".repeat(251), "406"],
  ["choice", "description", "two\nlines", "406"],
  ["choice", "description", "{a brace", "406"],
  ["choice", "objectives.0.id", "loops", "0"],
  ["choice", "objectives.1.id", "loops", "351"],
  ["choice", "id", "other", "351"],
  ["choice", "student_response", "a", "401"],
];

for (const [type, field, value, error] of fields) {
  test(`a ${type} interaction answers ${error} to ${field} ${JSON.stringify(value).slice(0, 40)}`, () => {
    const strict = launched();
    assert.equal(set(strict, "cmi.interactions.0.id", "q"), "0");
    assert.equal(set(strict, "cmi.interactions.0.weighting", "1"), "408", "the type comes first");
    assert.equal(set(strict, "cmi.interactions.0.type", type), "0");
    assert.equal(set(strict, `cmi.interactions.0.${field}`, value), error);
  });
}

test("a true-false interaction has one pattern", () => {
  const strict = launched();
  set(strict, "cmi.interactions.0.id", "q");
  set(strict, "cmi.interactions.0.type", "true-false");
  assert.equal(set(strict, "cmi.interactions.0.correct_responses.0.pattern", "true"), "0");
  assert.equal(set(strict, "cmi.interactions.0.correct_responses.1.pattern", "false"), "351");
});

test("there are at most 250 interactions and 100 objectives", () => {
  for (const [list, most] of [["interactions", 250], ["objectives", 100]] as const) {
    const strict = launched();
    for (let n = 0; n < most; n++) assert.equal(set(strict, `cmi.${list}.${n}.id`, `a${n}`), "0");
    assert.equal(set(strict, `cmi.${list}.${most}.id`, "z"), "351");
  }
});

test("ids in a list neither repeat nor change", () => {
  const strict = launched();
  for (const list of ["interactions", "objectives"]) {
    assert.equal(set(strict, `cmi.${list}.0.id`, "a"), "0");
    assert.equal(set(strict, `cmi.${list}.0.id`, "a"), "0");
    assert.equal(set(strict, `cmi.${list}.0.id`, "z"), "351");
    assert.equal(set(strict, `cmi.${list}.1.id`, "a"), "351");
    assert.equal(set(strict, `cmi.${list}.1.id`, "b"), "0");
  }
});

test("what may be read, and what has no value yet", () => {
  const strict = launched();
  assert.deepEqual(get(strict, "cmi.suspend_data"), ["", "403"]);
  assert.deepEqual(get(strict, "cmi.score.scaled"), ["", "403"]);
  assert.deepEqual(get(strict, "cmi.completion_status"), ["unknown", "0"]);
  assert.deepEqual(get(strict, "cmi.exit"), ["", "405"]);
  assert.deepEqual(get(strict, "cmi.interactions.0.id"), ["", "301"]);
  assert.deepEqual(get(strict, "cmi.interactions._count"), ["0", "0"]);
  assert.deepEqual(get(strict, "cmi.nothing"), ["", "401"]);
  assert.deepEqual(get(strict, "cmi.nothing._children"), ["", "301"]);
  assert.deepEqual(get(strict, "cmi.objectives._children"),
    ["id,score,success_status,completion_status,progress_measure,description", "0"]);
  set(strict, "cmi.interactions.0.id", "q");
  assert.deepEqual(get(strict, "cmi.interactions.0.id"), ["q", "0"]);
  assert.deepEqual(get(strict, "cmi.interactions.0.type"), ["", "403"]);
});

test("each state has its errors", () => {
  const { API } = lms();
  const errors = () => ["GetValue", "SetValue", "Commit", "Terminate"].map((name) => {
    const args = { GetValue: ["cmi.location"], SetValue: ["cmi.location", "x"], Commit: [""], Terminate: [""] }[name] ?? [];
    API[name]?.(...args);
    return API["GetLastError"]?.();
  });
  assert.deepEqual(errors(), ["122", "132", "142", "112"]);
  assert.equal(API["Initialize"]?.("x"), "false");
  assert.equal(API["Initialize"]?.(""), "true");
  assert.equal(API["Initialize"]?.(""), "false");
  assert.equal(API["GetLastError"]?.(), "103");
  assert.equal(API["Terminate"]?.(""), "true");
  assert.deepEqual(errors(), ["123", "133", "143", "113"]);
  assert.equal(API["Initialize"]?.(""), "false");
  assert.equal(API["GetLastError"]?.(), "104");
});

test("a suspended attempt continues, and times add up", () => {
  const strict = launched();
  set(strict, "cmi.suspend_data", "kept");
  set(strict, "cmi.session_time", "PT1H0.5S");
  set(strict, "cmi.exit", "suspend");
  again(strict);
  assert.deepEqual(["cmi.entry", "cmi.suspend_data", "cmi.total_time"].map((element) => get(strict, element)[0]),
    ["resume", "kept", "PT3600.5S"]);
});

for (const exit of ["normal", "time-out", "logout", ""]) {
  test(`an attempt left with "${exit}" is over, and the next begins with nothing`, () => {
    const strict = launched();
    set(strict, "cmi.suspend_data", "gone");
    set(strict, "cmi.interactions.0.id", "q");
    set(strict, "cmi.exit", exit);
    again(strict);
    assert.deepEqual(get(strict, "cmi.entry"), ["ab-initio", "0"]);
    assert.deepEqual(get(strict, "cmi.suspend_data"), ["", "403"]);
    assert.deepEqual(get(strict, "cmi.interactions._count"), ["0", "0"]);
  });
}

test("suspending must be requested in each session", () => {
  const strict = launched();
  set(strict, "cmi.exit", "suspend");
  again(strict);
  again(strict);
  assert.deepEqual(get(strict, "cmi.entry"), ["ab-initio", "0"]);
});

test("what was set and not committed is lost with the page", () => {
  const strict = launched();
  set(strict, "cmi.exit", "suspend");
  set(strict, "cmi.suspend_data", "kept");
  strict.API["Commit"]?.("");
  set(strict, "cmi.suspend_data", "lost");
  strict.relaunch();
  strict.API["Initialize"]?.("");
  assert.equal(get(strict, "cmi.suspend_data")[0], "kept");
});

test("a launch for review changes nothing", () => {
  const strict = launched({ stored: { "cmi.exit": "suspend", "cmi.suspend_data": "kept" } });
  strict.relaunch("review");
  strict.API["Initialize"]?.("");
  set(strict, "cmi.suspend_data", "changed");
  again(strict);
  assert.equal(get(strict, "cmi.suspend_data")[0], "kept");
});

const judged: readonly [given: Record<string, string>, values: Record<string, string>, element: string, value: string][] = [
  [{}, { "cmi.score.scaled": "0.1", "cmi.success_status": "passed" }, "cmi.success_status", "passed"],
  [{ "cmi.scaled_passing_score": "0.8" }, { "cmi.success_status": "passed" }, "cmi.success_status", "unknown"],
  [{ "cmi.scaled_passing_score": "0.8" }, { "cmi.success_status": "passed", "cmi.score.scaled": "0.7999" }, "cmi.success_status", "failed"],
  [{ "cmi.scaled_passing_score": "0.8" }, { "cmi.success_status": "failed", "cmi.score.scaled": "0.8" }, "cmi.success_status", "passed"],
  [{ "cmi.completion_threshold": "1.0" }, { "cmi.completion_status": "completed" }, "cmi.completion_status", "unknown"],
  [{ "cmi.completion_threshold": "1.0" }, { "cmi.completion_status": "completed", "cmi.progress_measure": "0.5" }, "cmi.completion_status", "incomplete"],
  [{ "cmi.completion_threshold": "1.0" }, { "cmi.completion_status": "incomplete", "cmi.progress_measure": "1" }, "cmi.completion_status", "completed"],
];

for (const [given, values, element, value] of judged) {
  test(`${JSON.stringify({ ...given, ...values })} makes ${element} ${value}`, () => {
    const strict = launched({ given });
    for (const [name, said] of Object.entries(values)) assert.equal(set(strict, name, said), "0");
    assert.equal(get(strict, element)[0], value);
    strict.API["Commit"]?.("");
    assert.equal(strict.stored(element), value);
  });
}
