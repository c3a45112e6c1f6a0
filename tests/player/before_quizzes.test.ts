/** A launch in which no quiz was opened yet: earlier work counts and is kept, without quiz.js. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createQuizSession } from "../../scorm_export/player/src/learner/quiz_session.ts";
import { createSession } from "../../scorm_export/player/src/learner/session.ts";
import { choice, course, lesson, quiz, single } from "./course.ts";
import * as whole from "./learner.ts";
import { launched, recorder } from "./recorder.ts";

const data = course([
  lesson("l1", "L01"),
  { ...lesson("l2", "L02"), objectives: ["why"] },
  quiz("before", "Q00", { points: 1000, purpose: "pretest", objectives: { why: 1000 } }),
  quiz("test", "Q01", { points: 1000, attempts: 2, objectives: { why: 1000 } }),
  quiz("exam", "Q02", { points: 1000, time: 60 }),
], { scoring: { total: 2000, pass: 1600 } });
const QUESTION = [single("q", 1, 1000, ["why"])];
const at = (seconds: number) => ({ ms: () => 0, date: () => new Date(Date.UTC(2024, 2, 1) + seconds * 1000), random: () => 0.5 });

/** An earlier visit: the pretest and a first attempt are right, a second one is a draft, and the exam's time runs. */
async function earlier(): Promise<string> {
  const told = recorder();
  const session = whole.createSession(data, told, at(0));
  session.open(launched());
  for (const id of ["before", "test", "exam"]) session.loaded(id, QUESTION);
  for (const id of ["before", "test"]) {
    session.answer(id, "q", choice("b"));
    session.handIn(id);
  }
  session.retry("test");
  session.answer("test", "q", choice("c"));
  await session.begin("exam");
  session.answer("exam", "q", choice("b"));
  return told.state;
}

async function relaunch(seconds: number) {
  const told = recorder();
  const session = createSession(data, told, at(seconds));
  const state = await earlier();
  session.open(launched({ state, status: "incomplete" }));
  return { told, session, state };
}

test("points, attempts and spared lessons are there at once", async () => {
  const { session } = await relaunch(10);
  assert.deepEqual(session.standing("test"), { attempts: 1, counted: 1000, pass: 800 });
  assert.deepEqual(session.standing("exam"), { attempts: 0, counted: null, pass: 800 });
  assert.deepEqual(session.standing("l1"), { attempts: 0, counted: null, pass: null });
  assert.deepEqual(["l1", "l2", "before", "test", "exam"].map((id) => session.done(id)), [false, true, true, true, false]);
  assert.equal(session.spared("l2"), true);
  assert.deepEqual(session.outcome().score, { earned: 1000, total: 2000 });
});

test("lessons are read and saved beside drafts, which go on where they were", async () => {
  const { told, session } = await relaunch(10);
  session.visit("l1");
  const next = whole.createSession(data, recorder(), at(20));
  next.open(launched({ state: told.state }));
  for (const id of ["test", "exam"]) next.loaded(id, QUESTION);
  assert.equal(next.done("l1"), true);
  assert.deepEqual(next.quiz("test").responses, new Map([["q", choice("c")]]));
  assert.deepEqual(["test", "exam"].map((id) => next.quiz(id).phase), ["draft", "draft"]);
  assert.equal(next.secondsLeft("exam"), 40);
});

test("an attempt whose time ran out is handed in when its quiz is opened, and not before", async () => {
  const { told, session } = await relaunch(100);
  session.visit("l1");
  assert.equal(session.done("exam"), false);
  const quizzes = createQuizSession(session.core);
  quizzes.loaded("exam", QUESTION);
  assert.equal(session.done("exam"), true);
  assert.deepEqual(told.interactions.map(({ quiz: id, earned }) => [id, earned]), [["exam", 1000]]);
});
