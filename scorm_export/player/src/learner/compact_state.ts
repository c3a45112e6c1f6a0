/**
 * The compact form of a saved state, for where there is too little space for every fact, and the forms that were used
 * before states consisted of facts: for each quiz the result that counts, and the answers of the displayed attempt.
 * The compiler proves for every course that it fits (`state.py`).
 *
 *   text    = "2" + course key (3) + checksum of the body (3) + body
 *   body    = keys of lessons and of what was done in them (3 each), then "." + entry for each quiz with facts
 *   entry   = quiz key (3), hand-ins (1), flags (1), points (3, or 4 if they are a sum), seed (3), time (5),
 *             number of objectives (1) and for each its key (2) and points (as long as the quiz's), checked, answers
 *   checked = number of digits (1), a bit for each answer in their order, six in a digit
 *   answer  = question key and length (3), the response
 *
 * Seed, time and checked are present only when the flags say so. Version "1" had "d" or "h" in place of the flags.
 * Keys are the beginnings of those in state.ts, unless the course gives separate short ones.
 */
import { answersOf, average, idOf, pointsFor, summaryOf, seedOf, share } from "./attempts.ts";
import { recordedIn } from "./checks.ts";
import { encodeCapped, checksum, encodeNumber, value } from "./digits.ts";
import type { Answer, Attempt, Earned, QuizFacts, State } from "./facts.ts";
import { ACTIVITY_KEY_LENGTH as KEY, MOST_ATTEMPTS_COUNTED, OBJECTIVE_KEY_LENGTH as OBJECTIVE_KEY } from "../limits.ts";
import { isRandom } from "./order.ts";
import type { CourseData, Lesson, Quiz } from "../course.ts";

/** The entry of a quiz, without its points. */
interface QuizEntry {
  /** How many were handed in, at most 63. */
  readonly attempts: number;
  readonly handedIn: boolean;
  /** The seed of draws and orders. */
  readonly seed: number | null;
  /** Whether the seed is the attempt's id; before attempts had ids, draws and orders also depended on the attempt's number. */
  readonly named: boolean;
  /** Seconds since EPOCH: when a draft with a time limit was begun, or when the quiz was handed in. */
  readonly time: number | null;
  /** Keys of the draft's questions whose answers were checked and are final. */
  readonly checked: ReadonlySet<number>;
  /** Responses of the displayed attempt, by question key. */
  readonly answers: ReadonlyMap<number, string>;
}

interface EntryToWrite extends QuizEntry {
  /** Hundredths of points of the attempt that counts, or the sum of all attempts where their average counts. */
  readonly points: number;
  /** Hundredths of points by objective id, likewise. */
  readonly objectives: ReadonlyMap<string, number>;
}

interface ReadEntry extends QuizEntry {
  /** Whether `earned` is the sum of all attempts, by the rule of the edition that wrote it. */
  readonly isSum: boolean;
  readonly earned: Earned;
}

const VERSION = "2";
const OLD_VERSION = "1";
const HEADER_LENGTH = 7;
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

export type EncodeCompact = (course: CourseData, state: State, maxLength: number) => string;

/** At most `maxLength` characters, where the compiler has proven it. */
export const encodeCompact: EncodeCompact = (course, state, maxLength) => {
  const text = encode(course, state, () => true);
  if (text.length <= maxLength) return text;
  const { achievement, ...without } = course;
  if (achievement && !achievement.certificate) return encodeCompact(without, state, maxLength);
  // Only answers to questions of an older edition can make it too long, so judged answers are left out.
  return encode(course, state, (entry) => !entry.handedIn);
};

function encode(course: CourseData, state: State, keepsAnswers: (entry: EntryToWrite) => boolean): string {
  const body = course.activities.map((activity) => (activity.kind === "lesson" ? encodeLesson(state, activity) : ""));
  for (const activity of recordedIn(course)) {
    if (activity.kind !== "quiz" || !state.quizzes.has(activity.key)) continue;
    const entry = entryOf(course, state, activity);
    body.push(".", encodeQuiz(course, activity, entry), keepsAnswers(entry) ? encodeAnswers(entry) : "");
  }
  return withHeader(course, body.join(""));
}

/** Something that was done in a lesson implies that the lesson was visited. */
function encodeLesson({ visited }: State, lesson: Lesson): string {
  const done = (lesson.items ?? []).filter(({ key }) => visited.has(key)).map((item) => shortKey(item));
  return done.join("") || (visited.has(lesson.key) ? shortKey(lesson) : "");
}

