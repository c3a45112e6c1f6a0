import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { questionType } from "../../scorm_export/questions/index.ts";
import { compare, toNumber } from "../../scorm_export/questions/numeric/question.ts";
import { bytes, normalise, within } from "../../scorm_export/questions/texts.ts";
import type { Question } from "../../scorm_export/player/src/course.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import { question, sealed, veiled } from "./course.ts";
import { random, type Random } from "./random.ts";

interface Cases {
  readonly normalised: readonly [text: string, matchCase: boolean, exactSpacing: boolean, normalised: string][];
  readonly patterns: readonly [pattern: string, spelt: string, matching: string[], others: string[]][];
}

/** Cases that `test_writing.py` runs in Python too. */
const cases = JSON.parse(readFileSync(new URL("../cases/texts.json", import.meta.url), "utf8")) as Cases;

test("texts are normalised as the compiler does", () => {
  for (const [text, matchCase, exactSpacing, normalised] of cases.normalised) {
    assert.equal(normalise(text, { matchCase, exactSpacing }), normalised, JSON.stringify(text));
  }
});

test("patterns match what they match in Python", () => {
  for (const [pattern, spelt, matching, others] of cases.patterns) {
    const whole = new RegExp(`^(?:${spelt})$`, "u");
    assert.deepEqual(matching.filter((text) => !whole.test(text)), [], pattern);
    assert.deepEqual(others.filter((text) => whole.test(text)), [], pattern);
  }
});

/* fill-in */

interface Blank {
  readonly id: string;
  readonly answers: readonly string[];
  readonly pattern?: string;
  readonly matchCase?: boolean;
  readonly exactSpacing?: boolean;
  readonly limit?: number;
  readonly choices?: readonly string[];
}

function fillIn(points: number, blanks: readonly Blank[], credit = "partial", penalty = 0): Question {
  const written = blanks.map(({ id, answers, pattern, choices, limit = 30, matchCase = !!choices, exactSpacing = !!choices }) => ({
    id, limit, matchCase, exactSpacing,
    ...(choices ? { choices } : {}),
    right: sealed(...answers.map((answer) => normalise(answer, { matchCase, exactSpacing }))),
    answer: veiled(answers[0] ?? ""),
    ...(pattern === undefined ? {} : { pattern: veiled(pattern) }),
  }));
  return question({ id: "q", key: 1, type: "fill-in", points, objectives: [], blanks: written, credit, penalty });
}

const texts = (...given: string[]) => ({ kind: "texts", texts: given }) as const;
const cycle: readonly Blank[] = [
  { id: "a", answers: ["data", "Information"] },
  { id: "b", answers: ["knowledge"], pattern: "know-?how|insights?" },
  { id: "c", answers: ["Level III"], matchCase: true, exactSpacing: true },
];
const three = fillIn(100, cycle);
const strict = fillIn(100, cycle, "all-or-nothing");
const punished = fillIn(300, cycle, "partial", 50);
const one = fillIn(100, [{ id: "x", answers: ["l’école"] }]);

const listed = fillIn(200, [
  { id: "a", answers: ["output"], choices: ["input", "output", "Output"] },
  { id: "b", answers: ["outcome", "impact"], choices: ["outcome", "impact", "input"] },
]);

test("a blank that is chosen for takes back only what it can be filled with", () => {
  const type = questionType("fill-in");
  const response = texts("output", "input");
  const saved = type.encode(response, listed);
  assert.deepEqual(type.decode(listed, saved), response);
  const other = fillIn(200, [{ id: "a", answers: ["input"], choices: ["input", "result"] }, ...cycle.slice(1, 2)]);
  assert.equal(type.decode(other, saved), null);
});

const filled: readonly [what: string, question: Question, response: Response | null, earned: number][] = [
  ["all right", three, texts("data", "knowledge", "Level III"), 100],
  ["another answer that is right", three, texts("INFORMATION", "Know-How", "Level III"), 100],
  ["two thirds", three, texts(" data ", "insight", "level III"), 67],
  ["white space that counts", three, texts("", "", "Level  III"), 0],
  ["capitals that count", three, texts("", "", "LEVEL III"), 0],
  ["one third", three, texts("", "insights", ""), 33],
  ["a pattern matches the whole answer", three, texts("", "some insights", ""), 0],
  ["nothing right", three, texts("x", "y", "z"), 0],
  ["nothing at all", three, null, 0],
  ["all or nothing: all", strict, texts("data", "knowledge", "Level III"), 100],
  ["all or nothing: one is missing", strict, texts("data", "knowledge", ""), 0],
  ["a wrong one takes half of a right one away", punished, texts("data", "x", ""), 50],
  ["what is not filled in takes nothing away", punished, texts("data", "", " "), 100],
  ["never below nothing", punished, texts("", "x", "y"), 0],
  ["both chosen right", listed, texts("output", "outcome"), 200],
  ["another choice that is right", listed, texts("", "impact"), 100],
  ["every sign of a choice counts", listed, texts("Output", "input"), 0],
  ["a straight apostrophe for a curly one", one, texts("L'ÉCOLE"), 100],
];

