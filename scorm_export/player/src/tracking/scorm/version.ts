/** What distinguishes the versions of SCORM: names, limits and formats. */
import type { Outcome, Status } from "../../reports.ts";
import type { Outbox } from "../outbox.ts";
import type { Mode } from "../tracking.ts";
import type { Api, Calls } from "./calls.ts";
import type { RecordFormat } from "./records.ts";

export interface Version {
  /** The name of the API object. */
  readonly name: string;
  readonly api: Api;
  readonly location: string;
  readonly state: string;
  readonly exit: string;
  /** The value of `exit` once the course is completed. */
  readonly exitDone: "" | "suspend";
  /** The LMS's own id of the learner. */
  readonly learner: string;
  /** The learner's name. */
  readonly learnerName: string;
  /** An element that has a value in every LMS. */
  readonly alwaysSet: string;
  /** How many characters every LMS keeps. */
  readonly maxLocationLength: number;
  readonly maxStateLength: number;
  /** From so many interactions on, an LMS may send too much at the end of the session for it to arrive. */
  readonly heavyFrom: number;
  /** Whether an LMS may treat values of a failed commit as stored. */
  readonly forgets: boolean;
  /** Whether Terminate also commits. */
  readonly terminateCommits: boolean;
  /** null when the LMS failed to return a value that must be known. */
  readLaunch(calls: Calls): Launch | null;
  /** Puts what keeps the record correct in case the page is closed without warning. */
  begin(outbox: Outbox, launch: Launch): void;
  outcome(outbox: Outbox, outcome: Outcome, launch: Launch): void;
  readonly records: RecordFormat;
  /** The element that says whether the next SCO can be requested, and the request; not in all versions. */
  readonly next?: { readonly valid: string; readonly request: readonly [element: string, value: string] };
  /** The element and value for the length of the session. */
  time(seconds: number): readonly [element: string, value: string];
}

/** What the LMS holds at the start of the session. */
export interface Launch {
  readonly mode: Mode;
  readonly status: Status;
  readonly location: string;
  readonly state: string;
  /** Values of this version that are needed later, by element; empty when unset. */
  readonly values: Readonly<Record<string, string>>;
}
