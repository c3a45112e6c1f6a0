/**
 * xAPI 1.0.3 statements about what a learner does: pure functions from events to statements.
 *
 * The statements about the course (initialized, progressed, completed, passed, failed, terminated) have the launched
 * activity as their object. All others have an object of their own, the launched activity in `grouping`, and are
 * "cmi5 allowed" statements (cmi5 7.1.3). Verbs and types are those of ADL, cmi5 and the video profile 1.0.3.
 */
import { identifierOf } from "./actor.ts";
import type { CourseActivities, LanguageMap, PageActivities, XapiActivity } from "./activity_types.ts";

export interface Statement {
  readonly id: string;
  readonly timestamp: string;
  readonly actor: unknown;
  readonly verb: { readonly id: string; readonly display: LanguageMap };
  readonly object: unknown;
  readonly result?: unknown;
  readonly context: Context;
}

export interface Context {
  readonly registration?: string;
  readonly contextActivities?: Readonly<Partial<Record<"parent" | "grouping" | "category" | "other", readonly Reference[]>>>;
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly [property: string]: unknown;
}

/** An xAPI activity in a context, with the part of its definition that says what it is. */
interface Reference {
  readonly objectType?: "Activity";
  readonly id: string;
  readonly definition?: { readonly type: string; readonly name: LanguageMap };
}

/** What stays the same for all statements of a session. */
export interface SessionInfo {
  /** Exactly as in the launch. */
  readonly actor: unknown;
  readonly registration: string | null;
  /** The launched activity; without a definition where the LMS defines it. */
  readonly root: { readonly id: string; readonly definition?: XapiActivity["definition"] };
  readonly activities: CourseActivities;
  /** The activities of `page-<id>.js`; undefined before it has arrived. */
  readonly pageActivities: (id: string) => PageActivities | undefined;
  /** What the launch names as grouping. */
  readonly grouping?: readonly Reference[];
  /** The random mark of the LMS's attempt, where there is no registration; "" while it is not known. */
  readonly attempt?: () => string;
  /** Only under cmi5. */
  readonly cmi5?: { readonly contextTemplate: Context; readonly masteryScore: number | null };
}

/**
 * The id and time of a statement. The id of a statement that may exist only once in a registration is derived from `name`,
 * which identifies it.
 */
export type Stamp = (name?: readonly unknown[]) => { readonly id: string; readonly timestamp: string };

/** What identifies a statement among those with its verb and object; null where there may be any number of them. */
type Once = readonly unknown[] | null;

type Score = { readonly earned: number; readonly total: number; readonly least?: number };

/** By event: its statements, in order; none when the compiler defined no such activity. */
export interface Statements {
  /** `session`: identifies the session where it may have one such statement only; "" where every page may send one. */
  initialized(session: string): Statement[];
  /** An integer from 0 to 100. */
  progressed(percent: number): Statement[];
  /** `seconds`: the time until completion, over all sessions (cmi5 9.5.4.1). */
  completed(seconds: number): Statement[];
  judged(verdict: "passed" | "failed", score: Score | null, seconds: number): Statement[];
  /**
   * The score has changed and the verdict has not. None under cmi5, where only a verdict has a score (9.5.1).
   * `attemptId`: that of the attempt handed in last.
   */
  scored(score: Score, attemptId: string): Statement[];
  /** `session`: as in `initialized`. */
  terminated(seconds: number, session: string): Statement[];
  visited(lesson: string): Statement[];
  /** For quiz_statements.ts and video_statements.ts. */
  readonly parts: PartStatements;
}

/** Builds statements about the course's modules, activities, questions and videos. */
export interface PartStatements extends Pick<SessionInfo, "activities" | "pageActivities"> {
  moduleOf(activity: string): XapiActivity | undefined;
  /** None when `object` is undefined. `parents`: the nearest first. */
  ofPart(
    which: Statement["verb"], object: XapiActivity | undefined, once: Once, result: unknown,
    parents: readonly (XapiActivity | undefined)[], more?: PartContext,
  ): Statement[];
  ofActivity(which: Statement["verb"], id: string, once: Once, result?: unknown, extensions?: Record<string, unknown>): Statement[];
}

/** Additional context of a statement. */
interface PartContext {
  readonly other?: readonly Reference[];
  readonly category?: readonly Reference[];
  readonly extensions?: Record<string, unknown>;
}

export const ADL = "http://adlnet.gov/expapi/verbs/";
const CMI5 = "https://w3id.org/xapi/cmi5";
const CMI5_CATEGORY: Reference = { id: `${CMI5}/context/categories/cmi5` };
const MOVEON_CATEGORY: Reference = { id: `${CMI5}/context/categories/moveon` };

