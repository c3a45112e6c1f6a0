/** What is reported of a learner's work, in a form that every standard can express. Points are whole hundredths. */

/** What a learner answered. Ids are single characters. */
export type Response =
  | { readonly kind: "choice"; readonly ids: readonly string[] }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** All items, in the learner's order. */
  | { readonly kind: "order"; readonly ids: readonly string[] }
  /** A source and its target, or a step and what was chosen there. */
  | { readonly kind: "pairs"; readonly pairs: readonly (readonly [string, string])[] }
  /** One for each blank; "" where nothing was filled in. */
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  /** A decimal with a point, such as "-2.50". */
  | { readonly kind: "number"; readonly value: string }
  /** A long text; `met`: the criteria that the learner considers met, null until they compared it with the model answer. */
  | { readonly kind: "essay"; readonly text: string; readonly met: readonly string[] | null };

/** An answer that earns all points. */
export type Pattern =
  | Response
  /** "" for an end that is open. */
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
  /** Or the lesson that has the question as a check. */
  readonly quiz: string;
  readonly question: string;
  /** What a list of interactions calls it. */
  readonly name: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Identifies the attempt among all attempts of this learner at the quiz, on all devices. */
  readonly attemptId: string;
  readonly type: InteractionType;
  /** "" where it is not to be reported. */
  readonly text: string;
  readonly response: Response | null;
  readonly correct: readonly Pattern[];
  /** Hundredths; 0 for a question that has none. */
  readonly points: number;
  /** Below 0 where the answer deducts points. */
  readonly earned: number;
  /** The fewest that an answer earns. */
  readonly least: number;
  /** A random name in place of the learner's: adapters that name the learner must not report the answer. */
  readonly anonymous?: string;
  /** Whether the points count for the course. */
  readonly counts: boolean;
  readonly objectives: readonly string[];
  readonly time: Date;
  /** Seconds from the first display of the quiz to the last change of the answer; null when it was not answered in this session. */
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
  /** completed: there is nothing to pass. */
  readonly status: "passed" | "failed" | "completed";
  /** From the first display of the quiz in this session. */
  readonly seconds: number;
}

/** A stretch of a video, in seconds. */
export type Span = readonly [from: number, to: number];

/** The proportion of a video that must be played to complete it; the last seconds are often credits. */
export const COMPLETION_THRESHOLD = 0.95;

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
  /** Everything played so far, in the order in which it was played. */
  readonly played: readonly Span[];
  /** 0…1 of the video that was played at least once. */
  readonly progress: number;
  /** Likewise, with what was played in this window when the lesson was on display before. */
  readonly covered: number;
}

/** How many characters of a message from an LMS or LRS are shown for its administrator. */
export const MAX_DETAIL = 300;

export type Status = "incomplete" | "completed" | "passed" | "failed";

export interface Outcome {
  readonly status: Status;
  readonly completed: boolean;
  /** 0…1 of what completion asks for. */
  readonly progress: number;
  /** Hundredths of points; null while nothing has been handed in, or without quizzes. */
  readonly score: { readonly earned: number; readonly total: number } | null;
  /** Hundredths of the whole course's points if this is one of its parts, whose points the LMS adds up and judges. */
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
