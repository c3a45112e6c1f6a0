import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourseData, Question } from "../../scorm_export/player/src/course.ts";
import type { Response, Status } from "../../scorm_export/player/src/reports.ts";
import type { Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice, course, lesson, multiple, question, quiz, single, truth, truthful, veiled } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { launched, recorder, type Launched, type Recorder } from "./recorder.ts";

const l1 = lesson("l1", "L01", 10);
const l2 = lesson("l2", "L02", 20);
const twoLessons = course([l1, l2]);

/** A hundred questions of one point each, so that any integer score is possible. */
const hundred = Array.from({ length: 100 }, (_, n) => single(`q${n}`, n, 100));
const oneQuiz = (attempts: number) => course([l1, quiz("test", "T01", { attempts })]);

interface Run {
  readonly session: Session;
  readonly told: Recorder;
  pass(ms: number): void;
}

function run(data: CourseData, opened: Launched | null = {}): Run {
  let now = 0;
  const told = recorder();
  const session = createSession(data, told, { ms: () => now, date: () => new Date(2024, 2, 1, 12, 0, now / 1000), random: () => 0.5 });
  if (opened) session.open(launched(opened));
  return { session, told, pass: (ms) => (now += ms) };
}

/** Hand in `right` of the hundred questions. */
function score(session: Session, right: number, id = "test"): void {
  session.loaded(id, hundred);
  if (session.quiz(id).canRetry) session.retry(id);
  hundred.slice(0, right).forEach((question) => session.answer(id, question.id, choice("b")));
  session.handIn(id);
}

const status = (session: Session): Status => session.outcome().status;

test("a lesson is visited when it is first displayed: reported, saved and committed once", () => {
  const { session, told } = run(twoLessons);
  session.visit("l1");
  assert.deepEqual(told.verbs, ["save", "outcome", "save", "commit"]);
  assert.equal(told.location, "l1");
  assert.equal(session.done("l1"), true);
  assert.equal(session.done("l2"), false);
  session.visit("l1");
  session.moved("l1/4");
  assert.equal(told.count("commit"), 1);
  assert.equal(told.location, "l1/4");
});

test("displaying an activity again does not forget the place in it", () => {
  const { session, told } = run(twoLessons, { location: "l1/7" });
  session.visit("l1");
  assert.equal(told.location, "l1/7");
});

test("displaying a quiz is not a milestone", () => {
  const { session, told } = run(oneQuiz(0));
  session.visit("test");
  assert.deepEqual(told.verbs, ["save", "save"]);
});

test("a course without a quiz is completed with its last lesson, and has no score", () => {
  const { session, told } = run(twoLessons);
  session.visit("l1");
  assert.deepEqual(told.outcomes.at(-1), { status: "incomplete", completed: false, progress: 0.5, score: null });
  session.visit("l2");
  assert.deepEqual(told.outcomes.at(-1), { status: "completed", completed: true, progress: 1, score: null });
});

test("lessons visited before the LMS answered are reported when it does", () => {
  const { session, told } = run(twoLessons, null);
  session.visit("l1");
  session.moved("l1/2");
  assert.deepEqual(told.verbs, []);
  session.open(launched());
  assert.deepEqual(told.verbs, ["outcome", "save", "commit"]);
  assert.equal(session.done("l1"), true);
});

test("a lesson visited early that the LMS knows already is not reported again", () => {
  const first = run(twoLessons);
  first.session.visit("l1");
  const { session, told } = run(twoLessons, null);
  session.visit("l1");
  session.open(launched({ state: first.told.state }));
  assert.deepEqual(told.verbs, []);
});

const judged: readonly [what: string, attempts: number, scores: number[], lessons: boolean, expected: Status][] = [
  ["the pass mark exactly", 1, [80], true, "passed"],
  ["just below with no attempt left", 1, [79], true, "failed"],
  ["just below with attempts left", 2, [79], true, "incomplete"],
  ["just below with unlimited attempts", 0, [79, 79, 79, 79], true, "incomplete"],
  ["below at the last of several attempts", 3, [10, 20, 79], true, "failed"],
  ["passed at the last attempt", 3, [10, 20, 80], true, "passed"],
  ["all points but a lesson is missing", 1, [100], false, "incomplete"],
  ["failed but a lesson is missing", 1, [10], false, "incomplete"],
  ["worse after the pass: the best attempt counts", 0, [90, 10], true, "passed"],
];

