/**
 * What the compiler tells the player about the course in xAPI's words. Two places carry it, both without a request of
 * their own, so that launch cost does not grow with the course and nothing can be missing when it is needed:
 *
 * - `player.js` begins with `window.courseActivities=<CourseActivities>;` and, in a SCORM package that also reports to
 *   an LRS, `window.courseLrs=<CourseLrs>;`.
 * - `page-<id>.js` of a quiz, and of a lesson with videos, ends with `pageActivities("<id>",<PageActivities>);`.
 *
 * Every id is an IRI under the course's own and permanent. A package without them sends no statements about what is
 * missing, so the compiler writes them all.
 */

/** Texts by RFC 5646 tag. A text in English goes by "en" and also by "en-US": some platforms look for one of them only. */
export type LanguageMap = Readonly<Record<string, string>>;

/** xAPI 1.0.3, Data 2.4.4.1. */
export interface ActivityDefinition {
  readonly name: LanguageMap;
  readonly description?: LanguageMap;
  /** An IRI of a published vocabulary. */
  readonly type: string;
  readonly moreInfo?: string;
  readonly extensions?: Readonly<Record<string, unknown>>;
}

export interface InteractionComponent {
  readonly id: string;
  readonly description: LanguageMap;
}

/**
 * A question; `type` is cmi.interaction. `name` is the prompt cut to one line or the number of the question,
 * `description` the whole prompt as plain text. Components are spelt as the type asks: `choices` for choice and
 * sequencing, `scale` for likert, `source` and `target` for matching, `steps` for performance, none for the rest.
 * No `correctResponsesPattern` where every answer is right; `[]` would mean that none is.
 */
export interface InteractionDefinition extends ActivityDefinition {
  readonly interactionType: string;
  readonly correctResponsesPattern?: readonly string[];
  readonly choices?: readonly InteractionComponent[];
  readonly scale?: readonly InteractionComponent[];
  readonly source?: readonly InteractionComponent[];
  readonly target?: readonly InteractionComponent[];
  readonly steps?: readonly InteractionComponent[];
}

/** An xAPI activity, ready to stand in a statement as it is. */
export interface XapiActivity<Definition extends ActivityDefinition = ActivityDefinition> {
  readonly objectType: "Activity";
  readonly id: string;
  readonly definition: Definition;
}

export interface CourseActivities {
  /** The course's version: context.revision. */
  readonly revision: string;
  /** The course's language: context.language. */
  readonly language: string;
  /** The software that plays it, e.g. "scorm-export 0.1.0": context.platform. */
  readonly platform: string;
  /** Type course; its id is the course's IRI, and the root activity of a tincan.xml. */
  readonly course: XapiActivity;
  /** By module id; type module. */
  readonly modules: Readonly<Record<string, XapiActivity>>;
  /** By activity id: a lesson is of type lesson, a quiz of type assessment. */
  readonly activities: Readonly<Record<string, XapiActivity>>;
  /** The module of each lesson and quiz, by activity id. */
  readonly moduleOf: Readonly<Record<string, string>>;
  /** By objective id; type objective. */
  readonly objectives: Readonly<Record<string, XapiActivity>>;
}

/** By question id in a quiz; by the video element's id in a lesson (type of the video profile). */
export type PageActivities = Readonly<Record<string, XapiActivity | XapiActivity<InteractionDefinition>>>;

/** Where a SCORM package reports to beside its LMS. */
export interface CourseLrs {
  /** With or without a slash at the end. */
  readonly endpoint: string;
  /** The home page IRI of the accounts: the learner is `{ homePage, name: <the LMS's learner id> }`. */
  readonly homePage: string;
  /**
   * token: a URL of the institution. It gets POST `{"learner", "activity"}` as JSON and answers `{"auth-token"}`
   * (as a cmi5 fetch URL does) or `{"error-text"}`. key: a whole Authorization header such as "Basic …".
   */
  readonly access: { readonly token: string } | { readonly key: string };
}
