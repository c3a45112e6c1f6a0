/**
 * The part of the session that takes quizzes; it comes with the first quiz. What is to be shown of a quiz is in
 * quiz_state.ts, what the LMS is told of it in quiz_report.ts.
 *
 * The view calls `loaded(quiz, questions)` each time a quiz is displayed and its questions are there; then `quiz(id)` tells
 * what to show. Nothing here throws for an id it does not know.
 */
import {
  answered, earnedAs, foldOldest, judged, keepAnswers, marked, newAttempt, nextStamp, rivalsOf, settled, withAttempt,
} from "./attempt_changes.ts";
import { answersOf, chance, factsOf, idOf, lastHandedIn, recordOf as recordIn, seedOf } from "./attempts.ts";
import type { Attempt, State } from "./facts.ts";
import { gradeAttempt, gradeObjectives, type AttemptResult } from "./grading.ts";
import { isRandom, SEEDS } from "./order.ts";
import { questionType } from "../../../questions/index.ts";
import { reportQuiz, tellAttempted } from "./quiz_report.ts";
import {
  askedIn, asks, draftOf, drawOf, givenIn, keptIn, now, otherDraftsOf, phaseOf, quizOf, quizState, recordOf, secondsLeft, UNKNOWN_QUIZ, type QuizState, type Sitting,
} from "./quiz_state.ts";
import { judgeObjectives, listMissing, type Missing } from "./results.ts";
import type { SessionCore } from "./session.ts";
import type { Question, Quiz } from "../course.ts";
import type { ObjectiveResult, Response } from "../reports.ts";

export interface QuizSession {
  /** All questions that a quiz may ask have arrived; answers stored before are matched with them. */
  loaded(quiz: string, questions: readonly Question[]): void;
  /**
   * Begin an attempt of a quiz with a time limit. Its questions show once the beginning is held outside this window;
   * false when it is not: a second call shows them all the same.
   */
  begin(quiz: string): Promise<boolean>;
  /** A draft answer; null takes it back. Saved, not committed. Ignored outside phase "draft", and for what was checked. */
  answer(quiz: string, question: string, response: Response | null): void;
  /** Judge an answer of the draft for good, in a quiz that gives feedback immediately. Saved, not committed. */
  check(quiz: string, question: string): void;
  /** Mark a question of the draft for later, or take the mark back. Saved, not committed. */
  mark(quiz: string, question: string, on: boolean): void;
  /** Questions of the draft that have no answer yet, or lack something, in order. */
  unanswered(quiz: string): readonly string[];
  /** Judge the draft, report it and commit. null when there is no draft to hand in. */
  handIn(quiz: string): AttemptResult | null;
  /** Begin a new draft with empty answers, if attempts are left, or go on with one that was begun elsewhere. */
  retry(quiz: string): void;
  /** Go on with the other attempt; this one stays. */
  switchDraft(quiz: string): void;
  /** Decide between two texts: take the one from elsewhere, or keep the displayed one alone. */
  settleRival(quiz: string, question: string, take: boolean): void;

  quiz(id: string): QuizState;
  /** Seconds until the attempt is to be handed in as it is; null without a limit, or when none runs. */
  secondsLeft(quiz: string): number | null;
  /** Hundredths of points that pass: the LMS's own mark where it has one. null without scoring. */
  pass(): number | null;
  /** Every objective that quizzes give points for, in the order of the course. */
  objectives(): readonly ObjectiveResult[];
  /** Lessons and quizzes still to do, in the order of the course; then the points that are missing. */
  missing(): readonly Missing[];
}

/** A wait that takes no more of an attempt's time than that is nobody's loss. */
const SHORT_MS = 1000;