for (const [what, attempts, scores, lessons, expected] of judged) {
  test(`${what}: ${expected}`, () => {
    const { session, told } = run(oneQuiz(attempts));
    if (lessons) session.visit("l1");
    for (const right of scores) score(session, right);
    assert.equal(status(session), expected);
    assert.equal(told.outcomes.at(-1)?.status, expected);
    assert.deepEqual(session.outcome().score, { earned: Math.max(...scores) * 100, total: 10000 });
  });
}

/** A hundredth of a point below the mark is below it. */
const exact = (points: number) => [single("most", 1, points), single("rest", 2, 10000 - points)];
const marks: readonly [points: number, attempts: number, expected: Status][] = [
  [8000, 1, "passed"],
  [7999, 1, "failed"],
  [7999, 2, "incomplete"],
  [8001, 1, "passed"],
];

for (const [points, attempts, expected] of marks) {
  test(`${points / 100} points of 100 with ${attempts - 1} attempts left: ${expected}`, () => {
    const { session } = run(oneQuiz(attempts));
    session.visit("l1");
    session.loaded("test", exact(points));
    session.answer("test", "most", choice("b"));
    session.handIn("test");
    assert.equal(status(session), expected);
  });
}

test("failed is reported only when no remaining attempt can reach the pass mark", () => {
  const data = course([quiz("one", "T01", { points: 5000, attempts: 1 }), quiz("two", "T02", { points: 5000, attempts: 2 })]);
  const questions = [single("a", 1, 3000), single("b", 2, 2000)];
  const { session } = run(data);
  const hand = (id: string, ...right: string[]) => {
    session.loaded(id, questions);
    if (session.quiz(id).canRetry) session.retry(id);
    right.forEach((question) => session.answer(id, question, choice("b")));
    session.handIn(id);
  };
  hand("one", "a");
  hand("two");
  assert.equal(status(session), "incomplete");
  assert.deepEqual(session.missing(), [{ kind: "points", points: 5000, quizzes: ["two"] }]);
  hand("two", "b");
  assert.equal(status(session), "failed");
  assert.deepEqual(session.missing(), [{ kind: "points", points: 3000, quizzes: [] }]);
});

test("a last attempt that was begun still counts as an attempt", () => {
  const { session } = run(oneQuiz(2));
  session.visit("l1");
  score(session, 10);
  assert.equal(session.quiz("test").attemptsLeft, 1);
  session.retry("test");
  assert.equal(session.quiz("test").attemptsLeft, 1);
  assert.equal(status(session), "incomplete");
  session.handIn("test");
  assert.equal(session.quiz("test").attemptsLeft, 0);
  assert.equal(session.quiz("test").canRetry, false);
  assert.equal(status(session), "failed");
});

test("what is not required does not stand in the way", () => {
  const data = course([l1, quiz("test", "T01")], { completion: { lessons: "none", quizzes: "all" } });
  const { session } = run(data);
  assert.deepEqual(session.missing(), [{ kind: "quiz", id: "test" }]);
  score(session, 80);
  assert.equal(status(session), "passed");
});

const kept: readonly [reached: Status, scores: number[], expected: Status][] = [
  ["passed", [], "passed"],
  ["completed", [], "completed"],
  ["failed", [], "failed"],
  ["passed", [10], "passed"],
  ["failed", [90], "passed"],
  ["completed", [90], "passed"],
];

for (const [reached, scores, expected] of kept) {
  test(`an LMS that holds "${reached}" is told ${scores.length ? `"${expected}" after ${scores[0]} points` : "nothing less"}`, () => {
    const { session, told } = run(oneQuiz(1), { status: reached });
    session.visit("l1");
    for (const right of scores) score(session, right);
    assert.equal(status(session), expected);
    assert.ok(told.outcomes.every((outcome) => outcome.completed && outcome.status !== "incomplete"));
  });
}

