/**
 * The shortest text of a saved state, for where there is too little room for every fact, and the texts that were written
 * before there were facts: of each quiz what counts, and the answers of the attempt on display. The compiler proves of
 * every course that it fits (`state.py`).
 *
 *   text   = "2" + course key (3) + checksum of the body (3) + body
 *   body   = keys of visited lessons (3 each), then "." + record for each quiz that was touched
 *   record = quiz key (3), hand-ins (1), what else there is (1), points (3, or 4 of a sum), the seed (3), the time (5),
 *            number of objectives (1) and for each its key (2) and points (like the quiz's), the checked, the answers
 *   checked = number of digits (1), a bit for each answer in their order, six to a digit
 *   answer = question key and length (3), the response
 *
 * Seed, time and checked are there only when the digit before says so. Text "1" had "d" or "h" in that digit's place.
 * Keys are the beginnings of those in state.ts, unless the course gives shorter ones of their own.
 */
import { answersOf, average, idOf, pointsFor, recordOf, seedOf, share } from "./attempts.ts";
import { recordedIn } from "./checks.ts";
import { capped, checksum, number, value } from "./digits.ts";
import type { Answer, Attempt, Earned, QuizFacts, State } from "./facts.ts";
import { ACTIVITY_KEY_LENGTH as KEY, MOST_ATTEMPTS_COUNTED, OBJECTIVE_KEY_LENGTH as OBJECTIVE_KEY } from "../limits.ts";
import { isRandom } from "./order.ts";
import type { CourseData, Quiz } from "../course.ts";

/** What a record says of a quiz beside points. */
interface Record {
  /** Hand-ins so far, at most 63. */
  readonly attempts: number;
  readonly handedIn: boolean;
  /** What draws and orders began with. */
  readonly seed: number | null;
  /** Whether that names the attempt; before attempts had names, draws and orders counted on with its number. */
  readonly named: boolean;
  /** Seconds since EPOCH: when a draft with a time limit was begun, or when the quiz was handed in. */
  readonly time: number | null;
  /** Keys of questions of the draft that were checked and cannot be changed any more. */
  readonly checked: ReadonlySet<number>;
  /** Responses of the attempt on display, by question key. */
  readonly answers: ReadonlyMap<number, string>;
}

interface Sums extends Record {
  /** Hundredths of points of the attempt that counts, or the sum of all where their average does. */
  readonly points: number;
  /** Hundredths of points by objective id, likewise. */
  readonly objectives: ReadonlyMap<string, number>;
}

interface Written extends Record {
  /** Whether it is the sum of all attempts, as the edition that wrote it counted. */
  readonly isSum: boolean;
  readonly earned: Earned;
}

const VERSION = "2";
const OLD_VERSION = "1";
const HEAD = 7;
const POINTS_DIGITS = 3;
const SEED_DIGITS = 3;
const TIME_DIGITS = 5;
const HANDED_IN = 1;
const SUM = 2;
const SEED = 4;
const TIME = 8;
const CHECKED = 16;
const NAMED = 32;
const LONG = 3;

/** At most `most` characters, where the compiler has proven it. */
export function encodeCompact(course: CourseData, state: State, most: number): string {
  const text = encode(course, state, () => true);
  if (text.length <= most) return text;
  // Only answers to questions of an older edition can make it too long. What was judged already may go.
  return encode(course, state, (sums) => !sums.handedIn);
}

function encode(course: CourseData, state: State, keepsAnswers: (sums: Sums) => boolean): string {
  const body = course.activities.map((activity) => (state.visited.has(activity.key) ? shortKey(activity) : ""));
  for (const activity of recordedIn(course)) {
    if (activity.kind !== "quiz" || !state.quizzes.has(activity.key)) continue;
    const sums = sumsOf(course, state, activity);
    body.push(".", encodeQuiz(course, activity, sums), keepsAnswers(sums) ? encodeAnswers(sums) : "");
  }
  return seal(course, body.join(""));
}