export function createQuizSession(core: SessionCore): QuizSession {
  const sitting: Sitting = {
    core, questions: new Map(), timings: new Map(), untold: new Map(), told: new Set(), beginning: new Set(),
    tag: chance(core.clock.random()).slice(0, 2), factor: null,
  };
  core.shortenBy((state) => withoutUnknownAnswers(sitting, state));
  /** What to do with a quiz, by its id; `otherwise` where there is none. */
  const of = <A extends unknown[], R>(act: (sitting: Sitting, quiz: Quiz, ...args: A) => R, otherwise: R) =>
    (id: string, ...args: A): R => {
      const quiz = quizOf(sitting, id);
      return quiz ? act(sitting, quiz, ...args) : otherwise;
    };
  return {
    loaded: of(loaded, undefined),
    begin: of(begin, Promise.resolve(false)),
    answer: of(answer, undefined),
    check: of(check, undefined),
    mark: of(mark, undefined),
    unanswered: of(unanswered, []),
    handIn: of(handIn, null),
    retry: of(retry, undefined),
    switchDraft: of(switchDraft, undefined),
    settleRival: of(settleRival, undefined),
    quiz: of(quizState, UNKNOWN_QUIZ),
    secondsLeft: of(secondsLeft, null),
    pass: () => core.judged().scoring?.pass ?? null,
    objectives: () => judgeObjectives(core.judged(), core.state()),
    missing: () => listMissing(core.judged(), core.state(), core.outcome()),
  };
}

function loaded(sitting: Sitting, quiz: Quiz, list: readonly Question[]): void {
  const { core, questions, timings } = sitting;
  questions.set(quiz.id, list);
  if (!timings.has(quiz.id)) restartTiming(sitting, quiz);
  // Chosen once and kept, so that a quiz that is opened again asks the same.
  if (phaseOf(sitting, quiz) === "draft" && isRandom(quiz) && core.changeable() && !draftOf(sitting, quiz)) {
    put(sitting, quiz, begunAttempt(sitting, quiz));
    core.save();
  }
  // Whoever opened the quiz after its time was up finds it handed in as it was left.
  if (secondsLeft(sitting, quiz) === 0) handIn(sitting, quiz);
}

function begunAttempt(sitting: Sitting, quiz: Quiz): Attempt {
  const { core } = sitting;
  const { attempts } = factsOf(core.state(), quiz);
  let id = chance(core.clock.random());
  while (attempts.has(id)) id = idOf((seedOf({ id }) + 1) % SEEDS);
  const attempt = newAttempt(core.state(), quiz, id);
  return quiz.retry === "wrong" ? goingOn(sitting, quiz, attempt) : attempt;
}

/** An attempt that asks again what was not right in the one before; everything anew where nothing was wrong. */
function goingOn(sitting: Sitting, quiz: Quiz, attempt: Attempt): Attempt {
  const before = lastHandedIn(factsOf(sitting.core.state(), quiz));
  if (!before || !sitting.questions.has(quiz.id)) return attempt;
  const list = askedIn(sitting, quiz, before);
  const given = answersOf(before);
  const { questions } = gradeAttempt(list, given);
  const isSettled = (n: number): boolean => ["right", "neutral"].includes(questions[n]?.verdict ?? "wrong");
  if (list.every((_, n) => isSettled(n))) return attempt;
  const kept = list.flatMap(({ key }, n): [number, string][] => {
    const text = isSettled(n) ? given.get(key) : undefined;
    return text === undefined ? [] : [[key, text]];
  });
  return keepAnswers(attempt, quiz.drawKey === undefined ? kept : [...kept, [quiz.drawKey, idOf(drawOf(quiz, before))]]);
}

function put({ core }: Sitting, quiz: Quiz, attempt: Attempt): void {
  core.replace(withAttempt(core.state(), quiz, attempt));
}

/** The stamp of what happens to an attempt now, which makes it the one on display. */
const stampOf = ({ core }: Sitting, quiz: Quiz): number => nextStamp(core.state(), quiz);

function restartTiming({ core, timings }: Sitting, { id }: Quiz): void {
  timings.set(id, { seen: core.clock.ms(), changed: new Map() });
}

