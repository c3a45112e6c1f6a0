/**
 * The saved state: what the learner did, as one short text of `[A-Za-z0-9_.-]`, and back.
 *
 *   text   = "1" + course key (3) + checksum of the body (3) + body
 *   body   = keys of visited lessons (3 each), then "." + record for each quiz that was touched
 *   record = quiz key (3), hand-ins (1), phase "d" or "h" (1), best score (3),
 *            number of objectives (1) and for each its key (2) and points (3), then the answers
 *   answer = question key and length (3), the response
 *
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

export interface QuizRecord {
  /** Hand-ins so far, at most 63. */
  attempts: number;
  handedIn: boolean;
  /** Hundredths of points of the best attempt. */
  best: number;
  /** Hundredths of points of the best attempt by objective id. */
  objectives: Map<string, number>;
  /** Responses of the draft or the last attempt as their question type encodes them, by question key. */
  answers: Map<number, string>;
}

export const MOST_ATTEMPTS = 63;
/** CMIString4096. */
const MOST_CHARACTERS = 4096;

const VERSION = "1";
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const HEAD = 7;
const RECORD_HEAD = 9;
const POINTS_DIGITS = 3;
const MOST_POINTS = 64 ** POINTS_DIGITS - 1;
const LONG = 3;

export function emptyState(): State {
  return { visited: new Set(), quizzes: new Map() };
}

export function emptyRecord(): QuizRecord {
  return { attempts: 0, handedIn: false, best: 0, objectives: new Map(), answers: new Map() };
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

function seal(course: CourseData, body: string): string {
  return VERSION + course.key + checksum(body) + body;
}

function isTouched(record: QuizRecord): boolean {
  return record.attempts > 0 || record.answers.size > 0;
}

/** The state a text stands for; null when it is not one of this course that can be trusted. Never throws. */
export function decodeState(course: CourseData, text: string): State | null {
  const body = text.slice(HEAD);
  if (text !== seal(course, body) || !/^[\w.-]*$/.test(body)) return null;
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
    const record = decodeQuiz(course, quiz, written);
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
  return Math.floor((earned * pointsFor(quiz, objective)) / quiz.points);
}

/** Hundredths of points a quiz gives for an objective; 0 when none of its questions names it. */
export function pointsFor(quiz: Quiz, objective: string): number {
  return Object.prototype.hasOwnProperty.call(quiz.objectives, objective) ? (quiz.objectives[objective] ?? 0) : 0;
}

function encodeQuiz(course: CourseData, quiz: Quiz, record: QuizRecord): string {
  const best = number(Math.min(record.best, MOST_POINTS), POINTS_DIGITS);
  return quiz.key + number(record.attempts, 1) + (record.handedIn ? "h" : "d") + best + encodeObjectives(course, quiz, record);
}

function encodeAnswers(record: QuizRecord): string {
  return [...record.answers].map(([key, response]) => encodeAnswer(key, response)).join("");
}

function encodeObjectives(course: CourseData, quiz: Quiz, record: QuizRecord): string {
  const named = course.objectives.filter(({ id }) => pointsFor(quiz, id) > 0);
  const earned = (id: string) => record.objectives.get(id) ?? 0;
  if (named.every(({ id }) => earned(id) === share(quiz, id, record.best))) return number(0, 1);
  const points = named.map(({ key, id }) => key + number(Math.min(earned(id), MOST_POINTS), POINTS_DIGITS));
  return number(named.length, 1) + points.join("");
}

function encodeAnswer(key: number, response: string): string {
  const long = response.length === 0 || response.length > LONG;
  const head = number((key << 2) | (long ? LONG : response.length - 1), 3);
  return head + (long ? number(response.length, 2) : "") + response;
}

function decodeQuiz(course: CourseData, quiz: Quiz, text: string): QuizRecord | null {
  const attempts = value(text.slice(3, 4));
  const phase = text.slice(4, 5);
  const best = value(text.slice(5, 8));
  const count = value(text.slice(8, RECORD_HEAD));
  const end = RECORD_HEAD + count * 5;
  if (text.length < end || (phase !== "d" && phase !== "h")) return null;
  const told = count > 0 && !isShared(quiz);
  const objectives = told ? decodeObjectives(course, quiz, text.slice(RECORD_HEAD, end)) : shares(quiz, best);
  const answers = decodeAnswers(text.slice(end));
  if (answers === null) return null;
  return { attempts, handedIn: phase === "h", best: Math.min(best, quiz.points), objectives, answers };
}

/** Whether every objective gets all of the quiz's points, so that the best score tells what each earned. */
function isShared(quiz: Quiz): boolean {
  return Object.keys(quiz.objectives).every((id) => pointsFor(quiz, id) === quiz.points);
}

function shares(quiz: Quiz, best: number): Map<string, number> {
  const capped = Math.min(best, quiz.points);
  return new Map(Object.keys(quiz.objectives).map((id) => [id, share(quiz, id, capped)]));
}

function decodeObjectives(course: CourseData, quiz: Quiz, text: string): Map<string, number> {
  const points = new Map<string, number>();
  for (const record of split(text, 5) ?? []) {
    const objective = course.objectives.find(({ key }) => key === record.slice(0, 2));
    const most = objective ? pointsFor(quiz, objective.id) : 0;
    if (objective && most > 0) points.set(objective.id, Math.min(value(record.slice(2)), most));
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

function value(text: string): number {
  return [...text].reduce((sum, digit) => sum * 64 + DIGITS.indexOf(digit), 0);
}

/** FNV-1a of 32 bits, folded to 18: enough to notice what an LMS cut off or changed. */
function checksum(body: string): string {
  let hash = 0x811c9dc5;
  for (const character of body) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return number((hash >>> 18) ^ (hash & 0x3ffff), 3);
}
