/** How a quiz is delivered: purposes, which attempt counts, pass marks, limits and waits, feedback, draws and orders. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { grantedFactor } from "../../scorm_export/player/src/learner/quiz_state.ts";
import type { CourseData, Quiz } from "../../scorm_export/player/src/course.ts";
import type { QuizAttempt } from "../../scorm_export/player/src/reports.ts";
import { choice, course, lesson, multiple, quiz, single } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { launched, recorder, type Launched, type Recorder } from "./recorder.ts";

interface Run {
  readonly session: Session;
  readonly told: Recorder & { readonly attempts: readonly QuizAttempt[] };
  /** Let seconds pass, by the clock on the wall too. */
  pass(seconds: number): void;
}

const NOON = Date.UTC(2024, 2, 1, 12);

function run(data: CourseData, opened: Launched = {}, launchData = "", from = NOON): Run {
  let now = 0;
  const attempts: QuizAttempt[] = [];
  const told = Object.assign(recorder(), { attempts, launchData: () => launchData, handedIn: (one: QuizAttempt) => attempts.push(one) });
  const clock = { ms: () => now, date: () => new Date(from + now), random: () => 0.25 };
  const session = createSession(data, told, clock);
  session.open(launched(opened));
  return { session, told, pass: (seconds) => (now += seconds * 1000) };
}

/** Ten questions of a point; right is `b`. */
const ten = Array.from({ length: 10 }, (_, n) => single(`q${n}`, n, 100, ["why"]));

function tested(fields: Parameters<typeof quiz>[2] = {}): Quiz {
  return quiz("test", "TTT", { points: 1000, objectives: { why: 1000 }, ...fields });
}

function attempt(session: Session, right: number, id = "test"): void {
  if (session.quiz(id).phase === "result") session.retry(id);
  session.quiz(id).questions.slice(0, right).forEach((question) => session.answer(id, question.id, choice("b")));
  session.handIn(id);
}

test("ten questions worth a tenth of a point make one point", () => {
  const tenths = Array.from({ length: 10 }, (_, n) => single(`q${n}`, n, 10));
  const { session } = run(course([tested({ points: 100, objectives: {} })]));
  session.loaded("test", tenths);
  attempt(session, 10);
  assert.deepEqual(session.outcome().score, { earned: 100, total: 100 });
});

const attempts: readonly [counts: Quiz["counts"], rights: readonly number[], counted: number][] = [
  [undefined, [5, 8, 3], 800],
  ["last", [5, 8, 3], 300],
  ["first", [5, 8, 3], 500],
  ["average", [5, 8, 3], 533],
  ["average", [5, 8], 650],
  ["average", [0, 0, 1], 33],
];

for (const [counts, rights, counted] of attempts) {
  test(`of attempts with ${rights.join(", ")} points the ${counts ?? "best"} counts: ${counted}`, () => {
    const { session, told } = run(course([tested(counts ? { counts } : {})]));
    session.loaded("test", ten);
    rights.forEach((right) => attempt(session, right));
    assert.equal(session.quiz("test").counted, counted);
    assert.equal(session.outcome().score?.earned, counted);
    assert.equal(session.objectives()[0]?.earned, counted);
    assert.deepEqual(told.attempts.map(({ earned }) => earned), rights.map((right) => right * 100));
    const again = run(course([tested(counts ? { counts } : {})]), { state: told.state });
    assert.equal(again.session.quiz("test").counted, counted);
  });
}

const reach: readonly [fields: Parameters<typeof quiz>[2], rights: readonly number[], status: string][] = [
  [{ attempts: 2 }, [7], "incomplete"],
  [{ attempts: 2 }, [7, 7], "failed"],
  [{ attempts: 3, counts: "first" }, [7], "failed"],
  [{ attempts: 3, counts: "first" }, [8], "passed"],
  [{ attempts: 2, counts: "last" }, [7], "incomplete"],
  [{ attempts: 2, counts: "last" }, [9, 2], "passed"],
  [{ attempts: 2, counts: "average" }, [6], "incomplete"],
  [{ attempts: 2, counts: "average" }, [5], "failed"],
  [{ attempts: 2, counts: "average" }, [6, 10], "passed"],
  [{ attempts: 2, counts: "average" }, [6, 9], "failed"],
  [{ counts: "average" }, [0], "incomplete"],
];

