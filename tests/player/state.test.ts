import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeState, emptyRecord, emptyState, encodeState, type QuizRecord, type State } from "../../scorm_export/player/src/state.ts";
import type { Activity, CourseData } from "../../scorm_export/player/src/types.ts";
import { course, lesson, quiz } from "./course.ts";

const l1 = lesson("l1", "L_1");
const l2 = lesson("l2", "L-2");
const l3 = lesson("l3", "L03");
const q1 = quiz("q1", "Q01", { points: 6000, objectives: { why: 2000, loops: 4000 } });
const q2 = quiz("q2", "Q02", { points: 4000, objectives: { why: 4000 } });
const here = course([l1, l2, q1, l3, q2]);

function record(fields: Partial<QuizRecord>): QuizRecord {
  return { ...emptyRecord(), ...fields };
}

function full(): State {
  return {
    visited: new Set(["l1", "l3"]),
    quizzes: new Map([
      ["q1", record({
        attempts: 2, handedIn: true, points: 4500,
        objectives: new Map([["why", 2000], ["loops", 2500]]),
        answers: new Map([[0, "b"], [65535, "AB"], [77, "abc"], [78, "abcd"], [79, "x".repeat(3900)]]),
      })],
      ["q2", record({ points: 0, objectives: new Map([["why", 0]]), answers: new Map([[5, "t"]]) })],
    ]),
  };
}

function back(from: CourseData, to: CourseData, state: State): State | null {
  return decodeState(to, encodeState(from, state));
}

test("what was encoded comes back", () => {
  assert.deepEqual(back(here, here, full()), full());
});

test("nothing done is seven characters", () => {
  const text = encodeState(here, emptyState());
  assert.equal(text.length, 7);
  assert.deepEqual(decodeState(here, text), emptyState());
});

test("the text keeps to letters, digits, dot, underscore and hyphen", () => {
  assert.match(encodeState(here, full()), /^[\w.-]+$/);
});

test("saved states read the same for ever", () => {
  const state = full();
  state.quizzes.get("q1")?.answers.delete(79);
  const old = "1KEYqhgL_1L03.Q01ChBGUCwhAfQloAnEAAAb__9ABAE2abcAE7AEabcd.Q02AdAAAAAAUt";
  const now = "2KEYroUL_1L03.Q01CBBGUCwhAfQloAnEAAAb__9ABAE2abcAE7AEabcd.Q02AAAAAAAAUt";
  assert.deepEqual(decodeState(here, old), state);
  assert.equal(encodeState(here, state), now);
  assert.deepEqual(decodeState(here, now), state);
});

const delivered: readonly [what: string, quiz: Parameters<typeof quiz>[2], fields: Partial<QuizRecord>][] = [
  ["the seed of a quiz that was only opened", { shuffle: "all" }, { seed: 64 ** 3 - 1 }],
  ["when a draft with a limit was begun", { time: 600 }, { time: 200_000_000 }],
  ["when it was handed in", { wait: 600 }, { attempts: 1, handedIn: true, points: 2500, time: 1 }],
  ["the sum of attempts whose average counts", { counts: "average" }, { attempts: 63, handedIn: true, points: 63 * 9999 }],
  ["which answers were checked", { feedback: "immediately" }, { checked: new Set([3, 9]), answers: new Map([[3, "a"], [4, "b"], [9, "c"]]) }],
  ["that many answers were checked", { feedback: "immediately" }, {
    checked: new Set(Array.from({ length: 15 }, (_, n) => 2 * n)), answers: new Map(Array.from({ length: 30 }, (_, n) => [n, "a"])),
  }],
  ["all of it", { shuffle: "all", time: 60, wait: 60, counts: "average", feedback: "immediately" }, {
    attempts: 2, points: 15_000, seed: 0, time: 0, checked: new Set([1]), answers: new Map([[1, "abcdef"], [2, "t"]]),
  }],
];

for (const [what, fields, kept] of delivered) {
  test(`a saved state keeps ${what}`, () => {
    const data = course([quiz("q", "QQQ", fields)]);
    const state: State = { visited: new Set(), quizzes: new Map([["q", record(kept)]]) };
    assert.deepEqual(back(data, data, state), state);
  });
}