test("a learner who has passed keeps the score when the state is lost", () => {
  const { session, told } = run(oneQuiz(0), { status: "passed", state: "junk" });
  score(session, 10);
  assert.equal(told.outcomes.at(-1)?.score, null);
  assert.deepEqual(session.outcome().score, { earned: 1000, total: 10000 });
  score(session, 85);
  assert.deepEqual(told.outcomes.at(-1)?.score, { earned: 8500, total: 10000 });
});

for (const reached of ["incomplete", "passed"] as const) {
  test(`the score of a learner who is ${reached} is reported at the launch: the LMS may hold that of another device`, () => {
    const points = reached === "passed" ? 85 : 40;
    const first = run(oneQuiz(0));
    score(first.session, points);
    const { told } = run(oneQuiz(0), { status: reached, state: first.told.state });
    assert.deepEqual(told.outcomes.map(({ score: one }) => one), [{ earned: points * 100, total: 10000 }]);
  });
}

test("a new edition in which everything is done already reports that at once", () => {
  const first = run(course([l1, l2]));
  first.session.visit("l1");
  const { session, told } = run(course([l1]), { state: first.told.state });
  assert.deepEqual(told.verbs, ["outcome", "save", "commit"]);
  assert.equal(status(session), "completed");
});

const small: readonly Question[] = [
  single("one", 1, 200, ["why"]),
  multiple("two", 2, 200, ["why", "loops"]),
  truth("three", 3, 100, ["loops"]),
];
const smallCourse = (attempts = 0) =>
  course([quiz("test", "T01", { points: 500, attempts, objectives: { why: 400, loops: 300 } })]);

function answerAll(session: Session, answers: Readonly<Record<string, Response>>): void {
  session.loaded("test", small);
  for (const [question, response] of Object.entries(answers)) session.answer("test", question, response);
}

test("a draft answer is saved, not committed, and can be taken back", () => {
  const { session, told } = run(smallCourse());
  answerAll(session, { one: choice("a"), three: truthful(false) });
  assert.deepEqual(told.verbs, ["save", "save", "save"]);
  assert.deepEqual(session.unanswered("test"), ["two"]);
  session.answer("test", "one", null);
  assert.deepEqual(session.unanswered("test"), ["one", "two"]);
  assert.deepEqual([...session.quiz("test").responses], [["three", truthful(false)]]);
});

test("a draft is there again the next time", () => {
  const first = run(smallCourse());
  answerAll(first.session, { one: choice("a"), two: choice("a", "d"), three: truthful(false) });
  const { session } = run(smallCourse(), { state: first.told.state });
  assert.equal(session.quiz("test").phase, "draft");
  session.loaded("test", small);
  assert.deepEqual(session.quiz("test").responses, first.session.quiz("test").responses);
  assert.equal(session.quiz("test").responses.size, 3);
});

test("handing in reports every answer, the objectives and the outcome, and commits once", () => {
  const { session, told, pass } = run(smallCourse());
  session.loaded("test", small);
  pass(3000);
  session.answer("test", "one", choice("a"));
  pass(1500);
  session.answer("test", "one", choice("b"));
  pass(1000);
  session.answer("test", "two", choice("a"));
  told.verbs.length = 0;
  const result = session.handIn("test");
  assert.deepEqual(told.verbs, ["answered", "answered", "answered", "objective", "objective", "outcome", "save", "commit"]);
  assert.deepEqual(
    result?.questions.map(({ question, earned, verdict }) => [question, earned, verdict]),
    [["one", 200, "right"], ["two", 100, "partly"], ["three", 0, "wrong"]],
  );
  assert.deepEqual(told.interactions[0], {
    quiz: "test", question: "one", name: "test_one_1", attempt: 1, attemptId: "gAA", type: "choice", text: "one?", response: choice("b"), correct: [choice("b")], counts: true,
    points: 200, earned: 200, least: 0, objectives: ["why"], time: new Date(2024, 2, 1, 12, 0, 5), latency: 4.5,
  });
  assert.equal(told.interactions[2]?.response, null);
  assert.equal(told.interactions[2]?.latency, null);
  assert.deepEqual(told.objectives, [
    { id: "why", earned: 300, total: 400, status: "incomplete", progress: 1 },
    { id: "loops", earned: 100, total: 300, status: "incomplete", progress: 1 },
  ]);
});