function sumsOf(course: CourseData, state: State, quiz: Quiz): Sums {
  const { shown, ...record } = recordOf(course, state, quiz);
  const isJudged = quiz.feedback === "immediately" && !shown?.result;
  const checked = [...(shown?.answers ?? [])].flatMap(([key, { judged }]) => (judged && isJudged ? [key] : []));
  const begun = quiz.time ? shown?.begun : null;
  const ended = quiz.wait ? shown?.ended : null;
  return {
    ...record,
    attempts: Math.min(record.attempts, MOST_ATTEMPTS_COUNTED),
    seed: shown && isRandom(quiz) ? seedOf(shown) : null,
    named: shown?.turn === 1,
    time: (record.handedIn ? ended : begun) ?? null,
    checked: new Set(checked),
    answers: answersOf(shown),
  };
}

/** The short key of an activity or objective. */
export function shortKey({ key, short }: { readonly key: string; readonly short?: string }, length = KEY): string {
  return short ?? key.slice(0, length);
}

function seal(course: CourseData, body: string, version = VERSION): string {
  return version + course.key.slice(0, KEY) + checksum(body) + body;
}

/** The state a text stands for; null when it is not one of this course that can be trusted. Never throws. */
export function decodeCompact(course: CourseData, text: string): State | null {
  const body = text.slice(HEAD);
  const version = text.startsWith(OLD_VERSION) ? OLD_VERSION : VERSION;
  if (text !== seal(course, body, version)) return null;
  const [lessons = "", ...records] = body.split(".");
  const lessonKeys = split(lessons, KEY);
  if (lessonKeys === null) return null;
  const byShortKey = new Map(recordedIn(course).map((activity) => [shortKey(activity), activity]));
  const visited = lessonKeys.flatMap((key) => (byShortKey.get(key)?.kind === "lesson" ? (byShortKey.get(key)?.key ?? []) : []));
  const quizzes = new Map<string, QuizFacts>();
  for (const written of records) {
    const quiz = byShortKey.get(written.slice(0, KEY));
    if (quiz?.kind !== "quiz") continue;
    const sums = decodeQuiz(course, written, version);
    if (sums === null) return null;
    quizzes.set(quiz.key, factsFrom(sums));
  }
  return { mark: "", visited: new Set(visited), quizzes };
}

/** The facts that sums stand for, the same on every device. */
function factsFrom(sums: Written): QuizFacts {
  const { attempts, isSum, earned } = sums;
  const one = isSum ? scaled(earned, (points) => average(points, attempts)) : earned;
  const sum = isSum ? earned : scaled(earned, (points) => points * attempts);
  const shown = shownFrom(sums, one);
  const latest = shown.result ? shown : null;
  const fold = attempts ? { floor: attempts, count: attempts, best: one, first: one, last: one, sum, latest } : null;
  return { fold, attempts: new Map(latest ? [] : [[shown.id, shown]]) };
}

function scaled({ points, objectives }: Earned, scale: (points: number) => number): Earned {
  return { points: scale(points), objectives: objectives && new Map([...objectives].map(([key, of]) => [key, scale(of)])) };
}

/** The attempt on display. The sums count it, if it was handed in. */
function shownFrom({ attempts, handedIn, seed, named, time, checked, answers }: Written, earned: Earned): Attempt {
  const nth = handedIn ? attempts : attempts + 1;
  const touched = 1;
  const draft = [...answers].map(([key, text]): [number, Answer] => {
    const judged = checked.has(key) ? { stamp: touched, text } : null;
    return [key, { versions: [{ tag: "", stamp: touched, text }], known: new Map([["", touched]]), judged }];
  });
  return {
    id: idOf(seed ?? nth),
    number: nth,
    turn: named ? 1 : nth,
    touched,
    begun: handedIn ? null : time,
    ended: handedIn ? time : null,
    answers: new Map(handedIn ? [] : draft),
    result: handedIn ? { ...earned, automatic: false, answers } : null,
  };
}

function encodeQuiz(course: CourseData, quiz: Quiz, sums: Sums): string {
  const { attempts, seed, time, points } = sums;
  const flags = [
    sums.handedIn && HANDED_IN, quiz.counts === "average" && SUM, seed !== null && SEED, time !== null && TIME,
    sums.checked.size > 0 && CHECKED, sums.named && NAMED,
  ];
  const there = flags.reduce<number>((sum, flag) => sum + Number(flag), 0);
  return [
    shortKey(quiz),
    number(attempts, 1),
    number(there, 1),
    capped(points, digitsOf(there)),
    seed === null ? "" : number(seed, SEED_DIGITS),
    time === null ? "" : capped(Math.max(0, time), TIME_DIGITS),
    encodeObjectives(course, quiz, sums, digitsOf(there)),
  ].join("");
}

