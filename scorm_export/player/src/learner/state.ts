/**
 * The saved state: the facts of facts.ts written as one text of `[A-Za-z0-9_.-]`, and read back.
 *
 *   text    = "3" + course key (5) + checksum of the body (3) + body
 *   body    = mark (3, "..." for none), lessons, quizzes
 *   lessons = their number, and the key (5) of each
 *   quizzes = their number, and for each its key (5), totals, the number of its attempts and each attempt
 *   totals  = upTo; if that is not 0: count, best, first, last, sum, and 1 with the latest of its attempts, or 0
 *   attempt = id (3), flags (1), number, last stamp, and as the flags say: turn, begun (5), ended (5), points,
 *             judged answers or the draft's answers
 *   points  = hundredths, number of objectives plus 1 (0: proportional), each objective's key (5) and points
 *
 * Keys are digits derived from ids; other numbers are counters: see digits.ts. Lists are in the order of their keys, so
 * that equal facts give equal texts.
 *
 * Where a standard leaves too little space, less is kept, step by step: first without marks; then without judged answers; then without
 * alternative versions of texts and drafts that are not displayed; finally the form of compact_state.ts, which the
 * compiler proves to fit.
 */
import { decodeCompact, type EncodeCompact } from "./compact_state.ts";
import { checksum, encodeCounter, encodeNumber, Reader } from "./digits.ts";
import { byKey, compare, EMPTY_STATE, merge, partsOfTotals, rankOf } from "./facts.ts";
import type { Answer, Attempt, Earned, Judged, QuizFacts, Result, State, Totals, Version } from "./facts.ts";
import { lastChanged, lastHandedIn, MARKS } from "./attempts.ts";
import { recordedIn } from "./checks.ts";
import { ATTEMPT_ID_LENGTH as ID, KEY_LENGTH as KEY } from "../limits.ts";
import type { CourseData } from "../course.ts";
import type { States } from "../tracking/tracking.ts";

const VERSION = "3";
const HEADER_LENGTH = 9;
const TIME_LENGTH = 5;
const NO_MARK = "...";
/** Facts about items of other editions may take one part in so many of a limited space. */
const UNKNOWN_FRACTION = 8;

const HANDED_IN = 1;
const AUTOMATIC = 2;
const TURN = 4;
const BEGUN = 8;
const ENDED = 16;
const ANSWERS = 32;

const JUDGED = 1;
const SIMPLE = 2;

/** What is kept where space is limited. */
interface Detail {
  readonly marks: boolean;
  readonly judgedAnswers: boolean;
  /** Versions of texts, and drafts, other than those displayed. */
  readonly alternatives: boolean;
}

const FULL: Detail = { marks: true, judgedAnswers: true, alternatives: true };
const WITHOUT_JUDGED: Detail = { marks: false, judgedAnswers: false, alternatives: true };
const DETAIL_LEVELS: readonly Detail[] = [FULL, { ...FULL, marks: false }, WITHOUT_JUDGED, { ...WITHOUT_JUDGED, alternatives: false }];

/**
 * At most `maxLength` characters if the compiler has proven that the compact form of the course fits, and `compact` is
 * given. Only the scripts of standards with a limit contain it.
 */
export function encodeState(course: CourseData, state: State, maxLength = Infinity, compact?: EncodeCompact): string {
  const kept = Number.isFinite(maxLength) ? limitUnknown(course, state, maxLength / UNKNOWN_FRACTION) : state;
  let text = "";
  for (const detail of DETAIL_LEVELS) {
    text = withHeader(course, encodeBody(kept, detail));
    if (text.length <= maxLength) return text;
  }
  return compact?.(course, state, maxLength) ?? text;
}

function withHeader(course: CourseData, body: string): string {
  return VERSION + course.key + checksum(body) + body;
}

