/** The compact text of a saved state: within the length that the compiler proves, intact, and read by every edition. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { summaryOf } from "../../scorm_export/player/src/learner/attempts.ts";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { checksum } from "../../scorm_export/player/src/learner/digits.ts";
import { EMPTY_STATE, type Attempt, type State } from "../../scorm_export/player/src/learner/facts.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData, Quiz } from "../../scorm_export/player/src/course.ts";
import { course, lesson, long, quiz } from "./course.ts";
import { randomState, standing, studied } from "./facts.ts";
import { random } from "./random.ts";

const q1 = quiz("q1", "Q01", { points: 6000, objectives: { why: 2000, loops: 4000 } });
const q2 = quiz("q2", "Q02", { points: 4000, objectives: { why: 4000 } });
const here = course([lesson("l1", "L_1"), q1, lesson("l3", "L03"), q2]);
/** A quiz handed in twice, the best time with 45 points, and a draft. */
const TEXT = "2KEYroUL_1L03.Q01CBBGUCwhAfQloAnEAAAb__9ABAE2abcAE7AEabcd.Q02AAAAAAAAUt";

function read(data: CourseData, text: string): State {
  const state = decodeState(data, text);
  if (typeof state === "string") assert.fail(`${state}: ${text}`);
  return state;
}

const sealed = (body: string): string => `2KEY${checksum(body)}${body}`;

function earned(data: CourseData, state: State, id = "q"): unknown {
  const found = data.activities.find((activity): activity is Quiz => activity.kind === "quiz" && activity.id === id) ?? assert.fail();
  const { attempts, points, objectives } = summaryOf(data, state, found);
  return [attempts, points, Object.fromEntries(objectives)];
}

/** A quiz that was handed in once. */
function handedIn(points: number, objectives: Readonly<Record<string, number>> | null, answers = new Map<number, string>()): State {
  const keys = objectives && new Map(Object.entries(objectives).map(([id, of]) => [long(id.slice(0, 2)), of]));
  const result = { points, objectives: keys, automatic: false, answers };
  const attempt: Attempt = { id: "aaa", number: 1, turn: 1, lastStamp: 1, begun: null, ended: null, answers: new Map(), result };
  return { ...EMPTY_STATE, quizzes: new Map([[long("QQQ"), { totals: null, attempts: new Map([["aaa", attempt]]) }]]) };
}

/** The state read back from both forms. */
function back(from: CourseData, to: CourseData, state: State): State[] {
  return [encodeState(from, state), encodeCompact(from, state, Infinity)].map((text) => read(to, text));
}

test("points above what the quiz gives now are capped", () => {
  const next = course([{ ...q1, points: 3000, objectives: { why: 1000, loops: 2000 } }]);
  assert.deepEqual(earned(next, read(next, TEXT), "q1"), [2, 3000, { why: 1000, loops: 2000 }]);
});

test("a quiz of one objective stores no points for it", () => {
  const data = course([quiz("q", "QQQ", { points: 4000, objectives: { why: 4000 } })]);
  assert.equal(encodeCompact(data, handedIn(3000, null), Infinity).length, 7 + 1 + 9);
  for (const state of back(data, data, handedIn(3000, null))) assert.deepEqual(earned(data, state), [1, 3000, { why: 3000 }]);
});

test("points stored for an objective give way when the quiz is all about it now", () => {
  const before = course([quiz("q", "QQQ", { points: 1000, objectives: { why: 600 } })]);
  const after = course([quiz("q", "QQQ", { points: 1000, objectives: { why: 1000 } })]);
  for (const state of back(before, after, handedIn(400, { why: 100 }))) assert.deepEqual(earned(after, state), [1, 400, { why: 400 }]);
});

test("a quiz of which one objective takes only a part stores what it earned", () => {
  const part = course([quiz("q", "QQQ", { points: 1000, objectives: { why: 600 } })]);
  for (const state of back(part, part, handedIn(400, { why: 0 }))) assert.deepEqual(earned(part, state), [1, 400, { why: 0 }]);
});

test("an objective that is gone is left out, the others stay", () => {
  const next = course([{ ...q1, objectives: { loops: 4000 } }, q2], { objectives: [{ id: "loops", key: long("lo"), text: "" }] });
  assert.deepEqual(earned(next, read(next, TEXT), "q1"), [2, 4500, { loops: 2500 }]);
});