/** Digits of points: attempts are at most 63, so their sum has one more. */
function digitsOf(there: number): number {
  return POINTS_DIGITS + (there & SUM ? 1 : 0);
}

function encodeAnswers(record: Sums): string {
  return encodeChecked(record) + [...record.answers].map(([key, response]) => encodeAnswer(key, response)).join("");
}

function encodeChecked({ checked, answers }: Sums): string {
  if (!checked.size) return "";
  const masks: number[] = [];
  [...answers.keys()].forEach((key, n) => {
    const at = Math.floor(n / 6);
    masks[at] = (masks[at] ?? 0) | (checked.has(key) ? 1 << n % 6 : 0);
  });
  return number(masks.length, 1) + masks.map((mask) => number(mask, 1)).join("");
}

function encodeObjectives(course: CourseData, quiz: Quiz, record: Sums, digits: number): string {
  const named = course.objectives.filter(({ id }) => pointsFor(quiz, id) > 0);
  const earned = (id: string) => record.objectives.get(id) ?? 0;
  if (named.every(({ id }) => earned(id) === share(quiz, id, record.points))) return number(0, 1);
  const each = named.map((objective) => shortKey(objective, OBJECTIVE_KEY) + capped(earned(objective.id), digits));
  return number(named.length, 1) + each.join("");
}

function encodeAnswer(key: number, response: string): string {
  const long = response.length === 0 || response.length > LONG;
  const head = number((key << 2) | (long ? LONG : response.length - 1), 3);
  return head + (long ? number(response.length, 2) : "") + response;
}

function decodeQuiz(course: CourseData, text: string, version: string): Written | null {
  let at = KEY;
  const take = (digits: number): number => value(text.slice(at, (at += digits)));
  const attempts = take(1);
  const there = version === OLD_VERSION ? (text.charAt(at++) === "h" ? HANDED_IN : 0) : take(1);
  const digits = digitsOf(there);
  const points = take(digits);
  const seed = there & SEED ? take(SEED_DIGITS) : null;
  const time = there & TIME ? take(TIME_DIGITS) : null;
  const count = take(1);
  const end = at + count * (OBJECTIVE_KEY + digits);
  const masks = there & CHECKED ? value(text.slice(end, end + 1)) + 1 : 0;
  if (text.length < end + masks) return null;
  const answers = decodeAnswers(text.slice(end + masks));
  if (answers === null) return null;
  return {
    attempts, handedIn: (there & HANDED_IN) > 0, seed, named: (there & NAMED) > 0, time, answers,
    checked: decodeChecked(text.slice(end + 1, end + masks), answers),
    isSum: (there & SUM) > 0,
    earned: { points, objectives: count ? decodeObjectives(course, text.slice(at, end), OBJECTIVE_KEY + digits) : null },
  };
}

/** By objective key. */
function decodeObjectives(course: CourseData, text: string, length: number): Map<string, number> {
  const points = new Map<string, number>();
  for (const written of split(text, length) ?? []) {
    const objective = course.objectives.find((one) => shortKey(one, OBJECTIVE_KEY) === written.slice(0, OBJECTIVE_KEY));
    if (objective) points.set(objective.key, value(written.slice(OBJECTIVE_KEY)));
  }
  return points;
}

function decodeChecked(text: string, answers: ReadonlyMap<number, string>): Set<number> {
  return new Set([...answers.keys()].filter((_, n) => value(text.charAt(Math.floor(n / 6))) & (1 << n % 6)));
}

function decodeAnswers(text: string): Map<number, string> | null {
  const answers = new Map<number, string>();
  let at = 0;
  while (at < text.length) {
    const head = value(text.slice(at, at + 3));
    const long = (head & 3) === LONG;
    const length = long ? value(text.slice(at + 3, at + 5)) : (head & 3) + 1;
    const start = at + (long ? 5 : 3);
    at = start + length;
    if (at > text.length) return null;
    answers.set(head >> 2, text.slice(start, at));
  }
  return answers;
}

/** Pieces of the same length; null when the last one is short. */
function split(text: string, length: number): string[] | null {
  if (text.length % length) return null;
  return Array.from({ length: text.length / length }, (_, n) => text.slice(n * length, (n + 1) * length));
}