test("an edition in which another attempt counts takes over what was earned", () => {
  const best = course([quiz("q", "QQQ", { objectives: { why: 4000 } })]);
  const average = course([quiz("q", "QQQ", { objectives: { why: 4000 }, counts: "average" })]);
  const points = { attempts: 3, handedIn: true, points: 5000, objectives: new Map([["why", 3000]]) };
  const one: State = { visited: new Set(), quizzes: new Map([["q", record(points)]]) };
  const sums = back(best, average, one)?.quizzes.get("q");
  assert.deepEqual([sums?.points, sums?.objectives.get("why")], [15_000, 9000]);
  const again = back(average, best, { visited: new Set(), quizzes: new Map([["q", sums ?? record({})]]) })?.quizzes.get("q");
  assert.deepEqual([again?.points, again?.objectives.get("why")], [5000, 3000]);
});

const editions: readonly [what: string, activities: readonly Activity[], lessons: string[], quizzes: string[]][] = [
  ["turned round", [q2, l3, q1, l2, l1], ["l1", "l3"], ["q1", "q2"]],
  ["with a lesson and a quiz put in", [lesson("new", "NEW"), l1, quiz("nq", "NQQ"), l2, q1, l3, q2], ["l1", "l3"], ["q1", "q2"]],
  ["without a visited lesson", [l2, q1, l3, q2], ["l3"], ["q1", "q2"]],
  ["without a quiz", [l1, l2, l3, q2], ["l1", "l3"], ["q2"]],
];

for (const [what, activities, lessons, quizzes] of editions) {
  test(`an edition ${what} keeps everything else`, () => {
    const state = back(here, course(activities), full());
    assert.deepEqual([...(state?.visited ?? [])].sort(), lessons);
    assert.deepEqual([...(state?.quizzes.keys() ?? [])].sort(), quizzes);
    for (const id of quizzes) assert.deepEqual(state?.quizzes.get(id), full().quizzes.get(id));
  });
}

test("what this edition does not know is dropped with the next save", () => {
  const next = course([l2, l3, q2]);
  const state = back(here, next, full());
  assert.ok(state);
  assert.equal(encodeState(next, state).length, 7 + 3 + 1 + 9 + 4);
});

test("an objective that is gone is dropped, the others stay", () => {
  const next = course([{ ...q1, objectives: { loops: 4000 } }, q2], { objectives: [{ id: "loops", key: "lo", text: "" }] });
  assert.deepEqual(back(here, next, full())?.quizzes.get("q1")?.objectives, new Map([["loops", 2500]]));
});

test("best points above what the quiz gives now are capped", () => {
  const next = course([{ ...q1, points: 3000, objectives: { why: 1000, loops: 2000 } }]);
  const kept = back(here, next, full())?.quizzes.get("q1");
  assert.equal(kept?.points, 3000);
  assert.deepEqual(kept?.objectives, new Map([["why", 1000], ["loops", 2000]]));
});

test("a quiz of one objective stores no points for it", () => {
  const done = record({ attempts: 1, handedIn: true, points: 3000, objectives: new Map([["why", 3000]]) });
  const state: State = { visited: new Set(), quizzes: new Map([["q2", done]]) };
  assert.equal(encodeState(here, state).length, 7 + 1 + 9);
  assert.deepEqual(back(here, here, state), state);
});

test("points stored for an objective give way when the quiz is all about it now", () => {
  const some = record({ attempts: 1, handedIn: true, points: 400, objectives: new Map([["why", 100]]) });
  const before = course([quiz("q", "QQQ", { points: 1000, objectives: { why: 600 } })]);
  const after = course([quiz("q", "QQQ", { points: 1000, objectives: { why: 1000 } })]);
  const kept = back(before, after, { visited: new Set(), quizzes: new Map([["q", some]]) });
  assert.deepEqual(kept?.quizzes.get("q")?.objectives, new Map([["why", 400]]));
});

test("a quiz of which one objective takes only a part stores what it earned", () => {
  const part = course([quiz("q", "QQQ", { points: 1000, objectives: { why: 600 } })]);
  const done = record({ attempts: 1, handedIn: true, points: 400, objectives: new Map([["why", 0]]) });
  const state: State = { visited: new Set(), quizzes: new Map([["q", done]]) };
  assert.deepEqual(back(part, part, state), state);
});

