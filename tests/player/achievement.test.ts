/** When the course was passed: known once, the earliest applies, kept in every form of the state, and never before it is earned. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { codeOf } from "../../scorm_export/player/src/page/certificate.ts";
import { achievedAt } from "../../scorm_export/player/src/learner/achievement.ts";
import { keepAchievement, withAchievement } from "../../scorm_export/player/src/learner/dating.ts";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { EMPTY_STATE, merge, type State } from "../../scorm_export/player/src/learner/facts.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData } from "../../scorm_export/player/src/course.ts";
import { choice, course, lesson, long, quiz, single } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { launched, recorder, type Launched } from "./recorder.ts";

const DAY = new Date(Date.UTC(2026, 10, 28, 12));
const EARLIER = new Date(Date.UTC(2026, 10, 27, 12));
const achievement = { ...quiz("", "ACH", { points: 0, time: 1 }), certificate: true } as const;
const here = course([lesson("l1", "L01"), quiz("test", "T01", { attempts: 2 })], { achievement });
const { achievement: _, ...before } = here;
const QUESTIONS = [single("most", 1, 8000), single("rest", 2, 2000)];

function run(data: CourseData, found: Launched = {}) {
  const told = Object.assign(recorder(), { learnerName: () => "Diallo, Awa" });
  const clock = { ms: () => 0, date: () => DAY, random: () => 0.5 };
  const session: Session = createSession(data, told, clock);
  session.open(launched(found));
  return { session, told };
}

async function pass(session: Session, question = "most"): Promise<void> {
  session.visit("l1");
  session.loaded("test", QUESTIONS);
  session.answer("test", question, choice("b"));
  session.handIn("test");
  if (session.undated()) await keepAchievement(session.core, () => Promise.resolve(EARLIER));
}

function read(data: CourseData, text: string): State {
  const state = decodeState(data, text);
  return typeof state === "string" ? assert.fail(state) : state;
}

test("nothing is achieved before the course is passed", async () => {
  const { session } = run(here);
  assert.equal(session.achieved(), null);
  await pass(session, "rest");
  assert.equal(session.outcome().status, "incomplete");
  assert.equal(session.achieved(), null);
});

test("the day is that of the platform, and is saved and committed", async () => {
  const { session, told } = run(here);
  await pass(session);
  assert.deepEqual(session.achieved(), EARLIER);
  assert.equal(told.verbs.at(-1), "commit");
  const again = run(here, { state: told.state, status: "passed" }).session;
  assert.deepEqual(again.achieved(), EARLIER);
  assert.equal(again.learnerName(), "Diallo, Awa");
});

const unearned: readonly [what: string, found: Launched][] = [
  ["browsing", { mode: "browse" }],
  ["without an LMS", { tracked: false }],
];

for (const [what, found] of unearned) {
  test(`nothing is achieved ${what}, whatever is handed in`, async () => {
    const { session } = run(here, found);
    await pass(session);
    assert.equal(session.achieved(), null);
  });
}

test("a date without a pass is nothing, after any merge", () => {
  const dated = encodeState(here, withAchievement(here, EMPTY_STATE, DAY));
  const { session } = run(here, { states: [dated, encodeState(here, { ...EMPTY_STATE, visited: new Set([long("L01")]) })] });
  assert.equal(session.achieved(), null);
});

test("of two devices the earlier day applies, in whatever order they are merged", () => {
  const [one, other] = [DAY, EARLIER].map((date) => withAchievement(here, EMPTY_STATE, date)) as [State, State];
  for (const merged of [merge(one, other), merge(other, one)]) assert.deepEqual(achievedAt(here, merged), EARLIER);
});

test("every form of the state keeps it, the shortest in 15 characters, and they merge", () => {
  const state = withAchievement(here, EMPTY_STATE, DAY);
  for (const text of [encodeState(here, state), encodeCompact(here, state, Infinity)]) {
    assert.deepEqual(achievedAt(here, read(here, text)), DAY);
    assert.deepEqual(achievedAt(here, merge(read(here, text), withAchievement(here, EMPTY_STATE, EARLIER))), EARLIER);
  }
  assert.equal(encodeCompact(here, state, Infinity).length - encodeCompact(here, EMPTY_STATE, Infinity).length, 15);
});

test("without a certificate it gives way where there is too little room", () => {
  const plain = { ...here, achievement: quiz("", "ACH", { points: 0, time: 1 }) };
  const text = encodeCompact(plain, withAchievement(plain, EMPTY_STATE, DAY), 7);
  assert.equal(text.length, 7);
});

test("an edition that does not know of it carries it along", () => {
  const text = encodeState(here, withAchievement(here, EMPTY_STATE, DAY));
  const carried = encodeState(before, read(before, text), 4096);
  assert.deepEqual(achievedAt(here, read(here, carried)), DAY);
});

test("the code is that of the compiler, whatever spaces and forms of letters the name has", () => {
  const facts = ["https://example.org/a-course", "1.0.0", "Ṣẹ̀yẹ Abímbọ́lá", "86.5", "2026-11-28"];
  assert.equal(codeOf(facts), "RZX7-H6A1-NH83");
  assert.equal(codeOf(facts.map((fact) => ` ${fact.normalize("NFD").replace(" ", "  ")}`)), codeOf(facts));
});
