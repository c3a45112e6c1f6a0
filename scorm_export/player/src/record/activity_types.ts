/**
 * The course's xAPI activities, as the compiler writes them. They are in two places that need no extra request, so that
 * the cost of a launch does not grow with the course and nothing is missing when it is needed:
 *
 * - `player.js` begins with `window.courseActivities=<CourseActivities>;` and, in a SCORM package that also reports to
 *   an LRS, `window.courseLrs=<CourseLrs>;`.
 * - `page-<id>.js` of a quiz, and of a lesson with videos, ends with `pageActivities("<id>",<PageActivities>);`.
 *
 * Every id is a permanent IRI under the course's own. No statement is sent about an activity that is missing, so the
 * compiler writes all of them.
 */

/** Texts by RFC 5646 tag. A text in English has the tags "en" and "en-US": some platforms look for only one of them. */
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
 * A question; `type` is cmi.interaction. `name` is the prompt shortened to one line, or the number of the question;
 * `description` is the whole prompt as plain text. The components are those of the interaction type: `choices` for choice
 * and sequencing, `scale` for likert, `source` and `target` for matching, `steps` for performance, none for other types.
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

/** An xAPI activity, as it is used in statements. */
export interface XapiActivity<Definition extends ActivityDefinition = ActivityDefinition> {
  readonly objectType: "Activity";
  readonly id: string;
  readonly definition: Definition;
}

export interface CourseActivities {
  /** The version of the course's xAPI Profile that statements follow: context.contextActivities.category. */
  readonly profile?: string;
  /** What the course is taught in, such as a run of it: context.contextActivities.grouping. */
  readonly around?: readonly XapiActivity[];
  /** The course's version: context.revision. */
  readonly revision: string;
  /** The language on display: context.language. */
  readonly language: string;
  /** The software of the player, e.g. "scorm-export 0.1.0": context.platform. */
  readonly platform: string;
  /** Of type course; its id is the course's IRI and that of the root activity in tincan.xml. */
  readonly course: XapiActivity;
  /** By module id, of type module. */
  readonly modules: Readonly<Record<string, XapiActivity>>;
  /** By activity id: lessons of type lesson, quizzes of type assessment, surveys of type survey. */
  readonly activities: Readonly<Record<string, XapiActivity>>;
  /** The module of each lesson and quiz, by activity id. */
  readonly moduleOf: Readonly<Record<string, string>>;
  /** By objective id, of type objective. */
  readonly objectives: Readonly<Record<string, XapiActivity>>;
}

/** By question id in a quiz; in a lesson by the id of the video's element, of the video profile's type. */
export type PageActivities = Readonly<Record<string, XapiActivity | XapiActivity<InteractionDefinition>>>;

/** The LRS to which a SCORM package reports besides its LMS. */
export interface CourseLrs {
  /** With or without a slash at the end. */
  readonly endpoint: string;
  /** The home page IRI of the accounts: the learner is `{ homePage, name: <the LMS's learner id> }`. */
  readonly homePage: string;
  /**
   * token: a URL of the institution that answers a POST of `{"learner", "activity"}` with `{"auth-token"}`, as a cmi5
   * fetch URL does, or `{"error-text"}`. key: a whole Authorization header such as "Basic …".
   */
  readonly access: { readonly token: string } | { readonly key: string };
}
