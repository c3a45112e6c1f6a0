/** Facts merge in any order and any number of times, as texts too; and what that means for a learner with two devices. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { merge, EMPTY_STATE } from "../../scorm_export/player/src/learner/facts.ts";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { decodeState, encodeState, statesOf } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData, Question, Quiz } from "../../scorm_export/player/src/course.ts";
import type { Opened, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice, course, lesson, question, quiz, single, truth, truthful } from "./course.ts";
import { randomState, standing, studied } from "./facts.ts";
import { createSession, type Session } from "./learner.ts";
import { random } from "./random.ts";
import { launched, recorder } from "./recorder.ts";

const TRIES = 400;
const EPOCH = Date.UTC(2024, 0, 1);
const text = (state: Parameters<typeof encodeState>[1]): string => encodeState(studied, state);

test("merging is commutative, associative and idempotent", () => {
  for (let seed = 0; seed < TRIES; seed++) {
    const chance = random(seed);
    const [a, b, c] = [randomState(chance), randomState(chance), randomState(chance)];
    assert.equal(text(merge(a, b)), text(merge(b, a)), `seed ${seed}`);
    assert.equal(text(merge(merge(a, b), c)), text(merge(a, merge(b, c))), `seed ${seed}`);
    assert.equal(text(merge(a, a)), text(a), `seed ${seed}`);
    assert.equal(text(merge(merge(a, b), b)), text(merge(a, b)), `seed ${seed}`);
    assert.equal(text(merge(a, EMPTY_STATE)), text(a), `seed ${seed}`);
  }
});

test("so it is on the texts, but for answers that were judged: those of an older attempt need not be kept", () => {
  const { merge: join, adds } = statesOf(studied);
  const same = (one: string, other: string): boolean => !adds(one, other) && !adds(other, one);
  for (let seed = 0; seed < TRIES; seed++) {
    const chance = random(seed);
    const [a = "", b = "", c = ""] = [randomState(chance), randomState(chance), randomState(chance)].map(text);
    assert.equal(join(a, b), join(b, a), `seed ${seed}`);
    assert.ok(same(join(join(a, b), c), join(a, join(b, c))), `seed ${seed}`);
    assert.equal(join(a, a), a, `seed ${seed}`);
  }
});

test("of texts that were shortened, what counts merges to the same result in any order", () => {
  const short = (state: Parameters<typeof encodeState>[1]): string => encodeState(studied, state, 420, encodeCompact);
  const judged = (saved: string): unknown => {
    const state = decodeState(studied, saved);
    return typeof state === "string" ? assert.fail(state) : standing(state);
  };
  const { merge: join } = statesOf(studied);
  for (let seed = 0; seed < TRIES; seed++) {
    const chance = random(seed);
    const [a = "", b = "", c = ""] = [randomState(chance), randomState(chance), randomState(chance)].map(short);
    assert.deepEqual(judged(join(join(a, b), c)), judged(join(a, join(b, c))), `seed ${seed}`);
    assert.deepEqual(judged(join(a, b)), judged(join(b, a)), `seed ${seed}`);
  }
});

test("merging never loses points where the best attempt counts, nor a lesson", () => {
  for (let seed = 0; seed < TRIES; seed++) {
    const chance = random(seed);
    const [a, b] = [randomState(chance), randomState(chance)];
    const both = merge(a, b);
    assert.deepEqual([...a.visited].filter((key) => !both.visited.has(key)), []);
    assert.ok(standing(both));
  }
});

const list: readonly Question[] = [single("one", 1, 100), truth("two", 2, 100), single("three", 3, 100)];
const essays: readonly Question[] = [
  question({ id: "why", key: 9, type: "long-answer", points: 300, objectives: [], length: 500, limit: 1000, criteria: [] }),
];

interface Device {
  readonly session: Session;
  /** The text it saved last. */
  readonly saved: () => string;
}

let devices = 0;

/** A device that opens the course with these states. */
function device(data: CourseData, states: readonly string[], { asks = list, now = 0, opened = {} as Partial<Opened> } = {}): Device {
  const told = recorder();
  const chance = random(++devices);
  const clock = { ms: () => now, date: () => new Date(Date.UTC(2024, 2, 1) + now), random: () => chance.below(1e9) / 1e9 };
  const session = createSession(data, told, clock);
  session.open(launched({ ...opened, states }));
  session.loaded("test", asks);
  return { session, saved: () => told.state };
}

function answerRight(session: Session, right: number): void {
  if (right > 0) session.answer("test", "one", choice("b"));
  if (right > 1) session.answer("test", "two", truthful(true));
  if (right > 2) session.answer("test", "three", choice("b"));
}

