/** Matching, sequencing and sorting. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { questionType } from "../../scorm_export/questions/index.ts";
import type { Question } from "../../scorm_export/player/src/course.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import { question, sealed } from "./course.ts";
import { random } from "./random.ts";

const IDS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

/** `right` are pairs such as `ax`: source `a` goes with target `x`. */
function pairing(type: string, points: number, targets: string, ...right: readonly string[]): Question {
  return question({
    id: "pairs", key: 1, type, points, objectives: [],
    sources: right.map((pair) => pair.charAt(0)), targets: [...targets],
    right: sealed(...right.map((pair) => [...pair].join("."))), credit: "partial", penalty: 0,
  });
}

/** `right` is the order of the items, `presented` the one they come in. */
function sequence(points: number, right: string, presented = [...right].reverse().join("")): Question {
  const neighbours = [...right].slice(1).map((id, n) => `${right.charAt(n)}>${id}`);
  const answers = { items: [...presented], right: sealed(...neighbours), credit: "partial", penalty: 0 };
  return question({ id: "order", key: 1, type: "sequencing", points, objectives: [], ...answers });
}

const pairs = (...given: readonly string[]): Response => ({
  kind: "pairs",
  pairs: given.map((pair): [string, string] => [pair.charAt(0), pair.charAt(1)]),
});
const order = (ids: string): Response => ({ kind: "order", ids: [...ids] });

const loops = pairing("matching", 300, "wxyz", "ax", "by", "cz");
const strictLoops = question({ ...loops, credit: "all-or-nothing" });
const harshLoops = question({ ...loops, penalty: 50 });
const kinds = pairing("categorise", 250, "xy", "ax", "bx", "cy", "dy");
const steps = sequence(400, "qcfta");
const strictSteps = question({ ...steps, credit: "all-or-nothing" });
const harshSteps = question({ ...steps, penalty: 100 });

const graded: readonly [what: string, question: Question, response: Response | null, earned: number][] = [
  ["every pair", loops, pairs("ax", "by", "cz"), 300],
  ["two of three", loops, pairs("ax", "by", "cw"), 200],
  ["one right and nothing else", loops, pairs("by"), 100],
  ["none", loops, pairs("ay", "bx"), 0],
  ["no answer", loops, null, 0],
  ["one target for all", loops, pairs("ax", "bx", "cx"), 100],
  ["all or nothing: all", strictLoops, pairs("ax", "by", "cz"), 300],
  ["all or nothing: one is missing", strictLoops, pairs("ax", "by"), 0],
  ["a penalty of a half", harshLoops, pairs("ax", "by", "cw"), 150],
  ["what is not chosen costs nothing", harshLoops, pairs("ax", "by"), 200],
  ["never below nothing", harshLoops, pairs("ay", "bx", "cz"), 0],
  ["a target may have several", kinds, pairs("ax", "bx", "cy", "dy"), 250],
  ["a quarter, half a hundredth up", kinds, pairs("ax", "by", "cx", "dx"), 63],
  ["the right order", steps, order("qcfta"), 400],
  ["three of four follow", steps, order("cftaq"), 300],
  ["two halves the wrong way round", steps, order("ftaqc"), 300],
  ["one pair of neighbours", steps, order("aqctf"), 100],
  ["the other way round", steps, order("atfcq"), 0],
  ["no order", steps, null, 0],
  ["all or nothing: the right order", strictSteps, order("qcfta"), 400],
  ["all or nothing: one is elsewhere", strictSteps, order("cftaq"), 0],
  ["a wrong neighbour takes a right one back", harshSteps, order("cftaq"), 200],
];

for (const [what, given, response, earned] of graded) {
  test(`${given.type}: ${what} earns ${earned}`, () => {
    assert.equal(questionType(given.type).grade(given, response), earned);
  });
}

const encoded: readonly [question: Question, response: Response, text: string][] = [
  [loops, pairs("ax", "by", "cz"), "axbycz"],
  [loops, pairs("cw"), "cw"],
  [kinds, pairs("ax", "dx"), "axdx"],
  [steps, order("tafcq"), "tafcq"],
];

for (const [given, response, text] of encoded) {
  test(`${given.type}: ${JSON.stringify(response)} is saved as ${text} and comes back`, () => {
    const type = questionType(given.type);
    assert.equal(type.encode(response, given), text);
    assert.deepEqual(type.decode(given, text), response);
  });
}

const unknown: readonly [question: Question, text: string][] = [
  [loops, ""],
  [loops, "a"],
  [loops, "axb"],
  [loops, "av"],
  [loops, "dx"],
  [loops, "axax"],
  [loops, "axay"],
  [loops, "ax..by"],
  [kinds, "az"],
  [steps, ""],
  [steps, "qcft"],
  [steps, "qcftaa"],
  [steps, "qcftt"],
  [steps, "qcftx"],
];

