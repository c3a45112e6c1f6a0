/** The interface between the player and the adapters of standards. */
import type { Interactions } from "../course.ts";
import type { EncodeCompact } from "../learner/compact_state.ts";
import type { Interaction, ObjectiveResult, Outcome, QuizAttempt, Status, VideoEvent } from "../reports.ts";

/** elsewhere: another window of this browser has the record; in this one the course can only be read. */
export type Mode = "normal" | "browse" | "review" | "elsewhere";

export interface Opened {
  /** False when no LMS was found or it refused the session: the course then runs without saving. */
  readonly tracked: boolean;
  readonly mode: Mode;
  /** The status that the LMS holds already; a session never reports a lower one. */
  readonly status: Status;
  readonly location: string;
  /** Saved states of this learner and the LMS's attempt, to be merged in any order: those of the LMS or LRS and of this device. */
  readonly states: readonly string[];
  /** What this device kept of an attempt that the LMS does not hold, or no longer holds: the learner is asked what to do with it. */
  readonly kept?: Kept;
  /** What another window handed over besides the record: see `TrackedCourse.give`. */
  readonly given?: unknown;
  /** Windows of this browser cannot detect each other, and nothing merges what they write. */
  readonly alone?: boolean;
  /** 0…1: the LMS's own pass mark, which takes precedence over the course's. */
  readonly mastery?: number;
  /** The tags of languages that the learner prefers, with commas between them, where the launch says it. */
  readonly language?: string;
  /** The learner wants videos to start muted. */
  readonly muted?: boolean;
}

/** Work of another of the LMS's attempts. */
export interface Kept {
  readonly state: string;
  readonly location: string;
  /** When it was last written, by this device's clock. */
  readonly date: Date;
}

/**
 * How safe the learner's work is (decision 18):
 *
 * - saving: some of it is in this window only, and being sent.
 * - saved: the LMS's Commit, or the LRS's answers for state and statements, confirmed that it is stored.
 * - sent: sent to an LMS that is known to answer before it stores.
 * - device: not in the LMS or LRS, but kept on this device.
 * - unsaved: in this window only; saving it failed and is tried again.
 * - refused: the LMS or LRS does not accept it.
 * - signed-out: the platform asks the learner to sign in again.
 * - elsewhere: another window has the record.
 * - untracked: nothing is recorded.
 * - closed: the session ended with everything saved.
 */
export type SaveStatus =
  | "untracked"
  | "saved"
  | "sent"
  | "saving"
  | "unsaved"
  | "device"
  | "refused"
  | "signed-out"
  | "elsewhere"
  | "closed";

/** What an adapter needs to know of the course. */
export interface TrackedCourse {
  /** Identifies the course and its part on the device. */
  readonly id: string;
  /** The id that earlier players used. */
  readonly formerId?: string;
  /** Whether the device is shared: nothing may be kept on it. */
  readonly shared: boolean;
  /** Whether the LMS's session is kept alive while the learner works. */
  readonly keepAlive: boolean;
  /** Whether the LMS is known to answer before it stores. */
  readonly answersEarly: boolean;
  readonly interactions?: Interactions;
  readonly states: States;
  /** What a window that takes over the record receives besides, as plain data. */
  readonly give?: () => unknown;
}

/** Operations on saved states. A text that cannot be read counts as empty. */
export interface States {
  /** The mark of the LMS's attempt that a text belongs to; "" where it has none. */
  markOf(text: string): string;
  merge(one: string, other: string): string;
  /** Whether `other` holds a fact that `text` lacks, other than judged answers. */
  adds(text: string, other: string): boolean;
  /** The short text of a state, of at most `maxLength` characters: it has no mark, and names no attempts. */
  shorten(text: string, compact: EncodeCompact, maxLength: number): string;
}

/** The state as a text of at most `maxLength` characters, without facts that do not fit: see `encodeState`, also for `compact`. */
export type Encode = (maxLength: number, compact?: EncodeCompact) => string;

/**
 * A standard, in terms independent of it. An adapter translates and retries; it decides nothing. Nothing throws: what an
 * LMS does not accept is kept, tried again, and reported by the SaveStatus callback.
 */
export interface Tracking {
  open(): Promise<Opened>;
  /** Cheap: kept on this device at once, sent soon or with the next commit. */
  save(location: string, state: Encode): void;
  answered(interaction: Interaction): void;
  objective(result: ObjectiveResult): void;
  outcome(outcome: Outcome): void;
  /** Stores everything reported so far; does nothing when it is stored already. */
  commit(): void;
  /** Makes the LMS continue with the next launch when this one closes; false when it cannot. */
  next?(): boolean;
  /** Ends the session after so many seconds. Synchronous and idempotent. */
  close(seconds: number): void;
  /** Takes over the record from the window that has it, and opens again with what that window holds. */
  takeOver?(): Promise<Opened>;
  /** The learner decided about `Opened.kept`; `taken`: whether it was merged. They are not asked about it again. */
  decideKept?(taken: boolean): void;

  // What only some standards can express; other adapters leave it out.

  /** A lesson was displayed for the first time. */
  visited?(lesson: string): void;
  /** The first answer of an attempt. */
  attempted?(quiz: string, attempt: number, attemptId: string): void;
  /** Called after the attempt's interactions. */
  handedIn?(attempt: QuizAttempt): void;
  watched?(event: VideoEvent): void;
  /** The first page is displayed, so that less urgent scripts may be loaded. */
  shown?(): void;
  /** Resolves when everything reported so far was accepted, has failed, or has had no answer for some seconds. */
  settled?(): Promise<void>;
  /** The LMS's own id of the learner, once open; empty when there is none. */
  learner?(): string;
  /** The learner's name as the LMS or LRS gives it, once open; empty when it does not. Asks the LMS each time. */
  learnerName?(): string;
  /** The launch data that the administrator set in the LMS, once open; empty when there is none. Asks the LMS each time. */
  launchData?(): string;
}

/** `detail`: a message of the LMS or LRS for its administrator; only with "refused" and "unsaved". */
export type OnSaveStatus = (status: SaveStatus, detail?: string) => void;

export type OpenTracking = (page: Window, onSaveStatus: OnSaveStatus, course: TrackedCourse) => Tracking;