/** The state without those facts about items of other editions that exceed `maxLength`, in the order of their keys. */
function limitUnknown(course: CourseData, state: State, maxLength: number): State {
  const known = new Set(recordedIn(course).map(({ key }) => key));
  let left = maxLength;
  const fits = (length: number): boolean => (left -= length) >= 0;
  const visited = [...state.visited].sort().filter((key) => known.has(key) || fits(KEY));
  const quizzes = byKey(state.quizzes).filter(([key, facts]) => known.has(key) || fits(encodeQuiz(key, facts, FULL).length));
  return { ...state, visited: new Set(visited), quizzes: new Map(quizzes) };
}

function encodeBody(state: State, detail: Detail): string {
  const quizzes = byKey(state.quizzes).map(([key, facts]) => encodeQuiz(key, facts, detail));
  return [state.mark || NO_MARK, list([...state.visited].sort()), list(quizzes)].join("");
}

const list = (items: readonly string[]): string => encodeCounter(items.length) + items.join("");

function encodeQuiz(key: string, facts: QuizFacts, detail: Detail): string {
  const shown = [lastChanged(facts), lastHandedIn(facts)];
  const attempts = byKey(facts.attempts)
    .map(([, attempt]) => attempt)
    .filter((attempt) => attempt.result || shown.includes(attempt) || detail.alternatives)
    .map((attempt) => encodeAttempt(attempt, shown.includes(attempt), detail));
  return [key, encodeTotals(facts.totals, detail), list(attempts)].join("");
}

function encodeTotals(totals: Totals | null, detail: Detail): string {
  if (!totals) return encodeCounter(0);
  const latest = totals.latest ? [encodeAttempt(totals.latest, true, detail)] : [];
  return [encodeCounter(totals.upTo), encodeCounter(totals.count), ...partsOfTotals(totals).map(encodeEarned), list(latest)].join("");
}

function encodeEarned({ points, objectives }: Earned): string {
  if (objectives === null) return encodeCounter(points) + encodeCounter(0);
  const each = byKey(objectives).map(([key, earned]) => key + encodeCounter(earned));
  return [encodeCounter(points), encodeCounter(objectives.size + 1), ...each].join("");
}

function encodeAttempt(attempt: Attempt, isShown: boolean, detail: Detail): string {
  const { id, turn, begun, ended, result } = attempt;
  const answers = result ? encodeJudged(isShown && detail.judgedAnswers ? result.answers : null) : encodeDraft(attempt, detail);
  const flags = [
    result ? HANDED_IN : 0, result?.automatic ? AUTOMATIC : 0, turn > 1 ? TURN : 0,
    begun !== null && !result ? BEGUN : 0, ended === null ? 0 : ENDED, answers === null ? 0 : ANSWERS,
  ].reduce((sum, flag) => sum + flag, 0);
  return [
    id, encodeNumber(flags, 1), encodeCounter(attempt.number), encodeCounter(attempt.lastStamp),
    flags & TURN ? encodeCounter(turn) : "",
    flags & BEGUN ? encodeNumber(begun ?? 0, TIME_LENGTH) : "",
    flags & ENDED ? encodeNumber(ended ?? 0, TIME_LENGTH) : "",
    result ? encodeEarned(result) : "",
    answers ?? "",
  ].join("");
}

function encodeJudged(answers: Result["answers"]): string | null {
  return answers && list(byKey(answers).map(([key, response]) => encodeNumber(key, 3) + encodeText(response)));
}

const encodeText = (text: string): string => encodeCounter(text.length) + text;

function encodeDraft({ answers }: Attempt, detail: Detail): string | null {
  const kept = byKey(answers).filter(([key]) => detail.marks || key < MARKS);
  if (!kept.length) return null;
  return list(kept.map(([key, answer]) => encodeNumber(key, 3) + encodeAnswer(answer, detail)));
}

/** A choice, or a text where space is limited, is its first version alone. */
function encodeAnswer({ versions, known, judged }: Answer, { alternatives }: Detail): string {
  const [first] = versions;
  const plain = first && versions.length === 1 && first.tag === "" && [...known.keys()].every((tag) => tag === "");
  const simple = first && (plain || !alternatives);
  const flags = (judged ? JUDGED : 0) + (simple ? SIMPLE : 0);
  return [
    encodeNumber(flags, 1),
    judged ? encodeCounter(judged.stamp) + encodeText(judged.text) : "",
    simple ? encodeVersion(first) : list(versions.map((version) => padTag(version.tag) + encodeVersion(version))),
    simple ? "" : list(byKey(known).map(([tag, stamp]) => padTag(tag) + encodeCounter(stamp))),
  ].join("");
}

