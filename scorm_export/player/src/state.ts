/**
 * The saved state: what the learner did, as one short text of `[A-Za-z0-9_.-]`, and back.
 *
 *   text   = "2" + course key (3) + checksum of the body (3) + body
 *   body   = keys of visited lessons (3 each), then "." + record for each quiz that was touched
 *   record = quiz key (3), hand-ins (1), what else there is (1), points (3, or 4 of a sum), the seed (3), the time (5),
 *            number of objectives (1) and for each its key (2) and points (like the quiz's), the checked, the answers
 *   checked = number of digits (1), a bit for each answer in their order, six to a digit
 *   answer = question key and length (3), the response
 *
 * Seed, time and checked are there only when the digit before says so. Text "1" had "d" or "h" in that digit's place.
 * Numbers are digits to base 64, most significant first. Everything is keyed, nothing is positional, so a new edition
 * of the course may reorder, insert and remove lessons, quizzes, questions and objectives: the rest is kept.
 * SCORM 1.2 grants 4096 characters (RTE 3.4.4, suspend_data); the compiler proves that a course keeps within them.
 */
import type { CourseData, Quiz } from "./types.ts";

export interface State {
  /** Ids of lessons. */
  readonly visited: Set<string>;
  /** By quiz id; only quizzes that were touched. */
  readonly quizzes: Map<string, QuizRecord>;
}

/** What is kept of an attempt's points: those of the attempt that counts, or the sum of all where their average does. */
export interface QuizRecord {
  /** Hand-ins so far, at most 63. */
  attempts: number;
  handedIn: boolean;
  /** Hundredths of points. */
  points: number;
  /** Hundredths of points by objective id. */
  objectives: Map<string, number>;
  /** What chance began with; null before anything was drawn or shuffled. */
  seed: number | null;
  /** Seconds since EPOCH: when a draft with a time limit was begun, or when the quiz was handed in. */
  time: number | null;
  /** Keys of questions of the draft that were checked and cannot be changed any more. */
  checked: Set<number>;
  /** Responses of the draft or the last attempt as their question type encodes them, by question key. */
  answers: Map<number, string>;
}

/** 2020-01-01T00:00:00Z, in seconds since 1970. */
export const EPOCH = 1_577_836_800;

export const MOST_ATTEMPTS = 63;
/** CMIString4096. */
const MOST_CHARACTERS = 4096;

const VERSION = "2";
const OLD_VERSION = "1";
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEAD = 7;
const POINTS_DIGITS = 3;
const SEED_DIGITS = 3;
const TIME_DIGITS = 5;
const HANDED_IN = 1;
const SUM = 2;
const SEED = 4;
const TIME = 8;
const CHECKED = 16;
const LONG = 3;

export function emptyState(): State {
  return { visited: new Set(), quizzes: new Map() };
}

export function emptyRecord(): QuizRecord {
  const none = { attempts: 0, handedIn: false, points: 0, seed: null, time: null };
  return { ...none, objectives: new Map(), checked: new Set(), answers: new Map() };
}

export function encodeState(course: CourseData, state: State): string {
  const text = encode(course, state, () => true);
  if (text.length <= MOST_CHARACTERS) return text;
  // Only answers to questions of an older edition can make it too long. What was judged already may go.
  return encode(course, state, (record) => !record.handedIn);
}

function encode(course: CourseData, state: State, keepsAnswers: (record: QuizRecord) => boolean): string {
  const body = course.activities.map((activity) => (state.visited.has(activity.id) ? activity.key : ""));
  for (const activity of course.activities) {
    const record = state.quizzes.get(activity.id);
    if (activity.kind !== "quiz" || !record || !isTouched(record)) continue;
    body.push(".", encodeQuiz(course, activity, record), keepsAnswers(record) ? encodeAnswers(record) : "");
  }
  return seal(course, body.join(""));
}

function seal(course: CourseData, body: string, version = VERSION): string {
  return version + course.key + checksum(body) + body;
}

function isTouched(record: QuizRecord): boolean {
  return record.attempts > 0 || record.answers.size > 0 || record.seed !== null || record.time !== null;
}

