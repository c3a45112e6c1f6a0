/** An adapter that reports to an LRS at work, and what tests of these adapters share. */
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { Outcome, QuizAttempt } from "../../scorm_export/player/src/reports.ts";
import type { Opened, OpenTracking, SaveStatus, TrackedCourse, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { brief, ENDPOINT, STATE, type Asked, type FakeLrs } from "./fake_lrs.ts";
import { plainStates, stateText } from "./states.ts";
import { COURSE, newTab, webPage, type Tab, type WebPage } from "./web.ts";

export interface Run {
  readonly page: WebPage;
  readonly tracking: Tracking;
  readonly statuses: SaveStatus[];
  readonly details: (string | undefined)[];
  /** null while the adapter is opening. */
  readonly opened: Opened | null;
}

export const about: TrackedCourse = { id: "a-course", shared: false, keepAlive: true, answersEarly: false, states: plainStates };

export async function run(page: WebPage, open: OpenTracking, course: TrackedCourse = about): Promise<Run> {
  const statuses: SaveStatus[] = [];
  const details: (string | undefined)[] = [];
  const tracking = open(page.page, (status, detail) => (statuses.push(status), details.push(detail)), course);
  const found: { opened: Opened | null } = { opened: null };
  void tracking.open().then((opened) => (found.opened = opened));
  await page.pass(0);
  return { page, tracking, statuses, details, get opened() { return found.opened; } };
}

export const ACTOR = { mbox: "mailto:learner@example.org" };
export const REGISTRATION = "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11";
export const launch = (changes: Readonly<Record<string, string>> = {}) => {
  const actor = JSON.stringify(ACTOR);
  const all = { endpoint: ENDPOINT, auth: "Basic a2V5", actor, registration: REGISTRATION, activity_id: COURSE, ...changes };
  return `?${new URLSearchParams(Object.entries(all).filter(([, value]) => value)).toString()}`;
};
export const openXapi = (lrs: FakeLrs, search = launch(), tab: Tab = newTab(), course = about) => run(webPage(search, lrs.fetch, tab), xapi, course);
export const told = (lrs: FakeLrs) => lrs.statements.map(brief);
export const documentOf = (lrs: FakeLrs) => JSON.parse([...lrs.documents.values()].at(-1)?.body ?? "{}") as Readonly<Record<string, unknown>>;
/** The document's fields about what statements have reported: without locations, states, times and devices. */
export const saidOf = (lrs: FakeLrs) =>
  Object.fromEntries(Object.entries(documentOf(lrs)).filter(([name]) => !/^(state-|seconds-|devices$|location$)/.test(name)));
/** The states of all devices in the document, merged. */
export const heldBy = (lrs: FakeLrs) => Object.entries(documentOf(lrs)).filter(([name, text]) => name.startsWith("state") && text).map(([, text]) => String(text));
export const mergedOf = (texts: readonly string[]) => texts.reduce(plainStates.merge, "");
/** Whether every fact is in what was found. */
export const has = (texts: readonly string[] | undefined, ...facts: string[]) => !plainStates.adds(mergedOf(texts ?? []), state(...facts));
export const state = (...facts: string[]) => stateText("m", ...facts);

/** Saves facts: the state is everything that this device knows. */
export function save({ tracking }: Run, location: string, ...facts: string[]): void {
  tracking.save(location, () => state(...facts));
}

export const half: Outcome = { status: "incomplete", completed: false, progress: 0.5, score: null };
export const handedIn: QuizAttempt = { quiz: "check", attempt: 1, attemptId: "a1", earned: 500, total: 1000, status: "passed", seconds: 5 };
export const scored: Outcome = { ...half, score: { earned: 5000, total: 10000 } };
export const done: Outcome = { status: "incomplete", completed: true, progress: 1, score: { earned: 7000, total: 10000 } };
export const passed: Outcome = { status: "passed", completed: true, progress: 1, score: { earned: 8000, total: 10000 } };
export const failed: Outcome = { status: "failed", completed: true, progress: 1, score: { earned: 7000, total: 10000 } };

export async function report({ tracking, page }: Run, outcome: Outcome): Promise<void> {
  tracking.outcome(outcome);
  tracking.commit();
  await page.pass(0);
}

export async function leave({ tracking, page }: Run): Promise<void> {
  tracking.close(1);
  await page.pass(0);
}

export const isState = ({ resource, query }: Asked) => resource === STATE && query["stateId"] === "suspendData";
export const stateAnswers = (status: number, method?: string) => (lrs: FakeLrs) => {
  lrs.fault = (asked) => (isState(asked) && (!method || asked.method === method) ? status : null);
};