test("every change of a character is noticed", () => {
  for (const text of [TEXT, encodeState(studied, randomState(random(3)))]) {
    const data = text === TEXT ? here : studied;
    for (let n = 0; n < text.length; n++) {
      for (const other of ["A", "b", "0", "_", ".", " ", "é", ""]) {
        if (text.charAt(n) === other) continue;
        assert.equal(typeof decodeState(data, text.slice(0, n) + other + text.slice(n + 1)), "string", `${n} ${other}`);
      }
    }
  }
});

test("a text cut off anywhere is noticed", () => {
  for (let n = 1; n < TEXT.length; n++) assert.equal(decodeState(here, TEXT.slice(0, n)), "unreadable");
});

/** Bodies with a correct checksum that no encoder writes. */
const malformed = ["A", "AAAA", ".Q01", ".Q01Cx", ".Q01ChBGU", ".Q01ChBGUC", ".Q01ChBGUAAAA", ".Q01ChBGUAAADAB", ".Q01ChBGUAAADAEabc"];

for (const body of malformed) {
  test(`a body ${JSON.stringify(body)} is refused although its check sum is right`, () => {
    assert.equal(decodeState(here, sealed(body)), "unreadable");
  });
}

test("300 lessons and 600 answered single-choice questions in 60 quizzes fit SCORM 1.2", () => {
  const key = (n: number) => `k${n.toString(36).padStart(2, "0")}`;
  const lessons = Array.from({ length: 300 }, (_, n) => lesson(`lesson-${n}`, key(n)));
  const quizzes = Array.from({ length: 60 }, (_, n) => quiz(`quiz-${n}`, key(300 + n), { points: 1000, objectives: { why: 1000 } }));
  const large = course([...lessons, ...quizzes]);
  const answers = new Map(Array.from({ length: 10 }, (_, n) => [65535 - n, "9"]));
  const facts = handedIn(1000, null, answers).quizzes.get(long("QQQ")) ?? assert.fail();
  const state = { mark: "abc", visited: new Set(lessons.map((one) => one.key)), quizzes: new Map(quizzes.map((one) => [one.key, facts])) };
  const text = encodeState(large, state, 4096, encodeCompact);
  assert.ok(text.length <= 4096, `${text.length}`);
  const kept = read(large, text);
  assert.equal(kept.visited.size, 300);
  for (const { id } of quizzes) assert.deepEqual(earned(large, kept, id), [1, 1000, { why: 1000 }]);
});

test("a state too long through answers of an older edition drops judged answers, and nothing that counts", () => {
  const answers = new Map(Array.from({ length: 600 }, (_, n) => [n, "abcd"]));
  const data = course([quiz("q", "QQQ", { points: 1000 })]);
  const text = encodeState(data, handedIn(100, null, answers), 4096, encodeCompact);
  assert.ok(text.length <= 4096);
  assert.deepEqual(earned(data, read(data, text)), [1, 100, {}]);
});

/** What the compiler computes (`state.py`), for answers of at most `answer` characters. */
function mostOf(data: CourseData, questions: number, answer: number): number {
  const lengths = data.activities.map((activity) => {
    if (activity.kind === "lesson") return 3;
    const digits = activity.counts === "average" ? 1 : 0;
    const objectives = Object.keys(activity.objectives).length;
    return 10 + digits + (activity.shuffle ? 3 : 0) + (activity.time || activity.wait ? 5 : 0) + (5 + digits) * objectives + questions * (3 + answer + 2);
  });
  return 7 + lengths.reduce((sum, length) => sum + length, 0);
}

test("after any merges, the text stays within the length that the compiler proves, and counts the same", () => {
  const most = mostOf(studied, 4, 3);
  for (let seed = 0; seed < 400; seed++) {
    const state = randomState(random(seed));
    const text = encodeState(studied, state, most, encodeCompact);
    assert.ok(text.length <= most, `seed ${seed}: ${text.length} > ${most}`);
    assert.deepEqual(standing(read(studied, text)), standing(state), `seed ${seed}`);
  }
});