async function begin(sitting: Sitting, quiz: Quiz): Promise<boolean> {
  const { core, beginning } = sitting;
  if (phaseOf(sitting, quiz) !== "ready" || !core.changeable()) return false;
  const draft = draftOf(sitting, quiz);
  const insists = draft !== null && beginning.delete(draft.id);
  const pressed = core.clock.ms();
  if (!insists) {
    const attempt = start(sitting, quiz, draft ?? begunAttempt(sitting, quiz));
    if (core.records()) await holdBeginning(sitting, attempt);
  }
  restartTiming(sitting, quiz);
  if (phaseOf(sitting, quiz) !== "draft") return false;
  // Of a begin that is held elsewhere the earliest runs, so the learner gets another attempt instead of a later begin.
  if (insists || core.clock.ms() - pressed > SHORT_MS) start(sitting, quiz, begunAttempt(sitting, quiz));
  return true;
}

/** The time of an attempt runs from now on. */
function start(sitting: Sitting, quiz: Quiz, attempt: Attempt): Attempt {
  const started = { ...attempt, begun: now(sitting), touched: stampOf(sitting, quiz) };
  put(sitting, quiz, started);
  sitting.core.save();
  return started;
}

async function holdBeginning({ core, beginning }: Sitting, { id }: Attempt): Promise<void> {
  beginning.add(id);
  core.tracking.commit();
  await core.tracking.settled?.();
  if (core.isHeld()) beginning.delete(id);
}

function answer(sitting: Sitting, quiz: Quiz, questionId: string, response: Response | null): void {
  const { core, tag, timings } = sitting;
  const question = asks(sitting, quiz).find(({ id }) => id === questionId);
  if (!question || !core.changeable() || phaseOf(sitting, quiz) !== "draft" || secondsLeft(sitting, quiz) === 0) return;
  if (quiz.anonymous) return keepUntold(sitting, quiz, question, response);
  const draft = draftOf(sitting, quiz) ?? begunAttempt(sitting, quiz);
  const before = draft.answers.get(question.key);
  if (before?.judged) return;
  tellAttempted(sitting, quiz, draft);
  const text = response && questionType(question.type).encode(response, question);
  const isText = response ? response.kind === "texts" || response.kind === "essay" : before?.versions.some((one) => one.tag);
  put(sitting, quiz, answered(draft, question.key, text, stampOf(sitting, quiz), isText ? tag : ""));
  timings.get(quiz.id)?.changed.set(questionId, core.clock.ms());
  core.save();
}

function keepUntold({ untold }: Sitting, { id }: Quiz, question: Question, response: Response | null): void {
  const answers = new Map(untold.get(id));
  if (response) answers.set(question.key, questionType(question.type).encode(response, question));
  else answers.delete(question.key);
  untold.set(id, answers);
}

function check(sitting: Sitting, quiz: Quiz, questionId: string): void {
  const found = quiz.feedback === "immediately" ? inDraft(sitting, quiz, questionId) : null;
  if (!found) return;
  put(sitting, quiz, judged(found.draft, found.question.key, stampOf(sitting, quiz)));
  sitting.core.save();
}

function mark(sitting: Sitting, quiz: Quiz, questionId: string, on: boolean): void {
  const question = asks(sitting, quiz).find(({ id }) => id === questionId);
  if (!question || quiz.anonymous || !sitting.core.changeable() || phaseOf(sitting, quiz) !== "draft") return;
  const draft = draftOf(sitting, quiz) ?? begunAttempt(sitting, quiz);
  put(sitting, quiz, marked(draft, question.key, on, stampOf(sitting, quiz)));
  sitting.core.save();
}

function settleRival(sitting: Sitting, quiz: Quiz, questionId: string, take: boolean): void {
  const found = inDraft(sitting, quiz, questionId);
  const text = found && (take ? rivalsOf(found.draft) : answersOf(found.draft)).get(found.question.key);
  if (!found || typeof text !== "string") return;
  put(sitting, quiz, settled(found.draft, found.question.key, text, stampOf(sitting, quiz), sitting.tag));
  sitting.core.save();
}

