/** Surveys: nothing is judged, nothing counts, and what is anonymous has no name anywhere. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { quizStatements } from "../../scorm_export/player/src/record/quiz_statements.ts";
import { createStatements } from "../../scorm_export/player/src/record/statements.ts";
import { scorm12Interaction } from "../../scorm_export/targets/scorm12/interactions.ts";
import { scorm2004Interaction } from "../../scorm_export/targets/scorm2004/interactions.ts";
import type { CourseData, Question } from "../../scorm_export/player/src/course.ts";
import type { Interaction } from "../../scorm_export/player/src/reports.ts";
import { choice, course, lesson, question, quiz } from "./course.ts";
import { createSession } from "./learner.ts";
import { launched, recorder } from "./recorder.ts";

const asked: readonly Question[] = [
  question({ id: "one", key: 1, type: "single-choice", points: 0, objectives: [], options: ["a", "b"], right: [] }),
  question({ id: "some", key: 2, type: "multiple-choice", points: 0, objectives: [], options: ["a", "b", "c"], right: [], credit: "partial", penalty: 0 }),
  question({ id: "scale", key: 3, type: "likert", points: 0, objectives: [], scale: ["a", "b", "c"] }),
];

const survey = (fields: Parameters<typeof quiz>[2] = {}, completion: Partial<CourseData["completion"]> = {}): CourseData =>
  course([lesson("l1", "L01"), quiz("survey", "S01", { points: 0, attempts: 1, purpose: "survey", ...fields })], {
    completion: { lessons: "all", quizzes: "all", ...completion },
  });

function answered(data: CourseData) {
  const told = recorder();
  let chance = 0;
  const clock = { ms: () => 0, date: () => new Date(Date.UTC(2024, 2, 1, 14, 5, 9)), random: () => (chance += 0.137) % 1 };
  const session = createSession(data, told, clock);
  session.open(launched());
  session.loaded("survey", asked);
  session.answer("survey", "one", choice("b"));
  session.answer("survey", "some", choice("a", "c"));
  return { session, told };
}

test("answers are told as they are, with nothing right and nothing to earn", () => {
  const { session, told } = answered(survey());
  assert.deepEqual(session.unanswered("survey"), ["scale"]);
  const result = session.handIn("survey");
  assert.deepEqual([result?.earned, result?.total, result?.questions.map(({ verdict }) => verdict)], [0, 0, ["neutral", "neutral", "neutral"]]);
  const [one, some] = told.interactions;
  assert.ok(one && some);
  assert.deepEqual([one.correct, some.correct, one.counts], [[], [], false]);
  const spelt = (sets: readonly (readonly [string, string])[]) => Object.fromEntries(sets.map(([name, value]) => [name.split(".").pop(), value]));
  for (const [spell, response] of [[scorm12Interaction, "a,c"], [scorm2004Interaction, "a[,]c"]] as const) {
    const { result: told, weighting, student_response, learner_response } = spelt(spell(0, some));
    assert.deepEqual([told, Number(weighting), student_response ?? learner_response], ["neutral", 0, response]);
  }
  assert.deepEqual([session.outcome().score, session.quiz("survey").canRetry], [null, false]);
});

test("a survey is asked for where the course says so, and nowhere else", () => {
  for (const [completion, left] of [[{}, []], [{ surveys: "all" as const }, ["survey"]]] as const) {
    const { session } = answered(survey({}, completion));
    session.visit("l1");
    assert.deepEqual([session.outcome().completed, session.missing().map((one) => "id" in one && one.id)], [!left.length, left]);
    session.handIn("survey");
    assert.equal(session.outcome().completed, true);
  }
});

test("an anonymous answer is in no state before and after it is sent", () => {
  const data = survey({ anonymous: true });
  const { session, told } = answered(data);
  const nobody = createSession(data, recorder(), { ms: () => 0, date: () => new Date(0), random: () => 0.3 });
  nobody.open(launched({ states: [told.state] }));
  nobody.loaded("survey", asked);
  assert.equal(nobody.quiz("survey").responses.size, 0);
  assert.equal(session.quiz("survey").responses.size, 2);
  session.handIn("survey");
  const again = createSession(data, recorder(), { ms: () => 0, date: () => new Date(0), random: () => 0.3 });
  again.open(launched({ states: [told.state] }));
  again.loaded("survey", asked);
  assert.deepEqual([again.quiz("survey").phase, again.quiz("survey").responses.size, again.done("survey")], ["result", 0, true]);
  const names = new Set(told.interactions.map(({ anonymous }) => anonymous));
  assert.deepEqual([told.interactions.length, names.size, names.has(undefined)], [3, 1, false]);
});

test("its statements name neither the learner nor the registration, and tell the day alone", () => {
  const { session, told } = answered(survey({ anonymous: true }));
  session.handIn("survey");
  const named = (id: string) => ({ objectType: "Activity" as const, id, definition: { type: "t", name: { en: id } } });
  const root = named("https://example.org/course");
  const actor = { objectType: "Agent", mbox: "mailto:ada@example.org" };
  const registration = "1b6b4b5e-0000-4000-8000-000000000000";
  const activities = {
    revision: "1", language: "en", platform: "p", course: root, modules: { m1: named("https://example.org/course/modules/m1") },
    activities: { survey: named("https://example.org/course/quizzes/survey") }, moduleOf: { survey: "m1" }, objectives: {},
  };
  const pageActivities = () => ({ one: named("https://example.org/q/one") });
  let ids = 0;
  const stamp = (name?: readonly unknown[]) => ({ id: name ? JSON.stringify(name) : `by chance ${++ids}`, timestamp: "2024-03-01T14:05:09.000Z" });
  const { parts } = createStatements({ actor, registration, root, activities, pageActivities } as Parameters<typeof createStatements>[0], stamp);
  const of = quizStatements(parts);
  const [first] = told.interactions;
  const [statement] = of.answered(first as Interaction);
  const text = JSON.stringify(statement);
  assert.ok(statement && !text.includes("ada") && !text.includes(registration) && !text.includes(first?.attemptId ?? "?"));
  assert.deepEqual([statement.id, statement.timestamp], ["by chance 1", "2024-03-01T00:00:00.000Z"]);
  assert.deepEqual(statement.result, { response: "b" });
  const [sent] = of.handedIn({ quiz: "survey", attempt: 1, attemptId: "abc", earned: 0, total: 0, status: "completed", seconds: 5 });
  assert.deepEqual([sent?.actor, sent?.result], [actor, { duration: "PT5S", completion: true }]);
});
