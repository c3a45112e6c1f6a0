/** What xAPI and cmi5 each read from their own launch, for lrs_tracking.ts. */
import type { Lrs } from "../../record/lrs.ts";
import type { SessionInfo } from "../../record/statements.ts";
import type { Mode, SaveStatus } from "../tracking.ts";
import type { Farewell } from "./farewell.ts";

/** The status to show when there is nothing to report to, or the session is over already. */
export interface Refusal {
  readonly status: SaveStatus;
  readonly detail?: string;
}

/** What the launch address contains, before any request. */
export interface LrsRecord {
  /** Identifies the learner's record, on this device and among its windows. */
  readonly name: string;
  /** Identifies the learner. */
  readonly learner: string;
  /** `handed`: what `share` returned in the window that had the record until now. */
  launch(handed: Readonly<Record<string, unknown>>): Promise<LrsLaunch | Refusal>;
}

export interface LrsLaunch {
  readonly lrs: Lrs;
  readonly about: SessionInfo;
  readonly mode: Mode;
  readonly mastery?: number;
  readonly muted?: boolean;
  /** Those that the learner prefers, with commas between them. */
  readonly language?: string;
  /** What the administrator who set up the launch tells the content. */
  readonly launchData: string;
  /** Identifies the session where each session has its own record; "" where all share one. */
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** Whether `initialized` was sent before: the page was reloaded, or another window began the session. */
  readonly resumed: boolean;
  /** The LRS has `initialized`. */
  began(): void;
  /** What another window needs to continue the session. */
  share(): Readonly<Record<string, unknown>>;
  /**
   * The page goes away, or the learner leaves. said: `terminated` is to be sent. kept: it is not, because the page is only
   * being reloaded. A Farewell sends it unless the page comes back.
   */
  leave(): "said" | "kept" | Farewell;
  /** The learner has left for good. `delivered`: the LRS has all statements, including `terminated`. */
  ended(delivered: boolean): void;
}
