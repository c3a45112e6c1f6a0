/** The course as the compiler writes it into the pages. Points are whole hundredths everywhere, so that sums are exact. */

/** What is not reported to an LMS. */
export type Withheld = "interactions" | "objectives" | "running score";

/** The data of a launch. Its size does not depend on the length of lessons. */
export interface CourseData {
  readonly format: 1;
  /** The course's, even if this is one of its parts. */
  readonly iri: string;
  /** The course's, or the part's. */
  readonly id: string;
  /** Five digits that stand for the course in the saved state. */
  readonly key: string;
  readonly title: string;
  readonly version: string;
  readonly language: string;
  /** The language of the words, where it is not spelt as the course's: that of their file. */
  readonly wordsIn?: string;
  /** The language of dates, where the course's has no words. */
  readonly datesIn?: string;
  /** Only where the package holds several. */
  readonly languages?: Languages;
  /** What the names of its pages end with, in another than the first language of its package. */
  readonly end?: string;
  /** Only if this is one of several parts, each launched by the LMS. */
  readonly part?: Part;
  /** What its modules are called, by id, where there are several. */
  readonly modules?: Readonly<Record<string, string>>;
  /** What is not reported to this LMS; left out when everything is reported. */
  readonly withheld?: readonly Withheld[];
  /** How results are reported, as far as it is not as usual. */
  readonly reporting?: Reporting;
  /** Hundredths by which time limits are multiplied; left out when it is 100. */
  readonly accommodation?: number;
  /** Devices are shared, so that nothing of a learner's work may be kept on them. */
  readonly sharedDevices?: true;
  /** The LMS's session is not kept alive while the learner works. */
  readonly letsSessionsExpire?: true;
  /** Answers to checks in lessons are not reported. */
  readonly checksUnreported?: true;
  /** The LMS is known to answer before it stores. */
  readonly answersEarly?: true;
  /** Hundredths of points; null when the course has no quiz that counts. */
  readonly scoring: { readonly total: number; readonly pass: number } | null;
  readonly completion: { readonly lessons: "all" | "none"; readonly quizzes: "all" | "none"; readonly surveys?: "all" };
  /** Under which key the saved state holds when the course was passed or completed; left out of parts. */
  readonly achievement?: Achievement;
  readonly objectives: readonly Objective[];
  readonly activities: readonly Activity[];
  readonly words: Words;
}

/** The languages of a package, between which the learner changes: see languages.ts. */
export interface Languages {
  readonly tags: readonly string[];
  /** What the names of their scripts begin with. */
  readonly shell: string;
  /** Under which key the saved state holds the language that the learner has chosen. */
  readonly chosen: Quiz;
}

export interface Reporting {
  /** "failed" is not reported: learners who cannot pass any more stay incomplete. */
  readonly neverFails?: true;
  readonly interactions?: Interactions;
  /** Texts of questions are not reported. */
  readonly withoutTexts?: true;
  /** Nothing more is reported of learners who have passed. */
  readonly keepsPass?: true;
}

export interface Interactions {
  /** The names of interactions with places of their own, in order. Without it, those of each attempt are appended. */
  readonly slots?: readonly string[];
  /** The most interactions that are reported. */
  readonly most?: number;
}

/** When the course was passed stands in the state as the begin of a quiz that nobody sees. */
export interface Achievement extends Quiz {
  /** A certificate says it, so it is kept in every form of the state. */
  readonly certificate?: true;
}

export interface Part {
  /** The activity that is its home, or "" for a separate home page. */
  readonly home: string;
  /** When the next part opens, as far as this one decides. */
  readonly next: "always" | "completed" | "judged";
  /** The objective by which the LMS learns that this part is completed; null when no other part depends on it. */
  readonly awaited: string | null;
  /** Hundredths of all points of the course. */
  readonly whole: number;
}

export interface Objective {
  readonly id: string;
  /** Five digits that stand for the objective in the saved state. */
  readonly key: string;
  /** Two digits that stand for it in the compact form; left out when they are the first two of its key. */
  readonly short?: string;
  readonly text: string;
}

