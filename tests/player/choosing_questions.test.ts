/** Hotspots and scales. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { questionType } from "../../scorm_export/questions/index.ts";
import type { Question } from "../../scorm_export/player/src/course.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import { choice, question, sealed } from "./course.ts";
import { random } from "./random.ts";

const IDS = [..."abcdefghijklmnopqrstuvwxyz0123456789"];

/** An image with the areas `a` to `d`. */
function hotspot(points: number, ...right: readonly string[]): Question {
  const answers = { options: ["a", "b", "c", "d"], right: sealed(...right), credit: "partial", penalty: 100 };
  return question({ id: "where", key: 1, type: "hotspot", points, objectives: [], ...answers });
}

function likert(...scale: readonly string[]): Question {
  return question({ id: "agree", key: 1, type: "likert", points: 0, objectives: [], scale });
}

const strict = question({ ...hotspot(200, "a", "c"), credit: "all-or-nothing" });

const graded: readonly [what: string, question: Question, response: Response | null, earned: number][] = [
  ["the right area", hotspot(200, "b"), choice("b"), 200],
  ["a wrong area", hotspot(200, "b"), choice("a"), 0],
  ["no area", hotspot(200, "b"), null, 0],
  ["both right areas", hotspot(200, "a", "c"), choice("a", "c"), 200],
  ["one of two right areas", hotspot(200, "a", "c"), choice("a"), 100],
  ["a right area and a wrong one", hotspot(200, "a", "c"), choice("a", "b"), 0],
  ["all areas", hotspot(200, "a", "c"), choice("a", "b", "c", "d"), 0],
  ["all or nothing: all", strict, choice("a", "c"), 200],
  ["all or nothing: one is missing", strict, choice("a"), 0],
  ["any level", likert("1", "2", "3"), choice("2"), 0],
  ["no level", likert("1", "2", "3"), null, 0],
];

for (const [what, given, response, earned] of graded) {
  test(`${given.type}: ${what} earns ${earned}`, () => {
    assert.equal(questionType(given.type).grade(given, response), earned);
  });
}

const unknown: readonly [question: Question, text: string][] = [
  [hotspot(100, "b"), ""],
  [hotspot(100, "b"), "A"],
  [hotspot(100, "b"), "g"],
  [hotspot(100, "b"), "D"],
  [likert("1", "2"), ""],
  [likert("1", "2"), "3"],
  [likert("1", "2"), "12"],
];

for (const [given, text] of unknown) {
  test(`${given.type}: saved "${text}" is no answer in this edition`, () => {
    assert.equal(questionType(given.type).decode(given, text), null);
  });
}

test("hotspot: several areas are an answer only where several are right", () => {
  const { decode } = questionType("hotspot");
  assert.deepEqual(decode(hotspot(100, "a", "c"), "D"), choice("a", "b"));
  assert.deepEqual(decode(hotspot(100, "a"), "B"), choice("a"));
});

test("hotspot: the right areas earn all points", () => {
  for (const given of [hotspot(200, "b"), hotspot(125, "a", "c"), hotspot(100, "a", "b", "c", "d"), strict]) {
    const type = questionType(given.type);
    const correct = type.correct(given);
    assert.equal(correct.length, 1);
    for (const response of correct) assert.equal(type.grade(given, response as Response), given.points);
  }
});

test("likert: no answer is right, and each lacks nothing", () => {
  assert.deepEqual(questionType("likert").correct(likert("1", "2")), []);
});

/** A form of inputs, one of which is checked at most where they are radio buttons. */
function form(values: readonly string[]) {
  const inputs = values.map((value) => ({ value, checked: false }));
  const querySelectorAll = (selector: string) => (selector === "input" ? inputs : []);
  return { querySelectorAll } as unknown as HTMLFieldSetElement;
}

test("any answer is saved, comes back, is shown and read as itself, and earns no more than there is", () => {
  const next = random(7);
  for (let round = 0; round < 500; round++) {
    const ids = next.some(IDS, 2 + next.below(10));
    const right = next.some(ids, 1 + next.below(ids.length));
    const chosen = ids.filter((id) => next.some(ids, right.length > 1 ? 1 + next.below(ids.length) : 1).includes(id));
    const level = [ids[next.below(ids.length)] ?? ""];
    const points = 1 + next.below(2000);
    const given: readonly [Question, readonly string[]][] = [
      [question({ ...hotspot(points), options: ids, right: sealed(...right), penalty: next.below(101) }), right.length > 1 ? chosen : level],
      [likert(...ids), level],
    ];
    for (const [one, answer] of given) {
      if (!answer.length) continue;
      const type = questionType(one.type);
      const response = choice(...answer);
      const text = type.encode(response, one);
      assert.match(text, /^[A-Za-z0-9_-]+$/);
      assert.deepEqual(type.decode(one, text), response);
      const fieldset = form(ids);
      type.show(fieldset, one, response);
      assert.deepEqual(type.read(fieldset, one), response);
      type.show(fieldset, one, null);
      assert.equal(type.read(fieldset, one), null);
      const earned = type.grade(one, response);
      assert.ok(Number.isInteger(earned) && earned >= 0 && earned <= one.points);
    }
  }
});
