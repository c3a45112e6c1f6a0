import assert from "node:assert/strict";
import { test } from "node:test";
import { questionType } from "../../scorm_export/questions/index.ts";
import type { Question } from "../../scorm_export/player/src/course.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import { choice, multiple, question, sealed, single, truth, truthful, veiled } from "./course.ts";

const many = question({
  id: "many", key: 1, type: "multiple-choice", points: 100, objectives: [],
  options: [..."abcdefghijklmnopqrstuvwxyz0123456789"], right: sealed("9"), credit: "partial", penalty: 100,
});
const strict = question({ ...multiple("strict", 1, 200), credit: "all-or-nothing" });
const thirds = question({ ...multiple("thirds", 1, 100), right: sealed("a", "b", "c") });

const shared = question({ ...single("shared", 1, 200), shares: veiled('{"a": 100}') });

const deducting = question({ ...single("deducting", 1, 200), shares: veiled('{"a": -50}') });

const graded: readonly [what: string, question: Question, response: Response | null, earned: number][] = [
  ["the right option", single("q", 1, 200), choice("b"), 200],
  ["a wrong option", single("q", 1, 200), choice("a"), 0],
  ["no option", single("q", 1, 200), null, 0],
  ["an option with a share", shared, choice("a"), 100],
  ["the right option beside it", shared, choice("b"), 200],
  ["an option without", shared, choice("c"), 0],
  ["an option that deducts", deducting, choice("a"), -50],
  ["no option where one deducts", deducting, null, 0],
  ["all the right ones", multiple("q", 1, 200), choice("a", "c"), 200],
  ["the right ones in another order", multiple("q", 1, 200), choice("c", "a"), 200],
  ["half of the right ones", multiple("q", 1, 200), choice("a"), 100],
  ["a right one and a wrong one cancel out", multiple("q", 1, 200), choice("a", "b"), 0],
  ["all of them", multiple("q", 1, 200), choice("a", "b", "c", "d"), 0],
  ["more wrong than right is not below nothing", multiple("q", 1, 200), choice("b", "d"), 0],
  ["nothing chosen", multiple("q", 1, 200), null, 0],
  ["a third of a point is rounded down", thirds, choice("a"), 33],
  ["two thirds of a point are rounded up", thirds, choice("a", "b"), 67],
  ["half a hundredth is rounded up", multiple("q", 1, 125), choice("a"), 63],
  ["nothing is rounded up to all", multiple("q", 1, 1), choice("a"), 0],
  ["all or nothing: all", strict, choice("a", "c"), 200],
  ["all or nothing: one is missing", strict, choice("a"), 0],
  ["all or nothing: one too many", strict, choice("a", "b", "c"), 0],
  ["true", truth("q", 1, 50), truthful(true), 50],
  ["false", truth("q", 1, 50), truthful(false), 0],
  ["neither", truth("q", 1, 50), null, 0],
];

for (const [what, given, response, earned] of graded) {
  test(`${given.type}: ${what} earns ${earned}`, () => {
    assert.equal(questionType(given.type).grade(given, response), earned);
  });
}

const encoded: readonly [question: Question, response: Response, text: string][] = [
  [single("q", 1, 100), choice("b"), "b"],
  [multiple("q", 1, 100), choice("a"), "B"],
  [multiple("q", 1, 100), choice("a", "b", "c", "d"), "P"],
  [many, choice("f"), "g"],
  [many, choice("g"), "AB"],
  [many, choice("a", "g"), "BB"],
  [many, choice("9"), "AAAAAg"],
  [many, choice(..."abcdefghijklmnopqrstuvwxyz0123456789"), "______"],
  [truth("q", 1, 100), truthful(true), "t"],
  [truth("q", 1, 100), truthful(false), "f"],
];

for (const [given, response, text] of encoded) {
  test(`${given.type}: ${JSON.stringify(response)} is saved as ${text} and comes back`, () => {
    const type = questionType(given.type);
    assert.equal(type.encode(response, given), text);
    assert.deepEqual(type.decode(given, text), response);
  });
}

const unknown: readonly [question: Question, text: string][] = [
  [single("q", 1, 100), "z"],
  [single("q", 1, 100), ""],
  [single("q", 1, 100), "bb"],
  [multiple("q", 1, 100), "g"],
  [multiple("q", 1, 100), "AB"],
  [multiple("q", 1, 100), ""],
  [multiple("q", 1, 100), "A"],
  [multiple("q", 1, 100), "!"],
  [truth("q", 1, 100), "x"],
  [truth("q", 1, 100), ""],
];

for (const [given, text] of unknown) {
  test(`${given.type}: saved "${text}" is no answer in this edition`, () => {
    assert.equal(questionType(given.type).decode(given, text), null);
  });
}

test("the correct answers earn all points", () => {
  for (const given of [single("q", 1, 100), multiple("q", 1, 100), truth("q", 1, 100), strict, thirds, many]) {
    const type = questionType(given.type);
    for (const response of type.correct(given)) assert.equal(type.grade(given, response as Response), given.points);
  }
});

function form(values: readonly string[]) {
  const inputs = values.map((value) => ({ value, checked: false }));
  const querySelectorAll = (selector: string) => (selector === "input" ? inputs : []);
  return { inputs, fieldset: { querySelectorAll } as unknown as HTMLFieldSetElement };
}

const forms: readonly [question: Question, values: readonly string[], response: Response][] = [
  [single("q", 1, 100), ["a", "b", "c"], choice("b")],
  [multiple("q", 1, 100), ["a", "b", "c", "d"], choice("a", "d")],
  [truth("q", 1, 100), ["true", "false"], truthful(false)],
];

for (const [given, values, response] of forms) {
  test(`${given.type}: an answer that is shown is read again, and can be cleared`, () => {
    const { fieldset } = form(values);
    const type = questionType(given.type);
    assert.equal(type.read(fieldset, given), null);
    type.show(fieldset, given, response);
    assert.deepEqual(type.read(fieldset, given), response);
    type.show(fieldset, given, null);
    assert.equal(type.read(fieldset, given), null);
  });
}

test("an unknown question type is an error with its name", () => {
  assert.throws(() => questionType("essay"), /essay/);
});
