/** The calls of a SCORM API, made safe: nothing throws, and every answer is one of few. */
import { attempt } from "../../guarded.ts";
import { MAX_DETAIL } from "../../reports.ts";
import type { Answer, Lms, Unsent } from "../outbox.ts";

/** The names of the functions that both versions have, and what their error codes mean to a SCO. */
export interface Api {
  readonly initialize: string;
  readonly terminate: string;
  /** "LMS" where the other functions begin with it. */
  readonly prefix: string;
  /** Asking again will not help. */
  readonly refused: readonly string[];
  /** Not an error to us: the element has no value yet. */
  readonly unset: readonly string[];
}

export interface Calls extends Lms {
  initialize(): boolean;
  /** Empty also for what this LMS does not have. */
  get(element: string): string;
  /** Like `get`, but null when the LMS could not tell this time: for what must not be mistaken for empty. */
  getForSure(element: string): string | null;
  /** What there is, or why it is not to be had. */
  read(element: string): { readonly value: string; readonly answer: Answer };
  /** The length of a list; null where the LMS does not say. failed: not to be had this time; refused: it has no such list. */
  count(element: string): number | null | Unsent;
  terminate(): boolean;
  /** What the LMS said when it last refused or failed, for its administrator. */
  trouble(): string;
}

/** An answer that is neither yes nor no, such as nothing at all: the error code decides. */
const SILENT = ["", "null", "undefined"];
/** What some LMSs answer for what was never set. */
const UNSET = ["null", "undefined"];

export function safeCalls(api: object, names: Api): Calls {
  const warned = new Set<string>();
  let trouble = "";

  const functions = api as Readonly<Record<string, (...args: string[]) => unknown>>;
  const has = (name: string): boolean => attempt(() => typeof functions[name] === "function") === true;
  /** null when it throws, is not there, or answers with what is no text, such as a promise. */
  function call(name: string, ...args: string[]): string | null {
    const answer = has(name) ? attempt(() => String(functions[name]?.(...args)).trim()) : null;
    return answer?.startsWith("[object ") ? null : answer;
  }

  /** Empty where the LMS has no error codes. */
  function lastError(): string {
    const name = `${names.prefix}GetLastError`;
    const code = has(name) ? (call(name) ?? "101") : "";
    return SILENT.includes(code) ? "" : code;
  }

  const isFine = (code: string): boolean => code === "0" || code === "";

  function note(what: string, code: string): void {
    const words = ["ErrorString", "Diagnostic"].map((kind) => call(`${names.prefix}Get${kind}`, code) ?? "");
    const said = [what, code, ...words].filter((word, n, all) => !SILENT.includes(word) && all.indexOf(word) === n);
    trouble = said.join(" ").slice(0, MAX_DETAIL);
  }

  /**
   * null when it was done, else the error code, which is empty where there is none. Numbers, booleans and other spellings
   * are answers too. `noIsYes`: "false" without an error means that it was done.
   */
  function failure(name: string, args: readonly string[], noIsYes = false): string | null {
    const answer = call(name, ...args)?.toLowerCase();
    if (answer === "true" || answer === "1") return null;
    const code = answer === undefined ? "" : lastError();
    const done = answer !== undefined && (SILENT.includes(answer) ? isFine(code) : noIsYes && code === "0");
    if (!done) note(args[0] || name, code);
    return done ? null : code;
  }

  /** An empty answer is an empty value or an error; only the error code tells which. */
  function read(element: string): { readonly value: string; readonly answer: Answer } {
    const said = call(`${names.prefix}GetValue`, element);
    if (said === null) return { value: "", answer: "failed" };
    const value = UNSET.includes(said) ? "" : said;
    const code = value === "" ? lastError() : "0";
    const fine = isFine(code) || names.unset.includes(code);
    if (!fine) note(element, code);
    return { value, answer: fine ? "done" : names.refused.includes(code) ? "refused" : "failed" };
  }

  return {
    read,
    initialize: () => failure(names.initialize, [""]) === null,
    terminate: () => !has(names.terminate) || failure(names.terminate, [""]) === null,
    commit: () => !has(`${names.prefix}Commit`) || failure(`${names.prefix}Commit`, [""], true) === null,
    get: (element) => read(element).value,
    getForSure(element) {
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
      // Some say "false" to what they have taken; what cannot be read again is believed to be taken.
      if (code === null || (code === "0" && [value, ""].includes(read(element).value))) return "done";
      if (!names.refused.includes(code)) return "failed";
      if (!warned.has(element)) console.warn("The LMS refuses", trouble);
      warned.add(element);
      return "refused";
    },
    trouble: () => trouble,
  };
}
