/**
 * What is known of a learner's work, as facts that merge: of two devices, two windows, or what was kept here and what
 * the LMS holds. Facts are only ever added or replaced by greater ones, so `merge` is a join: commutative, associative
 * and idempotent, and whoever merges the same facts in any order agrees. Everything is named by keys that follow from
 * the author's ids, and nothing here asks the course: facts that this edition does not know are carried on.
 *
 * Order comes from counters and never from a clock: each new fact takes a stamp above all that its device knows.
 */

export interface State {
  /** Random, the same for all work of one attempt in the LMS; "" before it is known. */
  readonly mark: string;
  /** Keys of lessons that were opened, and of what was done in them: see `LessonItem`. */
  readonly visited: ReadonlySet<string>;
  /** By the quiz's key. */
  readonly quizzes: ReadonlyMap<string, QuizFacts>;
}

export interface QuizFacts {
  /** Older attempts, of which only sums are kept; null while every attempt is known by itself. */
  readonly fold: Fold | null;
  /** By id. */
  readonly attempts: ReadonlyMap<string, Attempt>;
}

/** Points by objective key; null when each objective has its share of the points, as the quiz gives it. */
export type ObjectivePoints = ReadonlyMap<string, number> | null;

export interface Earned {
  /** Hundredths. */
  readonly points: number;
  readonly objectives: ObjectivePoints;
}

/**
 * Attempts up to the number `floor`, as sums; none of them is known by itself any more. The one that reaches further holds
 * when two meet: see `foldOldest`.
 */
export interface Fold {
  readonly floor: number;
  readonly count: number;
  readonly best: Earned;
  readonly first: Earned;
  readonly last: Earned;
  /** Of all together. */
  readonly sum: Earned;
  /** The last of them, where nothing newer is known: to be displayed. */
  readonly latest: Attempt | null;
}

export interface Attempt {
  /** Three digits by chance: what draws and orders begin with, and the name under which devices mean the same attempt. */
  readonly id: string;
  /** 1 for the first; of two devices several attempts may have the same number. */
  readonly number: number;
  /** What draws and orders count on with; 1 but for attempts that were begun before attempts had names. */
  readonly turn: number;
  /** The stamp of what happened to it last. */
  readonly touched: number;
  /** When it was begun under a time limit, in seconds since EPOCH; the earliest holds. */
  readonly begun: number | null;
  /** When it was handed in, where a waiting time follows. */
  readonly ended: number | null;
  /** Of a draft, by question key. */
  readonly answers: ReadonlyMap<number, Answer>;
  /** What came of it; null for a draft. */
  readonly result: Result | null;
}

/** An attempt that was handed in. */
export interface Result extends Earned {
  /** Handed in because its time was up. */
  readonly automatic: boolean;
  /** What was judged, by question key: kept of the attempt on display, null of the others. */
  readonly answers: ReadonlyMap<number, string> | null;
}

/**
 * An answer as its question type encodes it. A choice is one version, tagged "", and the newest holds. A text has the tag of
 * the session that wrote it: texts that were written without knowledge of each other stay beside each other.
 */
export interface Answer {
  readonly versions: readonly Version[];
  /** By tag, the greatest stamp that is known: a version not above it that is not among `versions` was replaced. */
  readonly known: ReadonlyMap<string, number>;
  /** Judged at once, which cannot be taken back; the first judgement stands. */
  readonly judged: Judged | null;
}

export interface Version {
  readonly tag: string;
  readonly stamp: number;
  /** null: the answer was taken back. */
  readonly text: string | null;
}

export interface Judged {
  readonly stamp: number;
  readonly text: string;
}

export const NOTHING: State = { mark: "", visited: new Set(), quizzes: new Map() };
export const NO_FACTS: QuizFacts = { fold: null, attempts: new Map() };

/** Both marks are the same or one is missing, unless the learner takes up the work of another attempt. */
export function merge(one: State, other: State): State {
  const marks = [one.mark, other.mark].filter(Boolean).sort();
  return {
    mark: marks[0] ?? "",
    visited: new Set([...one.visited, ...other.visited]),
    quizzes: mergeMaps(one.quizzes, other.quizzes, mergeQuizzes),
  };
}

function mergeMaps<K, V>(one: ReadonlyMap<K, V>, other: ReadonlyMap<K, V>, join: (one: V, other: V) => V): Map<K, V> {
  const merged = new Map(one);
  for (const [key, value] of other) {
    const known = merged.get(key);
    merged.set(key, known === undefined ? value : join(known, value));
  }
  return merged;
}

function mergeQuizzes(one: QuizFacts, other: QuizFacts): QuizFacts {
  const fold = greatest([one.fold, other.fold], ({ floor, count, ...sums }) => [
    floor, count, ...foldParts(sums).map(spellEarned), spellAnswers(sums.latest?.result?.answers ?? null), sums.latest?.id ?? "",
  ]);
  const attempts = mergeMaps(one.attempts, other.attempts, mergeAttempts);
  return { fold, attempts: fold ? attemptsAbove(fold.floor, attempts) : attempts };
}

export function attemptsAbove(floor: number, attempts: QuizFacts["attempts"]): QuizFacts["attempts"] {
  return new Map([...attempts].filter(([, attempt]) => attempt.number > floor));
}

export function foldParts({ best, first, last, sum }: Pick<Fold, "best" | "first" | "last" | "sum">): readonly Earned[] {
  return [best, first, last, sum];
}

function mergeAttempts(one: Attempt, other: Attempt): Attempt {
  return {
    id: one.id,
    number: Math.max(one.number, other.number),
    turn: Math.max(one.turn, other.turn),
    touched: Math.max(one.touched, other.touched),
    begun: least([one.begun, other.begun]),
    ended: most([one.ended, other.ended]),
    answers: mergeMaps(one.answers, other.answers, mergeAnswers),
    result: greatest([one.result, other.result], ({ automatic, points, answers, ...rest }) => [
      Number(!automatic), points, spellEarned({ points, ...rest }), spellAnswers(answers),
    ]),
  };
}

export function mergeAnswers(one: Answer, other: Answer): Answer {
  const versions = new Map<string, Version>();
  for (const [version, against] of [...pairsOf(one, other), ...pairsOf(other, one)]) {
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

const pairsOf = (answer: Answer, against: Answer) => answer.versions.map((version) => [version, against] as const);

function isReplaced({ tag, stamp }: Version, { versions, known }: Answer): boolean {
  return stamp <= (known.get(tag) ?? 0) && !versions.some((other) => other.tag === tag && other.stamp === stamp);
}

/** The version that is shown comes first. */
export function rankOf({ tag, stamp, text }: Version): Rank {
  return [stamp, tag, text ?? ""];
}

function spellEarned({ points, objectives }: Earned): string {
  if (objectives === null) return `${points}`;
  return [points, ...byKey(objectives).map((pair) => pair.join(":"))].join(" ");
}

function spellAnswers(answers: ReadonlyMap<number, string> | null): string {
  return answers === null ? "" : `answers ${byKey(answers).join(" ")}`;
}

function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.min(...known) : null;
}

function most(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length ? Math.max(...known) : null;
}

/** In the order of their keys, so that equal facts are written alike. */
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