export type Activity = Lesson | Quiz;

export interface Lesson {
  readonly kind: "lesson";
  readonly id: string;
  /** Five digits that stand for the activity in the saved state. */
  readonly key: string;
  /** Three digits that stand for it in the compact form; left out when they are the first three of its key. */
  readonly short?: string;
  readonly title: string;
  readonly module: string;
  readonly minutes: number;
  /** Only where there is a pretest: a learner who reaches all of them there need not read the lesson. */
  readonly objectives?: readonly string[];
  /** Its checks, then its notes. */
  readonly practice?: readonly Quiz[];
  /** What it asks for before it is done; left out where opening it is enough. */
  readonly items?: readonly LessonItem[];
}

/** end: its text is read to the end. video: a video is watched. check: a check is answered, right or not. */
export interface LessonItem {
  readonly kind: "end" | "video" | "check";
  /** The id of the element in the lesson; left out of its end. */
  readonly id?: string;
  /** Of a check, that of its facts; the others are among the visited when they are done. */
  readonly key: string;
  readonly short?: string;
}

/** Properties with their default values are left out. */
export interface Quiz {
  readonly kind: "quiz";
  readonly id: string;
  readonly key: string;
  readonly short?: string;
  readonly title: string;
  readonly module: string;
  readonly minutes: number;
  /** Left out for a graded quiz; others do not count for the course. */
  readonly purpose?: "practice" | "pretest" | "survey";
  /** It is a check in this lesson: see checks.ts. */
  readonly lesson?: string;
  /** Notes alone, a draft that is never handed in, have it: how many of their fields are kept with the record. */
  readonly fields?: number;
  /** Its answers are reported without the learner's name, and not kept before they are handed in. */
  readonly anonymous?: true;
  /** Hundredths of points of an attempt. */
  readonly points: number;
  /** Hundredths of points that pass it, if not in the same proportion as the course. */
  readonly pass?: number;
  /** It must be passed to pass the course. */
  readonly essential?: boolean;
  /** 0: no limit. */
  readonly attempts: number;
  /** Which attempt's points count; by default those of the best one. */
  readonly counts?: "last" | "first" | "average";
  /** Seconds from a hand-in to the next attempt. */
  readonly wait?: number;
  /** Seconds that an attempt may take, before any accommodation. */
  readonly time?: number;
  /** When answers are judged for the learner; by default after handing in. */
  readonly feedback?: "immediately" | "after-last-attempt" | "never";
  /** When right answers that the learner missed are shown; by default after the last attempt. */
  readonly answers?: "with-feedback" | "never";
  /** A further attempt repeats only the questions that were not right; by default all. */
  readonly retry?: "wrong";
  /** Used like a question's key: under it, such an attempt keeps the seed of its draw and order. */
  readonly drawKey?: number;
  readonly layout?: "one";
  /** What is in a random order in each attempt. */
  readonly shuffle?: "questions" | "options" | "all";
  /** Questions drawn at random for each attempt, by id; they follow those that are in no draw. */
  readonly draws?: readonly { readonly count: number; readonly from: readonly string[] }[];
  /** Hundredths of points that the quiz gives for each objective its questions name. */
  readonly objectives: Readonly<Record<string, number>>;
}

/** A question in `page-<quiz>.js`; other properties are declared by its type. */
export interface Question {
  readonly id: string;
  readonly type: string;
  /** 0…65535; stands for the question in the saved state of its quiz. */
  readonly key: number;
  /** Hundredths; 0 for a type that has no right answer. */
  readonly points: number;
  readonly objectives: readonly string[];
  /** The prompt as plain text, for reports. */
  readonly text: string;
  /** The salt of its seals and veiled texts: see answer_key.ts. */
  readonly salt: string;
  /** Veiled: the texts that are shown after answering, as a JSON object by the name of their place. */
  readonly texts?: string;
}

/** Interface texts by key; plural forms are keyed by Intl.PluralRules category. `{name}` is a placeholder. */
export type Words = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