for (const [fields, rights, status] of reach) {
  test(`${JSON.stringify(fields)}: after ${rights.join(" and ")} of 10 the course is ${status}`, () => {
    const { session } = run(course([tested(fields)]));
    session.loaded("test", ten);
    rights.forEach((right) => attempt(session, right));
    assert.equal(session.outcome().status, status);
  });
}

test("a quiz is never failed before it is handed in", () => {
  const { session, told } = run(course([tested({ attempts: 1, essential: true, pass: 1000 })]));
  session.loaded("test", ten);
  session.answer("test", "q0", choice("a"));
  assert.equal(session.outcome().status, "incomplete");
  assert.deepEqual(told.attempts, []);
});

test("an essential quiz has to be passed, whatever the others give", () => {
  const other = quiz("other", "OOO", { points: 9000, attempts: 1 });
  const data = course([tested({ attempts: 2, essential: true, pass: 900 }), other], { scoring: { total: 10_000, pass: 5000 } });
  const { session } = run(data);
  session.loaded("test", ten);
  session.loaded("other", [single("only", 1, 9000)]);
  attempt(session, 1, "other");
  attempt(session, 8);
  assert.equal(session.outcome().status, "incomplete");
  assert.deepEqual(session.missing(), [{ kind: "essential", id: "test", pass: 900 }]);
  attempt(session, 8);
  assert.equal(session.outcome().status, "failed");
  const better = run(data);
  better.session.loaded("test", ten);
  better.session.loaded("other", [single("only", 1, 9000)]);
  attempt(better.session, 1, "other");
  attempt(better.session, 9);
  assert.equal(better.session.outcome().status, "passed");
});

test("an attempt is passed by the quiz's own mark", () => {
  const { session, told } = run(course([tested({ pass: 600 })]));
  session.loaded("test", ten);
  attempt(session, 6);
  assert.equal(session.quiz("test").pass, 600);
  assert.deepEqual(told.attempts.map(({ status }) => status), ["passed"]);
});

test("practice is recorded and counts for nothing", () => {
  const practice = quiz("practice", "PPP", { points: 1000, purpose: "practice", objectives: { why: 1000 } });
  const { session, told } = run(course([practice, tested()], { scoring: { total: 1000, pass: 800 } }));
  session.loaded("practice", ten);
  attempt(session, 2, "practice");
  assert.deepEqual(session.outcome(), { status: "incomplete", completed: false, progress: 0, score: null });
  assert.deepEqual(session.missing().map(({ kind }) => kind), ["quiz"]);
  assert.equal(told.interactions.length, 10);
  assert.ok(told.interactions.every(({ counts }) => !counts));
  assert.deepEqual(told.attempts.map(({ status }) => status), ["completed"]);
  assert.deepEqual(told.objectives, []);
});

test("a learner who reaches a lesson's objectives in a pretest need not read it", () => {
  const pretest = quiz("pre", "PRE", { points: 1000, purpose: "pretest", pass: 800, objectives: { why: 500, loops: 500 } });
  const lessons = [
    { ...lesson("on-why", "L01"), objectives: ["why"] },
    { ...lesson("on-both", "L02"), objectives: ["why", "loops"] },
    lesson("on-neither", "L03"),
  ];
  const questions = ten.map((question, n) => ({ ...question, objectives: [n < 5 ? "why" : "loops"] }));
  const { session, told } = run(course([pretest, ...lessons], { scoring: null }));
  session.loaded("pre", questions);
  assert.equal(session.spared("on-why"), false);
  attempt(session, 6, "pre");
  assert.deepEqual(lessons.map(({ id }) => [id, session.spared(id), session.done(id)]), [
    ["on-why", true, true], ["on-both", false, false], ["on-neither", false, false],
  ]);
  assert.equal(session.outcome().progress, 1 / 3);
  assert.equal(session.outcome().score, null);
  const again = run(course([pretest, ...lessons], { scoring: null }), { state: told.state });
  assert.equal(again.session.done("on-why"), true);
});

