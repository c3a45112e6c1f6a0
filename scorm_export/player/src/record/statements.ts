/**
 * What a learner does, as xAPI 1.0.3 statements. Pure: an event goes in, statements come out; nothing is sent here.
 *
 * The course's own statements (initialized, progressed, completed, passed, failed, terminated) have the launched activity
 * as object. Everything else has an object of its own, the launched activity in `grouping`, and under cmi5 is an "allowed"
 * statement (cmi5 7.1.3). Verbs and types are those of ADL, cmi5 and the video profile 1.0.3.
 */
import { identify } from "./actor.ts";
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

/** An activity in a context: its id, and enough of its definition to know what it is. */
interface Reference {
  readonly objectType?: "Activity";
  readonly id: string;
  readonly definition?: { readonly type: string; readonly name: LanguageMap };
}

/** What stays the same for all statements of a session. */
export interface Circumstances {
  /** As the launch gave it, unchanged. */
  readonly actor: unknown;
  readonly registration: string | null;
  /** The activity that was launched, with its definition or, where the LMS defines it, without. */
  readonly root: { readonly id: string; readonly definition?: XapiActivity["definition"] };
  readonly activities: CourseActivities;
  /** What `page-<id>.js` brought for an activity; undefined before it has. */
  readonly pageActivities: (id: string) => PageActivities | undefined;
  /** Ids of activities the launch names as grouping. */
  readonly grouping?: readonly string[];
  /** The random mark of the attempt in the LMS, where no registration names it; "" while it is not known. */
  readonly attempt?: () => string;
  /** Only under cmi5. */
  readonly cmi5?: { readonly contextTemplate: Context; readonly masteryScore: number | null };
}

/**
 * A new id and the time of the statement; given once and never changed, so that a retry is recognised. Of what can be said
 * only once in a registration the id follows from `name`, which tells what that is.
 */
export type Stamp = (name?: readonly unknown[]) => { readonly id: string; readonly timestamp: string };

/** What makes a statement the only one of its verb and object; null where it may be said again and again. */
type Once = readonly unknown[] | null;

type Score = { readonly earned: number; readonly total: number; readonly least?: number };

/** By event. Each answers the statements that tell it, in order; none when the compiler defined no such activity. */
export interface Statements {
  /** `session` names it where it may be said once only; "" where every page may. */
  initialized(session: string): Statement[];
  /** 0…100, whole. */
  progressed(percent: number): Statement[];
  /** `seconds`: what it took to get there, over all sessions (cmi5 9.5.4.1). */
  completed(seconds: number): Statement[];
  judged(verdict: "passed" | "failed", score: Score | null, seconds: number): Statement[];
  /**
   * The score has changed and the verdict has not. None under cmi5, where only a verdict has a score (9.5.1).
   * `attemptId`: of the attempt that was handed in last.
   */
  scored(score: Score, attemptId: string): Statement[];
  /** `session` as in `initialized`: who finds this statement knows that the session is over. */
  terminated(seconds: number, session: string): Statement[];
  visited(lesson: string): Statement[];
  /** For those who tell of quizzes and videos. */
  readonly telling: Telling;
}

/** What it takes to tell of the parts of a course. */
export interface Telling extends Pick<Circumstances, "activities" | "pageActivities"> {
  moduleOf(activity: string): XapiActivity | undefined;
  /** A statement about a part of the course; none when the part has no definition. Its parents come nearest first. */
  ofPart(
    which: Statement["verb"], object: XapiActivity | undefined, once: Once, result: unknown,
    parents: readonly (XapiActivity | undefined)[], more?: More,
  ): Statement[];
  ofActivity(which: Statement["verb"], id: string, once: Once, result?: unknown, extensions?: Record<string, unknown>): Statement[];
}

/** What else is in the context of a statement about a part. */
interface More {
  readonly other?: readonly Reference[];
  readonly category?: readonly Reference[];
  readonly extensions?: Record<string, unknown>;
}

export const ADL = "http://adlnet.gov/expapi/verbs/";
const CMI5 = "https://w3id.org/xapi/cmi5";
const CMI5_CATEGORY: Reference = { id: `${CMI5}/context/categories/cmi5` };
const MOVEON_CATEGORY: Reference = { id: `${CMI5}/context/categories/moveon` };