/** The state a text stands for; null when it is not one of this course that can be trusted. Never throws. */
export function decodeState(course: CourseData, text: string): State | null {
  const body = text.slice(HEAD);
  const version = text.startsWith(OLD_VERSION) ? OLD_VERSION : VERSION;
  if (text !== seal(course, body, version) || !/^[\w.-]*$/.test(body)) return null;
  const [lessons = "", ...records] = body.split(".");
  const visited = split(lessons, 3);
  if (visited === null) return null;
  const state = emptyState();
  const byKey = new Map(course.activities.map((activity) => [activity.key, activity]));
  for (const key of visited) {
    const activity = byKey.get(key);
    if (activity?.kind === "lesson") state.visited.add(activity.id);
  }
  for (const written of records) {
    const quiz = byKey.get(written.slice(0, 3));
    if (quiz?.kind !== "quiz") continue;
    const record = decodeQuiz(course, quiz, written, version);
    if (record === null) return null;
    state.quizzes.set(quiz.id, record);
  }
  return state;
}

/**
 * Points of an objective in an attempt of which only the total is known: its share. Exact when all of the quiz's
 * points are for the objective, which is why such quizzes store none.
 */
export function share(quiz: Quiz, objective: string, earned: number): number {
  return quiz.points ? Math.floor((earned * pointsFor(quiz, objective)) / quiz.points) : 0;
}

/** Hundredths of points a quiz gives for an objective; 0 when none of its questions names it. */
export function pointsFor(quiz: Quiz, objective: string): number {
  return Object.prototype.hasOwnProperty.call(quiz.objectives, objective) ? (quiz.objectives[objective] ?? 0) : 0;
}

function encodeQuiz(course: CourseData, quiz: Quiz, record: QuizRecord): string {
  const { seed, time, points } = record;
  const attempts = Math.min(record.attempts, MOST_ATTEMPTS);
  const flags = [
    record.handedIn && HANDED_IN, quiz.counts === "average" && SUM, seed !== null && SEED, time !== null && TIME,
    record.checked.size > 0 && CHECKED,
  ];
  const there = flags.reduce<number>((sum, flag) => sum + Number(flag), 0);
  return [
    quiz.key,
    number(attempts, 1),
    number(there, 1),
    capped(points, digitsOf(there)),
    seed === null ? "" : number(seed, SEED_DIGITS),
    time === null ? "" : capped(Math.max(0, time), TIME_DIGITS),
    encodeObjectives(course, quiz, record, digitsOf(there)),
  ].join("");
}

/** Digits of points: attempts are at most 63, so their sum has one more. */
function digitsOf(there: number): number {
  return POINTS_DIGITS + (there & SUM ? 1 : 0);
}

function encodeAnswers(record: QuizRecord): string {
  return encodeChecked(record) + [...record.answers].map(([key, response]) => encodeAnswer(key, response)).join("");
}

function encodeChecked({ checked, answers }: QuizRecord): string {
  if (!checked.size) return "";
  const masks: number[] = [];
  [...answers.keys()].forEach((key, n) => {
    const at = Math.floor(n / 6);
    masks[at] = (masks[at] ?? 0) | (checked.has(key) ? 1 << n % 6 : 0);
  });
  return number(masks.length, 1) + masks.map((mask) => number(mask, 1)).join("");
}

function encodeObjectives(course: CourseData, quiz: Quiz, record: QuizRecord, digits: number): string {
  const named = course.objectives.filter(({ id }) => pointsFor(quiz, id) > 0);
  const earned = (id: string) => record.objectives.get(id) ?? 0;
  if (named.every(({ id }) => earned(id) === share(quiz, id, record.points))) return number(0, 1);
  return number(named.length, 1) + named.map(({ key, id }) => key + capped(earned(id), digits)).join("");
}

function encodeAnswer(key: number, response: string): string {
  const long = response.length === 0 || response.length > LONG;
  const head = number((key << 2) | (long ? LONG : response.length - 1), 3);
  return head + (long ? number(response.length, 2) : "") + response;
}