export function createStatements(about: SessionInfo, stamp: Stamp): Statements {
  const { activities, cmi5, root } = about;
  const profile = activities.profile && root.id === activities.course.id ? [{ id: activities.profile }] : [];
  const around = [...(activities.around ?? []), ...(about.grouping ?? [])];
  const rootReference = root.definition ? reference(root as XapiActivity) : { id: root.id };

  /** Everything in the template is kept, and its activities come first (cmi5 10.2.1). */
  function context(lists: NonNullable<Context["contextActivities"]>, extensions: Record<string, unknown> = {}): Context {
    const template = cmi5?.contextTemplate ?? {};
    const merged: Record<string, readonly Reference[]> = { ...template.contextActivities };
    const category = [...(lists.category ?? []), ...profile];
    for (const [name, own] of Object.entries({ ...lists, category })) {
      const first = merged[name] ?? [];
      const all = [...first, ...own.filter(({ id }) => first.every((other) => other.id !== id))];
      if (all.length) merged[name] = all;
    }
    const extended = { ...extensions, ...template.extensions };
    const { platform, language, revision } = activities; // the language may have been changed since the launch
    return {
      platform,
      language,
      revision,
      ...template,
      ...(about.registration ? { registration: about.registration } : {}),
      ...(Object.keys(merged).length ? { contextActivities: merged } : {}),
      ...(Object.keys(extended).length ? { extensions: extended } : {}),
    };
  }

  /** Identifies the record, whatever the spelling of the learner in the launch; null while the LMS's attempt is not known. */
  function record(): readonly unknown[] | null {
    const mark = about.attempt?.();
    return mark === "" ? null : [about.registration ?? mark ?? null, identifierOf(about.actor), root.id];
  }

  function statement(verb: Statement["verb"], object: unknown, once: Once, result: unknown, where: Context): Statement {
    const whose = once && record();
    const name = whose ? [...whose, verb.id, (object as { id: string }).id, ...once] : undefined;
    return { ...stamp(name), actor: about.actor, verb, object, ...(result ? { result } : {}), context: where };
  }

  /** A statement about the launched activity. */
  function ofCourse(name: string, once: Once, result: unknown = undefined, categories: readonly Reference[] = [], extensions = {}): Statement {
    const category = cmi5 ? categories : [];
    const object = { objectType: "Activity", ...root };
    return statement(verb(ADL, name), object, once, result, context({ grouping: around, category }, extensions));
  }

  const ofPart: PartStatements["ofPart"] = (which, object, once, result, parents, more = {}) => {
    if (!object) return [];
    const [parent = [], ...above] = parents.filter((one) => one !== undefined).map((one) => [reference(one)]);
    const grouping = [rootReference, ...around, ...above.flat()];
    const lists = { parent, grouping, category: more.category ?? [], other: more.other ?? [] };
    return [statement(which, object, once, result, context(lists, more.extensions))];
  };

  const moduleOf: PartStatements["moduleOf"] = (id) => activities.modules[activities.moduleOf[id] ?? ""];
  const ofActivity: PartStatements["ofActivity"] = (which, id, once, result, extensions = {}) =>
    ofPart(which, activities.activities[id], once, result, [moduleOf(id)], { extensions });
  /** The score of the course: cmi5 9.5.1 takes raw, min and max only as whole numbers. */
  const courseScore = (score: Score) => {
    const whole = score.earned % 100 === 0 && score.total % 100 === 0;
    return cmi5 && !whole ? { scaled: scaled(score) } : scoreOf(score);
  };

  function judged(verdict: "passed" | "failed", score: Score | null, seconds: number): Statement[] {
    const mastery = cmi5?.masteryScore;
    // A learner who failed a quiz that must be passed may have reached the mastery score: then no score is reported (9.3.5).
    const reported = score && !(verdict === "failed" && typeof mastery === "number" && scaled(score) >= mastery) ? score : null;
    const result = { ...(reported ? { score: courseScore(reported) } : {}), success: verdict === "passed", duration: duration(seconds) };
    const extensions = typeof mastery === "number" ? { [`${CMI5}/context/extensions/masteryscore`]: mastery } : {};
    return [ofCourse(verdict, [], result, [CMI5_CATEGORY, MOVEON_CATEGORY], extensions)];
  }

  return {
    initialized: (session) => [ofCourse("initialized", session ? [session] : null, undefined, [CMI5_CATEGORY])],
    progressed: (percent) => [ofCourse("progressed", [percent], { extensions: { [`${CMI5}/result/extensions/progress`]: percent } })],
    completed(seconds) {
      const result = { completion: true, duration: duration(seconds) };
      return [ofCourse("completed", [], result, [CMI5_CATEGORY, MOVEON_CATEGORY])];
    },
    judged,
    scored: (score, attemptId) => (cmi5 ? [] : [ofCourse("scored", [attemptId, score.earned], { score: scoreOf(score) })]),
    terminated: (seconds, session) => [ofCourse("terminated", session ? [session] : null, { duration: duration(seconds) }, [CMI5_CATEGORY])],
    visited: (lesson) => ofActivity(verb(ADL, "experienced"), lesson, []),
    parts: { activities, pageActivities: about.pageActivities, moduleOf, ofPart, ofActivity },
  };
}

/**
 * The display of a verb about a part of the course names the part, as in "passed the quiz", because some platforms take
 * any statement that displays "passed" for one about the course. For the two tags see `LanguageMap`.
 */
export function verb(vocabulary: string, name: string, what = ""): Statement["verb"] {
  const text = what ? `${name} ${what}` : name;
  return { id: vocabulary + name, display: { en: text, "en-US": text } };
}

export function reference({ id, definition }: XapiActivity): Reference {
  return { objectType: "Activity", id, definition: { type: definition.type, name: definition.name } };
}

/** Rounded down, so that a score just below the pass mark never looks as if it reached it. */
function scaled({ earned, total }: Score): number {
  return Math.floor((earned * 10_000) / total) / 10_000;
}

export function scoreOf(score: Score): unknown {
  return { scaled: scaled(score), raw: score.earned / 100, min: (score.least ?? 0) / 100, max: score.total / 100 };
}

/** ISO 8601, to hundredths of a second. */
export function duration(seconds: number): string {
  return `PT${Math.round(Math.max(0, seconds) * 100) / 100}S`;
}