/* numeric */

function numeric(least: string, most: string, answer = ""): Question {
  return question({ id: "q", key: 1, type: "numeric", points: 200, objectives: [], right: veiled(`${least} ${most} ${answer}`.trim()) });
}

const number = (value: string) => ({ kind: "number", value }) as const;
const exact = numeric("0.3", "0.3", "0.3");
const within5 = numeric("-5", "5", "0");

const numbers: readonly [what: string, question: Question, response: Response | null, earned: number][] = [
  ["exactly", exact, number("0.3"), 200],
  ["with a zero more", exact, number("0.300"), 200],
  ["a little too much", exact, number("0.30000000001"), 0],
  ["the least", within5, number("-5.0"), 200],
  ["too little", within5, number("-5.01"), 0],
  ["the most", within5, number("5"), 200],
  ["too much", within5, number("10"), 0],
  ["zero", within5, number("0"), 200],
  ["no number", exact, texts("0.3 or so"), 0],
  ["nothing", exact, null, 0],
];

const typed: readonly [typed: string, value: string | null][] = [
  ["80", "80"], [" 80 ", "80"], ["080", "80"], ["80.0", "80.0"], ["80,5", "80.5"], [",5", "0.5"], [".5", "0.5"], ["5.", "5"],
  ["-5", "-5"], ["−5", "-5"], ["–5", "-5"], ["- 5", "-5"], ["+5", "5"], ["-0", "0"], ["-0.00", "0.00"], ["000", "0"],
  ["1 000", "1000"], ["1 000 000,5", "1000000.5"], ["1\u202f000", "1000"], ["1\u00a0000.25", "1000.25"], ["1\u2009234", "1234"],
  ["٨٠", "80"], ["৮০.৫", "80.5"], ["८०", "80"], ["٨٠٫٥", "80.5"], ["۸۰٫۵", "80.5"], ["١٬٠٠٠", "1000"], ["\u200f٨٠", "80"], ["1.000", "1.000"], ["0,500", "0.500"],
  ["1234,567", "1234.567"], ["999999999999", "999999999999"], ["0.12345678901", "0.12345678901"],
  ["", null], [".", null], ["-", null], ["a", null], ["8a", null], ["1e3", null], ["1,000", null], ["12,345", null],
  ["1,000,000", null], ["1.000.000", null], ["1,234.5", null], ["10 00", null], ["1 00", null], ["5 5", null], ["--5", null],
  ["5%", null], ["1/2", null], ["1000000000000", null], ["0.1234567890123", null], ["Infinity", null], ["0x10", null],
];

test("numbers are read as people type them; ambiguous ones are not numbers", () => {
  for (const [text, value] of typed) assert.equal(toNumber(text), value, JSON.stringify(text));
});

test("decimals are compared exactly", () => {
  const ordered = ["-999999999999", "-10.5", "-10", "-9.999", "-0.1", "0", "0.1", "0.10000000001", "0.3", "2", "10", "9999999999999"];
  ordered.forEach((less, at) => {
    ordered.forEach((more, then) => assert.equal(Math.sign(compare(less, more)), Math.sign(at - then), `${less} ${more}`));
  });
  assert.equal(compare("0.10", "0.1"), 0);
});

/* long-answer */

function longAnswer(points: number, criteria: readonly string[], limit = 100): Question {
  return question({ id: "q", key: 1, type: "long-answer", points, objectives: [], length: limit, limit, criteria });
}

const essay = (text: string, met: readonly string[] | null = null) => ({ kind: "essay", text, met }) as const;
const assessed = longAnswer(100, ["a", "b", "z"]);
const free = longAnswer(0, []);

const essays: readonly [what: string, question: Question, response: Response | null, earned: number][] = [
  ["all criteria", assessed, essay("Text", ["a", "b", "z"]), 100],
  ["two of three", assessed, essay("Text", ["a", "z"]), 67],
  ["none of them", assessed, essay("Text", []), 0],
  ["not compared", assessed, essay("Text"), 0],
  ["nothing", assessed, null, 0],
  ["not assessed", free, essay("Text"), 0],
];

for (const [what, given, response, earned] of [...filled, ...numbers, ...essays]) {
  test(`${given.type}: ${what} earns ${earned}`, () => {
    assert.equal(questionType(given.type).grade(given, response), earned);
  });
}