const one = (fields: Parameters<typeof quiz>[2] = {}) => course([lesson("l1", "L01"), quiz("test", "T01", { points: 300, ...fields })]);

test("a quiz on the phone and a lesson on the laptop are both there the next time", () => {
  const data = one({ attempts: 3 });
  const laptop = device(data, []);
  const phone = device(data, [laptop.saved()]);
  answerRight(phone.session, 3);
  phone.session.handIn("test");
  laptop.session.visit("l1");
  const next = device(data, [laptop.saved(), phone.saved()]);
  assert.equal(next.session.done("l1"), true);
  assert.deepEqual([next.session.quiz("test").counted, next.session.quiz("test").attemptsLeft, next.session.outcome().status], [300, 2, "passed"]);
});

test("two devices hand in the third of three attempts: both count, and none may begin after that", () => {
  const data = one({ attempts: 3 });
  const before = device(data, []);
  for (const right of [1, 0]) {
    if (before.session.quiz("test").canRetry) before.session.retry("test");
    answerRight(before.session, right);
    before.session.handIn("test");
  }
  const both = [2, 3].map((right) => {
    const { session, saved } = device(data, [before.saved()]);
    session.retry("test");
    answerRight(session, right);
    session.handIn("test");
    return saved();
  });
  const { session } = device(data, both);
  const { attempts, attemptsLeft, canRetry, counted } = session.quiz("test");
  assert.deepEqual([attempts, attemptsLeft, canRetry, counted], [4, 0, false, 300]);
});

test("one attempt handed in twice is one attempt, with the better result", () => {
  const data = one({ attempts: 3 });
  const draft = device(data, []);
  answerRight(draft.session, 1);
  const both = [2, 3].map((right) => {
    const { session, saved } = device(data, [draft.saved()]);
    answerRight(session, right);
    session.handIn("test");
    return saved();
  });
  const { session } = device(data, both);
  assert.deepEqual([session.quiz("test").attempts, session.quiz("test").counted], [1, 300]);
  assert.equal(session.quiz("test").responses.size, 3);
});

test("a hand-in by time never beats a person's of the same attempt", async () => {
  const data = one({ attempts: 3, time: 600 });
  const draft = device(data, []);
  await draft.session.begin("test");
  answerRight(draft.session, 2);
  const person = device(data, [draft.saved()], { now: 300_000 });
  person.session.answer("test", "one", choice("a"));
  person.session.handIn("test");
  const late = device(data, [draft.saved()], { now: 900_000 });
  assert.equal(late.session.quiz("test").counted, 200);
  const { session } = device(data, [late.saved(), person.saved()], { now: 901_000 });
  assert.deepEqual([session.quiz("test").attempts, session.quiz("test").counted], [1, 100]);
});

test("of two drafts the newer is shown and the other offered", () => {
  const data = one({ attempts: 3 });
  const laptop = device(data, []);
  answerRight(laptop.session, 1);
  const phone = device(data, []);
  answerRight(phone.session, 2);
  const { session, saved } = device(data, [laptop.saved(), phone.saved()]);
  assert.deepEqual([session.quiz("test").responses.size, session.quiz("test").otherDraft], [2, true]);
  session.switchDraft("test");
  assert.deepEqual([session.quiz("test").responses.size, session.quiz("test").otherDraft], [1, true]);
  session.handIn("test");
  const again = device(data, [saved()]).session;
  again.retry("test");
  assert.deepEqual([again.quiz("test").responses.size, again.quiz("test").otherDraft], [2, false]);
});

test("one draft on two devices merges answer by answer", () => {
  const data = one();
  const begun = device(data, []);
  begun.session.answer("test", "one", choice("a"));
  const laptop = device(data, [begun.saved()]);
  laptop.session.answer("test", "two", truthful(true));
  laptop.session.answer("test", "one", choice("b"));
  const phone = device(data, [begun.saved()]);
  phone.session.answer("test", "three", choice("b"));
  const { session } = device(data, [phone.saved(), laptop.saved()]);
  assert.equal(session.handIn("test")?.earned, 300);
});

const essay = (words: string) => ({ kind: "essay", text: words, met: null }) as const;
const written = (session: Session) => {
  const { responses, rivals } = session.quiz("test");
  const words = (found: ReadonlyMap<string, unknown>) => (found.get("why") as { text?: string } | undefined)?.text;
  return [words(responses), words(rivals)];
};

