/**
 * The saved state: the facts of facts.ts as one text of `[A-Za-z0-9_.-]`, and back.
 *
 *   text    = "3" + course key (5) + check sum of the body (3) + body
 *   body    = mark (3, "..." for none), lessons, quizzes
 *   lessons = their number, and the key (5) of each
 *   quizzes = their number, and of each its key (5), the fold, the number of its attempts and each attempt
 *   fold    = floor; if that is not 0: count, best, first, last, sum, and 1 with the latest of its attempts or 0
 *   attempt = id (3), what there is (1), number, touched, and as far as there: turn, begun (5), ended (5), points,
 *             what was judged, the draft's answers
 *   points  = hundredths, number of objectives plus 1 (0: each has its share), each objective's key (5) and points
 *
 * Keys are digits that follow from ids; other numbers are counters: see digits.ts. Lists are in the order of their
 * keys, so equal facts are equal texts.
 *
 * What a standard grants may be too little. Then less is kept, step by step: not what was judged already; not texts
 * that stand beside others and not drafts beside the one on display; at last the sums of compact_state.ts, of which the
 * compiler proves that they fit.
 */
import { decodeCompact, type encodeCompact } from "./compact_state.ts";
import { checksum, counter, number, Reader } from "./digits.ts";
import { byKey, compare, foldParts, merge, NOTHING, rankOf } from "./facts.ts";
import type { Answer, Attempt, Earned, Fold, Judged, QuizFacts, Result, State, Version } from "./facts.ts";
import { recordedIn } from "./checks.ts";
import { lastHandedIn, lastTouched } from "./attempts.ts";
import { ATTEMPT_ID_LENGTH as ID, KEY_LENGTH as KEY } from "../limits.ts";
import type { CourseData } from "../course.ts";
import type { States } from "../tracking/tracking.ts";

const VERSION = "3";
const HEAD = 9;
const TIME = 5;
const NO_MARK = "...";
/** What facts of other editions may take of the room, where there is a limit. */
const SHARE_OF_UNKNOWN = 8;

const HANDED_IN = 1;
const AUTOMATIC = 2;
const TURN = 4;
const BEGUN = 8;
const ENDED = 16;
const ANSWERS = 32;

const JUDGED = 1;
const SIMPLE = 2;

/** What is left out where there is too little room. */
interface Economy {
  readonly judgedAnswers: boolean;
  readonly besides: boolean;
}

const WHOLE: Economy = { judgedAnswers: true, besides: true };
const WITHOUT_JUDGED: Economy = { judgedAnswers: false, besides: true };
const ECONOMIES = [WHOLE, WITHOUT_JUDGED, { judgedAnswers: false, besides: false }];

let compact: typeof encodeCompact | null = null;

/** For adapters of standards that leave too little room; others never ask for less than the whole. */
export function provideCompact(encode: typeof encodeCompact): void {
  compact = encode;
}

/** At most `most` characters, if the compiler has proven that of the course. */
export function encodeState(course: CourseData, state: State, most = Infinity): string {
  const kept = Number.isFinite(most) ? withoutMuchUnknown(course, state, most / SHARE_OF_UNKNOWN) : state;
  let text = "";
  for (const economy of ECONOMIES) {
    text = seal(course, encodeBody(kept, economy));
    if (text.length <= most) return text;
  }
  return compact?.(course, state, most) ?? text;
}

function seal(course: CourseData, body: string): string {
  return VERSION + course.key + checksum(body) + body;
}

/** Facts about what this edition does not have, in the order of their keys and as far as they find room. */
function withoutMuchUnknown(course: CourseData, state: State, room: number): State {
  const known = new Set(recordedIn(course).map(({ key }) => key));
  let left = room;
  const finds = (length: number): boolean => (left -= length) >= 0;
  const visited = [...state.visited].sort().filter((key) => known.has(key) || finds(KEY));
  const quizzes = byKey(state.quizzes).filter(([key, facts]) => known.has(key) || finds(encodeQuiz(key, facts, WHOLE).length));
  return { ...state, visited: new Set(visited), quizzes: new Map(quizzes) };
}

