/**
 * An LMS's SCORM 1.2 API that accepts only what the standard allows: data types, vocabularies, lengths, states, and the
 * order of entries. It keeps what was committed between sessions, records every call, and can be made to fail.
 * It needs neither Node nor a browser, so that a page can use it as `window.API` too.
 *
 * Deliberately stricter than the standard: ids of interactions and objectives may not repeat, id and type come first,
 * values must be strings, and a second LMSInitialize in one launch throws, as it does in a real LMS.
 */

import {
  childrenOf, countOf, createDesk, matching, oneOf, pathOf, placesOf, r, repeatsId, rw, text, w,
  type Check, type LmsOptions, type Path, type Rule, type StrictLms,
} from "./strict_lms.ts";

const identifier = matching(/^[A-Za-z0-9_-]{1,255}$/);
const decimal = matching(/^-?\d{1,3}(\.\d+)?$/);
const score: Check = (value) => value === "" || (/^\d+(\.\d{1,2})?$/.test(value) && Number(value) <= 100);
const time = matching(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,2})?$/);
const timespan = matching(/^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/);
const between = (least: number, most: number): Check => (value) =>
  /^-?\d+$/.test(value) && Number(value) >= least && Number(value) <= most;

const STATUS = ["passed", "completed", "failed", "incomplete", "browsed"];
const TYPES = ["true-false", "choice", "fill-in", "matching", "performance", "sequencing", "likert", "numeric"];
const FEEDBACK: Readonly<Record<string, RegExp>> = {
  "true-false": /^[01tf]$/,
  choice: /^([a-z0-9](,[a-z0-9])*|\{[a-z0-9](,[a-z0-9])*\})$/,
  sequencing: /^[a-z0-9](,[a-z0-9])*$/,
  matching: /^\{?[a-z0-9]\.[a-z0-9](,[a-z0-9]\.[a-z0-9])*\}?$/,
  likert: /^[a-z0-9]?$/,
  numeric: /^-?\d+(\.\d+)?$/,
};

const feedback: Check = (value, lms, path) => {
  const type = lms.get(`cmi.interactions.${path.indexes[0]}.type`);
  const pattern = FEEDBACK[type ?? ""] ?? /^/;
  return type !== undefined && value.length <= 255 && pattern.test(value);
};

const RULES: Readonly<Record<string, Rule>> = {
  "cmi._version": r,
  "cmi.core._children": r,
  "cmi.core.student_id": r,
  "cmi.core.student_name": r,
  "cmi.core.lesson_location": rw(text(255)),
  "cmi.core.credit": r,
  "cmi.core.lesson_status": rw(oneOf(...STATUS)),
  "cmi.core.entry": r,
  "cmi.core.score._children": r,
  "cmi.core.score.raw": rw(score),
  "cmi.core.score.min": rw(score),
  "cmi.core.score.max": rw(score),
  "cmi.core.total_time": r,
  "cmi.core.lesson_mode": r,
  "cmi.core.exit": w(oneOf("time-out", "suspend", "logout", "")),
  "cmi.core.session_time": w(timespan),
  "cmi.suspend_data": rw(text(4096)),
  "cmi.launch_data": r,
  "cmi.comments": rw(text(4096)),
  "cmi.comments_from_lms": r,
  "cmi.objectives._children": r,
  "cmi.objectives._count": r,
  "cmi.objectives.n.id": rw(identifier),
  "cmi.objectives.n.score._children": r,
  "cmi.objectives.n.score.raw": rw(score),
  "cmi.objectives.n.score.min": rw(score),
  "cmi.objectives.n.score.max": rw(score),
  "cmi.objectives.n.status": rw(oneOf(...STATUS, "not attempted")),
  "cmi.student_data._children": r,
  "cmi.student_data.mastery_score": r,
  "cmi.student_data.max_time_allowed": r,
  "cmi.student_data.time_limit_action": r,
  "cmi.student_preference._children": r,
  "cmi.student_preference.audio": rw(between(-1, 100)),
  "cmi.student_preference.language": rw(text(255)),
  "cmi.student_preference.speed": rw(between(-100, 100)),
  "cmi.student_preference.text": rw(between(-1, 1)),
  "cmi.interactions._children": r,
  "cmi.interactions._count": r,
  "cmi.interactions.n.id": w(identifier),
  "cmi.interactions.n.objectives._count": r,
  "cmi.interactions.n.objectives.n.id": w(identifier),
  "cmi.interactions.n.time": w(time),
  "cmi.interactions.n.type": w(oneOf(...TYPES)),
  "cmi.interactions.n.correct_responses._count": r,
  "cmi.interactions.n.correct_responses.n.pattern": w(feedback),
  "cmi.interactions.n.weighting": w(decimal),
  "cmi.interactions.n.student_response": w(feedback),
  "cmi.interactions.n.result": w((value, lms, path) =>
    oneOf("correct", "wrong", "unanticipated", "neutral")(value, lms, path) || decimal(value, lms, path)),
  "cmi.interactions.n.latency": w(timespan),
};

const ERRORS: Readonly<Record<string, string>> = {
  "0": "No error",
  "101": "General exception",
  "201": "Invalid argument error",
  "202": "Element cannot have children",
  "203": "Element not an array. Cannot have count",
  "301": "Not initialized",
  "401": "Not implemented error",
  "402": "Invalid set value, element is a keyword",
  "403": "Element is read only",
  "404": "Element is write only",
  "405": "Incorrect data type",
};

const WORDS = { get: "LMSGetValue", set: "LMSSetValue", numbers: /_count$|score\.raw$/, errors: ERRORS, width: 13 };