test("of texts that differ both are kept and shown, until one is chosen", () => {
  const data = one();
  const options = { asks: essays };
  const begun = device(data, [], options);
  begun.session.answer("test", "why", essay("To learn"));
  const laptop = device(data, [begun.saved()], options);
  laptop.session.answer("test", "why", essay("To learn on the laptop"));
  const phone = device(data, [begun.saved()], options);
  phone.session.answer("test", "why", essay("To learn on the"));
  phone.session.answer("test", "why", essay("To learn on the phone"));
  const both = device(data, [laptop.saved(), phone.saved(), begun.saved()], options);
  assert.deepEqual(written(both.session), ["To learn on the phone", "To learn on the laptop"]);
  both.session.answer("test", "why", essay("To learn on the phone and on"));
  assert.deepEqual(written(both.session), ["To learn on the phone and on", "To learn on the laptop"]);
  const later = device(data, [both.saved(), phone.saved(), laptop.saved()], options);
  later.session.settleRival("test", "why", true);
  assert.deepEqual(written(later.session), ["To learn on the laptop", undefined]);
  const last = device(data, [laptop.saved(), later.saved(), phone.saved(), both.saved()], options);
  assert.deepEqual(written(last.session), ["To learn on the laptop", undefined]);
});

test("a text that is continued from session to session has one version", () => {
  let text = "";
  for (const words of ["A", "A b", "A b c", "A b c d"]) {
    const { session, saved } = device(one(), text ? [text] : [], { asks: essays });
    session.answer("test", "why", essay(words));
    text = saved();
    assert.deepEqual(written(session), [words, undefined]);
  }
});

test("of answers judged at once the first judgement stands", () => {
  const data = one({ feedback: "immediately" });
  const laptop = device(data, []);
  laptop.session.answer("test", "one", choice("a"));
  const copy = laptop.saved();
  laptop.session.check("test", "one");
  const phone = device(data, [copy]);
  phone.session.answer("test", "two", truthful(true));
  phone.session.answer("test", "one", choice("b"));
  phone.session.check("test", "one");
  const { session } = device(data, [phone.saved(), laptop.saved()]);
  assert.deepEqual(session.quiz("test").responses.get("one"), choice("a"));
});

test("a pretest that may be taken once is judged by the one that was begun first", () => {
  const pretest = quiz("test", "T01", { points: 300, purpose: "pretest", attempts: 1, objectives: { why: 300 } });
  const data = course([{ ...lesson("l1", "L01"), objectives: ["why"] }, pretest], { scoring: { total: 300, pass: 240 } });
  const ids = [0, 3].map((right) => {
    const { session, saved } = device(data, []);
    answerRight(session, right);
    session.handIn("test");
    return saved();
  });
  const { session } = device(data, ids);
  const again = device(data, [...ids].reverse());
  assert.equal(session.spared("l1"), again.session.spared("l1"));
  assert.equal(session.quiz("test").canRetry, false);
});

test("the earliest begin of a timed attempt runs", async () => {
  const data = one({ time: 600 });
  const opened = device(data, []);
  opened.session.answer("test", "one", choice("a"));
  const text = opened.saved();
  const first = device(data, [text]);
  await first.session.begin("test");
  const second = device(data, [first.saved()], { now: 100_000 });
  assert.equal(second.session.secondsLeft("test"), 500);
});

test("a timed attempt that runs is shown, not one that another device has not begun", async () => {
  const data = one({ time: 600 });
  const before = device(data, []);
  await before.session.begin("test");
  before.session.handIn("test");
  for (let pair = 0; pair < 8; pair++) {
    const [laptop, phone] = [device(data, [before.saved()]), device(data, [before.saved()])];
    laptop.session.retry("test");
    phone.session.retry("test");
    await laptop.session.begin("test");
    const { session } = device(data, [phone.saved(), laptop.saved()], { now: 100_000 });
    assert.deepEqual([session.quiz("test").phase, session.secondsLeft("test")], ["draft", 500]);
  }
});

test("a waiting time is never longer than `wait` from now, whatever a clock said", () => {
  const data = one({ wait: 600 });
  const ahead = device(data, [], { now: 86_400_000 });
  ahead.session.handIn("test");
  const { session } = device(data, [ahead.saved()], { now: 1000 });
  assert.equal(session.quiz("test").opensAt?.getTime(), Date.UTC(2024, 2, 1) + 601_000);
});

test("failed was reported, then an earlier passing hand-in arrives: passed", () => {
  const data = one({ attempts: 1 });
  const laptop = device(data, []);
  laptop.session.visit("l1");
  laptop.session.handIn("test");
  assert.equal(laptop.session.outcome().status, "failed");
  const phone = device(data, []);
  answerRight(phone.session, 3);
  phone.session.handIn("test");
  const { session } = device(data, [laptop.saved(), phone.saved()], { opened: { status: "failed" } });
  assert.equal(session.outcome().status, "passed");
});

