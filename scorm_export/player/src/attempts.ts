/**
 * The attempts of a quiz, as its facts tell them: which one is on display, what counts, and what happens to them. What is
 * written goes into new facts; the old ones stay as they are.
 */
import { number, value } from "./digits.ts";
import { attemptsAbove, compare, NO_FACTS, rankOf, type Answer, type Attempt, type Earned, type Fold, type QuizFacts, type State } from "./facts.ts";
import { ATTEMPT_ID_LENGTH } from "./limits.ts";
import type { CourseData, Quiz } from "./types.ts";

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
  /** Drafts with answers beside it, the newest first. */
  readonly otherDrafts: readonly Attempt[];
}

/** Attempts that are kept by themselves; when there are more, older ones become sums until half of them are left. */
const MOST_KEPT = 16;

export const factsOf = (state: State, quiz: Quiz): QuizFacts => state.quizzes.get(quiz.key) ?? NO_FACTS;

export function recordOf(course: CourseData, state: State, quiz: Quiz): QuizRecord {
  const facts = factsOf(state, quiz);
  const counting = countingAttempts(facts);
  const attempts = (facts.fold?.count ?? 0) + counting.length;
  const last = lastTouched(facts);
  // One that was only looked at on one device, while the attempts were used up on others, is not begun any more.
  const isOver = quiz.attempts > 0 && attempts >= quiz.attempts && last !== null && !isBegun(last);
  const shown = isOver ? lastHandedIn(facts) : last;
  const otherDrafts = [...facts.attempts.values()]
    .filter((attempt) => attempt !== shown && !attempt.result && hasAnswers(attempt))
    .sort((a, b) => compare(touchOf(b), touchOf(a)));
  const told = whatCounts(course, quiz, facts.fold, counting);
  return { attempts, handedIn: shown !== null && shown.result !== null, shown, otherDrafts, ...told };
}

/** The attempt that something happened to last. */
export const lastTouched = ({ attempts, fold }: QuizFacts): Attempt | null => last([...attempts.values()]) ?? fold?.latest ?? null;

export const lastHandedIn = ({ attempts, fold }: QuizFacts): Attempt | null =>
  last([...attempts.values()].filter(({ result }) => result)) ?? fold?.latest ?? null;

function last(attempts: readonly Attempt[]): Attempt | null {
  return attempts.reduce<Attempt | null>((best, one) => (best && compare(touchOf(best), touchOf(one)) > 0 ? best : one), null);
}

const isBegun = ({ result, begun, answers }: Attempt): boolean => result !== null || begun !== null || answers.size > 0;

const touchOf = ({ touched, number: nth, id }: Attempt) => [touched, nth, id];
const orderOf = ({ number: nth, id }: Attempt) => [nth, id];

/** Those that were handed in, in the order in which they were begun. */
function countingAttempts({ attempts }: QuizFacts): readonly Attempt[] {
  return [...attempts.values()].filter(({ result }) => result).sort((a, b) => compare(orderOf(a), orderOf(b)));
}

/** A pretest that may be taken once is judged once, on whatever devices it was taken. */
function rule({ counts, purpose, attempts }: Quiz): NonNullable<Quiz["counts"]> | "best" {
  return counts ?? (purpose === "pretest" && attempts === 1 ? "first" : "best");
}