test("deducted points lower a quiz and its objectives, and neither below 0", () => {
  const deducting = (id: string, key: number, objectives: readonly string[]) =>
    question({ ...single(id, key, 200, objectives), shares: veiled('{"a": -150}') });
  const { session, told } = run(smallCourse());
  session.loaded("test", [deducting("one", 1, ["why"]), deducting("two", 2, ["loops"]), truth("three", 3, 100, ["loops"])]);
  session.answer("test", "one", choice("a"));
  session.answer("test", "two", choice("b"));
  const result = session.handIn("test");
  assert.deepEqual(result?.questions.map(({ earned, verdict }) => [earned, verdict]), [[-150, "wrong"], [200, "right"], [0, "wrong"]]);
  assert.equal(result?.earned, 50);
  assert.deepEqual(told.objectives.map(({ id, earned }) => [id, earned]), [["why", 0], ["loops", 200]]);
  assert.deepEqual(told.interactions.map(({ earned, least }) => [earned, least]), [[-150, -150], [200, -150], [0, 0]]);
  session.retry("test");
  session.answer("test", "one", choice("a"));
  assert.equal(session.handIn("test")?.earned, 0);
});

test("after handing in, nothing changes until a new attempt", () => {
  const { session, told } = run(smallCourse());
  answerAll(session, { one: choice("b") });
  session.handIn("test");
  const before = session.quiz("test");
  told.verbs.length = 0;
  session.answer("test", "one", choice("a"));
  assert.equal(session.handIn("test"), null);
  assert.deepEqual(session.quiz("test"), before);
  assert.deepEqual(told.verbs, []);
  assert.equal(before.phase, "result");
  assert.equal(before.result?.earned, 200);
});

test("a new attempt begins empty, keeps the best, and is not committed by itself", () => {
  const { session, told } = run(smallCourse());
  answerAll(session, { one: choice("b"), three: truthful(true) });
  session.handIn("test");
  told.verbs.length = 0;
  session.retry("test");
  assert.deepEqual(told.verbs, ["save"]);
  const { phase, responses, counted, result, attempts } = session.quiz("test");
  assert.deepEqual([phase, responses.size, counted, result, attempts], ["draft", 0, 300, null, 1]);
});

test("objectives keep what the best attempt earned", () => {
  const { session, told } = run(smallCourse());
  answerAll(session, { one: choice("b") });
  session.handIn("test");
  session.retry("test");
  answerAll(session, { three: truthful(true) });
  session.handIn("test");
  assert.deepEqual(session.objectives().map(({ earned }) => earned), [200, 0]);
  const again = run(smallCourse(), { state: told.state });
  assert.deepEqual(again.session.objectives().map(({ earned }) => earned), [200, 0]);
});

test("objectives are judged like the course once all their quizzes are handed in", () => {
  const { session } = run(smallCourse(1));
  assert.deepEqual(session.objectives().map((one) => one.status), ["incomplete", "incomplete"]);
  answerAll(session, { one: choice("b"), two: choice("a", "c") });
  session.handIn("test");
  assert.deepEqual(session.objectives().map((one) => one.status), ["passed", "failed"]);
});

test("attempts are numbered over sessions", () => {
  const first = run(smallCourse());
  answerAll(first.session, {});
  first.session.handIn("test");
  const { session, told } = run(smallCourse(), { state: first.told.state });
  session.loaded("test", small);
  session.retry("test");
  session.handIn("test");
  assert.deepEqual(told.interactions.map(({ attempt }) => attempt), [2, 2, 2]);
});

