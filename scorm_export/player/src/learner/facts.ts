/**
 * What is known about a learner's work, as facts that merge: those of two devices, of two windows, or of this device's
 * copy and the LMS. Facts are only added or replaced by greater ones, so `merge` is a join (commutative, associative
 * and idempotent): everyone who merges the same facts, in whatever order, gets the same state. Keys are derived from
 * the author's ids, and nothing here consults the course: facts about items that this edition lacks are carried along.
 *
 * Order comes from counters, never from a clock: each new fact takes a stamp above all stamps that its device knows.
 */

export interface State {
  /** Random, the same for all work in one of the LMS's attempts; "" before it is known. */
  readonly mark: string;
  /** Keys of lessons that were opened, and of what was done in them: see `LessonItem`. */
  readonly visited: ReadonlySet<string>;
  /** By the quiz's key. */
  readonly quizzes: ReadonlyMap<string, QuizFacts>;
}

export interface QuizFacts {
  /** Older attempts, of which only totals are kept; null while every attempt is kept separately. */
  readonly totals: Totals | null;
  /** By id. */
  readonly attempts: ReadonlyMap<string, Attempt>;
}

/** Hundredths of points by objective key; null when each objective earned its proportional part: see `share`. */
export type ObjectivePoints = ReadonlyMap<string, number> | null;

export interface Earned {
  /** Hundredths. */
  readonly points: number;
  readonly objectives: ObjectivePoints;
}

/**
 * The attempts with numbers up to `upTo`, none of which is kept separately any more. Of two totals, the one that covers
 * more attempts applies: see `foldOldest`.
 */
export interface Totals {
  readonly upTo: number;
  readonly count: number;
  readonly best: Earned;
  readonly first: Earned;
  readonly last: Earned;
  readonly sum: Earned;
  /** The last of them, to be displayed where nothing newer is known. */
  readonly latest: Attempt | null;
}

export interface Attempt {
  /** Three random digits: identifies the attempt on every device, and is the seed of its draws and orders. */
  readonly id: string;
  /** 1 for the first; attempts of different devices may have the same number. */
  readonly number: number;
  /** Second input of draws and orders: 1, except in attempts begun before attempts had ids, where it is their number. */
  readonly turn: number;
  /** The stamp of its latest change. */
  readonly lastStamp: number;
  /** When it was begun under a time limit, in seconds since EPOCH; the earliest time applies. */
  readonly begun: number | null;
  /** When it was handed in, in seconds since EPOCH, where a waiting time follows. */
  readonly ended: number | null;
  /** Of a draft, by question key. */
  readonly answers: ReadonlyMap<number, Answer>;
  /** null for a draft. */
  readonly result: Result | null;
}

/** An attempt that was handed in. */
export interface Result extends Earned {
  /** Whether it was handed in because its time was up. */
  readonly automatic: boolean;
  /** The judged answers by question key: kept for the displayed attempt, null for the others. */
  readonly answers: ReadonlyMap<number, string> | null;
}

/**
 * An answer as its question type encodes it. A choice is a single version, tagged "", and the newest applies. A text has
 * the tag of the session that wrote it: texts that were written independently are kept side by side.
 */
export interface Answer {
  readonly versions: readonly Version[];
  /** By tag, the greatest known stamp: a version with a stamp up to it that is not among `versions` was replaced. */
  readonly known: ReadonlyMap<string, number>;
  /** Set when the answer was checked immediately, which is final: the first check applies. */
  readonly judged: Judged | null;
}

export interface Version {
  readonly tag: string;
  readonly stamp: number;
  /** null: the answer was removed. */
  readonly text: string | null;
}

export interface Judged {
  readonly stamp: number;
  readonly text: string;
}

export const EMPTY_STATE: State = { mark: "", visited: new Set(), quizzes: new Map() };
export const NO_FACTS: QuizFacts = { totals: null, attempts: new Map() };

/** The marks are the same or one is missing, unless the learner continues with the work of another of the LMS's attempts. */
export function merge(one: State, other: State): State {
  const marks = [one.mark, other.mark].filter(Boolean).sort();
  return {
    mark: marks[0] ?? "",
    visited: new Set([...one.visited, ...other.visited]),
    quizzes: mergeMaps(one.quizzes, other.quizzes, mergeQuizzes),
  };
}

