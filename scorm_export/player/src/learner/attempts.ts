/** What the facts make of a quiz's attempts: which one is displayed, and which points count. */
import { encodeNumber, value } from "./digits.ts";
import { compare, NO_FACTS, type Answer, type Attempt, type Earned, type Totals, type QuizFacts, type State } from "./facts.ts";
import { ATTEMPT_ID_LENGTH, QUESTION_KEY_BITS } from "../limits.ts";
import { SEEDS } from "./order.ts";
import type { CourseData, Quiz } from "../course.ts";

/** A mark for later is stored like an answer, under the key of its question plus this, and merges in the same way. */
export const MARKS = 2 ** QUESTION_KEY_BITS;

export interface QuizSummary extends CountedPoints {
  /** How many were handed in. */
  readonly attempts: number;
  /** Whether the displayed attempt was handed in. */
  readonly handedIn: boolean;
  /** The displayed attempt; null before the first. */
  readonly shown: Attempt | null;
}

/** Points of the attempt that counts, or the sum over all attempts where their average counts. */
export interface CountedPoints {
  /** Hundredths. */
  readonly points: number;
  /** Hundredths by objective id. */
  readonly objectives: ReadonlyMap<string, number>;
}

export const factsOf = (state: State, { key }: Pick<Quiz, "key">): QuizFacts => state.quizzes.get(key) ?? NO_FACTS;

export function summaryOf(course: CourseData, state: State, quiz: Quiz): QuizSummary {
  const facts = factsOf(state, quiz);
  const counting = countingAttempts(facts);
  const attempts = handedInOf(facts);
  const last = lastChanged(facts);
  // An attempt without answers cannot be taken once the attempts were used up on other devices.
  const isOver = quiz.attempts > 0 && attempts >= quiz.attempts && last !== null && !isBegun(last);
  const shown = isOver ? lastHandedIn(facts) : last;
  return { attempts, handedIn: shown !== null && shown.result !== null, shown, ...countedPoints(course, quiz, facts.totals, counting) };
}

export const lastChanged = ({ attempts, totals }: QuizFacts): Attempt | null => last([...attempts.values()]) ?? totals?.latest ?? null;

export const lastHandedIn = ({ attempts, totals }: QuizFacts): Attempt | null =>
  last([...attempts.values()].filter(({ result }) => result)) ?? totals?.latest ?? null;

function last(attempts: readonly Attempt[]): Attempt | null {
  return attempts.reduce<Attempt | null>((best, one) => (best && compare(recency(best), recency(one)) > 0 ? best : one), null);
}

const isBegun = (attempt: Attempt): boolean => attempt.result !== null || attempt.begun !== null || isAnswered(attempt);

export const recency = ({ lastStamp, number: nth, id }: Attempt) => [lastStamp, nth, id];
const startOrder = ({ number: nth, id }: Attempt) => [nth, id];

/** How many attempts were handed in. */
export const handedInOf = (facts: QuizFacts): number => (facts.totals?.count ?? 0) + countingAttempts(facts).length;

/** The attempts that were handed in, in the order in which they were begun. */
export function countingAttempts({ attempts }: QuizFacts): readonly Attempt[] {
  return [...attempts.values()].filter(({ result }) => result).sort((a, b) => compare(startOrder(a), startOrder(b)));
}

/** A pretest that may be taken once is judged by the attempt begun first, whatever devices it was taken on. */
function countingRule({ counts, purpose, attempts }: Quiz): NonNullable<Quiz["counts"]> | "best" {
  return counts ?? (purpose === "pretest" && attempts === 1 ? "first" : "best");
}

function countedPoints(course: CourseData, quiz: Quiz, totals: Totals | null, counting: readonly Attempt[]): CountedPoints {
  const results = counting.flatMap(({ result }) => result ?? []);
  const pointsOf = (earned: Earned | undefined, times = 1): CountedPoints => {
    if (!earned) return { points: 0, objectives: new Map() };
    return {
      points: Math.min(earned.points, quiz.points * times),
      objectives: objectivesOf(course, quiz, earned, times),
    };
  };
  switch (countingRule(quiz)) {
    case "best":
      return pointsOf([...(totals ? [totals.best] : []), ...results].reduce<Earned | undefined>(betterOf, undefined));
    case "first":
      return pointsOf(totals?.first ?? results[0]);
    case "last":
      return pointsOf(results[results.length - 1] ?? totals?.last);
    case "average":
      return [pointsOf(totals?.sum, totals?.count), ...results.map((one) => pointsOf(one))].reduce(addPoints);
  }
}