test("hand-ins beyond what is stored are counted as 63", () => {
  const state: State = { visited: new Set(), quizzes: new Map([["q1", record({ attempts: 63, handedIn: true })]]) };
  assert.equal(back(here, here, state)?.quizzes.get("q1")?.attempts, 63);
});

test("every change of a character is noticed", () => {
  const state = full();
  state.quizzes.get("q1")?.answers.delete(79);
  const text = encodeState(here, state);
  for (let n = 0; n < text.length; n++) {
    for (const other of ["A", "b", "0", "_", ".", " ", "é", ""]) {
      if (text.charAt(n) === other) continue;
      assert.equal(decodeState(here, text.slice(0, n) + other + text.slice(n + 1)), null, `${n} ${other}`);
    }
  }
});

test("a text cut off anywhere is noticed", () => {
  const text = encodeState(here, full());
  for (let n = 0; n < text.length; n++) assert.equal(decodeState(here, text.slice(0, n)), null);
});

const foreign = [
  "", "1", "junk", "1KEY", "undefined", "null", "{\"a\":1}", "2KEYAAA", "\u0000\uffff", "1KEY" + "A".repeat(5000),
  encodeState(course([l1], { key: "OTH" }), { visited: new Set(["l1"]), quizzes: new Map() }),
];

for (const text of foreign) {
  test(`${JSON.stringify(text.slice(0, 20))} is not a state of this course`, () => {
    assert.equal(decodeState(here, text), null);
  });
}

/** Bodies with a right checksum that no encoder writes. */
const malformed = ["A", "AAAA", ".Q01", ".Q01Cx", ".Q01ChBGU", ".Q01ChBGUC", ".Q01ChBGUAAAA", ".Q01ChBGUAAADAB", ".Q01ChBGUAAADAEabc"];

for (const body of malformed) {
  test(`a body ${JSON.stringify(body)} is refused although its checksum is right`, () => {
    const text = sealed(body);
    assert.ok(text);
    assert.equal(decodeState(here, text), null);
  });
}

/** The body with the checksum that fits: taken from a course whose only lesson has it as its key. */
function sealed(body: string): string {
  return encodeState(course([lesson("x", body)]), { visited: new Set(["x"]), quizzes: new Map() });
}

test("300 lessons and 600 answered single-choice questions in 60 quizzes fit SCORM 1.2", (context) => {
  const key = (n: number) => `k${n.toString(36).padStart(2, "0")}`;
  const lessons = Array.from({ length: 300 }, (_, n) => lesson(`lesson-${n}`, key(n)));
  const quizzes = Array.from({ length: 60 }, (_, n) => quiz(`quiz-${n}`, key(300 + n), { points: 1000, objectives: { why: 1000 } }));
  const large = course([...lessons, ...quizzes]);
  const answers = new Map(Array.from({ length: 10 }, (_, n) => [65535 - n, "9"]));
  const done = record({ attempts: 63, handedIn: true, points: 1000, objectives: new Map([["why", 1000]]), answers });
  const state: State = { visited: new Set(lessons.map(({ id }) => id)), quizzes: new Map(quizzes.map(({ id }) => [id, done])) };
  const text = encodeState(large, state);
  context.diagnostic(`${text.length} characters`);
  assert.ok(text.length <= 4096, `${text.length}`);
  assert.deepEqual(decodeState(large, text), state);
});

test("a state too long through answers of an older edition drops judged answers, and nothing that counts", () => {
  const answers = new Map(Array.from({ length: 600 }, (_, n) => [n, "abcd"]));
  const state = full();
  state.quizzes.set("q1", record({ attempts: 1, handedIn: true, points: 100, answers, objectives: new Map([["why", 0], ["loops", 100]]) }));
  const text = encodeState(here, state);
  assert.ok(text.length <= 4096);
  const kept = decodeState(here, text);
  assert.deepEqual(kept?.quizzes.get("q1"), { ...state.quizzes.get("q1"), answers: new Map() });
  assert.deepEqual(kept?.quizzes.get("q2"), state.quizzes.get("q2"));
});
