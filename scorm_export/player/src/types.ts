/** The shapes that the parts of the player share. Points are whole hundredths everywhere, so sums are exact. */

/** What the compiler wrote into the page: the course as the player needs it, the same size for a lesson of any length. */
/** What an LMS is not told. */
export type Withheld = "interactions" | "objectives" | "running score";

export interface CourseData {
  readonly format: 1;
  readonly id: string;
  /** Five digits that stand for the course in the saved state. */
  readonly key: string;
  readonly title: string;
  readonly version: string;
  readonly language: string;
  /** Only of a course that is cut: this is one of its parts, and the LMS launches the others. */
  readonly part?: Part;
  /** What is not reported in this LMS; left out when all is. */
  readonly withheld?: readonly Withheld[];
  /** Hundredths: what every time limit is multiplied by; left out when it is 100. */
  readonly accommodation?: number;
  /** Nothing of a learner's work may be kept on the device: it is shared. */
  readonly sharedDevices?: true;
  /** The LMS's session is not kept alive while the learner works. */
  readonly letsSessionsExpire?: true;
  /** The LMS is known to answer before it stores. */
  readonly answersEarly?: true;
  /** Hundredths of points; null when the course has no quiz that counts. */
  readonly scoring: { readonly total: number; readonly pass: number } | null;
  readonly completion: { readonly lessons: "all" | "none"; readonly quizzes: "all" | "none" };
  readonly objectives: readonly Objective[];
  readonly activities: readonly Activity[];
  readonly words: Words;
}

export interface Part {
  /** The activity that is its home, or "" for a page of its own. */
  readonly home: string;
  /** When the next part opens, as far as this one decides. */
  readonly next: "always" | "completed" | "judged";
  /** The objective that tells the LMS that this part is completed; null when no other part waits for that. */
  readonly awaited: string | null;
  /** Hundredths of all points of the course. */
  readonly whole: number;
}

export interface Objective {
  readonly id: string;
  /** Five digits that stand for the objective in the saved state. */
  readonly key: string;
  /** Two that stand for it where there is little room; left out when the first two of its key do. */
  readonly short?: string;
  readonly text: string;
}

export type Activity = Lesson | Quiz;

export interface Lesson {
  readonly kind: "lesson";
  readonly id: string;
  /** Five digits that stand for the activity in the saved state. */
  readonly key: string;
  /** Three that stand for it where there is little room; left out when the first three of its key do. */
  readonly short?: string;
  readonly title: string;
  readonly module: string;
  readonly minutes: number;
  /** Only where there is a pretest: who has reached all of them there is spared the lesson. */
  readonly objectives?: readonly string[];
}

/** What is as usual is left out. */
export interface Quiz {
  readonly kind: "quiz";
  readonly id: string;
  readonly key: string;
  readonly short?: string;
  readonly title: string;
  readonly module: string;
  readonly minutes: number;
  /** Only graded ones, the usual, count for the course. */
  readonly purpose?: "practice" | "pretest";
  /** Hundredths of points of an attempt. */
  readonly points: number;
  /** Hundredths of points that pass it, instead of the course's share. */
  readonly pass?: number;
  /** The course is passed only by who passes it. */
  readonly essential?: boolean;
  /** 0: as many as the learner likes. */
  readonly attempts: number;
  /** Which attempt's points count; usually the best one's. */
  readonly counts?: "last" | "first" | "average";
  /** Seconds from a hand-in to the next attempt. */
  readonly wait?: number;
  /** Seconds from the start of an attempt to its end, before any accommodation. */
  readonly time?: number;
  /** When the learner hears what was right; usually after handing in. */
  readonly feedback?: "immediately" | "after-last-attempt" | "never";
  /** When right answers that were missed are shown; usually after the last attempt. */
  readonly answers?: "with-feedback" | "never";
  readonly layout?: "one";
  /** What each attempt puts in an order of its own. */
  readonly shuffle?: "questions" | "options" | "all";
  /** Questions that each attempt takes, by id, asked after those in no draw. */
  readonly draws?: readonly { readonly count: number; readonly from: readonly string[] }[];
  /** Hundredths of points that the quiz gives for each objective its questions name. */
  readonly objectives: Readonly<Record<string, number>>;
}

/** A question as `page-<quiz>.js` brings it; the rest belongs to the type's own file. */
export interface Question {
  readonly id: string;
  readonly type: string;
  /** 0…65535, stands for the question in the saved state of its quiz. */
  readonly key: number;
  /** Hundredths; 0 for a type that has no right answer. */
  readonly points: number;
  readonly objectives: readonly string[];
  /** The prompt as plain text, for reports. */
  readonly text: string;
  /** What its seals and veils begin with: see answer_key.ts. */
  readonly salt: string;
  /** Veiled: the texts that are shown after answering, as a JSON object by the name of their place. */
  readonly texts?: string;
}

