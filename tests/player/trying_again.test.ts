/** Trying again what was not right: what is kept, what is asked and told, on one device and on several; and marks for later. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { decodeState, statesOf } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData, Question } from "../../scorm_export/player/src/course.ts";
import { choice, course, quiz, single } from "./course.ts";
import { createSession, type Session } from "./learner.ts";
import { random, type Random } from "./random.ts";
import { launched, recorder, type Recorder } from "./recorder.ts";

const bank: readonly Question[] = Array.from({ length: 8 }, (_, n) => single(`q${n}`, n + 1, 100));
const DRAW_KEY = 60_000;

type Fields = Parameters<typeof quiz>[2];

const fixed = (fields: Fields = {}): CourseData => course([quiz("test", "T01", { points: 800, retry: "wrong", ...fields })]);
const drawn = (fields: Fields = {}): CourseData =>
  fixed({ points: 400, shuffle: "all", draws: [{ count: 4, from: bank.map(({ id }) => id) }], drawKey: DRAW_KEY, ...fields });

interface Device {
  readonly session: Session;
  readonly told: Recorder;
}

function device(data: CourseData, states: readonly string[], chance: Random, minutes = 0): Device {
  const told = recorder();
  const clock = { ms: () => 0, date: () => new Date(Date.UTC(2024, 2, 1, 0, minutes)), random: () => chance.below(1e9) / 1e9 };
  const session = createSession(data, told, clock);
  session.open(launched({ states }));
  session.loaded("test", bank);
  return { session, told };
}

const asked = (session: Session): string[] => session.quiz("test").questions.map(({ id }) => id);
const kept = (session: Session): string[] => [...session.quiz("test").kept].sort();

/** Right for those, wrong for the other ones. */
function answerAll(session: Session, right: readonly string[]): void {
  for (const id of asked(session)) session.answer("test", id, choice(right.includes(id) ? "b" : "a"));
}

test("what was right stands and is not told again; what was not is asked", () => {
  const { session, told } = device(fixed(), [], random(1));
  answerAll(session, ["q0", "q3"]);
  session.handIn("test");
  assert.equal(told.interactions.length, 8);
  session.retry("test");
  const { phase, feedback, responses } = session.quiz("test");
  assert.deepEqual([phase, kept(session), [...feedback.keys()].sort()], ["draft", ["q0", "q3"], ["q0", "q3"]]);
  assert.deepEqual([...responses.keys()].sort(), ["q0", "q3"]);
  session.answer("test", "q0", choice("a"));
  assert.deepEqual(session.quiz("test").responses.get("q0"), choice("b"));
  assert.deepEqual(session.unanswered("test"), ["q1", "q2", "q4", "q5", "q6", "q7"]);
  session.answer("test", "q1", choice("b"));
  session.handIn("test");
  assert.deepEqual(told.interactions.slice(8).map(({ question }) => question), ["q1", "q2", "q4", "q5", "q6", "q7"]);
  assert.deepEqual([session.quiz("test").counted, session.quiz("test").result?.earned], [300, 300]);
});

test("where all was right, the next attempt asks everything anew", () => {
  const { session } = device(drawn(), [], random(2));
  answerAll(session, asked(session));
  session.handIn("test");
  const before = asked(session);
  session.retry("test");
  assert.deepEqual([kept(session), session.quiz("test").responses.size], [[], 0]);
  assert.notDeepEqual(asked(session), before);
});

test("draws and orders stay from attempt to attempt, also in another window and in the compact text", () => {
  const data = drawn();
  const { session, told } = device(data, [], random(3));
  const first = asked(session);
  const ranks = (of: Session) => first.flatMap((id) => ["a", "b", "c"].map((option) => of.quiz("test").rank?.(id, option)));
  const order = ranks(session);
  answerAll(session, first.slice(0, 1));
  session.handIn("test");
  session.retry("test");
  session.answer("test", first[1] ?? "", choice("b"));
  session.handIn("test");
  session.retry("test");
  const state = decodeState(data, told.state);
  if (typeof state === "string") assert.fail(state);
  for (const text of [told.state, encodeCompact(data, state, Infinity)]) {
    const again = device(data, [text], random(4)).session;
    assert.deepEqual([asked(again), ranks(again), kept(again)], [first, order, first.slice(0, 2).sort()]);
    again.handIn("test");
    assert.deepEqual([asked(again), again.quiz("test").result?.earned], [first, 200]);
  }
});

test("the rules of which attempt counts take each attempt as a whole", () => {
  for (const [counts, expected] of [[undefined, 300], ["first", 100], ["last", 300], ["average", 200]] as const) {
    const { session } = device(fixed(counts ? { counts } : {}), [], random(5));
    for (const id of ["q0", "q1", "q2"]) {
      if (session.quiz("test").canRetry) session.retry("test");
      session.answer("test", id, choice("b"));
      session.handIn("test");
    }
    assert.deepEqual([session.quiz("test").attempts, session.quiz("test").counted], [3, expected], counts);
  }
});