test("passed is never withdrawn once it is reported, even where the last attempt counts", () => {
  const data = one({ counts: "last" });
  const { session } = device(data, []);
  session.visit("l1");
  answerRight(session, 3);
  session.handIn("test");
  session.retry("test");
  session.handIn("test");
  assert.deepEqual([session.quiz("test").counted, session.outcome().status], [0, "passed"]);
});

test("attempts without a limit: older ones become sums that count on exactly", () => {
  for (const counts of [undefined, "first", "last", "average"] as const) {
    const data = one(counts ? { counts } : {});
    let text = "";
    let sum = 0;
    for (let nth = 0; nth < 40; nth++) {
      const right = (nth * 7) % 4;
      const { session, saved } = device(data, text ? [text] : []);
      if (session.quiz("test").canRetry) session.retry("test");
      answerRight(session, right);
      session.handIn("test");
      sum += right * 100;
      text = saved();
      const expected = { undefined: nth ? 300 : 0, first: 0, last: right * 100, average: Math.floor((2 * sum + nth + 1) / (2 * (nth + 1))) }[String(counts)];
      const { attempts, counted } = session.quiz("test");
      assert.deepEqual([attempts, nth < 3 && !counts ? Math.max(...[0, 7, 14].slice(0, nth + 1).map((n) => (n % 4) * 100)) : counted], [nth + 1, nth < 3 && !counts ? counted : expected]);
    }
    assert.ok(text.length < 900, `${text.length}`);
  }
});

test("work of another attempt is merged when the learner takes it up, and keeps this attempt's mark", () => {
  const data = one();
  const old = device(data, []);
  answerRight(old.session, 3);
  old.session.handIn("test");
  const { session, saved } = device(data, []);
  const { markOf } = statesOf(data);
  const mark = markOf(saved());
  assert.equal(session.continueWith({ state: old.saved(), location: "test", date: new Date(0) }), "test");
  assert.equal(session.quiz("test").counted, 300);
  assert.deepEqual([markOf(saved()), markOf(saved()) === markOf(old.saved())], [mark, false]);
});

test("over a state of a newer version nothing is written", () => {
  const told = recorder();
  const session = createSession(one(), told, { ms: () => 0, date: () => new Date(0), random: () => 0.3 });
  assert.equal(session.open(launched({ states: ["4KEY__xxxx"] })).kind, "newer");
  session.visit("l1");
  session.loaded("test", list);
  session.answer("test", "one", choice("b"));
  session.handIn("test");
  session.hidden();
  assert.deepEqual(told.verbs, []);
});

test("a window that gave the record away reports nothing more", () => {
  const told = recorder();
  const session = createSession(one(), told, { ms: () => 0, date: () => new Date(0), random: () => 0.3 });
  session.open(launched());
  session.yield();
  told.verbs.length = 0;
  session.visit("l1");
  session.hidden();
  assert.deepEqual([told.verbs, session.quiz("test").phase, session.done("l1")], [[], "locked", false]);
});

test("questions of a timed attempt are shown once its start is stored, or when the learner starts it again", async () => {
  for (const held of [true, false]) {
    const session = createSession(one({ time: 60 }), recorder(), { ms: () => 0, date: () => new Date(0), random: () => 0.3 }, () => held);
    session.open(launched());
    session.loaded("test", list);
    assert.equal(await session.begin("test"), held);
    assert.equal(session.quiz("test").phase, held ? "draft" : "ready");
    if (!held) assert.equal(await session.begin("test"), true);
    assert.equal(session.secondsLeft("test"), 60);
  }
});

test("waiting costs no time: an attempt whose start took long to store, or was not stored, begins when its questions are shown", async () => {
  for (const held of [true, false]) {
    let seconds = 0;
    const slow: Tracking = {
      ...recorder(),
      settled() {
        seconds += 30;
        return Promise.resolve();
      },
    };
    const clock = { ms: () => seconds * 1000, date: () => new Date(EPOCH + seconds * 1000), random: Math.random };
    const session = createSession(one({ time: 60 }), slow, clock, () => held);
    session.open(launched());
    session.loaded("test", list);
    assert.equal(await session.begin("test"), held);
    seconds += 10;
    if (!held) assert.equal(await session.begin("test"), true);
    assert.equal(session.secondsLeft("test"), held ? 50 : 60);
    seconds += 20;
    assert.equal(session.secondsLeft("test"), held ? 30 : 40);
    assert.equal(session.quiz("test").otherDraft, false);
  }
});

test("every quiz of a course may be named like a property of objects", () => {
  const data = course([quiz("constructor", "CON", { points: 300 } as Partial<Quiz>)]);
  const session = createSession(data, recorder(), { ms: () => 0, date: () => new Date(0), random: () => 0.3 });
  session.open(launched());
  assert.equal(session.quiz("constructor").attempts, 0);
});