export function createStatements(about: Circumstances, stamp: Stamp): Statements {
  const { activities, cmi5, root } = about;
  const shared = { platform: activities.platform, language: activities.language, revision: activities.revision };
  const rootReference = root.definition ? reference(root as XapiActivity) : { id: root.id };

  /** Everything of the template stays, and its activities come first (cmi5 10.2.1). */
  function context(lists: NonNullable<Context["contextActivities"]>, extensions: Record<string, unknown> = {}): Context {
    const template = cmi5?.contextTemplate ?? {};
    const merged: Record<string, readonly Reference[]> = { ...template.contextActivities };
    for (const [name, own] of Object.entries(lists)) {
      const first = merged[name] ?? [];
      const all = [...first, ...own.filter(({ id }) => first.every((other) => other.id !== id))];
      if (all.length) merged[name] = all;
    }
    const told = { ...extensions, ...template.extensions };
    return {
      ...shared,
      ...template,
      ...(about.registration ? { registration: about.registration } : {}),
      ...(Object.keys(merged).length ? { contextActivities: merged } : {}),
      ...(Object.keys(told).length ? { extensions: told } : {}),
    };
  }

  /** Whose record it is, however the launch spelt the learner's name; null while the attempt is not known. */
  function record(): readonly unknown[] | null {
    const mark = about.attempt?.();
    return mark === "" ? null : [about.registration ?? mark ?? null, identify(about.actor), root.id];
  }

  function statement(verb: Statement["verb"], object: unknown, once: Once, result: unknown, where: Context): Statement {
    const whose = once && record();
    const name = whose ? [...whose, verb.id, (object as { id: string }).id, ...once] : undefined;
    return { ...stamp(name), actor: about.actor, verb, object, ...(result ? { result } : {}), context: where };
  }

  /** A statement about the launched activity itself. */
  function ofCourse(name: string, once: Once, result: unknown = undefined, categories: readonly Reference[] = [], extensions = {}): Statement {
    const grouping = (about.grouping ?? []).map((id) => ({ id }));
    const category = cmi5 ? categories : [];
    const object = { objectType: "Activity", ...root };
    return statement(verb(ADL, name), object, once, result, context({ grouping, category }, extensions));
  }

  const ofPart: Telling["ofPart"] = (which, object, once, result, parents, more = {}) => {
    if (!object) return [];
    const [parent = [], ...above] = parents.filter((one) => one !== undefined).map((one) => [reference(one)]);
    const grouping = [rootReference, ...(about.grouping ?? []).map((id) => ({ id })), ...above.flat()];
    const lists = { parent, grouping, category: more.category ?? [], other: more.other ?? [] };
    return [statement(which, object, once, result, context(lists, more.extensions))];
  };

  const moduleOf: Telling["moduleOf"] = (id) => activities.modules[activities.moduleOf[id] ?? ""];
  const ofActivity: Telling["ofActivity"] = (which, id, once, result, extensions = {}) =>
    ofPart(which, activities.activities[id], once, result, [moduleOf(id)], { extensions });
  /** The score of the course: cmi5 9.5.1 takes raw, min and max only as whole numbers. */
  const courseScore = (score: Score) => {
    const whole = score.earned % 100 === 0 && score.total % 100 === 0;
    return cmi5 && !whole ? { scaled: scaled(score) } : scoreOf(score);
  };

  function judged(verdict: "passed" | "failed", score: Score | null, seconds: number): Statement[] {
    const mastery = cmi5?.masteryScore;
    // Who failed by a quiz that has to be passed may have points enough: then no score is told (9.3.5).
    const told = score && !(verdict === "failed" && typeof mastery === "number" && scaled(score) >= mastery) ? score : null;
    const result = { ...(told ? { score: courseScore(told) } : {}), success: verdict === "passed", duration: duration(seconds) };
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
    telling: { activities, pageActivities: about.pageActivities, moduleOf, ofPart, ofActivity },
  };
}

/**
 * A platform may take any statement whose verb reads "passed" for the course's own, so what is said about a part reads
 * otherwise. English goes by both tags, as platforms look for one or the other.
 */
export function verb(vocabulary: string, name: string, what = ""): Statement["verb"] {
  const text = what ? `${name} ${what}` : name;
  return { id: vocabulary + name, display: { en: text, "en-US": text } };
}

export function reference({ id, definition }: XapiActivity): Reference {
  return { objectType: "Activity", id, definition: { type: definition.type, name: definition.name } };
}

/** Rounded down, so that a mark just missed never reads as reached. */
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