/** By short key, the keys that it stands for. */
function lessonKeysByShort(course: CourseData): Map<string, readonly string[]> {
  const keys = new Map<string, readonly string[]>();
  for (const lesson of course.activities) {
    if (lesson.kind !== "lesson") continue;
    keys.set(shortKey(lesson), [lesson.key]);
    for (const item of lesson.items ?? []) keys.set(shortKey(item), [lesson.key, item.key]);
  }
  return keys;
}

function entryOf(course: CourseData, state: State, quiz: Quiz): EntryToWrite {
  const { shown, ...summary } = summaryOf(course, state, quiz);
  const isJudged = (quiz.feedback === "immediately" || quiz.retry === "wrong") && !shown?.result;
  const checked = [...(shown?.answers ?? [])].flatMap(([key, { judged }]) => (judged && isJudged ? [key] : []));
  const begun = quiz.time ? shown?.begun : null;
  const ended = quiz.wait ? shown?.ended : null;
  return {
    ...summary,
    attempts: Math.min(summary.attempts, MOST_ATTEMPTS_COUNTED),
    seed: shown && isRandom(quiz) ? seedOf(shown) : null,
    named: shown?.turn === 1,
    time: (summary.handedIn ? ended : begun) ?? null,
    checked: new Set(checked),
    answers: answersOf(shown),
  };
}

export function shortKey({ key, short }: { readonly key: string; readonly short?: string }, length = KEY): string {
  return short ?? key.slice(0, length);
}

function withHeader(course: CourseData, body: string, version = VERSION): string {
  return version + course.key.slice(0, KEY) + checksum(body) + body;
}

/** null when the text is not an intact state of this course. Never throws. */
export function decodeCompact(course: CourseData, text: string): State | null {
  const body = text.slice(HEADER_LENGTH);
  const version = text.startsWith(OLD_VERSION) ? OLD_VERSION : VERSION;
  if (text !== withHeader(course, body, version)) return null;
  const [lessons = "", ...entries] = body.split(".");
  const lessonKeys = split(lessons, KEY);
  if (lessonKeys === null) return null;
  const byShortKey = new Map(recordedIn(course).map((activity) => [shortKey(activity), activity]));
  const known = lessonKeysByShort(course);
  const visited = lessonKeys.flatMap((key) => known.get(key) ?? []);
  const quizzes = new Map<string, QuizFacts>();
  for (const written of entries) {
    const quiz = byShortKey.get(written.slice(0, KEY));
    if (quiz?.kind !== "quiz") continue;
    const entry = decodeQuiz(course, written, version);
    if (entry === null) return null;
    quizzes.set(quiz.key, factsFrom(entry, quiz.retry === "wrong" && quiz.feedback !== "immediately"));
  }
  return { mark: "", visited: new Set(visited), quizzes };
}

/** The same facts on every device. `keeps`: a draft's checked answers are those that it kept of the previous attempt. */
function factsFrom(entry: ReadEntry, keeps: boolean): QuizFacts {
  const { attempts, isSum, earned } = entry;
  const one = isSum ? scaled(earned, (points) => average(points, attempts)) : earned;
  const sum = isSum ? earned : scaled(earned, (points) => points * attempts);
  const shown = shownFrom(entry, one, keeps);
  const latest = shown.result ? shown : null;
  const totals = attempts ? { upTo: attempts, count: attempts, best: one, first: one, last: one, sum, latest } : null;
  return { totals, attempts: new Map(latest ? [] : [[shown.id, shown]]) };
}

function scaled({ points, objectives }: Earned, scale: (points: number) => number): Earned {
  return { points: scale(points), objectives: objectives && new Map([...objectives].map(([key, of]) => [key, scale(of)])) };
}

/** The displayed attempt, which the entry counts if it was handed in. */
function shownFrom({ attempts, handedIn, seed, named, time, checked, answers }: ReadEntry, earned: Earned, keeps: boolean): Attempt {
  const nth = handedIn ? attempts : attempts + 1;
  const lastStamp = 1;
  const draft = [...answers].map(([key, text]): [number, Answer] => {
    const judged = checked.has(key) ? { stamp: keeps ? lastStamp : lastStamp + 1, text } : null;
    return [key, { versions: [{ tag: "", stamp: lastStamp, text }], known: new Map([["", lastStamp]]), judged }];
  });
  return {
    id: idOf(seed ?? nth),
    number: nth,
    turn: named ? 1 : nth,
    lastStamp,
    begun: handedIn ? null : time,
    ended: handedIn ? time : null,
    answers: new Map(handedIn ? [] : draft),
    result: handedIn ? { ...earned, automatic: false, answers } : null,
  };
}

