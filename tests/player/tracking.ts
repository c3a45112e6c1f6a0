/** An adapter in a strict LMS, and what sessions report to it. */
import { plainStates, stateText } from "./states.ts";
import { scorm12 } from "../../scorm_export/targets/scorm12/tracking.ts";
import { scorm2004 } from "../../scorm_export/targets/scorm2004/tracking.ts";
import type { Interaction, ObjectiveResult, Outcome } from "../../scorm_export/player/src/reports.ts";
import type { Opened, OpenTracking, SaveStatus, TrackedCourse, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice } from "./course.ts";
import { fakePage, settled, type FakePage } from "./page.ts";
import type { LmsOptions, StrictLms } from "./strict_lms.ts";
import { lms as scorm12Lms } from "./strict_scorm12.ts";
import { lms as scorm2004Lms } from "./strict_scorm2004.ts";

/** An adapter with its LMS, and the names in which the versions differ. */
export interface Version {
  readonly name: string;
  readonly tracking: OpenTracking;
  readonly lms: (options?: LmsOptions) => StrictLms;
  /** The name of the API in a window. */
  readonly api: string;
  readonly initialize: string;
  readonly terminate: string;
  readonly get: string;
  readonly set: string;
  readonly commit: string;
  readonly location: string;
  readonly mostLocation: number;
  readonly mostState: number;
  readonly mode: readonly string[];
  readonly score: string;
  /** What a session leaves if it is not the last, at l1/3 with the state BEGUN. */
  readonly begun: Readonly<Record<string, string>>;
}

/** What an earlier session has left. */
export const BEGUN = stateText("m1", "abc");
const place = { location: "l1/3", "cmi.suspend_data": BEGUN };
export const COURSE: TrackedCourse = { id: "course", shared: false, keepAlive: false, answersEarly: false, states: plainStates };

export const SCORM12: Version = {
  name: "SCORM 1.2",
  tracking: scorm12,
  lms: scorm12Lms,
  api: "API",
  initialize: "LMSInitialize",
  terminate: "LMSFinish",
  get: "LMSGetValue",
  set: "LMSSetValue",
  commit: "LMSCommit",
  location: "cmi.core.lesson_location",
  mostLocation: 255,
  mostState: 4096,
  mode: ["cmi.core.lesson_mode", "cmi.core.credit"],
  score: "cmi.core.score",
  begun: {
    "cmi.core.lesson_status": "incomplete",
    "cmi.core.lesson_location": place.location,
    "cmi.suspend_data": place["cmi.suspend_data"],
  },
};

export const SCORM2004: Version = {
  name: "SCORM 2004",
  tracking: scorm2004,
  lms: scorm2004Lms,
  api: "API_1484_11",
  initialize: "Initialize",
  terminate: "Terminate",
  get: "GetValue",
  set: "SetValue",
  commit: "Commit",
  location: "cmi.location",
  mostLocation: 1000,
  mostState: 64_000,
  mode: ["cmi.mode", "cmi.credit"],
  score: "cmi.score",
  begun: {
    "cmi.completion_status": "incomplete",
    "cmi.exit": "suspend",
    "cmi.location": place.location,
    "cmi.suspend_data": place["cmi.suspend_data"],
  },
};

export interface Visit {
  readonly tracking: Tracking;
  readonly fake: FakePage;
  readonly statuses: SaveStatus[];
  /** The messages of the LMS that were passed on. */
  readonly details: string[];
  /** null while the adapter is opening. */
  readonly opened: Opened | null;
  /** Saves this text, or the longest of several that fits. */
  save(location: string, ...texts: string[]): void;
}

export interface Run extends Visit {
  readonly strict: StrictLms;
}

export async function run(
  version: Version,
  options: LmsOptions = {},
  prepare: (strict: StrictLms) => void = () => {},
): Promise<Run> {
  const strict = version.lms(options);
  prepare(strict);
  return Object.assign(await start(version, strict.window), { strict });
}

/** As `run`, after what every launch reports was sent and saved. */
export async function ready(version: Version, options: LmsOptions = {}): Promise<Run> {
  const found = await run(version, options);
  await found.fake.pass(3000);
  found.statuses.length = 0;
  return found;
}

export async function start(
  version: Version,
  contents: Readonly<Record<string, unknown>>,
  course: Partial<TrackedCourse> = {},
): Promise<Visit> {
  const fake = fakePage(contents);
  const statuses: SaveStatus[] = [];
  const details: string[] = [];
  const hear = (status: SaveStatus, detail?: string) => {
    statuses.push(status);
    if (detail) details.push(detail);
  };
  const tracking = version.tracking(fake.page, hear, { ...COURSE, ...course });
  const found: { opened: Opened | null } = { opened: null };
  void tracking.open().then((opened) => (found.opened = opened));
  await settled();
  return {
    tracking,
    fake,
    statuses,
    details,
    get opened() {
      return found.opened;
    },
    save: (location, ...texts) =>
      tracking.save(location, (most) => texts.find((text) => text.length <= most) ?? texts.at(-1) ?? ""),
  };
}

/** Calls as `name`, or `element=value` where a value is set. */
export function names(strict: StrictLms): string[] {
  return strict.log.map(({ name, args }) => (name.endsWith("SetValue") ? `${String(args[0])}=${String(args[1])}` : name));
}

export function sets(strict: StrictLms): string[] {
  return names(strict).filter((name) => name.includes("="));
}

export function interaction(fields: Partial<Interaction> = {}): Interaction {
  return {
    quiz: "quiz", question: "q", name: `quiz_${fields.question ?? "q"}_${fields.attempt ?? 1}`, attempt: 1, attemptId: "a1", type: "choice", text: "?", response: choice("a", "c"), correct: [choice("a", "b")], counts: true,
    points: 200, earned: 133, least: 0, objectives: [], time: new Date(2024, 2, 1, 9, 5, 7), latency: 4.256, ...fields,
  };
}

export const passed: Outcome = { status: "passed", completed: true, progress: 1, score: { earned: 8000, total: 10000 } };
export const half: ObjectiveResult = { id: "loops", earned: 50, total: 100, status: "incomplete", progress: 0.5 };
