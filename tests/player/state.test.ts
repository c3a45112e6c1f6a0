/** The saved state as a text: it is read back, stays within its length, survives new editions, and earlier versions are read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { otherDrafts } from "../../scorm_export/player/src/learner/attempt_changes.ts";
import { summaryOf } from "../../scorm_export/player/src/learner/attempts.ts";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { EMPTY_STATE, type Attempt, type QuizFacts, type State } from "../../scorm_export/player/src/learner/facts.ts";
import { decodeState, encodeState, statesOf } from "../../scorm_export/player/src/learner/state.ts";
import type { Activity, CourseData, Quiz } from "../../scorm_export/player/src/course.ts";
import { course, lesson, long, quiz } from "./course.ts";
import { randomState, standing, studied } from "./facts.ts";
import { random } from "./random.ts";

const l1 = lesson("l1", "L_1");
const l2 = lesson("l2", "L-2");
const l3 = lesson("l3", "L03");
const q1 = quiz("q1", "Q01", { points: 6000, objectives: { why: 2000, loops: 4000 } });
const q2 = quiz("q2", "Q02", { points: 4000, objectives: { why: 4000 } });
const here = course([l1, l2, q1, l3, q2]);

function read(data: CourseData, text: string): State {
  const state = decodeState(data, text);
  if (typeof state === "string") assert.fail(`${state}: ${text}`);
  return state;
}

test("random states come back from their texts, which keep to letters, digits, dot, underscore and hyphen", () => {
  for (let seed = 0; seed < 300; seed++) {
    const text = encodeState(studied, randomState(random(seed)));
    assert.match(text, /^[\w.-]+$/);
    assert.equal(encodeState(studied, read(studied, text)), text);
  }
});

test("nothing done is a text of fourteen characters", () => {
  assert.equal(encodeState(here, EMPTY_STATE), "3KEY__M2l...AA");
});

test("without the compact form, a state that is too long is returned as it is: an LMS may refuse it, and nothing else replaces it", () => {
  const visited = { ...EMPTY_STATE, mark: "abc" };
  assert.equal(encodeState(here, visited, 5), encodeState(here, visited));
});

test("saved states read the same for ever", () => {
  const text = [
    "3KEY__6_xmarBNEW__DQ01__CBs4FA8gDDlo___i1Bwh___7B4vEAkuCDlo___ziCwh___jBAAQ02__DCgkDAwiFDlo___jiCwh____Bk5EAw3",
    "CAABAADgEQCAABCEC4AACACx.CDx2yyBEyy1Cx.CyyBZZZ__DDo8EDlo___9jDwh___tBgyBDlo___jiBwh___dAAknDAABAADoElBAAAEZEAA",
    "BBFBaBx.BDx1Bx.BAACACx.GDx6yyCEyy2Cx.GyyCAADABx.BDx1Cx.ByyFAAEACx.FAyyDEyy3Dx.FyyDz.B",
  ].join("");
  assert.equal(encodeState(studied, randomState(random(7))), text);
  assert.equal(encodeState(studied, read(studied, text)), text);
});

const OLD = "1KEYqhgL_1L03.Q01ChBGUCwhAfQloAnEAAAb__9ABAE2abcAE7AEabcd.Q02AdAAAAAAUt";
const BEFORE = "2KEYroUL_1L03.Q01CBBGUCwhAfQloAnEAAAb__9ABAE2abcAE7AEabcd.Q02AAAAAAAAUt";

for (const [version, text] of [["first", OLD], ["second", BEFORE]] as const) {
  test(`texts of the ${version} version are read`, () => {
    const state = read(here, text);
    assert.deepEqual([...state.visited], [l1.key, l3.key]);
    const { attempts, handedIn, points, objectives, shown } = summaryOf(here, state, q1);
    assert.deepEqual([attempts, handedIn, points, [...objectives]], [2, true, 4500, [["why", 2000], ["loops", 2500]]]);
    assert.deepEqual([...(shown?.result?.answers ?? [])], [[0, "b"], [65535, "AB"], [77, "abc"], [78, "abcd"]]);
    assert.equal(summaryOf(here, state, q2).shown?.answers.get(5)?.versions[0]?.text, "t");
  });
}

test("two devices that upgrade the same text agree, and their work merges", () => {
  const states = statesOf(here);
  const upgraded = encodeState(here, read(here, BEFORE));
  assert.equal(states.merge(BEFORE, BEFORE), upgraded);
  assert.equal(states.merge(upgraded, BEFORE), upgraded);
  assert.equal(summaryOf(here, read(here, states.merge(upgraded, BEFORE)), q1).attempts, 2);
});

test("a state of a newer version is known as one, and what is cut off or foreign as unreadable", () => {
  const text = encodeState(studied, randomState(random(1)));
  assert.equal(decodeState(studied, `4${text.slice(1)}`), "newer");
  for (const broken of [text.slice(0, -1), `${text}A`, text.replace("3", "2"), "?", "null", `3${"A".repeat(30)}`]) {
    assert.equal(decodeState(studied, broken), "unreadable", broken);
  }
  assert.equal(decodeState({ ...studied, key: long("NOT") }, text), "unreadable");
});

test("whatever is cut off a text is noticed", () => {
  for (let seed = 0; seed < 20; seed++) {
    const text = encodeState(studied, randomState(random(seed)));
    for (let length = 1; length < text.length; length++) assert.equal(decodeState(studied, text.slice(0, length)), "unreadable");
  }
});

const editions: readonly [what: string, activities: readonly Activity[]][] = [
  ["turned round", [q2, l3, q1, l2, l1]],
  ["with a lesson and a quiz put in", [lesson("new", "NEW"), l1, quiz("nq", "NQQ"), l2, q1, l3, q2]],
  ["without a visited lesson", [l2, q1, l3, q2]],
  ["without a quiz", [l1, l2, l3, q2]],
];

for (const [what, activities] of editions) {
  test(`an edition ${what} carries everything on, also back to the edition before`, () => {
    const state = read(here, BEFORE);
    const edition = course(activities);
    const text = encodeState(edition, read(edition, encodeState(here, state, 4096, encodeCompact)), 4096, encodeCompact);
    assert.equal(encodeState(here, read(here, text)), encodeState(here, state));
  });
}

test("facts about items of other editions take at most an eighth of the space", () => {
  const many = Array.from({ length: 300 }, (_, n) => lesson(`l${n}`, `${n}`));
  const state = { ...EMPTY_STATE, visited: new Set(many.map(({ key }) => key)) };
  const none = course([l1]);
  assert.equal(read(none, encodeState(none, state, 4096, encodeCompact)).visited.size, Math.floor(512 / 5));
  assert.equal(read(none, encodeState(none, state)).visited.size, 300);
});

test("an edition in which another attempt counts judges by its own rule", () => {
  const rules: readonly (readonly [Quiz["counts"] | undefined, number])[] = [[undefined, 5000], ["first", 1000], ["last", 3000], ["average", 3000]];
  const handed = (nth: number, points: number): Attempt => attempt({ id: `AA${nth}`, number: nth, lastStamp: nth, result: { points, objectives: null, automatic: false, answers: null } });
  const attempts = [handed(1, 1000), handed(2, 5000), handed(3, 3000)];
  for (const [counts, points] of rules) {
    const data = course([quiz("q", "QQQ", { points: 6000, ...(counts ? { counts } : {}) })]);
    const [one] = data.activities as Quiz[];
    const state = withAttempts(attempts);
    const record = summaryOf(data, read(data, encodeState(data, state)), one!);
    assert.equal(counts === "average" ? record.points / record.attempts : record.points, points);
  }
});

test("so it judges sums of before", () => {
  const objectives = { why: 4000 };
  const best = course([quiz("q", "QQQ", { objectives })]);
  const average = course([quiz("q", "QQQ", { objectives, counts: "average" })]);
  // Three hand-ins: the best one with 50 points, 30 of them for the objective; or 150 and 90 together.
  for (const text of ["2KEYjkK.QQQDBBOIBwhAu4", "2KEYSIg.QQQDDADqYBwhACMo"]) {
    const judged = [best, average].map((data) => summaryOf(data, read(data, text), data.activities[0] as Quiz));
    const told = judged.map(({ attempts, points, objectives: earned }) => [attempts, points, earned.get("why")]);
    assert.deepEqual(told, [[3, 5000, 3000], [3, 15_000, 9000]]);
  }
});

test("where there is too little space less is kept, step by step, and always what counts", () => {
  const essay = (text: string, stamp: number, tag: string) => ({ versions: [{ tag, stamp, text }], known: new Map([[tag, stamp]]), judged: null });
  const answers = new Map([[1, "a".repeat(300)]]);
  const done = attempt({ id: "one", number: 1, lastStamp: 1, result: { points: 2000, objectives: null, automatic: false, answers } });
  const beside = attempt({ id: "two", number: 2, lastStamp: 2, answers: new Map([[1, essay("b".repeat(300), 2, "x")]]) });
  const draft = attempt({ id: "six", number: 3, lastStamp: 3, answers: new Map([[1, essay("c".repeat(300), 3, "y")]]) });
  const data = course([quiz("q", "QQQ")]);
  const [one] = data.activities as Quiz[];
  const state = withAttempts([done, beside, draft]);
  const kept = (most: number) => {
    const text = encodeState(data, state, most, encodeCompact);
    assert.ok(text.length <= most, `${text.length} > ${most}`);
    const found = read(data, text);
    const { attempts, points, shown } = summaryOf(data, found, one!);
    const judged = [...(factsOf(found).attempts.get("one")?.result?.answers ?? [])].length;
    return [text.charAt(0), attempts, points, shown?.answers.get(1)?.versions[0]?.text?.charAt(0), otherDrafts(found, one!, shown).length, judged];
  };
  assert.deepEqual(kept(4096), ["3", 1, 2000, "c", 1, 1]);
  assert.deepEqual(kept(900), ["3", 1, 2000, "c", 1, 0]);
  assert.deepEqual(kept(600), ["3", 1, 2000, "c", 0, 0]);
  assert.deepEqual(kept(330), ["2", 1, 2000, "c", 0, 0]);
});

test("states tell whose attempt a text is, and whether another holds more", () => {
  const states = statesOf(here);
  const [less, more] = [new Set([l1.key]), new Set([l1.key, l2.key])].map((visited) => encodeState(here, { ...EMPTY_STATE, mark: "abc", visited }));
  assert.equal(states.markOf(less ?? ""), "abc");
  assert.equal(states.markOf(BEFORE), "");
  assert.equal(states.markOf(""), "");
  assert.deepEqual([states.adds(less ?? "", more ?? ""), states.adds(more ?? "", less ?? "")], [true, false]);
  assert.deepEqual([states.adds("", less ?? ""), states.adds(less ?? "", "junk")], [true, false]);
});

test("random states are judged alike from text to text", () => {
  for (let seed = 0; seed < 100; seed++) {
    const state = randomState(random(seed));
    assert.deepEqual(standing(read(studied, encodeState(studied, state, 4096, encodeCompact))), standing(state));
  }
});

function attempt(fields: Partial<Attempt> & Pick<Attempt, "id" | "number" | "lastStamp">): Attempt {
  return { turn: 1, begun: null, ended: null, answers: new Map(), result: null, ...fields };
}

function withAttempts(attempts: readonly Attempt[]): State {
  const facts = { totals: null, attempts: new Map(attempts.map((one) => [one.id, one])) };
  return { ...EMPTY_STATE, quizzes: new Map([[long("QQQ"), facts]]) };
}

function factsOf(state: State): QuizFacts {
  return state.quizzes.get(long("QQQ")) ?? { totals: null, attempts: new Map() };
}
