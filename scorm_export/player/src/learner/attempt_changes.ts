/** What happens to the attempts of a quiz. What is written goes into new facts; the old ones stay as they are. */
import {
  add, answersOf, better, countingAttempts, factsOf, MARKS, objectivesOf, pointsFor, share, textOf, touchOf, type Told,
} from "./attempts.ts";
import { attemptsAbove, compare, rankOf, type Answer, type Attempt, type Earned, type QuizFacts, type State } from "./facts.ts";
import type { CourseData, Quiz } from "../course.ts";

/** Attempts that are kept by themselves; when there are more, older ones become sums until half of them are left. */
const MOST_KEPT = 16;

/** Texts of the draft that were written elsewhere at the same time as the displayed one, by question key. */
export function rivalsOf(attempt: Attempt | null): Map<number, string> {
  const found = [...(attempt?.answers ?? [])].flatMap(([key, answer]): (readonly [number, string])[] => {
    const rival = answer.judged ? undefined : answer.versions.slice(1).find(({ text }) => text && text !== textOf(answer));
    return rival?.text ? [[key, rival.text]] : [];
  });
  return new Map(attempt?.result ? [] : found);
}

/** Drafts with answers beside the attempt on display, the newest first. */
export function otherDrafts(state: State, quiz: Quiz, shown: Attempt | null): readonly Attempt[] {
  return [...factsOf(state, quiz).attempts.values()]
    .filter((attempt) => attempt !== shown && !attempt.result && answersOf(attempt).size > 0)
    .sort((a, b) => compare(touchOf(b), touchOf(a)));
}

/** Points as they are kept: by objective key, and without the objectives where each has its share. */
export function earnedAs(course: CourseData, quiz: Quiz, points: number, objectives: ReadonlyMap<string, number>): Earned {
  const isShare = Object.keys(quiz.objectives).every((id) => (objectives.get(id) ?? 0) === share(quiz, id, points));
  const named = course.objectives.filter(({ id }) => pointsFor(quiz, id) > 0 && objectives.has(id));
  return { points, objectives: isShare ? null : new Map(named.map(({ id, key }) => [key, objectives.get(id) ?? 0])) };
}

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

/** A new attempt with answers of the one before, by question key, that stand. */
export function keepAnswers(attempt: Attempt, answers: Iterable<readonly [number, string]>): Attempt {
  const stamp = attempt.touched;
  const kept = [...answers].map(([key, text]): [number, Answer] => {
    const versions = [{ tag: "", stamp, text }];
    return [key, { versions, known: new Map([["", stamp]]), judged: { stamp, text } }];
  });
  return { ...attempt, answers: new Map(kept) };
}

/** The draft with a question marked for later, or not any more. */
export function marked(attempt: Attempt, question: number, on: boolean, stamp: number): Attempt {
  return answered(attempt, question + MARKS, on ? "m" : null, stamp);
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