export function lms(options: LmsOptions = {}): StrictLms {
  const { call, fail, forget, errorText, lastError, log, ...desk } = createDesk(WORDS, options.loose ?? false);
  let durable = new Map(Object.entries(options.stored ?? {}));
  let model = new Map<string, string>();
  let stage: "before" | "running" | "after" = "before";
  let mode = options.mode ?? "normal";

  function relaunch(nextMode = mode): void {
    mode = nextMode;
    stage = "before";
    forget();
    model = new Map(durable);
    model.delete("cmi.core.session_time");
  }

  function initialize(empty: unknown): string {
    if (stage !== "before") throw new TypeError("Cannot set properties of undefined (setting 'id')");
    if (empty !== "") return fail("201");
    stage = "running";
    return "true";
  }

  function commit(empty: unknown): string {
    if (stage !== "running") return fail("301");
    if (empty !== "") return fail("201");
    durable = new Map(model);
    return "true";
  }

  function finish(empty: unknown): string {
    if (stage !== "running") return fail("301");
    if (empty !== "") return fail("201");
    if (read("cmi.core.lesson_status") === "not attempted") model.set("cmi.core.lesson_status", "completed");
    model.set("cmi.core.total_time", addTimes(read("cmi.core.total_time"), model.get("cmi.core.session_time")));
    model.set("cmi.core.entry", model.get("cmi.core.exit") === "suspend" ? "resume" : "");
    commit("");
    stage = "after";
    return "true";
  }

  function getValue(element: unknown): string {
    if (stage !== "running") return fail("301", "");
    const path = pathOf(element);
    const rule = RULES[path.shape];
    const error = unknown(path, rule) ?? (rule?.access === "w" ? "404" : leavesGap(path, false) ? "201" : "0");
    return error === "0" ? read(path.element) : fail(error, "");
  }

  function setValue(element: unknown, value: unknown): string {
    if (stage !== "running") return fail("301");
    const path = pathOf(element);
    const rule = RULES[path.shape];
    const error = unknown(path, rule) ?? (rule && refusal(path, rule, value)) ?? "0";
    if (error !== "0") return fail(error);
    model.set(path.element, String(value));
    return "true";
  }

  function unknown(path: Path, rule: Rule | undefined): string | null {
    if (options.without?.some((start) => path.element.startsWith(start))) return "401";
    if (rule) return null;
    if (path.shape.endsWith("._children")) return "202";
    return path.shape.endsWith("._count") ? "203" : "201";
  }

  function refusal(path: Path, rule: Rule, value: unknown): string | null {
    if (/\._(version|children|count)$/.test(path.shape)) return "402";
    if (rule.access === "r") return "403";
    if (outOfOrder(path) || repeats(path, value)) return "201";
    return typeof value === "string" && rule.check(value, { get: (other) => model.get(other) }, path) ? null : "405";
  }

  /** The entries of a list have no gaps and begin with their id; in an interaction the type follows. */
  function outOfOrder(path: Path): boolean {
    const [, list, field] = /^(cmi\.(?:interactions|objectives)\.\d+)\.(.+)$/.exec(path.element) ?? [];
    if (list === undefined || field === undefined) return false;
    if (leavesGap(path, field === "id")) return true;
    return list.startsWith("cmi.interactions") && !["id", "type"].includes(field) && !model.has(`${list}.type`);
  }

  function repeats(path: Path, value: unknown): boolean {
    return /^cmi\.(interactions|objectives)\.n\.id$/.test(path.shape) && repeatsId(model, path, value);
  }

  /** Only an id may begin an entry, directly after the last one; lists within an entry grow one by one. */
  function leavesGap(path: Path, begins: boolean): boolean {
    return placesOf(model, path).some(({ index, count }, depth) => index >= count + (depth || begins ? 1 : 0));
  }

  function read(element: string): string {
    if (element.endsWith("._count")) return String(countOf(model, element.slice(0, -"._count".length)));
    if (element.endsWith("._children")) return childrenOf(RULES, element.slice(0, -"._children".length));
    const given: Readonly<Record<string, string>> = {
      "cmi._version": "3.4",
      "cmi.core.student_id": "learner-1",
      "cmi.core.student_name": "Diallo, Awa",
      "cmi.core.credit": options.credit ?? "credit",
      "cmi.core.lesson_mode": mode,
      ...options.given,
    };
    const initial: Readonly<Record<string, string>> = {
      "cmi.core.lesson_status": "not attempted",
      "cmi.core.entry": "ab-initio",
      "cmi.core.total_time": "0000:00:00",
    };
    return given[element] ?? model.get(element) ?? initial[element] ?? "";
  }

  relaunch();
  const API = {
    LMSInitialize: call("LMSInitialize", initialize),
    LMSFinish: call("LMSFinish", finish),
    LMSGetValue: call("LMSGetValue", getValue),
    LMSSetValue: call("LMSSetValue", setValue),
    LMSCommit: call("LMSCommit", commit),
    LMSGetLastError: lastError,
    LMSGetErrorString: errorText,
    LMSGetDiagnostic: errorText,
  };
  return {
    ...desk,
    API,
    window: { API },
    log,
    stored: (element) => durable.get(element) ?? "",
    durable: () => Object.fromEntries(durable),
    relaunch,
  };
}

function addTimes(one: string, other = "0000:00:00"): string {
  const seconds = (time: string) => time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
  const sum = Math.floor(seconds(one) + seconds(other));
  const parts = [Math.floor(sum / 3600), Math.floor(sum / 60) % 60, sum % 60];
  return parts.map((part, n) => String(part).padStart(n ? 2 : 4, "0")).join(":");
}