function decodeQuiz(course: CourseData, quiz: Quiz, text: string, version: string): QuizRecord | null {
  let at = 3;
  const take = (digits: number): number => value(text.slice(at, (at += digits)));
  const attempts = take(1);
  const there = version === OLD_VERSION ? (text.charAt(at++) === "h" ? HANDED_IN : 0) : take(1);
  const digits = digitsOf(there);
  const points = take(digits);
  const seed = there & SEED ? take(SEED_DIGITS) : null;
  const time = there & TIME ? take(TIME_DIGITS) : null;
  const count = take(1);
  const end = at + count * (2 + digits);
  const masks = there & CHECKED ? value(text.slice(end, end + 1)) + 1 : 0;
  if (text.length < end + masks) return null;
  const answers = decodeAnswers(text.slice(end + masks));
  if (answers === null) return null;
  const checked = decodeChecked(text.slice(end + 1, end + masks), answers);
  const written = { points, objectives: decodeObjectives(course, text.slice(at, end), 2 + digits) };
  const converted = convert(quiz, attempts, (there & SUM) > 0, count > 0 ? written : { ...written, objectives: null });
  return { attempts, handedIn: (there & HANDED_IN) > 0, ...converted, seed, time, checked, answers };
}

/** What was written by the rule of another edition, by this one's: which attempt counts may have changed. */
function convert(
  quiz: Quiz, attempts: number, isSum: boolean, written: { points: number; objectives: ReadonlyMap<string, number> | null },
): Pick<QuizRecord, "points" | "objectives"> {
  const wantsSum = quiz.counts === "average";
  const most = (of: number): number => (wantsSum ? of * attempts : of);
  const convertOne = (points: number, of: number): number => {
    const now = isSum === wantsSum ? points : wantsSum ? points * attempts : average(points, attempts);
    return Math.min(now, most(of));
  };
  const points = convertOne(written.points, quiz.points);
  const told = written.objectives !== null && !isShared(quiz);
  const objectives = Object.keys(quiz.objectives).flatMap((id) => {
    const earned = written.objectives?.get(id);
    if (told && earned === undefined) return [];
    return [[id, told ? convertOne(earned ?? 0, pointsFor(quiz, id)) : share(quiz, id, points)] as const];
  });
  return { points, objectives: new Map(objectives) };
}

/** Rounded half up to a hundredth of a point. */
export function average(sum: number, attempts: number): number {
  return attempts ? Math.floor((2 * sum + attempts) / (2 * attempts)) : 0;
}

function decodeChecked(text: string, answers: ReadonlyMap<number, string>): Set<number> {
  return new Set([...answers.keys()].filter((_, n) => value(text.charAt(Math.floor(n / 6))) & (1 << n % 6)));
}

/** Whether every objective gets all of the quiz's points, so that the best score tells what each earned. */
function isShared(quiz: Quiz): boolean {
  return Object.keys(quiz.objectives).every((id) => pointsFor(quiz, id) === quiz.points);
}

function decodeObjectives(course: CourseData, text: string, length: number): Map<string, number> {
  const points = new Map<string, number>();
  for (const record of split(text, length) ?? []) {
    const objective = course.objectives.find(({ key }) => key === record.slice(0, 2));
    if (objective) points.set(objective.id, value(record.slice(2)));
  }
  return points;
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

function number(value: number, digits: number): string {
  let text = "";
  for (let n = 0, rest = value; n < digits; n++, rest = Math.floor(rest / 64)) text = DIGITS.charAt(rest % 64) + text;
  return text;
}

/** The number, or the largest that the digits can hold. */
function capped(value: number, digits: number): string {
  return number(Math.min(value, 64 ** digits - 1), digits);
}

function value(text: string): number {
  return [...text].reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);
}

/** FNV-1a of 32 bits, folded to 18: enough to notice what an LMS cut off or changed. */
function checksum(body: string): string {
  let hash = 0x811c9dc5;
  for (const character of body) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return number((hash >>> 18) ^ (hash & 0x3ffff), 3);
}

// Until states merge: "mark|fact fact"; one that begins with "9" is newer, and cannot be read.
const factsOf = (text: string): string[] => (text.startsWith("9") ? [] : (text.split("|").pop()?.split(" ").filter(Boolean) ?? []));
export const markOf = (text: string): string => (text.includes("|") ? text.slice(0, text.indexOf("|")) : "");
export const mergeTexts = (one: string, other: string): string =>
  `${markOf(one) || markOf(other)}|${[...new Set([...factsOf(one), ...factsOf(other)])].sort().join(" ")}`;
export const adds = (text: string, other: string): boolean => factsOf(other).some((fact) => !factsOf(text).includes(fact));