test("a time limit runs from the start of the attempt, also while the course is closed", async () => {
  const data = course([tested({ time: 600 })]);
  const { session, told, pass } = run(data);
  session.loaded("test", ten);
  assert.equal(session.quiz("test").phase, "ready");
  assert.equal(session.secondsLeft("test"), null);
  session.answer("test", "q0", choice("b"));
  assert.equal(session.quiz("test").responses.size, 0);
  await session.begin("test");
  pass(100);
  session.answer("test", "q0", choice("b"));
  assert.equal(session.secondsLeft("test"), 500);
  session.close();

  const later = run(data, { state: told.state }, "", NOON + 400_000);
  later.session.loaded("test", ten);
  assert.deepEqual([later.session.quiz("test").phase, later.session.secondsLeft("test")], ["draft", 200]);
  later.pass(199);
  later.session.answer("test", "q1", choice("b"));
  later.pass(1);
  later.session.answer("test", "q2", choice("b"));
  assert.equal(later.session.handIn("test")?.earned, 200);

  const tooLate = run(data, { state: told.state }, "", NOON + 3_600_000);
  tooLate.session.loaded("test", ten);
  assert.deepEqual([tooLate.session.quiz("test").phase, tooLate.session.quiz("test").counted], ["result", 100]);
});

test("a clock that was put back gives no more than the whole time", async () => {
  const data = course([tested({ time: 600 })]);
  const { session, told } = run(data);
  session.loaded("test", ten);
  await session.begin("test");
  const early = run(data, { state: told.state }, "", NOON - 86_400_000);
  early.session.loaded("test", ten);
  assert.equal(early.session.secondsLeft("test"), 600);
});

const factors: readonly [accommodation: number | undefined, launchData: string, limit: number][] = [
  [undefined, "", 600],
  [150, "", 900],
  [150, "time=2", 1200],
  [undefined, "?time=1.25", 750],
  [undefined, "a=b;time=3", 1800],
  [undefined, "time=0.5", 600],
  [undefined, "time=99", 600],
  [undefined, "overtime=2", 600],
];

for (const [accommodation, launchData, limit] of factors) {
  test(`the course grants ${accommodation ?? 100} %, the LMS says "${launchData}": ${limit} s`, () => {
    const { session } = run(course([tested({ time: 600 })], accommodation ? { accommodation } : {}), {}, launchData);
    session.loaded("test", ten);
    assert.equal(session.quiz("test").limit, limit);
  });
}

test("a factor is a number from 1 to 10", () => {
  assert.deepEqual(["time=10", "time=10.1", "time=1.234", "time=1.5.2"].map(grantedFactor), [10, null, null, null]);
});

test("between attempts the learner waits, and right answers stay hidden meanwhile", () => {
  const data = course([tested({ wait: 3600, attempts: 2 })]);
  const { session, told, pass } = run(data);
  session.loaded("test", ten);
  attempt(session, 5);
  assert.deepEqual([session.quiz("test").canRetry, session.quiz("test").reveals], [false, false]);
  assert.deepEqual(session.quiz("test").opensAt, new Date(NOON + 3_600_000));
  session.retry("test");
  assert.equal(session.quiz("test").phase, "result");
  const later = run(data, { state: told.state }, "", NOON + 3_599_000);
  later.session.loaded("test", ten);
  assert.equal(later.session.quiz("test").canRetry, false);
  pass(3600);
  assert.deepEqual([session.quiz("test").canRetry, session.quiz("test").opensAt], [true, null]);
  attempt(session, 5);
  assert.deepEqual([session.quiz("test").canRetry, session.quiz("test").opensAt, session.quiz("test").reveals], [false, null, true]);
});