interface Told {
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

const better = (best: Earned | undefined, one: Earned): Earned => (best && best.points >= one.points ? best : one);

function add(one: Told, other: Told): Told {
  const names = new Set([...one.objectives.keys(), ...other.objectives.keys()]);
  const sum = (name: string): number => (one.objectives.get(name) ?? 0) + (other.objectives.get(name) ?? 0);
  return { points: one.points + other.points, objectives: new Map([...names].map((name) => [name, sum(name)])) };
}

/** By objective id. A quiz whose points are all for every objective tells what each earned by its points. */
function objectivesOf(course: CourseData, quiz: Quiz, { points, objectives }: Earned, times: number): Map<string, number> {
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

/** Points as they are kept: by objective key, and without the objectives where each has its share. */
export function earnedAs(course: CourseData, quiz: Quiz, points: number, objectives: ReadonlyMap<string, number>): Earned {
  const isShare = Object.keys(quiz.objectives).every((id) => (objectives.get(id) ?? 0) === share(quiz, id, points));
  const named = course.objectives.filter(({ id }) => pointsFor(quiz, id) > 0 && objectives.has(id));
  return { points, objectives: isShare ? null : new Map(named.map(({ id, key }) => [key, objectives.get(id) ?? 0])) };
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

/** The answers that are displayed, of the draft or as they were judged, by question key. */
export function answersOf(attempt: Attempt | null): Map<number, string> {
  if (attempt?.result) return new Map(attempt.result.answers ?? []);
  const shown = [...(attempt?.answers ?? [])].flatMap(([key, answer]): (readonly [number, string])[] => {
    const text = textOf(answer);
    return text === null ? [] : [[key, text]];
  });
  return new Map(shown);
}

/** What was judged, or the newest version; null where it was taken back. */
export function textOf({ judged, versions }: Answer): string | null {
  return judged ? judged.text : (versions[0]?.text ?? null);
}

/** Texts of the draft that were written elsewhere at the same time as the displayed one, by question key. */
export function rivalsOf(attempt: Attempt | null): Map<number, string> {
  const found = [...(attempt?.answers ?? [])].flatMap(([key, answer]): (readonly [number, string])[] => {
    const rival = answer.judged ? undefined : answer.versions.slice(1).find(({ text }) => text && text !== textOf(answer));
    return rival?.text ? [[key, rival.text]] : [];
  });
  return new Map(attempt?.result ? [] : found);
}

export const hasAnswers = (attempt: Attempt): boolean => answersOf(attempt).size > 0;

export function withAttempt(state: State, quiz: Quiz, attempt: Attempt): State {
  const facts = factsOf(state, quiz);
  return withFacts(state, quiz, { ...facts, attempts: new Map(facts.attempts).set(attempt.id, attempt) });
}

function withFacts(state: State, quiz: Quiz, facts: QuizFacts): State {
  return { ...state, quizzes: new Map(state.quizzes).set(quiz.key, facts) };
}

/** A stamp above all of the quiz that are known here. */
export function nextStamp(state: State, quiz: Quiz): number {
  return 1 + Math.max(0, ...[...factsOf(state, quiz).attempts.values()].map(({ touched }) => touched));
}

/** A number above those of all attempts that are known here. */
function nextNumber({ fold, attempts }: QuizFacts): number {
  return 1 + Math.max(fold?.floor ?? 0, ...[...attempts.values()].map(({ number: nth }) => nth));
}

export function newAttempt(state: State, quiz: Quiz, id: string): Attempt {
  const nothing = { begun: null, ended: null, answers: new Map<number, Answer>(), result: null };
  return { id, number: nextNumber(factsOf(state, quiz)), turn: 1, touched: nextStamp(state, quiz), ...nothing };
}

/** The draft with another answer; null takes it back. A text is `tagged` with the session that writes it. */
export function answered(attempt: Attempt, question: number, text: string | null, stamp: number, tag = ""): Attempt {
  const before = attempt.answers.get(question);
  const [replaced, ...others] = before?.versions ?? [];
  const versions = [{ tag, stamp, text }, ...others.filter((other) => other.text !== text && other !== replaced)];
  const known = new Map(before?.known ?? []).set(tag, stamp);
  return withAnswer(attempt, question, { versions, known, judged: before?.judged ?? null }, stamp);
}

/** The draft with one text for a question: the displayed one or the one beside it, which is the newest from now on. */
export function settled(attempt: Attempt, question: number, text: string, stamp: number, tag: string): Attempt {
  const known = new Map(attempt.answers.get(question)?.known ?? []).set(tag, stamp);
  return withAnswer(attempt, question, { versions: [{ tag, stamp, text }], known, judged: null }, stamp);
}

/** The draft with an answer that cannot be changed any more. */
export function judged(attempt: Attempt, question: number, stamp: number): Attempt {
  const answer = attempt.answers.get(question);
  const text = answer && textOf(answer);
  if (!answer || typeof text !== "string" || answer.judged) return attempt;
  return withAnswer(attempt, question, { ...answer, judged: { stamp, text } }, stamp);
}

function withAnswer(attempt: Attempt, question: number, answer: Answer, touched: number): Attempt {
  const versions = [...answer.versions].sort((a, b) => compare(rankOf(b), rankOf(a)));
  return { ...attempt, touched, answers: new Map(attempt.answers).set(question, { ...answer, versions }) };
}

/**
 * Once there are more attempts than are kept by themselves, the older half becomes sums, and of other attempts than the
 * one on display no answers are kept. Where two devices have summed up different attempts, the sums that reach further
 * hold: a device that is so far behind loses the attempts and drafts up to that number that it alone knew.
 */
export function foldOldest(course: CourseData, state: State, quiz: Quiz): State {
  const facts = factsOf(state, quiz);
  const counting = countingAttempts(facts);
  if (counting.length <= MOST_KEPT) return state;
  const floor = counting[counting.length - MOST_KEPT / 2 - 1]?.number ?? 0;
  const old = counting.filter(({ number: nth }) => nth <= floor).flatMap(({ result }) => result ?? []);
  const [first] = old;
  const last = old[old.length - 1];
  if (!first || !last) return state;
  const { fold } = facts;
  const best = [...(fold ? [fold.best] : []), ...old].reduce<Earned | undefined>(better, undefined) ?? first;
  const tell = (earned: Earned, times: number): Told => ({ ...earned, objectives: objectivesOf(course, quiz, earned, times) });
  const sum = [...(fold ? [tell(fold.sum, fold.count)] : []), ...old.map((one) => tell(one, 1))].reduce(add);
  const sums = { best, first: fold?.first ?? first, last, sum: earnedAs(course, quiz, sum.points, sum.objectives) };
  const folded = { floor, count: (fold?.count ?? 0) + old.length, ...sums, latest: null };
  return withFacts(state, quiz, { fold: folded, attempts: attemptsAbove(floor, facts.attempts) });
}
