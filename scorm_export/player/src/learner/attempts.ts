/** The attempts of a quiz, as its facts tell them: which one is on display, and what counts. */
import { number, value } from "./digits.ts";
import { compare, NO_FACTS, type Answer, type Attempt, type Earned, type Fold, type QuizFacts, type State } from "./facts.ts";
import { ATTEMPT_ID_LENGTH, QUESTION_KEY_BITS } from "../limits.ts";
import { SEEDS } from "./order.ts";
import type { CourseData, Quiz } from "../course.ts";

/** A mark is a fact like an answer, under the key of its question and this: it merges in the same way. */
export const MARKS = 2 ** QUESTION_KEY_BITS;

/** How a quiz stands. */
export interface QuizRecord {
  /** Hand-ins so far. */
  readonly attempts: number;
  /** Whether the attempt on display was handed in. */
  readonly handedIn: boolean;
  /** Hundredths of points: those of the attempt that counts, or the sum of all where their average does. */
  readonly points: number;
  /** Hundredths of points by objective id, likewise. */
  readonly objectives: ReadonlyMap<string, number>;
  /** The one on display; null before the first. */
  readonly shown: Attempt | null;
}

export const factsOf = (state: State, quiz: Quiz): QuizFacts => state.quizzes.get(quiz.key) ?? NO_FACTS;

export function recordOf(course: CourseData, state: State, quiz: Quiz): QuizRecord {
  const facts = factsOf(state, quiz);
  const counting = countingAttempts(facts);
  const attempts = (facts.fold?.count ?? 0) + counting.length;
  const last = lastTouched(facts);
  // One that was only looked at on one device, while the attempts were used up on others, is not begun any more.
  const isOver = quiz.attempts > 0 && attempts >= quiz.attempts && last !== null && !isBegun(last);
  const shown = isOver ? lastHandedIn(facts) : last;
  const told = whatCounts(course, quiz, facts.fold, counting);
  return { attempts, handedIn: shown !== null && shown.result !== null, shown, ...told };
}

/** The attempt that something happened to last. */
export const lastTouched = ({ attempts, fold }: QuizFacts): Attempt | null => last([...attempts.values()]) ?? fold?.latest ?? null;

export const lastHandedIn = ({ attempts, fold }: QuizFacts): Attempt | null =>
  last([...attempts.values()].filter(({ result }) => result)) ?? fold?.latest ?? null;

function last(attempts: readonly Attempt[]): Attempt | null {
  return attempts.reduce<Attempt | null>((best, one) => (best && compare(touchOf(best), touchOf(one)) > 0 ? best : one), null);
}

const isBegun = (attempt: Attempt): boolean => attempt.result !== null || attempt.begun !== null || isAnswered(attempt);

export const touchOf = ({ touched, number: nth, id }: Attempt) => [touched, nth, id];
const orderOf = ({ number: nth, id }: Attempt) => [nth, id];

/** Those that were handed in, in the order in which they were begun. */
export function countingAttempts({ attempts }: QuizFacts): readonly Attempt[] {
  return [...attempts.values()].filter(({ result }) => result).sort((a, b) => compare(orderOf(a), orderOf(b)));
}

/** A pretest that may be taken once is judged once, on whatever devices it was taken. */
function rule({ counts, purpose, attempts }: Quiz): NonNullable<Quiz["counts"]> | "best" {
  return counts ?? (purpose === "pretest" && attempts === 1 ? "first" : "best");
}

export interface Told {
  readonly points: number;
  readonly objectives: ReadonlyMap<string, number>;
}