const saved: readonly [question: Question, response: Response, text: string][] = [
  [three, texts("data", "", ""), "a06ZGF0YQ"],
  [three, texts("", "é", "x"), "b03w6kc02eA"],
  [exact, number("-2.50"), "-2_50"],
  [exact, number("80"), "80"],
  [exact, texts("a lot"), "tYSBsb3Q"],
  [assessed, essay("é"), "nw6k"],
  [assessed, essay("é", []), "0w6k"],
  [assessed, essay("é", ["a", "b"]), "1Dw6k"],
  [assessed, essay("é", ["z"]), "5AAAACw6k"],
  [free, essay("Two\nlines "), "nVHdvCmxpbmVzIA"],
];

for (const [given, response, text] of saved) {
  test(`${given.type}: ${JSON.stringify(response)} is saved as ${text} and comes back`, () => {
    const type = questionType(given.type);
    assert.equal(type.encode(response, given), text);
    assert.deepEqual(type.decode(given, text), response);
  });
}

const unknown: readonly (readonly [question: Question, text: string])[] = [
  ...["", "z02eA", "a", "a0", "a02", "a02e", "a03eA", "a00", "a02!A", "a02eAx", "aZZeA", `a1k${"A".repeat(56)}`].map((text) => [three, text] as const),
  ...["", "-", "1_", "_5", "01", "1_000_0", "8a", "1000000000000", "t", "tODA", "t!", "tIA", `t${"YWFh".repeat(14)}`].map((text) => [exact, text] as const),
  ...["", "n", "0", "w6k", "n!", "nIA", `n${"YWFh".repeat(34)}`].map((text) => [assessed, text] as const),
];

for (const [given, text] of unknown) {
  test(`${given.type}: saved "${text}" is no answer in this edition`, () => {
    assert.equal(questionType(given.type).decode(given, text), null);
  });
}

test("fill-in: an answer outlives blanks that come and move, by their ids", () => {
  const type = questionType("fill-in");
  const before = fillIn(100, [cycle[2] as Blank, cycle[0] as Blank]);
  assert.deepEqual(type.decode(three, type.encode(texts("Level III", "data"), before)), texts("data", "", "Level III"));
});

test("long-answer: a text outlives its criteria, and is to be compared again with others", () => {
  const type = questionType("long-answer");
  const text = type.encode(essay("Text", ["a", "z"]), assessed);
  assert.deepEqual(type.decode(longAnswer(100, ["a", "b"]), text), essay("Text"));
  assert.deepEqual(type.decode(free, text), essay("Text"));
  assert.deepEqual(type.decode(assessed, type.encode(essay("Text"), free)), essay("Text"));
});

test("what an answer lacks", () => {
  const lacking = (given: Question, response: Response) => !questionType(given.type).isComplete?.(given, response);
  assert.equal(lacking(three, texts("a", "b", "c")), false);
  assert.equal(lacking(three, texts("a", " ", "c")), true);
  assert.equal(lacking(exact, number("0")), false);
  assert.equal(lacking(exact, texts("zero")), true);
  assert.equal(lacking(assessed, essay("Text")), true);
  assert.equal(lacking(assessed, essay("Text", [])), false);
  assert.equal(lacking(free, essay("Text")), false);
});

test("only numbers are reported, and the range that is right", () => {
  const type = questionType("numeric");
  assert.deepEqual(type.reported?.(number("2.5")), number("2.5"));
  assert.equal(type.reported?.(texts("two")), null);
  assert.deepEqual(type.correct(within5), [{ kind: "range", least: "-5", most: "5" }]);
});

test("the correct answers earn all points", () => {
  for (const given of [three, strict, punished, one]) {
    const [pattern] = questionType("fill-in").correct(given);
    assert.ok(pattern?.kind === "texts" && "caseMatters" in pattern);
    assert.equal(pattern.caseMatters, given !== one);
    assert.equal(questionType("fill-in").grade(given, pattern), given.points);
  }
  for (const given of [exact, within5]) {
    const [pattern] = questionType("numeric").correct(given);
    assert.ok(pattern?.kind === "range");
    for (const value of [pattern.least, pattern.most]) assert.equal(questionType("numeric").grade(given, number(value)), 200);
  }
  assert.deepEqual(questionType("long-answer").correct(assessed), []);
});

/* Room */

const room: readonly [value: string, caret: number, limit: number, kept: string][] = [
  ["abc", 3, 3, "abc"],
  ["abcd", 4, 3, "abc"],
  ["abXc", 3, 3, "abc"],
  ["abXYc", 4, 3, "abc"],
  ["Xabc", 1, 3, "abc"],
  ["abcd", 0, 3, "abc"],
  ["é", 1, 1, ""],
  ["aé", 2, 2, "a"],
  ["a😀b", 3, 4, "ab"],
  ["ab😀", 4, 5, "ab"],
  ["a\nb", 3, 2, "a\n"],
];