/** What a learner answered, in a form every standard can spell. Ids are single characters. */
export type Response =
  | { readonly kind: "choice"; readonly ids: readonly string[] }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** All items, in the learner's order. */
  | { readonly kind: "order"; readonly ids: readonly string[] }
  /** Which goes with which: a source and its target, or a step and what was chosen there. */
  | { readonly kind: "pairs"; readonly pairs: readonly (readonly [string, string])[] }
  /** One for each blank; "" where nothing was filled in. */
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  /** A decimal with a point, such as "-2.50". */
  | { readonly kind: "number"; readonly value: string }
  /** A long text; `met` are the criteria that its writer finds met, null until it was compared with the model answer. */
  | { readonly kind: "essay"; readonly text: string; readonly met: readonly string[] | null };

/** An answer that earns all points, as reports spell it. */
export type Pattern =
  | Response
  /** Either end may be "", open. */
  | { readonly kind: "range"; readonly least: string; readonly most: string }
  | { readonly kind: "texts"; readonly texts: readonly string[]; readonly caseMatters: boolean };

/** SCORM 2004 RTE 4.2.9 and xAPI 1.0.3 Data 2.4.4.1; SCORM 1.2 has all but two of them. */
export type InteractionType =
  | "true-false"
  | "choice"
  | "fill-in"
  | "long-fill-in"
  | "matching"
  | "performance"
  | "sequencing"
  | "likert"
  | "numeric"
  | "other";

/** One judged answer, on its way to the LMS. */
export interface Interaction {
  readonly quiz: string;
  readonly question: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Names the attempt among all of this learner's in the quiz, on whatever device it was begun. */
  readonly attemptId: string;
  readonly type: InteractionType;
  readonly text: string;
  readonly response: Response | null;
  readonly correct: readonly Pattern[];
  /** Hundredths; 0 where there is nothing to earn. */
  readonly points: number;
  readonly earned: number;
  /** Whether the points count for the course: not those of practice. */
  readonly counts: boolean;
  readonly objectives: readonly string[];
  readonly time: Date;
  /** Seconds from the question's first sight to its last change; null when it was not answered in this session. */
  readonly latency: number | null;
}

/** A quiz that was handed in. */
export interface QuizAttempt {
  readonly quiz: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** As in `Interaction`. */
  readonly attemptId: string;
  /** Hundredths of points. */
  readonly earned: number;
  readonly total: number;
  /** By the course's share to pass; completed when the course has none. */
  readonly status: "passed" | "failed" | "completed";
  /** From the quiz's first sight in this session. */
  readonly seconds: number;
}

/** What a learner did with a video. Times are seconds of the video. */
export interface VideoEvent {
  readonly kind: "initialized" | "played" | "paused" | "seeked" | "completed" | "terminated";
  readonly lesson: string;
  /** The id of the video's element in the lesson. */
  readonly video: string;
  readonly time: number;
  /** Where a seek began. */
  readonly from: number;
  readonly length: number;
  /** What was played so far, in the order it was played. */
  readonly played: readonly (readonly [from: number, to: number])[];
  /** 0…1 of the video that was played at least once. */
  readonly progress: number;
}

export type Status = "incomplete" | "completed" | "passed" | "failed";

export interface Outcome {
  readonly status: Status;
  readonly completed: boolean;
  /** 0…1 of what has to be visited and handed in. */
  readonly progress: number;
  /** Hundredths of points; null while nothing has been handed in, or without quizzes. */
  readonly score: { readonly earned: number; readonly total: number } | null;
  /** Hundredths of the whole course's points when this is one of its parts: the LMS adds them up and judges. */
  readonly whole?: number;
}

export interface ObjectiveResult {
  readonly id: string;
  readonly earned: number;
  readonly total: number;
  readonly status: Status;
  /** 0…1 of the quizzes that test it. */
  readonly progress: number;
}

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
  /** The course's id, or its part's: names what is kept on the device. */
  readonly id: string;
  /** Whether nothing may be kept on this device: it is shared. */
  readonly shared: boolean;
  /** Whether the LMS's session is kept alive while the learner works. */
  readonly keepAlive: boolean;
  /** Whether the LMS is known to answer before it stores. */
  readonly answersEarly: boolean;
  readonly states: States;
}

/** What those who store saved states need to know of them. A text that cannot be read counts as empty. */
export interface States {
  /** The mark of the attempt in the LMS that a text belongs to; "" where it has none. */
  markOf(text: string): string;
  merge(one: string, other: string): string;
  /** Whether `other` holds a fact that `text` lacks; answers that were judged do not count. */
  adds(text: string, other: string): boolean;
}

/** The whole state as a text of at most so many characters; the more there are, the more of it is kept: see state.ts. */
export type Encode = (most: number) => string;

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
  /** Resolves when what was said so far has been taken or has failed for now. */
  settled?(): Promise<void>;
  /** The LMS's own id of the learner, once open; empty when it tells none. */
  learner?(): string;
  /** What whoever set the launch up in the LMS tells the content, once open; empty when nothing. Asks the LMS each time. */
  launchData?(): string;
}

/** `detail`: what the LMS or LRS itself said, for its administrator; only with "refused" and "unsaved". */
export type OnSaveStatus = (status: SaveStatus, detail?: string) => void;
export type OpenTracking = (page: Window, onSaveStatus: OnSaveStatus, course: TrackedCourse) => Tracking;

/** UI strings by key; a value with plural forms is keyed by Intl.PluralRules category. `{name}` is a placeholder. */
export type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