function whatCounts(course: CourseData, quiz: Quiz, fold: Fold | null, counting: readonly Attempt[]): Told {
  const results = counting.flatMap(({ result }) => result ?? []);
  const tell = (earned: Earned | undefined, times = 1): Told => {
    if (!earned) return { points: 0, objectives: new Map() };
    return {
      points: Math.min(earned.points, quiz.points * times),
      objectives: objectivesOf(course, quiz, earned, times),
    };
  };
  switch (rule(quiz)) {
    case "best":
      return tell([...(fold ? [fold.best] : []), ...results].reduce<Earned | undefined>(better, undefined));
    case "first":
      return tell(fold?.first ?? results[0]);
    case "last":
      return tell(results[results.length - 1] ?? fold?.last);
    case "average":
      return [...(fold ? [tell(fold.sum, fold.count)] : []), ...results.map((one) => tell(one))].reduce(add, tell(undefined));
  }
}

export const better = (best: Earned | undefined, one: Earned): Earned => (best && best.points >= one.points ? best : one);

export function add(one: Told, other: Told): Told {
  const names = new Set([...one.objectives.keys(), ...other.objectives.keys()]);
  const sum = (name: string): number => (one.objectives.get(name) ?? 0) + (other.objectives.get(name) ?? 0);
  return { points: one.points + other.points, objectives: new Map([...names].map((name) => [name, sum(name)])) };
}

/** By objective id. A quiz whose points are all for every objective tells what each earned by its points. */
export function objectivesOf(course: CourseData, quiz: Quiz, { points, objectives }: Earned, times: number): Map<string, number> {
  const keys = new Map(course.objectives.map(({ id, key }) => [id, key]));
  const ids = Object.keys(quiz.objectives);
  const isShared = ids.every((id) => pointsFor(quiz, id) === quiz.points);
  const told = ids.flatMap((id): (readonly [string, number])[] => {
    if (objectives === null || isShared) return [[id, share(quiz, id, Math.min(points, quiz.points * times))]];
    const earned = objectives.get(keys.get(id) ?? "");
    return earned === undefined ? [] : [[id, Math.min(earned, pointsFor(quiz, id) * times)]];
  });
  return new Map(told);
}

/**
 * Points of an objective in an attempt of which only the total is known: its share. Exact when all of the quiz's
 * points are for the objective, which is why such quizzes store none.
 */
export function share(quiz: Quiz, objective: string, earned: number): number {
  return quiz.points ? Math.floor((earned * pointsFor(quiz, objective)) / quiz.points) : 0;
}

/** Rounded half up to a hundredth of a point. */
export function average(sum: number, attempts: number): number {
  return attempts ? Math.floor((2 * sum + attempts) / (2 * attempts)) : 0;
}

/** Hundredths of points a quiz gives for an objective; 0 when none of its questions names it. */
export function pointsFor(quiz: Quiz, objective: string): number {
  return Object.prototype.hasOwnProperty.call(quiz.objectives, objective) ? (quiz.objectives[objective] ?? 0) : 0;
}

/** What draws and orders of an attempt begin with. */
export const seedOf = ({ id }: Pick<Attempt, "id">): number => value(id);

/** The id that a number below SEEDS makes. */
export const idOf = (seed: number): string => number(seed, ATTEMPT_ID_LENGTH);

/** An id or mark by chance; `random` is 0…1, 1 not included. */
export const chance = (random: number): string => idOf(Math.floor(random * SEEDS));

/** The answers that are displayed, of the draft or as they were judged, by question key. */
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

/** Whether the learner has answered anything in a draft: marks, and what was kept of the attempt before, are not answers. */
export const isAnswered = ({ answers }: Attempt): boolean =>
  [...answers].some(([key, answer]) => key < MARKS && !isKept(answer));

/** An answer that was right in the attempt before was judged as it was put there, others later: see `keepAnswers`. */
export const isKept = ({ judged, versions }: Answer): boolean =>
  judged !== null && versions.every(({ stamp, text }) => stamp === judged.stamp && text === judged.text);

/** What was judged, or the newest version; null where it was taken back. */
export function textOf({ judged, versions }: Answer): string | null {
  return judged ? judged.text : (versions[0]?.text ?? null);
}
