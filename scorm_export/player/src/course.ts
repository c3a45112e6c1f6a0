/** The course as the compiler wrote it into the pages. Points are whole hundredths everywhere, so sums are exact. */

/** What an LMS is not told. */
export type Withheld = "interactions" | "objectives" | "running score";

/** What the compiler wrote into the page: the course as the player needs it, the same size for a lesson of any length. */
export interface CourseData {
  readonly format: 1;
  /** The course's, also where this is one of its parts. */
  readonly iri: string;
  /** The course's, or the part's. */
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
  /** How results are reported, as far as it is not as usual. */
  readonly reporting?: Reporting;
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
  readonly completion: { readonly lessons: "all" | "none"; readonly quizzes: "all" | "none"; readonly surveys?: "all" };
  readonly objectives: readonly Objective[];
  readonly activities: readonly Activity[];
  readonly words: Words;
}

export interface Reporting {
  /** "failed" is not reported; who cannot pass any more stays incomplete. */
  readonly neverFails?: true;
  readonly interactions?: Interactions;
  /** The text of a question does not go along. */
  readonly withoutTexts?: true;
  /** What learners have passed with stays as it is. */
  readonly keepsPass?: true;
}

export interface Interactions {
  /** Each question has a place of its own: their names in order. Without, each attempt's go behind all others. */
  readonly slots?: readonly string[];
  /** How many are reported. */
  readonly most?: number;
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
  readonly purpose?: "practice" | "pretest" | "survey";
  /** Its answers are told without the learner's name, and kept nowhere before. */
  readonly anonymous?: true;
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
  /** A further attempt asks only what was not right; usually everything. */
  readonly retry?: "wrong";
  /** In the place of a question's key: where such an attempt keeps what its draw and order began with. */
  readonly drawKey?: number;
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

/** UI strings by key; a value with plural forms is keyed by Intl.PluralRules category. `{name}` is a placeholder. */
export type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
