/** Cases with branches. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { questionType } from "../../scorm_export/questions/index.ts";
import type { Question } from "../../scorm_export/player/src/course.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import { question } from "./course.ts";
import { random, type Random } from "./random.ts";

type Steps = readonly (readonly [step: string, choices: Readonly<Record<string, string>>])[];
type Path = readonly (readonly [string, string])[];

const type = questionType("branching-case");
const SALT = question({ id: "q", key: 1, type: "branching-case", points: 1, objectives: [] }).salt;

/** As the compiler veils a text. */
function veiled(text: string): string {
  const data = Buffer.from(text);
  for (let at = 0; at < data.length; at++) {
    const stream = createHash("sha256").update(`${SALT}\n${Math.floor(at / 32)}`).digest();
    data[at] = (data[at] ?? 0) ^ (stream[at % 32] ?? 0);
  }
  return data.toString("base64url");
}

function branching(points: number, steps: Steps, earned: Readonly<Record<string, number>>): Question {
  const rest = { steps, earned: veiled(JSON.stringify(earned)), texts: veiled("{}") };
  return question({ id: "case", key: 1, type: "branching-case", points, objectives: [], ...rest });
}

const path = (...pairs: Path) => ({ kind: "pairs", pairs }) as const;

/** The best way is `a`, then `a`; by `b` there is another, shorter way to 200. */
const outbreak = branching(
  400,
  [
    ["1", { a: "2", b: "3", c: "" }],
    ["2", { a: "", b: "" }],
    ["3", { a: "", b: "2" }],
  ],
  { "1.a": 200, "1.b": 100, "1.c": 0, "2.a": 200, "2.b": 50, "3.a": 100, "3.b": 0 },
);

const graded: readonly [what: string, response: Response | null, earned: number][] = [
  ["the best path", path(["1", "a"], ["2", "a"]), 400],
  ["another path", path(["1", "b"], ["3", "b"], ["2", "b"]), 150],
  ["a path that earns nothing", path(["1", "c"]), 0],
  ["an unfinished path", path(["1", "a"]), 200],
  ["no decision", null, 0],
];

for (const [what, response, earned] of graded) {
  test(`branching-case: ${what} earns ${earned}`, () => {
    assert.equal(type.grade(outbreak, response), earned);
  });
}

test("branching-case: a path is complete at an end", () => {
  assert.equal(type.isComplete?.(outbreak, path(["1", "a"])), false);
  assert.equal(type.isComplete?.(outbreak, path(["1", "c"])), true);
  assert.equal(type.isComplete?.(outbreak, path(["1", "a"], ["2", "b"])), true);
});

test("branching-case: a path is saved as its steps and choices", () => {
  assert.equal(type.encode(path(["1", "b"], ["3", "b"], ["2", "a"]), outbreak), "1b3b2a");
});

for (const text of ["", "1", "1d", "2a", "1a3a", "1c2a", "1a2", "1a2a2a", "__", "1aconstructor"]) {
  test(`branching-case: saved "${text}" is no path in this edition`, () => {
    assert.equal(type.decode(outbreak, text), null);
  });
}

test("branching-case: the best path is reported", () => {
  assert.deepEqual(type.correct(outbreak), [path(["1", "a"], ["2", "a"])]);
});

test("branching-case: steps with digits for ids begin with the author's first", () => {
  const given = branching(100, [["9", { a: "1", b: "" }], ["1", { a: "", b: "" }]], { "9.a": 0, "9.b": 100 });
  assert.deepEqual(type.correct(given), [path(["9", "b"])]);
});

test("branching-case: of many best paths five are reported, and there are too many to look at each", () => {
  const ids = [..."abcdefghijklmnopqrstuvwxyz0123456789"];
  const steps = ids.map((id, at) => [id, { a: ids[at + 1] ?? "", b: ids[at + 1] ?? "" }] as const);
  const given = branching(100, steps, { "a.a": 100, "a.b": 100 });
  const best = type.correct(given);
  assert.equal(new Set(best.map((pattern) => type.encode(pattern as Response, given))).size, 5);
  for (const pattern of best) assert.equal(type.grade(given, pattern as Response), 100);
});

/** A case without rounds: each step leads to later ones. */
function anyCase(next: Random): { given: Question; steps: Steps; earned: Record<string, number> } {
  const ids = next.some([..."abcdefghijklmnopqrstuvwxyz0123456789"], 1 + next.below(6)).reverse();
  const earned: Record<string, number> = {};
  const steps = ids.map((step, at) => {
    const choices = next.some([..."abcd123"], 2 + next.below(3));
    for (const one of choices) earned[`${step}.${one}`] = next.below(4) * 25;
    return [step, Object.fromEntries(choices.map((one) => [one, ids[at + 1 + next.below(ids.length - at)] ?? ""]))] as const;
  });
  const sums = paths(steps).map((found) => found.reduce((sum, [step, one]) => sum + (earned[`${step}.${one}`] ?? 0), 0));
  return { given: branching(Math.max(...sums), steps, earned), steps, earned };
}

/** Every path to an end. */
function paths(steps: Steps, step = steps[0]?.[0] ?? ""): Path[] {
  if (!step) return [[]];
  const choices = Object.entries(steps.find(([id]) => id === step)?.[1] ?? {});
  return choices.flatMap(([one, following]) => paths(steps, following).map((rest) => [[step, one] as const, ...rest]));
}

/** What of a form the type keeps a path in. */
function form() {
  return { dataset: {}, querySelector: () => null, querySelectorAll: () => [] } as unknown as HTMLFieldSetElement;
}

test("branching-case: what decisions earn adds up, between nothing and all points, on any path", () => {
  const next = random(11);
  for (let round = 0; round < 300; round++) {
    const { given, steps, earned } = anyCase(next);
    const every = paths(steps);
    for (const whole of next.some(every, 5)) {
      const part = whole.slice(0, 1 + next.below(whole.length));
      const response = path(...part);
      const grade = type.grade(given, response);
      assert.equal(grade, part.reduce((sum, decision) => sum + (earned[decision.join(".")] ?? 0), 0));
      assert.ok(grade >= 0 && grade <= given.points);
      assert.equal(type.isComplete?.(given, response), part.length === whole.length);
      const text = type.encode(response, given);
      assert.match(text, /^[a-z0-9]+$/);
      assert.ok(text.length <= 2 * Math.max(...every.map((found) => found.length)));
      assert.deepEqual(type.decode(given, text), response);
      const fieldset = form();
      type.show(fieldset, given, response);
      assert.deepEqual(type.read(fieldset, given), response);
      type.show(fieldset, given, null);
      assert.equal(type.read(fieldset, given), null);
    }
    const best = type.correct(given);
    assert.ok(best.length >= 1 && best.length <= 5);
    for (const pattern of best) {
      assert.equal(type.grade(given, pattern as Response), given.points);
      assert.equal(type.isComplete?.(given, pattern as Response), true);
    }
  }
});
