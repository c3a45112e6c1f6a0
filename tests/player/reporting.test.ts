/** The reporting policy of a course: what an LMS hears of the same learner under each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CourseData, Question, Reporting } from "../../scorm_export/player/src/course.ts";
import type { OpenTracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { scorm12 } from "../../scorm_export/targets/scorm12/tracking.ts";
import { scorm2004 } from "../../scorm_export/targets/scorm2004/tracking.ts";
import { choice, course, quiz, single, tracked } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { fakePage } from "./page.ts";
import { lms as scorm12Lms } from "./strict_scorm12.ts";
import { lms as scorm2004Lms } from "./strict_scorm2004.ts";
import type { StrictLms } from "./strict_lms.ts";
import { sets } from "./tracking.ts";

const QUESTIONS: Readonly<Record<string, readonly Question[]>> = {
  one: [single("a", 1, 2000), single("b", 2, 3000)],
  two: [single("c", 3, 5000)],
};
const SLOTS: Reporting = { interactions: { slots: ["one_a", "one_b", "two_c"] } };
const standards = [
  { name: "SCORM 1.2", open: scorm12, strict: scorm12Lms, raw: "cmi.core.score.raw", failed: "cmi.core.lesson_status=failed" },
  { name: "SCORM 2004", open: scorm2004, strict: scorm2004Lms, raw: "cmi.score.raw", failed: "cmi.success_status=failed" },
] as const;

function courseWith(reporting: Reporting | undefined, attempts = 3): CourseData {
  const quizzes = [quiz("one", "Q01", { points: 5000, attempts }), quiz("two", "Q02", { points: 5000, attempts })];
  return course(quizzes, reporting && { reporting });
}

/** One visit in which quizzes are taken, each with an answer for each question; right is `b`. */
async function visit(strict: StrictLms, open: OpenTracking, data: CourseData, taken: readonly (readonly [string, string])[]): Promise<void> {
  strict.relaunch();
  const { page, clock, pass } = fakePage(strict.window);
  const tracking = open(page, () => {}, tracked(data));
  const session: Session = createSession(data, tracking, clock);
  session.open(await tracking.open());
  for (const [id, answers] of taken) {
    const list = QUESTIONS[id] ?? [];
    session.visit(id);
    session.loaded(id, list);
    session.retry(id);
    list.forEach((question, n) => session.answer(id, question.id, choice(answers[n] ?? "a")));
    session.handIn(id);
    await pass(5000);
  }
  session.close();
  await pass(0);
}

const said = (strict: StrictLms, beginning: string): string[] => sets(strict).filter((set) => set.startsWith(beginning));
const ids = (strict: StrictLms): string[] => said(strict, "cmi.interactions.").filter((set) => /^cmi\.interactions\.\d+\.id=/.test(set));

for (const { name, open, strict: launch, raw, failed } of standards) {
  test(`${name}: each attempt adds its answers behind all others`, async () => {
    const strict = launch();
    await visit(strict, open, courseWith(undefined), [["two", "a"], ["two", "b"]]);
    assert.deepEqual(ids(strict), ["cmi.interactions.0.id=two_c_1", "cmi.interactions.1.id=two_c_2"]);
    assert.deepEqual(strict.mistakes(), []);
  });

  test(`${name}: a question has one place, whatever the order and however often`, async () => {
    const strict = launch();
    await visit(strict, open, courseWith(SLOTS), [["two", "a"], ["one", "bb"]]);
    await visit(strict, open, courseWith(SLOTS), [["two", "b"]]);
    const two = "cmi.interactions.2.id=two_c";
    const one = ["cmi.interactions.0.id=one_a", "cmi.interactions.1.id=one_b"];
    assert.deepEqual(ids(strict), [...one, two, ...one, two]);
    const results = said(strict, "cmi.interactions.2.result");
    assert.deepEqual(results.map((set) => set.split("=")[1]), [name === "SCORM 1.2" ? "wrong" : "incorrect", "correct"]);
    assert.deepEqual(strict.mistakes(), []);
  });

  test(`${name}: no more answers than the policy keeps`, async () => {
    const strict = launch();
    await visit(strict, open, courseWith({ interactions: { most: 2 } }), [["two", "a"], ["one", "bb"]]);
    assert.deepEqual(ids(strict), ["cmi.interactions.0.id=two_c_1", "cmi.interactions.1.id=one_a_1"]);
    await visit(strict, open, courseWith({ interactions: { most: 2 } }), [["two", "b"]]);
    assert.equal(ids(strict).length, 2);
    assert.deepEqual(strict.mistakes(), []);
  });

  test(`${name}: failed is final, or never said`, async () => {
    for (const [reporting, times] of [[undefined, 1], [{ neverFails: true }, 0]] as const) {
      const strict = launch();
      await visit(strict, open, courseWith(reporting, 1), [["one", "aa"], ["two", "a"]]);
      assert.equal(said(strict, failed).length, times);
      assert.equal(said(strict, "cmi.completion_status=completed").length, name === "SCORM 2004" ? times : 0);
      assert.deepEqual(strict.mistakes(), []);
    }
  });

  test(`${name}: who has passed improves the score, or keeps it`, async () => {
    const all = [["one", "bb"], ["two", "b"]] as const;
    for (const [reporting, scores] of [[undefined, ["50", "100"]], [{ keepsPass: true }, ["50", "100"]]] as const) {
      const strict = launch();
      await visit(strict, open, courseWith(reporting), all);
      assert.deepEqual(said(strict, `${raw}=`).map((set) => set.split("=")[1]), scores);
    }
    const first = [["one", "ab"], ["two", "b"]] as const;
    for (const [reporting, scores, answers] of [[undefined, ["30", "80", "100"], 5], [{ keepsPass: true }, ["30", "80"], 3]] as const) {
      const strict = launch();
      await visit(strict, open, courseWith(reporting), first);
      await visit(strict, open, courseWith(reporting), [["one", "bb"]]);
      assert.deepEqual(said(strict, `${raw}=`).map((set) => set.split("=")[1]), scores);
      assert.equal(ids(strict).length, answers);
      assert.deepEqual(strict.mistakes(), []);
    }
  });
}

test("SCORM 2004: the text of a question goes along, or not", async () => {
  for (const [reporting, texts] of [[undefined, 1], [{ withoutTexts: true }, 0]] as const) {
    const strict = scorm2004Lms();
    await visit(strict, scorm2004, courseWith(reporting), [["two", "b"]]);
    assert.equal(said(strict, "cmi.interactions.0.description").length, texts);
    assert.deepEqual(strict.mistakes(), []);
  }
});

test("SCORM 2004: without a mark in the manifest the share of the points goes along at once", async () => {
  for (const [given, shares] of [[{ "cmi.scaled_passing_score": "0.8" }, []], [{}, ["cmi.score.scaled=0.5"]]] as const) {
    const strict = scorm2004Lms({ given });
    await visit(strict, scorm2004, courseWith(undefined), [["two", "b"]]);
    assert.deepEqual(said(strict, "cmi.score.scaled"), shares);
    assert.deepEqual(strict.mistakes(), []);
  }
});