/** A question and the draft that asks it; null when there is none that may be changed. */
function inDraft(sitting: Sitting, quiz: Quiz, questionId: string): { readonly draft: Attempt; readonly question: Question } | null {
  const question = asks(sitting, quiz).find(({ id }) => id === questionId);
  const draft = draftOf(sitting, quiz);
  return question && draft && phaseOf(sitting, quiz) === "draft" ? { draft, question } : null;
}

function unanswered(sitting: Sitting, quiz: Quiz): readonly string[] {
  const answers = givenIn(sitting, quiz, recordOf(sitting, quiz).shown);
  const lacking = asks(sitting, quiz).filter((question) => {
    const type = questionType(question.type);
    const response = type.decode(question, answers.get(question.key) ?? "");
    return !answers.has(question.key) || !response || type.isComplete?.(question, response) === false;
  });
  return lacking.map((question) => question.id);
}

function handIn(sitting: Sitting, quiz: Quiz): AttemptResult | null {
  const { core, questions } = sitting;
  if (!questions.has(quiz.id) || !core.changeable() || phaseOf(sitting, quiz) !== "draft") return null;
  const list = asks(sitting, quiz);
  const draft = draftOf(sitting, quiz) ?? begunAttempt(sitting, quiz);
  tellAttempted(sitting, quiz, draft);
  const given = givenIn(sitting, quiz, draft);
  const result = gradeAttempt(list, given);
  const keys = [...list.map(({ key }) => key), ...(quiz.drawKey === undefined ? [] : [quiz.drawKey])];
  const answers = new Map(keys.flatMap((key): [number, string][] => (given.has(key) ? [[key, given.get(key) ?? ""]] : [])));
  const kept = new Set(keptIn(quiz, list, draft).map(({ id }) => id));
  put(sitting, quiz, {
    ...draft,
    touched: stampOf(sitting, quiz),
    ended: quiz.wait ? now(sitting) : null,
    answers: new Map(),
    result: {
      ...earnedAs(core.course, quiz, result.earned, gradeObjectives(quiz, list, result)),
      automatic: secondsLeft(sitting, quiz) === 0,
      answers: quiz.anonymous ? new Map() : answers,
    },
  });
  sitting.untold.delete(quiz.id);
  core.replace(foldOldest(core.course, core.state(), quiz));
  if (core.records()) reportQuiz(sitting, quiz, list, result, draft.id, kept);
  core.report();
  return result;
}

function retry(sitting: Sitting, quiz: Quiz): void {
  if (!quizState(sitting, quiz).canRetry) return;
  if (otherDraftsOf(sitting, quiz).length) return switchDraft(sitting, quiz);
  put(sitting, quiz, begunAttempt(sitting, quiz));
  restartTiming(sitting, quiz);
  sitting.core.save();
}

function switchDraft(sitting: Sitting, quiz: Quiz): void {
  const [draft] = otherDraftsOf(sitting, quiz);
  if (!draft) return;
  put(sitting, quiz, { ...draft, touched: stampOf(sitting, quiz) });
  restartTiming(sitting, quiz);
  sitting.core.save();
}

/** Only answers to questions that this edition does not ask can make a state too long. */
function withoutUnknownAnswers(sitting: Sitting, whole: State): State {
  return [...sitting.questions].reduce((less, [id, list]) => {
    const quiz = quizOf(sitting, id);
    const draft = quiz && recordIn(sitting.core.course, less, quiz).shown;
    if (!quiz || !draft) return less;
    const keys = new Set([...list.map(({ key }) => key), quiz.drawKey]);
    return withAttempt(less, quiz, { ...draft, answers: new Map([...draft.answers].filter(([key]) => keys.has(key))) });
  }, whole);
}