test("an attempt with a time limit keeps what was right, and its time begins when the learner begins", async () => {
  const { session } = device(fixed({ time: 60 }), [], random(6));
  await session.begin("test");
  session.answer("test", "q4", choice("b"));
  session.handIn("test");
  session.retry("test");
  assert.deepEqual([session.quiz("test").phase, session.secondsLeft("test")], ["ready", null]);
  await session.begin("test");
  assert.deepEqual([session.quiz("test").phase, kept(session), session.secondsLeft("test")], ["draft", ["q4"], 60]);
});

test("a further attempt that nothing was answered in is not begun when the attempts were used up elsewhere", () => {
  const data = fixed({ attempts: 2 });
  const one = device(data, [], random(7));
  one.session.answer("test", "q0", choice("b"));
  one.session.handIn("test");
  const before = one.told.state;
  one.session.retry("test");
  const other = device(data, [before], random(8));
  other.session.retry("test");
  other.session.answer("test", "q1", choice("b"));
  other.session.handIn("test");
  const { session } = device(data, [other.told.state, one.told.state], random(9));
  const { phase, attempts, attemptsLeft, counted } = session.quiz("test");
  assert.deepEqual([phase, attempts, attemptsLeft, counted], ["result", 2, 0, 200]);
});

test("marks stay in the draft, are no answers, and go when it is handed in", () => {
  const { session, told } = device(fixed(), [], random(10));
  let attempted = 0;
  told.attempted = () => attempted++;
  session.mark("test", "q2", true);
  session.mark("test", "q5", true);
  session.mark("test", "q5", false);
  assert.deepEqual([[...session.quiz("test").marked], session.unanswered("test").length, attempted], [["q2"], 8, 0]);
  session.answer("test", "q1", choice("b"));
  assert.equal(attempted, 1);
  const other = device(fixed(), [told.state], random(11)).session;
  assert.deepEqual([...other.quiz("test").marked], ["q2"]);
  other.handIn("test");
  assert.deepEqual([other.quiz("test").counted, other.quiz("test").marked.size], [100, 0]);
});

/** What a learner does at random; checks what has to hold after each step. */
function act(session: Session, chance: Random, attempts: Map<string, number>): void {
  const before = session.quiz("test");
  const ids = asked(session);
  if (before.phase === "draft") {
    for (const id of chance.some(ids, chance.below(ids.length + 1))) session.answer("test", id, choice("abc".charAt(chance.below(3))));
    if (chance.below(3) === 0) session.mark("test", ids[0] ?? "", chance.below(2) === 0);
    const { kept: standing, feedback } = session.quiz("test");
    for (const id of standing) assert.equal(feedback.get(id)?.verdict, "right");
    if (chance.below(2)) {
      const last = attempts.get("earned") ?? 0;
      const result = session.handIn("test") ?? assert.fail();
      if (standing.size) assert.ok(result.earned >= standing.size * 100);
      attempts.set("earned", Math.max(last, result.earned));
    }
  } else if (before.canRetry) {
    const { earned = 0, total = 0 } = before.result ?? {};
    session.retry("test");
    if (earned < total && !session.quiz("test").otherDraft && kept(session).length) assert.deepEqual(asked(session), ids);
  }
}

test("on two devices and merged in any order: one outcome, no points lost, and what is kept is right", () => {
  for (let seed = 0; seed < 200; seed++) {
    const chance = random(seed);
    const data = seed % 2 ? drawn() : fixed();
    const { merge, adds } = statesOf(data);
    let texts = [device(data, [], chance).told.state];
    const best = new Map<string, number>();
    for (let round = 0; round < 4; round++) {
      const states = [0, 1].map(() => {
        const { session, told } = device(data, texts, chance);
        for (let step = chance.below(4); step >= 0; step--) act(session, chance, best);
        return told.state || texts[0] || "";
      });
      const [one = "", other = ""] = states;
      const [joined, back] = [merge(one, other), merge(other, one)];
      assert.ok(!adds(joined, back) && !adds(back, joined), `seed ${seed}`);
      const seen = [[one, other], [other, one], [joined]].map((found) => {
        const { session } = device(data, found, random(seed));
        const { phase, attempts, counted, responses } = session.quiz("test");
        return [phase, attempts, counted, asked(session), kept(session), [...responses]];
      });
      assert.deepEqual(seen[0], seen[1], `seed ${seed}`);
      assert.deepEqual(seen[0], seen[2], `seed ${seed}`);
      const handedIn = best.get("earned");
      if (handedIn !== undefined) assert.equal(seen[0]?.[2], handedIn, `seed ${seed}`);
      texts = states;
    }
  }
});
