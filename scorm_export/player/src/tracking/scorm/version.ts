/** What distinguishes the versions of SCORM, as a record of names and spellings. */
import type { Outcome, Status } from "../../reports.ts";
import type { Outbox } from "../outbox.ts";
import type { Mode } from "../tracking.ts";
import type { Api, Calls } from "./calls.ts";
import type { Spelling } from "./records.ts";

export interface Version {
  /** What the API object is called in a window of the LMS. */
  readonly name: string;
  readonly api: Api;
  readonly location: string;
  readonly state: string;
  readonly exit: string;
  /** What leaving means when there is nothing to come back to. */
  readonly exitDone: "" | "suspend";
  /** The LMS's own id of the learner. */
  readonly learner: string;
  /** The learner's name. */
  readonly learnerName: string;
  /** An element that every LMS has a value of. */
  readonly sure: string;
  /** How many characters every LMS keeps of them. */
  readonly mostLocation: number;
  readonly mostState: number;
  /** From so many interactions on an LMS sends too much at the end for it to arrive. */
  readonly heavy: number;
  /** An LMS may take what was in a commit that failed for stored. */
  readonly forgets: boolean;
  /** The end of a session saves what was set, so that no commit is needed before it. */
  readonly savesAtTheEnd: boolean;
  /** null when the LMS did not answer for what must be known for sure. */
  readLaunch(calls: Calls): Launch | null;
  /** Say at once what keeps the record right should the page die. */
  begin(outbox: Outbox, launch: Launch): void;
  outcome(outbox: Outbox, outcome: Outcome, launch: Launch): void;
  readonly records: Spelling;
  /** How to ask for the next SCO, where a version can: the element that tells whether it is to be had, and the request. */
  readonly next?: { readonly valid: string; readonly request: readonly [element: string, value: string] };
  /** The length of this session. */
  time(seconds: number): readonly [element: string, value: string];
}

/** What the LMS said at the start. */
export interface Launch {
  readonly mode: Mode;
  readonly status: Status;
  readonly location: string;
  readonly state: string;
  /** Values of this version that matter later, by element; empty when unset. */
  readonly said: Readonly<Record<string, string>>;
}