function encodeBody(state: State, economy: Economy): string {
  const quizzes = byKey(state.quizzes).map(([key, facts]) => encodeQuiz(key, facts, economy));
  return [state.mark || NO_MARK, list([...state.visited].sort()), list(quizzes)].join("");
}

const list = (items: readonly string[]): string => counter(items.length) + items.join("");

function encodeQuiz(key: string, facts: QuizFacts, economy: Economy): string {
  const shown = [lastTouched(facts), lastHandedIn(facts)];
  const attempts = byKey(facts.attempts)
    .map(([, attempt]) => attempt)
    .filter((attempt) => attempt.result || shown.includes(attempt) || economy.besides)
    .map((attempt) => encodeAttempt(attempt, shown.includes(attempt), economy));
  return [key, encodeFold(facts.fold, economy), list(attempts)].join("");
}

function encodeFold(fold: Fold | null, economy: Economy): string {
  if (!fold) return counter(0);
  const latest = fold.latest ? [encodeAttempt(fold.latest, true, economy)] : [];
  return [counter(fold.floor), counter(fold.count), ...foldParts(fold).map(encodeEarned), list(latest)].join("");
}

function encodeEarned({ points, objectives }: Earned): string {
  if (objectives === null) return counter(points) + counter(0);
  const each = byKey(objectives).map(([key, earned]) => key + counter(earned));
  return [counter(points), counter(objectives.size + 1), ...each].join("");
}

function encodeAttempt(attempt: Attempt, isShown: boolean, economy: Economy): string {
  const { id, turn, begun, ended, result } = attempt;
  const answers = result ? encodeJudged(isShown && economy.judgedAnswers ? result.answers : null) : encodeDraft(attempt, economy);
  const there = [
    result ? HANDED_IN : 0, result?.automatic ? AUTOMATIC : 0, turn > 1 ? TURN : 0,
    begun !== null && !result ? BEGUN : 0, ended === null ? 0 : ENDED, answers === null ? 0 : ANSWERS,
  ].reduce((sum, flag) => sum + flag, 0);
  return [
    id, number(there, 1), counter(attempt.number), counter(attempt.touched),
    there & TURN ? counter(turn) : "",
    there & BEGUN ? number(begun ?? 0, TIME) : "",
    there & ENDED ? number(ended ?? 0, TIME) : "",
    result ? encodeEarned(result) : "",
    answers ?? "",
  ].join("");
}

function encodeJudged(answers: Result["answers"]): string | null {
  return answers && list(byKey(answers).map(([key, response]) => number(key, 3) + text(response)));
}

const text = (response: string): string => counter(response.length) + response;

function encodeDraft({ answers }: Attempt, economy: Economy): string | null {
  if (!answers.size) return null;
  return list(byKey(answers).map(([key, answer]) => number(key, 3) + encodeAnswer(answer, economy)));
}

/** A choice, or a text where there is no room for more, is its first version alone. */
function encodeAnswer({ versions, known, judged }: Answer, { besides }: Economy): string {
  const [first] = versions;
  const plain = first && versions.length === 1 && first.tag === "" && [...known.keys()].every((tag) => tag === "");
  const simple = first && (plain || !besides);
  const there = (judged ? JUDGED : 0) + (simple ? SIMPLE : 0);
  return [
    number(there, 1),
    judged ? counter(judged.stamp) + text(judged.text) : "",
    simple ? encodeVersion(first) : list(versions.map((version) => tagged(version.tag) + encodeVersion(version))),
    simple ? "" : list(byKey(known).map(([tag, stamp]) => tagged(tag) + counter(stamp))),
  ].join("");
}

const tagged = (tag: string): string => tag.padEnd(2, ".");
const encodeVersion = ({ stamp, text: written }: Version): string =>
  counter(stamp) + (written === null ? counter(0) : counter(written.length + 1) + written);