const told: readonly [fields: Parameters<typeof quiz>[2], afterFirst: [shown: boolean, reveals: boolean], afterLast: [shown: boolean, reveals: boolean]][] = [
  [{}, [true, false], [true, true]],
  [{ answers: "never" }, [true, false], [true, false]],
  [{ answers: "with-feedback" }, [true, true], [true, true]],
  [{ feedback: "after-last-attempt" }, [false, false], [true, true]],
  [{ feedback: "never" }, [false, false], [false, true]],
  [{ feedback: "immediately" }, [true, false], [true, true]],
];

for (const [fields, ...expected] of told) {
  test(`${JSON.stringify(fields)}: what is shown after the first and the last attempt`, () => {
    const { session } = run(course([tested({ attempts: 2, ...fields })]));
    session.loaded("test", ten);
    const shown = expected.map(() => {
      attempt(session, 5);
      const { feedback, reveals } = session.quiz("test");
      return [feedback.size === 10, reveals];
    });
    assert.deepEqual(shown, expected);
  });
}

test("with immediate feedback a checked answer is judged, kept, and cannot be changed", () => {
  const data = course([tested({ feedback: "immediately" })]);
  const { session, told } = run(data);
  session.loaded("test", ten);
  session.check("test", "q0");
  assert.equal(session.quiz("test").feedback.size, 0);
  session.answer("test", "q0", choice("a"));
  session.answer("test", "q1", choice("b"));
  session.check("test", "q0");
  session.answer("test", "q0", choice("b"));
  session.answer("test", "q0", null);
  assert.equal(session.quiz("test").feedback.get("q0")?.verdict, "wrong");
  const again = run(data, { state: told.state });
  again.session.loaded("test", ten);
  assert.deepEqual([...again.session.quiz("test").feedback.keys()], ["q0"]);
  assert.equal(again.session.handIn("test")?.earned, 100);
});

test("without immediate feedback nothing can be checked", () => {
  const { session } = run(course([tested()]));
  session.loaded("test", ten);
  session.answer("test", "q0", choice("a"));
  session.check("test", "q0");
  assert.equal(session.quiz("test").feedback.size, 0);
});

test("what was drawn and its order stay through resume and review, and change with the next attempt", () => {
  const draws = [{ count: 4, from: ten.slice(2).map(({ id }) => id) }];
  const data = course([tested({ points: 600, shuffle: "all", draws })]);
  const { session, told } = run(data);
  session.loaded("test", ten);
  const asked = session.quiz("test").questions.map(({ id }) => id);
  assert.equal(asked.length, 6);
  const order = ["a", "b", "c"].map((option) => session.quiz("test").rank?.("q0", option));

  const again = run(data, { state: told.state });
  again.session.loaded("test", ten);
  assert.deepEqual(again.session.quiz("test").questions.map(({ id }) => id), asked);
  attempt(again.session, 3);
  assert.equal(again.told.interactions.length, 6);
  assert.deepEqual(again.told.interactions.map(({ question }) => question), asked);
  assert.equal(again.session.outcome().score?.total, 600);

  const review = run(data, { state: again.told.state, mode: "review", status: "completed" });
  review.session.loaded("test", ten);
  assert.deepEqual(review.session.quiz("test").questions.map(({ id }) => id), asked);
  assert.deepEqual(["a", "b", "c"].map((option) => review.session.quiz("test").rank?.("q0", option)), order);
  again.session.retry("test");
  assert.notDeepEqual(again.session.quiz("test").questions.map(({ id }) => id), asked);
});

test("before the LMS has answered, a quiz with random questions shows none", () => {
  const session = createSession(course([tested({ shuffle: "questions" })]), recorder(), {
    ms: () => 0, date: () => new Date(NOON), random: () => 0.25,
  });
  session.loaded("test", ten);
  assert.deepEqual(session.quiz("test").questions, []);
});

test("an answer that lacks something is among the unanswered", () => {
  const { session } = run(course([tested({ points: 200 })]));
  session.loaded("test", [single("one", 1, 100), multiple("two", 2, 100)]);
  session.answer("test", "one", choice("b"));
  assert.deepEqual(session.unanswered("test"), ["two"]);
});
