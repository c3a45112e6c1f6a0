/** Draws and orders: fair, the same for the same seed, and hardly moved by a new edition. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawQuestions, rank } from "../../scorm_export/player/src/learner/order.ts";
import { quiz } from "./course.ts";

const pool = Array.from({ length: 12 }, (_, n) => ({ id: `q${n}` }));
const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id);
const bank = ids(pool.slice(2));
const draws = [{ count: 4, from: bank }];

test("without draws and shuffling the author's order holds", () => {
  assert.deepEqual(ids(drawQuestions(quiz("q", "QQQ"), pool, 5, 1)), ids(pool));
});

test("a draw takes its number of questions, each once, after those that are always asked", () => {
  for (let seed = 0; seed < 200; seed++) {
    const list = ids(drawQuestions(quiz("q", "QQQ", { draws }), pool, seed, 1));
    assert.deepEqual(list.slice(0, 2), ["q0", "q1"]);
    assert.equal(new Set(list).size, 6);
    assert.ok(list.slice(2).every((id) => bank.includes(id)));
  }
});

test("two draws from one bank take no question twice", () => {
  const twice = quiz("q", "QQQ", { draws: [{ count: 5, from: bank }, { count: 5, from: bank }] });
  for (let seed = 0; seed < 100; seed++) assert.equal(new Set(ids(drawQuestions(twice, pool, seed, 1))).size, 12);
});

test("the same seed and attempt ask the same; another attempt asks something else", () => {
  const shuffled = quiz("q", "QQQ", { shuffle: "questions" });
  const first = ids(drawQuestions(shuffled, pool, 77, 1));
  assert.deepEqual(ids(drawQuestions(shuffled, pool, 77, 1)), first);
  assert.notDeepEqual(ids(drawQuestions(shuffled, pool, 77, 2)), first);
  assert.deepEqual([...first].sort(), ids(pool).sort());
});

test("every question is drawn about as often as any other, in every attempt", () => {
  for (const attempt of [1, 2, 63]) {
    const drawn = new Map(bank.map((id) => [id, 0]));
    for (let seed = 0; seed < 5000; seed++) {
      for (const { id } of drawQuestions(quiz("q", "QQQ", { draws }), pool, seed, attempt).slice(2)) drawn.set(id, (drawn.get(id) ?? 0) + 1);
    }
    for (const [id, count] of drawn) assert.ok(Math.abs(count - 2000) < 150, `${id} was drawn ${count} times of 2000`);
  }
});

test("a question that a new edition adds leaves the others in their order", () => {
  const shuffled = quiz("q", "QQQ", { shuffle: "questions" });
  const before = ids(drawQuestions(shuffled, pool, 9, 1));
  const after = ids(drawQuestions(shuffled, [...pool, { id: "new" }], 9, 1));
  assert.deepEqual(after.filter((id) => id !== "new"), before);
});

test("ranks are whole numbers of 32 bits", () => {
  for (let seed = 0; seed < 1000; seed++) {
    const value = rank(seed, seed % 63, `q/${seed}`);
    assert.ok(Number.isInteger(value) && value >= 0 && value < 2 ** 32);
  }
});
