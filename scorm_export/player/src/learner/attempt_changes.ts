/** Changes to a quiz's attempts. Each returns new facts and leaves the old ones as they are. */
import {
  addPoints, answersOf, betterOf, countingAttempts, factsOf, MARKS, objectivesOf, pointsFor, share, textOf, recency, type CountedPoints,
} from "./attempts.ts";
import { attemptsAfter, compare, rankOf, type Answer, type Attempt, type Earned, type QuizFacts, type State } from "./facts.ts";
import type { CourseData, Quiz } from "../course.ts";

/** Attempts that are kept separately; when there are more, older ones become totals until half of this number is left. */
const MAX_SEPARATE = 16;

/** Texts of a draft that were written elsewhere independently of the displayed ones, by question key. */
export function rivalsOf(attempt: Attempt | null): Map<number, string> {
  const found = [...(attempt?.answers ?? [])].flatMap(([key, answer]): (readonly [number, string])[] => {
    const rival = answer.judged ? undefined : answer.versions.slice(1).find(({ text }) => text && text !== textOf(answer));
    return rival?.text ? [[key, rival.text]] : [];
  });
  return new Map(attempt?.result ? [] : found);
}

/** Drafts with answers, other than the displayed attempt, the newest first. */
export function otherDrafts(state: State, quiz: Quiz, shown: Attempt | null): readonly Attempt[] {
  return [...factsOf(state, quiz).attempts.values()]
    .filter((attempt) => attempt !== shown && !attempt.result && answersOf(attempt).size > 0)
    .sort((a, b) => compare(recency(b), recency(a)));
}

/** Points as they are kept: by objective key, and without the objectives where each earned its proportional part. */
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

/** Above all stamps of the quiz that are known here. */
export function nextStamp(state: State, quiz: Quiz): number {
  return 1 + Math.max(0, ...[...factsOf(state, quiz).attempts.values()].map(({ lastStamp }) => lastStamp));
}

/** Above the numbers of all attempts that are known here. */
function nextNumber({ totals, attempts }: QuizFacts): number {
  return 1 + Math.max(totals?.upTo ?? 0, ...[...attempts.values()].map(({ number: nth }) => nth));
}

export function newAttempt(state: State, quiz: Quiz, id: string): Attempt {
  const nothing = { begun: null, ended: null, answers: new Map<number, Answer>(), result: null };
  return { id, number: nextNumber(factsOf(state, quiz)), turn: 1, lastStamp: nextStamp(state, quiz), ...nothing };
}

/** The draft with another answer; null removes it. `tag`: that of the session for a text, "" for a choice. */
export function answered(attempt: Attempt, question: number, text: string | null, stamp: number, tag = ""): Attempt {
  const before = attempt.answers.get(question);
  const [replaced, ...others] = before?.versions ?? [];
  const versions = [{ tag, stamp, text }, ...others.filter((other) => other.text !== text && other !== replaced)];
  const known = new Map(before?.known ?? []).set(tag, stamp);
  return withAnswer(attempt, question, { versions, known, judged: before?.judged ?? null }, stamp);
}

/** A new attempt that keeps answers of the previous one, by question key. They count as judged. */
export function keepAnswers(attempt: Attempt, answers: Iterable<readonly [number, string]>): Attempt {
  const stamp = attempt.lastStamp;
  const kept = [...answers].map(([key, text]): [number, Answer] => {
    const versions = [{ tag: "", stamp, text }];
    return [key, { versions, known: new Map([["", stamp]]), judged: { stamp, text } }];
  });
  return { ...attempt, answers: new Map(kept) };
}

/** The draft with a question marked for later, or with the mark removed. */
export function marked(attempt: Attempt, question: number, on: boolean, stamp: number): Attempt {
  return answered(attempt, question + MARKS, on ? "m" : null, stamp);
}

/** The draft with a single text for a question, which replaces all its versions. */
export function settled(attempt: Attempt, question: number, text: string, stamp: number, tag: string): Attempt {
  const known = new Map(attempt.answers.get(question)?.known ?? []).set(tag, stamp);
  return withAnswer(attempt, question, { versions: [{ tag, stamp, text }], known, judged: null }, stamp);
}

/** The draft with an answer that is final. */
export function judged(attempt: Attempt, question: number, stamp: number): Attempt {
  const answer = attempt.answers.get(question);
  const text = answer && textOf(answer);
  if (!answer || typeof text !== "string" || answer.judged) return attempt;
  return withAnswer(attempt, question, { ...answer, judged: { stamp, text } }, stamp);
}

function withAnswer(attempt: Attempt, question: number, answer: Answer, lastStamp: number): Attempt {
  const versions = [...answer.versions].sort((a, b) => compare(rankOf(b), rankOf(a)));
  return { ...attempt, lastStamp, answers: new Map(attempt.answers).set(question, { ...answer, versions }) };
}

/**
 * Folds the older attempts into totals once there are more than MAX_SEPARATE. Of two devices' totals, those that cover
 * more attempts apply: a device that is so far behind loses the attempts and drafts up to that number that only it had.
 */
export function foldOldest(course: CourseData, state: State, quiz: Quiz): State {
  const facts = factsOf(state, quiz);
  const counting = countingAttempts(facts);
  if (counting.length <= MAX_SEPARATE) return state;
  const upTo = counting[counting.length - MAX_SEPARATE / 2 - 1]?.number ?? 0;
  const old = counting.filter(({ number: nth }) => nth <= upTo).flatMap(({ result }) => result ?? []);
  const [first] = old;
  const last = old[old.length - 1];
  if (!first || !last) return state;
  const { totals } = facts;
  const best = [...(totals ? [totals.best] : []), ...old].reduce<Earned | undefined>(betterOf, undefined) ?? first;
  const pointsOf = (earned: Earned, times: number): CountedPoints => ({ ...earned, objectives: objectivesOf(course, quiz, earned, times) });
  const sum = [...(totals ? [pointsOf(totals.sum, totals.count)] : []), ...old.map((one) => pointsOf(one, 1))].reduce(addPoints);
  const parts = { best, first: totals?.first ?? first, last, sum: earnedAs(course, quiz, sum.points, sum.objectives) };
  const folded = { upTo, count: (totals?.count ?? 0) + old.length, ...parts, latest: null };
  return withFacts(state, quiz, { totals: folded, attempts: attemptsAfter(upTo, facts.attempts) });
}
