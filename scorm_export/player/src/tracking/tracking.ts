/** What an adapter of a standard is to the player. */
import type { Interactions } from "../course.ts";
import type { EncodeCompact } from "../learner/compact_state.ts";
import type { Interaction, ObjectiveResult, Outcome, QuizAttempt, Status, VideoEvent } from "../reports.ts";

/** elsewhere: another window of this browser has the record; here the course can only be read. */
export type Mode = "normal" | "browse" | "review" | "elsewhere";

export interface Opened {
  /** False when no LMS was found or it refused the session: the course then runs without saving. */
  readonly tracked: boolean;
  readonly mode: Mode;
  /** What the LMS holds already; a session never goes behind it. */
  readonly status: Status;
  readonly location: string;
  /** Saved states of this learner and attempt, to be merged in any order: what the LMS or LRS holds, and what this device kept. */
  readonly states: readonly string[];
  /** What this device kept of an attempt that the LMS does not hold (any more): the learner decides what becomes of it. */
  readonly kept?: Kept;
  /** What another window gave besides the record; see `TrackedCourse.give`. */
  readonly given?: unknown;
  /** Two windows of this browser would not notice each other, and nothing merges what they write. */
  readonly alone?: boolean;
  /** 0…1: the LMS's own pass mark, over the course's. */
  readonly mastery?: number;
  /** The learner wants videos to start without sound. */
  readonly muted?: boolean;
}

/** Work of another attempt. */
export interface Kept {
  readonly state: string;
  readonly location: string;
  /** When it was last written, by this device's clock. */
  readonly date: Date;
}

/**
 * What the learner is told about their record; each says no more than what is held.
 *
 * saving: something is held in this window only, and on its way. saved: the LMS's Commit, or the LRS's answers for state
 * and statements, said that it is stored. sent: handed to an LMS that is known to answer before it stores.
 * device: not in the LMS or LRS, but kept on this device. unsaved: held in this window only, and saving it failed; it is tried again.
 * refused: the record store takes it no more. signed-out: the platform asks to sign in again. elsewhere: another window
 * has the record. untracked: nothing is recorded. closed: the session ended with everything saved.
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

/** What an adapter has to know of the course. */
export interface TrackedCourse {
  /** Names the course, and its part, on the device. */
  readonly id: string;
  /** What earlier players called it. */
  readonly formerId?: string;
  /** Whether nothing may be kept on this device: it is shared. */
  readonly shared: boolean;
  /** Whether the LMS's session is kept alive while the learner works. */
  readonly keepAlive: boolean;
  /** Whether the LMS is known to answer before it stores. */
  readonly answersEarly: boolean;
  readonly interactions?: Interactions;
  readonly states: States;
  /** Another window takes the record over: what it gets besides, as plain data. */
  readonly give?: () => unknown;
}

/** What those who store saved states need to know of them. A text that cannot be read counts as empty. */
export interface States {
  /** The mark of the attempt in the LMS that a text belongs to; "" where it has none. */
  markOf(text: string): string;
  merge(one: string, other: string): string;
  /** Whether `other` holds a fact that `text` lacks; answers that were judged do not count. */
  adds(text: string, other: string): boolean;
}

/** The state as a text of at most `maxLength` characters, without facts that do not fit: see `encodeState`, also for `compact`. */
export type Encode = (maxLength: number, compact?: EncodeCompact) => string;

/**
 * A standard, in words a teacher would use. An adapter translates and retries; it decides nothing.
 * Nothing here throws: what an LMS refuses is kept, tried again and told through the SaveStatus callback.
 */
export interface Tracking {
  open(): Promise<Opened>;
  /** Remember where the learner is and what they did. Cheap: kept on this device at once, sent soon or with the next commit. */
  save(location: string, state: Encode): void;
  answered(interaction: Interaction): void;
  objective(result: ObjectiveResult): void;
  outcome(outcome: Outcome): void;
  /** Make everything said so far durable; does nothing when it already is. */
  commit(): void;
  /** Have the LMS go on to the next launch when this one closes; false when it cannot. */
  next?(): boolean;
  /** Leave for good; `seconds` is this session's length. Does its work before it returns. Idempotent. */
  close(seconds: number): void;
  /** Take the record over from the window that has it, and open again with what that window holds. */
  takeOver?(): Promise<Opened>;
  /** The learner decided about `Opened.kept`: it was merged into this attempt, or it is not asked about again. */
  decideKept?(taken: boolean): void;

  // What only some standards have words for; an adapter without one leaves it out.

  /** A lesson was displayed for the first time. */
  visited?(lesson: string): void;
  /** The first answer of an attempt. */
  attempted?(quiz: string, attempt: number, attemptId: string): void;
  /** Comes after the attempt's interactions. */
  handedIn?(attempt: QuizAttempt): void;
  watched?(event: VideoEvent): void;
  /** The learner is where they wanted to be: what nobody waits for may be loaded now. */
  shown?(): void;
  /** Resolves when what was said so far has been taken or has failed for now, which it has after some seconds without an answer. */
  settled?(): Promise<void>;
  /** The LMS's own id of the learner, once open; empty when it tells none. */
  learner?(): string;
  /** What whoever set the launch up in the LMS tells the content, once open; empty when nothing. Asks the LMS each time. */
  launchData?(): string;
}

/** Characters of what an LMS or LRS said that its administrator is shown. */
export const MOST_DETAIL = 300;

/** `detail`: what the LMS or LRS itself said, for its administrator; only with "refused" and "unsaved". */
export type OnSaveStatus = (status: SaveStatus, detail?: string) => void;

export type OpenTracking = (page: Window, onSaveStatus: OnSaveStatus, course: TrackedCourse) => Tracking;