test("where the text is too long its end is left out, and no character is split", () => {
  for (const [value, selectionEnd, limit, kept] of room) assert.equal(within({ value, selectionEnd }, limit), kept, value);
});

/* Any response at all */

const ALPHABET = [..."abcXYZ 019-_.,'\"\n", "é", "ß", "’", "學", "ت", "\u200f", "😀", "🧑‍💻", "\u0301", "\ufeff", "\u00a0"];

function anyText(next: Random, most: number): string {
  let text = "";
  for (let n = next.below(most); n > 0; n--) text += ALPHABET[next.below(ALPHABET.length)] ?? "";
  return text;
}

function inRoom(next: Random, limit: number): string {
  const text = anyText(next, limit);
  return within({ value: text, selectionEnd: text.length }, limit);
}

interface Place {
  value: string;
  checked: boolean;
  hidden: boolean;
  selectionEnd: number;
}

/** What of a form the types keep an answer in: its places by selector. */
function form(places: readonly string[], boxes: readonly string[] = []) {
  const place = (value = ""): Place => ({ value, checked: false, hidden: true, selectionEnd: 0 });
  const element = (data: Place) =>
    Object.assign(data, { classList: { add: () => {}, remove: () => {} }, setAttribute: () => {} });
  const known = new Map(places.map((selector) => [selector, element(place())]));
  const inputs = boxes.map((id) => element(place(id)));
  return {
    querySelector: (selector: string) => known.get(selector) ?? null,
    querySelectorAll: (selector: string) => (selector === "input" ? inputs : []),
  } as unknown as HTMLFieldSetElement;
}

function holds(given: Question, response: Response, most: number, fieldset: HTMLFieldSetElement): void {
  const type = questionType(given.type);
  const grade = type.grade(given, response);
  assert.ok(Number.isInteger(grade) && grade >= 0 && grade <= given.points);
  const text = type.encode(response, given);
  assert.match(text, /^[A-Za-z0-9_-]+$/);
  assert.ok(text.length <= most, `${text.length} of ${most}`);
  assert.deepEqual(type.decode(given, text), response);
  type.show(fieldset, given, response);
  assert.deepEqual(type.read(fieldset, given), response);
  type.show(fieldset, given, null);
  assert.equal(type.read(fieldset, given), null);
}

const encodedLength = (size: number) => Math.ceil((4 * size) / 3);

test("fill-in: any answer is saved, shown and read as itself", () => {
  const next = random(3);
  for (let round = 0; round < 400; round++) {
    const ids = next.some([..."abcdefghijklmnopqrstuvwxyz0123456789"], 1 + next.below(10));
    const blanks = ids.map((id) => ({ id, answers: [inRoom(next, 20).trim() || "a"], limit: 30 + next.below(100) }));
    const given = fillIn(next.below(1000), blanks, "partial", next.below(101));
    const most = blanks.reduce((sum, { limit }) => sum + 3 + encodedLength(limit), 0);
    const response = texts(...blanks.map(({ limit }) => (next.below(4) ? inRoom(next, limit) : "")));
    if (!response.texts.some((text) => text.trim())) continue;
    holds(given, response, most, form(ids.map((id) => `[data-blank="${id}"]`)));
  }
});

test("numeric: numbers and other texts are saved, shown and read unchanged", () => {
  const next = random(5);
  for (let round = 0; round < 2000; round++) {
    const digits = Array.from({ length: 1 + next.below(12) }, () => next.below(10)).join("");
    const point = next.below(digits.length) + 1;
    const value = toNumber(`${next.below(2) ? "-" : ""}${digits.slice(0, point)}.${digits.slice(point)}`);
    const answer = next.below(2) || value === null ? inRoom(next, 40) : value;
    const read = toNumber(answer);
    if (!answer.trim()) continue;
    holds(within5, read === null ? texts(answer) : number(read), 1 + encodedLength(40), form(["input"]));
  }
});

test("long-answer: any answer is saved, shown and read as itself", () => {
  const next = random(7);
  for (let round = 0; round < 400; round++) {
    const criteria = next.some([..."abcdefghijklmnopqrstuvwxyz0123456789"], next.below(7));
    const limit = 1 + next.below(300);
    const given = longAnswer(criteria.length ? next.below(1000) : 0, criteria, limit);
    const met = criteria.length && next.below(2) ? next.some(criteria, next.below(criteria.length + 1)) : null;
    const text = inRoom(next, limit);
    if (!text.trim()) continue;
    const last = Math.max(0, ...criteria.map((id) => "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(id)));
    const digits = criteria.length ? Math.floor(last / 6) + 1 : 0;
    const places = ["textarea", ...(criteria.length ? [".criteria"] : [])];
    holds(given, essay(text, met), 1 + digits + encodedLength(limit), form(places, criteria));
    assert.ok(bytes(text) <= limit);
  }
});