export const betterOf = (best: Earned | undefined, one: Earned): Earned => (best && best.points >= one.points ? best : one);

export function addPoints(one: CountedPoints, other: CountedPoints): CountedPoints {
  const names = new Set([...one.objectives.keys(), ...other.objectives.keys()]);
  const sum = (name: string): number => (one.objectives.get(name) ?? 0) + (other.objectives.get(name) ?? 0);
  return { points: one.points + other.points, objectives: new Map([...names].map((name) => [name, sum(name)])) };
}

/** Hundredths by objective id, of `times` attempts. Where all points of the quiz are for every objective, they are its points. */
export function objectivesOf(course: CourseData, quiz: Quiz, { points, objectives }: Earned, times: number): Map<string, number> {
  const keys = new Map(course.objectives.map(({ id, key }) => [id, key]));
  const ids = Object.keys(quiz.objectives);
  const isShared = ids.every((id) => pointsFor(quiz, id) === quiz.points);
  const byId = ids.flatMap((id): (readonly [string, number])[] => {
    if (objectives === null || isShared) return [[id, share(quiz, id, Math.min(points, quiz.points * times))]];
    const earned = objectives.get(keys.get(id) ?? "");
    return earned === undefined ? [] : [[id, Math.min(earned, pointsFor(quiz, id) * times)]];
  });
  return new Map(byId);
}

/**
 * The points of an objective, in proportion to the points of the attempt. Exact when all of the quiz's points are for
 * the objective, which is why the points of such objectives are not stored.
 */
export function share(quiz: Quiz, objective: string, earned: number): number {
  return quiz.points ? Math.floor((earned * pointsFor(quiz, objective)) / quiz.points) : 0;
}

/** Rounded half up, to hundredths of a point. */
export function average(sum: number, attempts: number): number {
  return attempts ? Math.floor((2 * sum + attempts) / (2 * attempts)) : 0;
}

/** Hundredths of points that a quiz gives for an objective; 0 when none of its questions names it. */
export function pointsFor(quiz: Quiz, objective: string): number {
  return Object.prototype.hasOwnProperty.call(quiz.objectives, objective) ? (quiz.objectives[objective] ?? 0) : 0;
}

/** The seed of an attempt's draws and orders. */
export const seedOf = ({ id }: Pick<Attempt, "id">): number => value(id);

/** `seed` is below SEEDS. */
export const idOf = (seed: number): string => encodeNumber(seed, ATTEMPT_ID_LENGTH);

/** An id or mark; `random` is 0…1, excluding 1. */
export const randomId = (random: number): string => idOf(Math.floor(random * SEEDS));

/** The displayed answers of a draft, or the judged ones, by question key. */
export function answersOf(attempt: Attempt | null): Map<number, string> {
  if (attempt?.result) return new Map(attempt.result.answers ?? []);
  return new Map(textsOf(attempt).filter(([key]) => key < MARKS));
}

/** Keys of the questions of a draft that the learner has marked for later. */
export function marksOf(attempt: Attempt | null): Set<number> {
  return new Set(textsOf(attempt).flatMap(([key]) => (key < MARKS ? [] : key - MARKS)));
}

function textsOf(attempt: Attempt | null): (readonly [number, string])[] {
  return [...(attempt?.answers ?? [])].flatMap(([key, answer]): (readonly [number, string])[] => {
    const text = textOf(answer);
    return text === null ? [] : [[key, text]];
  });
}

/** Whether the learner has answered anything in a draft. Marks, and answers kept from the previous attempt, do not count. */
export const isAnswered = ({ answers }: Attempt): boolean =>
  [...answers].some(([key, answer]) => key < MARKS && !isKept(answer));

/** Whether an answer was kept from the previous attempt: it was judged with its first stamp, others are judged later. */
export const isKept = ({ judged, versions }: Answer): boolean =>
  judged !== null && versions.every(({ stamp, text }) => stamp === judged.stamp && text === judged.text);

/** The judged text, or the newest version; null where the answer was removed. */
export function textOf({ judged, versions }: Answer): string | null {
  return judged ? judged.text : (versions[0]?.text ?? null);
}