for (const [given, text] of unknown) {
  test(`${given.type}: saved "${text}" is no answer in this edition`, () => {
    assert.equal(questionType(given.type).decode(given, text), null);
  });
}

test("pairs saved before the sources changed places come back in their order now", () => {
  assert.deepEqual(questionType("matching").decode(loops, "czax"), pairs("ax", "cz"));
});

test("an answer lacks something until every source has its target", () => {
  const { isComplete } = questionType("matching");
  assert.equal(isComplete?.(loops, pairs("ax", "by")), false);
  assert.equal(isComplete?.(loops, pairs("ax", "bx", "cx")), true);
});

test("the right answers are found by trying and earn all points", () => {
  assert.deepEqual(questionType("matching").correct(loops), [pairs("ax", "by", "cz")]);
  assert.deepEqual(questionType("sequencing").correct(steps), [order("qcfta")]);
  const whole = IDS.join("");
  for (const given of [loops, strictLoops, harshLoops, kinds, steps, strictSteps, harshSteps, sequence(100, whole)]) {
    const type = questionType(given.type);
    const [right, ...more] = type.correct(given);
    assert.equal(type.grade(given, right as Response), given.points);
    assert.equal(more.length, 0);
  }
});

/** A form as the templates write it, as far as reading and showing go. */
function form(given: Question): HTMLFieldSetElement {
  const { sources = [], targets = [], items = [] } = given as Question & Readonly<Record<string, string[] | undefined>>;
  if (given.type === "sequencing") return sequenceForm(items);
  const lists = sources.map((source) => ({ value: "", dataset: { source } }));
  const radios = sources.flatMap((source) => targets.map((value) => ({ value, checked: false, dataset: { source } })));
  const controls = given.type === "matching" ? lists : radios;
  const querySelectorAll = (selector: string) => (selector === "[data-source]" ? controls : []);
  return { querySelectorAll } as unknown as HTMLFieldSetElement;
}

function sequenceForm(items: readonly string[]): HTMLFieldSetElement {
  const classList = { remove: () => undefined };
  let rows = items.map((option) => ({ dataset: { option }, classList, querySelectorAll: () => [], after }));
  function after(first: unknown): void {
    const [one, two, ...rest] = rows;
    assert.ok(one && two && first === one);
    rows = [two, one, ...rest];
  }
  const keep = { checked: false };
  const list = { append: (...sorted: typeof rows) => (rows = sorted) };
  return {
    querySelectorAll: (selector: string) => (selector === ".sequence > li" ? [...rows] : []),
    querySelector: (selector: string) => (selector === ".keep input" ? keep : selector === ".sequence" ? list : null),
  } as unknown as HTMLFieldSetElement;
}

test("any answer is read as it is shown, comes back as it is saved, and earns what is there to earn", () => {
  const { below, some } = random(20);
  for (let round = 0; round < 300; round++) {
    const targets = some(IDS, 2 + below(5));
    const sources = some(IDS, 2 + below(34));
    const ids = [...some(IDS, 3 + below(33))].sort(() => below(2) - 0.5);
    const pick = (): string => targets[below(targets.length)] ?? "";
    const right = sources.map((source) => source + pick());
    const cases: readonly [Question, Response][] = [
      ...["matching", "categorise"].map((type): [Question, Response] => [
        question({ ...pairing(type, 1 + below(2000), targets.join(""), ...right), penalty: below(101) }),
        pairs(...some(sources, 1 + below(sources.length)).map((source) => source + pick())),
      ]),
      [question({ ...sequence(1 + below(2000), ids.join("")), penalty: below(101) }), order([...ids].sort(() => below(2) - 0.5).join(""))],
    ];
    for (const [given, response] of cases) {
      const type = questionType(given.type);
      const fieldset = form(given);
      const text = type.encode(response, given);
      assert.match(text, /^[A-Za-z0-9_-]+$/);
      assert.deepEqual(type.decode(given, text), response);
      for (const shown of [null, response, null, response]) {
        type.show(fieldset, given, shown);
        assert.deepEqual(type.read(fieldset, given), shown);
      }
      const earned = type.grade(given, response);
      assert.ok(Number.isInteger(earned) && earned >= 0 && earned <= given.points, String(earned));
    }
  }
});

test("sequencing: items never stand in the right order before they were moved", () => {
  const given = sequence(100, "qcfta", "qcfta");
  const type = questionType("sequencing");
  const fieldset = form(given);
  type.show(fieldset, given, null);
  const shown = [...fieldset.querySelectorAll<HTMLElement>(".sequence > li")].map((item) => item.dataset["option"]);
  assert.deepEqual(shown, [..."cqfta"]);
});