function mergeMaps<K, V>(one: ReadonlyMap<K, V>, other: ReadonlyMap<K, V>, mergeValues: (one: V, other: V) => V): Map<K, V> {
  const merged = new Map(one);
  for (const [key, value] of other) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : mergeValues(known, value));
  }
  return merged;
}

function mergeQuizzes(one: QuizFacts, other: QuizFacts): QuizFacts {
  const totals = greatest([one.totals, other.totals], ({ upTo, count, ...rest }) => [
    upTo, count, ...partsOfTotals(rest).map(earnedText), answersText(rest.latest?.result?.answers ?? null), rest.latest?.id ?? "",
  ]);
  const attempts = mergeMaps(one.attempts, other.attempts, mergeAttempts);
  return { totals, attempts: totals ? attemptsAfter(totals.upTo, attempts) : attempts };
}

export function attemptsAfter(number: number, attempts: QuizFacts["attempts"]): QuizFacts["attempts"] {
  return new Map([...attempts].filter(([, attempt]) => attempt.number > number));
}

export function partsOfTotals({ best, first, last, sum }: Pick<Totals, "best" | "first" | "last" | "sum">): readonly Earned[] {
  return [best, first, last, sum];
}

function mergeAttempts(one: Attempt, other: Attempt): Attempt {
  return {
    id: one.id,
    number: Math.max(one.number, other.number),
    turn: Math.max(one.turn, other.turn),
    lastStamp: Math.max(one.lastStamp, other.lastStamp),
    begun: minimum([one.begun, other.begun]),
    ended: maximum([one.ended, other.ended]),
    answers: mergeMaps(one.answers, other.answers, mergeAnswers),
    result: greatest([one.result, other.result], ({ automatic, points, answers, ...rest }) => [
      Number(!automatic), points, earnedText({ points, ...rest }), answersText(answers),
    ]),
  };
}

export function mergeAnswers(one: Answer, other: Answer): Answer {
  const versions = new Map<string, Version>();
  for (const [version, against] of [...versionsAgainst(one, other), ...versionsAgainst(other, one)]) {
    if (isReplaced(version, against)) continue;
    const dot = `${version.tag} ${version.stamp}`;
    const known = versions.get(dot);
    versions.set(dot, known ? greater(known, version, ({ text }) => [text === null ? 0 : 1, text ?? ""]) : version);
  }
  const judged = [one.judged, other.judged].filter((judgement) => judgement !== null);
  return {
    versions: [...versions.values()].sort((a, b) => compare(rankOf(b), rankOf(a))),
    known: mergeMaps(one.known, other.known, Math.max),
    judged: judged.sort((a, b) => compare([a.stamp, a.text], [b.stamp, b.text]))[0] ?? null,
  };
}

const versionsAgainst = (answer: Answer, against: Answer) => answer.versions.map((version) => [version, against] as const);

function isReplaced({ tag, stamp }: Version, { versions, known }: Answer): boolean {
  return stamp <= (known.get(tag) ?? 0) && !versions.some((other) => other.tag === tag && other.stamp === stamp);
}

/** Greatest for the version that is displayed. */
export function rankOf({ tag, stamp, text }: Version): Rank {
  return [stamp, tag, text ?? ""];
}

function earnedText({ points, objectives }: Earned): string {
  if (objectives === null) return `${points}`;
  return [points, ...byKey(objectives).map((pair) => pair.join(":"))].join(" ");
}

function answersText(answers: ReadonlyMap<number, string> | null): string {
  return answers === null ? "" : `answers ${byKey(answers).join(" ")}`;
}

function minimum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.min(...known) : null;
}

function maximum(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.max(...known) : null;
}

/** The entries in the order of their keys, so that equal facts give equal texts. */
export function byKey<K extends number | string, V>(map: ReadonlyMap<K, V>): readonly (readonly [K, V])[] {
  return [...map].sort(([one], [other]) => compare([one], [other]));
}

type Rank = readonly (number | string)[];

function greatest<T>(values: readonly (T | null)[], rank: (value: T) => Rank): T | null {
  return values.reduce((best, value) => (value === null ? best : best === null ? value : greater(best, value, rank)), null);
}

function greater<T>(one: T, other: T, rank: (value: T) => Rank): T {
  return compare(rank(one), rank(other)) < 0 ? other : one;
}

export function compare(one: Rank, other: Rank): number {
  for (let n = 0; n < Math.max(one.length, other.length); n++) {
    const [a = -1, b = -1] = [one[n], other[n]];
    if (a !== b) return a < b ? -1 : 1;
  }
  return 0;
}
