/** The calls of a SCORM API, made safe: nothing throws, and every answer is one of few. */
import { attempt } from "../attempt.ts";
import type { Answer, Lms, Unsent } from "./outbox.ts";

/**
 * The eight functions that both versions have, under names of our own. Some LMSs answer with numbers and booleans
 * instead of strings, some with nothing, some throw.
 */
export interface Api {
  initialize(): unknown;
  terminate(): unknown;
  getValue(element: string): unknown;
  setValue(element: string, value: string): unknown;
  commit(): unknown;
  getLastError(): unknown;
  getErrorString(code: string): unknown;
  getDiagnostic(code: string): unknown;
}

/** What the error codes of a version mean to a SCO. */
export interface Codes {
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
  /** The length of a list. failed: not to be had this time; refused: the LMS has no such list. */
  count(element: string): number | Unsent;
  terminate(): boolean;
}

export function safeCalls(api: Api, codes: Codes): Calls {
  const warned = new Set<string>();
  const text = (call: () => unknown) => attempt(() => String(call() ?? ""));
  const isTrue = (call: () => unknown) => text(call) === "true";
  const lastError = () => text(() => api.getLastError()) ?? "";

  function warn(element: string, code: string): void {
    if (warned.has(element)) return;
    warned.add(element);
    const words = [text(() => api.getErrorString(code)), text(() => api.getDiagnostic(code))];
    console.warn("The LMS refuses", element, code, ...words);
  }

  /** An empty answer is an empty value or an error; only the error code tells which. */
  function read(element: string): { readonly value: string; readonly answer: Answer } {
    const value = text(() => api.getValue(element));
    if (value === null) return { value: "", answer: "failed" };
    const code = value === "" ? lastError() : "0";
    const fine = code === "0" || code === "" || codes.unset.includes(code);
    return { value, answer: fine ? "done" : codes.refused.includes(code) ? "refused" : "failed" };
  }

  return {
    initialize: () => isTrue(() => api.initialize()),
    terminate: () => isTrue(() => api.terminate()),
    commit: () => isTrue(() => api.commit()),
    get: (element) => text(() => api.getValue(element)) ?? "",
    getForSure(element) {
      const { value, answer } = read(element);
      return answer === "failed" ? null : value;
    },
    count(element) {
      const { value, answer } = read(element);
      if (answer !== "done") return answer;
      return /^\d*$/.test(value) ? Number(value) : "refused";
    },
    set(element, value) {
      const answer = text(() => api.setValue(element, value));
      if (answer === "true") return "done";
      const code = answer === null ? "" : lastError();
      if (!codes.refused.includes(code)) return "failed";
      warn(element, code);
      return "refused";
    },
  };
}