/** newer: a state of a later version of this software, which must not be written over. unreadable: not one of this course. */
export function decodeState(course: CourseData, saved: string): State | "newer" | "unreadable" {
  if (saved === "") return NOTHING;
  if (!/^[\w.-]+$/.test(saved)) return "unreadable";
  if (/^[4-9]/.test(saved)) return "newer";
  if (!saved.startsWith(VERSION)) return decodeCompact(course, saved) ?? "unreadable";
  const body = saved.slice(HEAD);
  if (saved !== seal(course, body)) return "unreadable";
  const reader = new Reader(body);
  const mark = reader.take(ID);
  const visited = reader.list(() => reader.take(KEY));
  const quizzes = reader.list(() => [reader.take(KEY), readQuiz(reader)] as const);
  if (!reader.isSound()) return "unreadable";
  return { mark: mark === NO_MARK ? "" : mark, visited: new Set(visited), quizzes: new Map(quizzes) };
}

function readQuiz(reader: Reader): QuizFacts {
  const floor = reader.counter();
  const fold = floor ? readFold(reader, floor) : null;
  const attempts = reader.list(() => readAttempt(reader));
  return { fold, attempts: new Map(attempts.map((attempt) => [attempt.id, attempt])) };
}

function readFold(reader: Reader, floor: number): Fold {
  const count = reader.counter();
  const best = readEarned(reader);
  const first = readEarned(reader);
  const last = readEarned(reader);
  const sum = readEarned(reader);
  const [latest = null] = reader.list(() => readAttempt(reader));
  return { floor, count, best, first, last, sum, latest };
}

function readEarned(reader: Reader): Earned {
  const points = reader.counter();
  const objectives = new Map<string, number>();
  const count = reader.counter();
  for (let n = 1; n < count; n++) objectives.set(reader.take(KEY), reader.counter());
  return { points, objectives: count ? objectives : null };
}

function readAttempt(reader: Reader): Attempt {
  const id = reader.take(ID);
  const there = reader.number(1);
  const has = (flag: number): boolean => (there & flag) > 0;
  const named = { id, number: reader.counter(), touched: reader.counter(), turn: has(TURN) ? reader.counter() : 1 };
  const times = { begun: has(BEGUN) ? reader.number(TIME) : null, ended: has(ENDED) ? reader.number(TIME) : null };
  const attempt = { ...named, ...times, answers: new Map<number, Answer>(), result: null };
  if (!has(HANDED_IN)) return has(ANSWERS) ? { ...attempt, answers: readDraft(reader) } : attempt;
  const earned = readEarned(reader);
  const judged = has(ANSWERS) ? new Map(reader.list(() => [reader.number(3), reader.take(reader.counter())] as const)) : null;
  return { ...attempt, result: { ...earned, automatic: has(AUTOMATIC), answers: judged } };
}

function readDraft(reader: Reader): Map<number, Answer> {
  return new Map(reader.list(() => [reader.number(3), readAnswer(reader)] as const));
}

function readAnswer(reader: Reader): Answer {
  const there = reader.number(1);
  const judged: Judged | null = there & JUDGED ? { stamp: reader.counter(), text: reader.take(reader.counter()) } : null;
  if (there & SIMPLE) {
    const version = readVersion(reader, "");
    return { versions: [version], known: new Map([["", version.stamp]]), judged };
  }
  const versions = reader.list(() => readVersion(reader, readTag(reader)));
  const known = new Map(reader.list(() => [readTag(reader), reader.counter()] as const));
  return { versions: versions.sort((a, b) => compare(rankOf(b), rankOf(a))), known, judged };
}

const readTag = (reader: Reader): string => reader.take(2).replace(/\./g, "");

function readVersion(reader: Reader, tag: string): Version {
  const stamp = reader.counter();
  const length = reader.counter();
  return { tag, stamp, text: length ? reader.take(length - 1) : null };
}

export function statesOf(course: CourseData): States {
  const read = (text: string): State => {
    const state = decodeState(course, text);
    return typeof state === "string" ? NOTHING : state;
  };
  const write = (state: State): string => encodeState(course, state);
  /** Without what is let go first where there is little room. */
  const facts = (state: State): string => encodeBody({ ...state, mark: "" }, WITHOUT_JUDGED);
  return {
    markOf: (text) => read(text).mark,
    merge: (one, other) => write(merge(read(one), read(other))),
  adds: (text, other) => facts(merge(read(text), read(other))) !== facts(read(text)),
  };
}