test("no attempt begins when none is left", () => {
  const { session } = run(smallCourse(1));
  answerAll(session, {});
  session.handIn("test");
  session.retry("test");
  assert.equal(session.quiz("test").phase, "result");
});

test("answers to options and questions that are gone are dropped, the others stay", () => {
  const first = run(smallCourse());
  answerAll(first.session, { one: choice("c"), two: choice("a"), three: truthful(true) });
  const { session } = run(smallCourse(), { state: first.told.state });
  const next = [{ ...single("one", 1, 200), options: ["a", "b"] }, multiple("two", 2, 200), truth("other", 9, 100)];
  session.loaded("test", next);
  assert.deepEqual([...session.quiz("test").responses.keys()], ["two"]);
  assert.deepEqual(session.unanswered("test"), ["one", "other"]);
});

test("until the LMS has answered a quiz waits", () => {
  const { session } = run(smallCourse(), null);
  session.loaded("test", small);
  session.answer("test", "one", choice("b"));
  assert.equal(session.quiz("test").phase, "waiting");
  assert.equal(session.handIn("test"), null);
  session.open(launched());
  assert.equal(session.quiz("test").phase, "draft");
  assert.equal(session.quiz("test").responses.size, 0);
});

test("review shows what was stored and writes nothing", () => {
  const first = run(smallCourse());
  answerAll(first.session, { one: choice("b") });
  first.session.handIn("test");
  const { session, told } = run(smallCourse(), { mode: "review", state: first.told.state, status: "failed" });
  session.visit("test");
  session.moved("test");
  session.loaded("test", small);
  session.retry("test");
  session.answer("test", "one", choice("a"));
  session.handIn("test");
  session.hidden();
  const { phase, canRetry, result } = session.quiz("test");
  assert.deepEqual([phase, canRetry, result?.earned], ["result", false, 200]);
  session.close();
  assert.deepEqual(told.verbs, ["close"]);
});

test("review of a draft shows its answers without judging them", () => {
  const first = run(smallCourse());
  answerAll(first.session, { one: choice("b") });
  const { session } = run(smallCourse(), { mode: "review", state: first.told.state });
  session.loaded("test", small);
  const { phase, responses, result } = session.quiz("test");
  assert.deepEqual([phase, responses.size, result], ["locked", 1, null]);
});

test("browse lets everything be tried and writes nothing", () => {
  const { session, told } = run(course([l1, ...smallCourse().activities]), { mode: "browse" });
  session.visit("l1");
  answerAll(session, { one: choice("b"), two: choice("a", "c"), three: truthful(true) });
  assert.equal(session.handIn("test")?.earned, 500);
  assert.equal(status(session), "passed");
  assert.equal(session.quiz("test").canRetry, true);
  session.hidden();
  session.close();
  assert.deepEqual(told.verbs, ["close"]);
});

const starts: readonly [opened: Launched, kind: string, location: string][] = [
  [{}, "new", ""],
  [{ location: "l2/3", state: "?" }, "lost", ""],
  [{ location: "l2" }, "resumed", "l2"],
  [{ location: "l2/3" }, "resumed", "l2/3"],
  [{ location: "result" }, "resumed", "result"],
  [{ location: "gone/3" }, "resumed", ""],
  [{ location: "l2/x" }, "resumed", ""],
  [{ location: "l2/3/4" }, "resumed", ""],
];

for (const [opened, kind, location] of starts) {
  test(`${JSON.stringify(opened)} starts ${kind} at "${location}"`, () => {
    const session = createSession(twoLessons, recorder(), { ms: () => 0, date: () => new Date(0), random: () => 0.5 });
    assert.deepEqual(session.open(launched(opened)), { kind, location });
  });
}

test("what is missing and how long it takes", () => {
  const { session } = run(course([l1, l2, quiz("test", "T01")]));
  session.visit("l2");
  assert.deepEqual(session.missing(), [{ kind: "lesson", id: "l1" }, { kind: "quiz", id: "test" }]);
  assert.equal(session.minutesLeft(), 15);
});

