/** Safe calls of a SCORM API: nothing throws, and answers are normalized. */
import { attempt } from "../../guarded.ts";
import { MAX_DETAIL } from "../../reports.ts";
import type { Answer, Lms, Unsent } from "../outbox.ts";

/** The names of the functions, and groups of error codes. */
export interface Api {
  readonly initialize: string;
  readonly terminate: string;
  /** The prefix of the other functions: "LMS" or "". */
  readonly prefix: string;
  /** Codes after which trying again does not help. */
  readonly refused: readonly string[];
  /** Codes for an element that has no value yet, which is not an error. */
  readonly unset: readonly string[];
}

export interface Calls extends Lms {
  initialize(): boolean;
  /** Empty also when the LMS does not have the element. */
  get(element: string): string;
  /** Like `get`, but null when the LMS failed to answer: for values that must not be mistaken for empty. */
  getOrNull(element: string): string | null;
  read(element: string): { readonly value: string; readonly answer: Answer };
  /** The length of a list; null when the LMS does not say. failed: it failed to answer. refused: it has no such list. */
  count(element: string): number | null | Unsent;
  terminate(): boolean;
  /** The LMS's message about its last refusal or failure, for its administrator. */
  errorMessage(): string;
}

/** Answers that mean neither true nor false: the error code decides. */
const SILENT = ["", "null", "undefined"];
/** What some LMSs return for elements that were never set. */
const UNSET = ["null", "undefined"];

export function safeCalls(api: object, names: Api): Calls {
  const warned = new Set<string>();
  let message = "";

  const functions = api as Readonly<Record<string, (...args: string[]) => unknown>>;
  const has = (name: string): boolean => attempt(() => typeof functions[name] === "function") === true;
  /** null when the function throws, is missing, or returns something other than text, such as a promise. */
  function call(name: string, ...args: string[]): string | null {
    const answer = has(name) ? attempt(() => String(functions[name]?.(...args)).trim()) : null;
    return answer?.startsWith("[object ") ? null : answer;
  }

  /** The error code; empty where the LMS has none. */
  function lastError(): string {
    const name = `${names.prefix}GetLastError`;
    const code = has(name) ? (call(name) ?? "101") : "";
    return SILENT.includes(code) ? "" : code;
  }

  const isFine = (code: string): boolean => code === "0" || code === "";

  function noteError(what: string, code: string): void {
    const words = ["ErrorString", "Diagnostic"].map((kind) => call(`${names.prefix}Get${kind}`, code) ?? "");
    const parts = [what, code, ...words].filter((word, n, all) => !SILENT.includes(word) && all.indexOf(word) === n);
    message = parts.join(" ").slice(0, MAX_DETAIL);
  }

  /**
   * null after success, else the error code, or "" without one. Numbers, booleans and other spellings of them are accepted
   * as answers. `noIsYes`: "false" without an error means success.
   */
  function failure(name: string, args: readonly string[], noIsYes = false): string | null {
    const answer = call(name, ...args)?.toLowerCase();
    if (answer === "true" || answer === "1") return null;
    const code = answer === undefined ? "" : lastError();
    const done = answer !== undefined && (SILENT.includes(answer) ? isFine(code) : noIsYes && code === "0");
    if (!done) noteError(args[0] || name, code);
    return done ? null : code;
  }

  /** An empty answer may be an empty value or an error; the error code decides. */
  function read(element: string): { readonly value: string; readonly answer: Answer } {
    const answer = call(`${names.prefix}GetValue`, element);
    if (answer === null) return { value: "", answer: "failed" };
    const value = UNSET.includes(answer) ? "" : answer;
    const code = value === "" ? lastError() : "0";
    const fine = isFine(code) || names.unset.includes(code);
    if (!fine) noteError(element, code);
    return { value, answer: fine ? "done" : names.refused.includes(code) ? "refused" : "failed" };
  }

  return {
    read,
    initialize: () => failure(names.initialize, [""]) === null,
    terminate: () => !has(names.terminate) || failure(names.terminate, [""]) === null,
    commit: () => !has(`${names.prefix}Commit`) || failure(`${names.prefix}Commit`, [""], true) === null,
    get: (element) => read(element).value,
    getOrNull(element) {
      const { value, answer } = read(element);
      return answer === "failed" ? null : value;
    },
    count(element) {
      const { value, answer } = read(element);
      if (answer !== "done") return answer;
      if (value === "") return null;
      return /^\d+$/.test(value) ? Number(value) : "refused";
    },
    set(element, value) {
      const code = failure(`${names.prefix}SetValue`, [element, value]);
      // Some LMSs return "false" for values that they accept; a value that cannot be read counts as accepted.
      if (code === null || (code === "0" && [value, ""].includes(read(element).value))) return "done";
      if (!names.refused.includes(code)) return "failed";
      if (!warned.has(element)) console.warn("The LMS refuses", message);
      warned.add(element);
      return "refused";
    },
    errorMessage: () => message,
  };
}