const padTag = (tag: string): string => tag.padEnd(2, ".");
const encodeVersion = ({ stamp, text }: Version): string =>
  encodeCounter(stamp) + (text === null ? encodeCounter(0) : encodeCounter(text.length + 1) + text);

/** newer: a state of a later version of this software, which must not be overwritten. unreadable: not a state of this course. */
export function decodeState(course: CourseData, saved: string): State | "newer" | "unreadable" {
  if (saved === "") return EMPTY_STATE;
  if (!/^[\w.-]+$/.test(saved)) return "unreadable";
  if (/^[4-9]/.test(saved)) return "newer";
  if (!saved.startsWith(VERSION)) return decodeCompact(course, saved) ?? "unreadable";
  const body = saved.slice(HEADER_LENGTH);
  if (saved !== withHeader(course, body)) return "unreadable";
  const reader = new Reader(body);
  const mark = reader.take(ID);
  const visited = reader.list(() => reader.take(KEY));
  const quizzes = reader.list(() => [reader.take(KEY), readQuiz(reader)] as const);
  if (!reader.isAtEnd()) return "unreadable";
  return { mark: mark === NO_MARK ? "" : mark, visited: new Set(visited), quizzes: new Map(quizzes) };
}

function readQuiz(reader: Reader): QuizFacts {
  const upTo = reader.counter();
  const totals = upTo ? readTotals(reader, upTo) : null;
  const attempts = reader.list(() => readAttempt(reader));
  return { totals, attempts: new Map(attempts.map((attempt) => [attempt.id, attempt])) };
}

function readTotals(reader: Reader, upTo: number): Totals {
  const count = reader.counter();
  const best = readEarned(reader);
  const first = readEarned(reader);
  const last = readEarned(reader);
  const sum = readEarned(reader);
  const [latest = null] = reader.list(() => readAttempt(reader));
  return { upTo, count, best, first, last, sum, latest };
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
  const flags = reader.number(1);
  const has = (flag: number): boolean => (flags & flag) > 0;
  const identity = { id, number: reader.counter(), lastStamp: reader.counter(), turn: has(TURN) ? reader.counter() : 1 };
  const times = { begun: has(BEGUN) ? reader.number(TIME_LENGTH) : null, ended: has(ENDED) ? reader.number(TIME_LENGTH) : null };
  const attempt = { ...identity, ...times, answers: new Map<number, Answer>(), result: null };
  if (!has(HANDED_IN)) return has(ANSWERS) ? { ...attempt, answers: readDraft(reader) } : attempt;
  const earned = readEarned(reader);
  const judged = has(ANSWERS) ? new Map(reader.list(() => [reader.number(3), reader.take(reader.counter())] as const)) : null;
  return { ...attempt, result: { ...earned, automatic: has(AUTOMATIC), answers: judged } };
}

function readDraft(reader: Reader): Map<number, Answer> {
  return new Map(reader.list(() => [reader.number(3), readAnswer(reader)] as const));
}

function readAnswer(reader: Reader): Answer {
  const flags = reader.number(1);
  const judged: Judged | null = flags & JUDGED ? { stamp: reader.counter(), text: reader.take(reader.counter()) } : null;
  if (flags & SIMPLE) {
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
    return typeof state === "string" ? EMPTY_STATE : state;
  };
  const write = (state: State): string => encodeState(course, state);
  const facts = (state: State): string => encodeBody({ ...state, mark: "" }, WITHOUT_JUDGED);
  return {
    markOf: (text) => read(text).mark,
    merge: (one, other) => write(merge(read(one), read(other))),
    shorten: (text, compact, maxLength) => compact(course, read(text), maxLength),
    adds: (text, other) => facts(merge(read(text), read(other))) !== facts(read(text)),
  };
}