test("hiding the page commits, closing reports the session's seconds once, and nothing follows", () => {
  const { session, told, pass } = run(oneQuiz(0));
  session.hidden();
  pass(61_500);
  session.close();
  session.close();
  session.visit("l1");
  session.moved("l1/2");
  score(session, 10);
  session.hidden();
  assert.deepEqual(told.verbs, ["save", "commit", "close"]);
  assert.deepEqual(told.closedAfter, [61.5]);
});

test("unknown ids change nothing", () => {
  const { session, told } = run(oneQuiz(0));
  session.visit("x");
  session.loaded("l1", hundred);
  session.answer("x", "y", choice("a"));
  session.answer("test", "y", choice("a"));
  assert.equal(session.handIn("x"), null);
  session.retry("x");
  assert.deepEqual([session.done("x"), session.unanswered("x"), session.quiz("x").attempts], [false, [], 0]);
  assert.deepEqual(told.verbs, ["save"]);
});

/** Events that only some standards can express, as lines. */
function listening(data: CourseData, opened: Launched = {}) {
  const lines: string[] = [];
  const told: Tracking = {
    ...recorder(),
    visited: (lesson) => lines.push(`visited ${lesson}`),
    attempted: (quiz, attempt) => lines.push(`attempted ${quiz} ${attempt}`),
    answered: () => lines.push("answered"),
    handedIn: ({ quiz, attempt, earned, total, status, seconds }) => lines.push(`handed in ${quiz} ${attempt} ${earned}/${total} ${status} ${seconds}`),
    watched: ({ kind }) => lines.push(kind),
  };
  let now = 0;
  const session = createSession(data, told, { ms: () => now, date: () => new Date(0), random: () => 0.5 });
  session.open(launched(opened));
  return { session, lines, pass: (ms: number) => (now += ms) };
}

const video = { kind: "played", lesson: "l1", video: "v", time: 0, from: 0, length: 1, played: [], progress: 0, covered: 0 } as const;

test("lessons, attempts and videos are reported as they happen, each attempt once", () => {
  const { session, lines, pass } = listening(course([l1, quiz("test", "T01", { points: 300 })]));
  session.visit("l1");
  session.visit("l1");
  session.watched(video);
  session.loaded("test", [single("one", 1, 300)]);
  session.answer("test", "one", choice("a"));
  session.answer("test", "one", null);
  session.answer("test", "one", choice("a"));
  pass(1500);
  session.handIn("test");
  session.retry("test");
  session.handIn("test");
  assert.deepEqual(lines, [
    "visited l1", "played", "attempted test 1", "answered", "handed in test 1 0/300 failed 1.5", "attempted test 2", "answered", "handed in test 2 0/300 failed 0",
  ]);
});

test("an attempt that was begun in an earlier visit is not begun again", () => {
  const before = run(oneQuiz(0));
  before.session.loaded("test", hundred);
  before.session.answer("test", "q0", choice("b"));
  const { session, lines } = listening(oneQuiz(0), { state: before.told.state });
  session.loaded("test", hundred);
  session.answer("test", "q1", choice("b"));
  assert.deepEqual(lines, []);
});

test("nothing is reported when the LMS only shows the course", () => {
  for (const mode of ["browse", "review"] as const) {
    const { session, lines } = listening(oneQuiz(0), { mode });
    session.visit("l1");
    session.watched(video);
    score(session, 3);
    assert.deepEqual(lines, []);
  }
});

const masteries: readonly [mastery: number | undefined, right: number, expected: Status][] = [
  [undefined, 80, "passed"],
  [undefined, 79, "failed"],
  [0.6, 60, "passed"],
  [0.6, 59, "failed"],
  [0.8501, 85, "failed"],
  [0.8501, 86, "passed"],
  [0, 0, "passed"],
  [1, 100, "passed"],
];

for (const [mastery, right, expected] of masteries) {
  test(`${right} of 100 with the LMS's mark of ${mastery ?? "none"} is ${expected}`, () => {
    const { session } = run(oneQuiz(1), mastery === undefined ? {} : { mastery });
    session.visit("l1");
    score(session, right);
    assert.equal(status(session), expected);
  });
}