function encodeQuiz(course: CourseData, quiz: Quiz, entry: EntryToWrite): string {
  const { attempts, seed, time, points } = entry;
  const flags = [
    entry.handedIn && HANDED_IN, quiz.counts === "average" && SUM, seed !== null && SEED, time !== null && TIME,
    entry.checked.size > 0 && CHECKED, entry.named && NAMED,
  ].reduce<number>((sum, flag) => sum + Number(flag), 0);
  return [
    shortKey(quiz),
    encodeNumber(attempts, 1),
    encodeNumber(flags, 1),
    encodeCapped(points, digitsOf(flags)),
    seed === null ? "" : encodeNumber(seed, SEED_DIGITS),
    time === null ? "" : encodeCapped(Math.max(0, time), TIME_DIGITS),
    encodeObjectives(course, quiz, entry, digitsOf(flags)),
  ].join("");
}

/** The number of digits of points: at most 63 attempts are counted, so that their sum needs one more. */
function digitsOf(flags: number): number {
  return POINTS_DIGITS + (flags & SUM ? 1 : 0);
}

function encodeAnswers(entry: EntryToWrite): string {
  return encodeChecked(entry) + [...entry.answers].map(([key, response]) => encodeAnswer(key, response)).join("");
}

function encodeChecked({ checked, answers }: EntryToWrite): string {
  if (!checked.size) return "";
  const masks: number[] = [];
  [...answers.keys()].forEach((key, n) => {
    const at = Math.floor(n / 6);
    masks[at] = (masks[at] ?? 0) | (checked.has(key) ? 1 << n % 6 : 0);
  });
  return encodeNumber(masks.length, 1) + masks.map((mask) => encodeNumber(mask, 1)).join("");
}

function encodeObjectives(course: CourseData, quiz: Quiz, entry: EntryToWrite, digits: number): string {
  const named = course.objectives.filter(({ id }) => pointsFor(quiz, id) > 0);
  const earned = (id: string) => entry.objectives.get(id) ?? 0;
  if (named.every(({ id }) => earned(id) === share(quiz, id, entry.points))) return encodeNumber(0, 1);
  const each = named.map((objective) => shortKey(objective, OBJECTIVE_KEY) + encodeCapped(earned(objective.id), digits));
  return encodeNumber(named.length, 1) + each.join("");
}

function encodeAnswer(key: number, response: string): string {
  const long = response.length === 0 || response.length > LONG;
  const head = encodeNumber((key << 2) | (long ? LONG : response.length - 1), 3);
  return head + (long ? encodeNumber(response.length, 2) : "") + response;
}

function decodeQuiz(course: CourseData, text: string, version: string): ReadEntry | null {
  let at = KEY;
  const take = (digits: number): number => value(text.slice(at, (at += digits)));
  const attempts = take(1);
  const flags = version === OLD_VERSION ? (text.charAt(at++) === "h" ? HANDED_IN : 0) : take(1);
  const digits = digitsOf(flags);
  const points = take(digits);
  const seed = flags & SEED ? take(SEED_DIGITS) : null;
  const time = flags & TIME ? take(TIME_DIGITS) : null;
  const count = take(1);
  const end = at + count * (OBJECTIVE_KEY + digits);
  const masks = flags & CHECKED ? value(text.slice(end, end + 1)) + 1 : 0;
  if (text.length < end + masks) return null;
  const answers = decodeAnswers(text.slice(end + masks));
  if (answers === null) return null;
  return {
    attempts, handedIn: (flags & HANDED_IN) > 0, seed, named: (flags & NAMED) > 0, time, answers,
    checked: decodeChecked(text.slice(end + 1, end + masks), answers),
    isSum: (flags & SUM) > 0,
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

/** Pieces of the same length; null when the last one would be shorter. */
function split(text: string, length: number): string[] | null {
  if (text.length % length) return null;
  return Array.from({ length: text.length / length }, (_, n) => text.slice(n * length, (n + 1) * length));
}

