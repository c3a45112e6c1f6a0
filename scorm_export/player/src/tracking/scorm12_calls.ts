/** The calls of the SCORM 1.2 API, made safe: nothing throws, and every answer is one of few. */
import type { Answer, Lms, Unsent } from "./outbox.ts";
import { attempt } from "./scorm_api.ts";

/** As LMSs offer it: some answer with numbers and booleans instead of strings, some with nothing, some throw. */
export interface Api {
  LMSInitialize(empty: ""): unknown;
  LMSFinish(empty: ""): unknown;
  LMSGetValue(element: string): unknown;
  LMSSetValue(element: string, value: string): unknown;
  LMSCommit(empty: ""): unknown;
  LMSGetLastError(): unknown;
  LMSGetErrorString(code: string): unknown;
  LMSGetDiagnostic(code: string): unknown;
}

export interface Calls extends Lms {
  initialize(): boolean;
  /** Empty also for what this LMS does not have. */
  get(element: string): string;
  /** Like `get`, but null when the LMS could not tell this time: for what must not be mistaken for empty. */
  getForSure(element: string): string | null;
  /** The length of a list. failed: not to be had this time; refused: the LMS has no such list. */
  count(element: string): number | Unsent;
  finish(): boolean;
}

/** Invalid argument, not implemented, keyword, read only, write only, incorrect type: asking again will not help. */
const FINAL_ERRORS = ["201", "401", "402", "403", "404", "405"];

export function safeCalls(api: Api): Calls {
  const warned = new Set<string>();
  const text = (call: () => unknown) => attempt(() => String(call() ?? ""));
  const isTrue = (call: () => unknown) => text(call) === "true";
  const lastError = () => text(() => api.LMSGetLastError()) ?? "";

  function warn(element: string, code: string): void {
    if (warned.has(element)) return;
    warned.add(element);
    const words = [text(() => api.LMSGetErrorString(code)), text(() => api.LMSGetDiagnostic(code))];
    console.warn("The LMS refuses", element, code, ...words);
  }

  /** An empty answer is an empty value or an error; only the error code tells which. */
  function read(element: string): { readonly value: string; readonly answer: Answer } {
    const value = text(() => api.LMSGetValue(element));
    if (value === null) return { value: "", answer: "failed" };
    const code = value === "" ? lastError() : "0";
    const fine = code === "0" || code === "";
    return { value, answer: fine ? "done" : FINAL_ERRORS.includes(code) ? "refused" : "failed" };
  }

  return {
    initialize: () => isTrue(() => api.LMSInitialize("")),
    finish: () => isTrue(() => api.LMSFinish("")),
    commit: () => isTrue(() => api.LMSCommit("")),
    get: (element) => text(() => api.LMSGetValue(element)) ?? "",
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
      const answer = text(() => api.LMSSetValue(element, value));
      if (answer === "true") return "done";
      const code = answer === null ? "" : lastError();
      if (!FINAL_ERRORS.includes(code)) return "failed";
      warn(element, code);
      return "refused";
    },
  };
}
