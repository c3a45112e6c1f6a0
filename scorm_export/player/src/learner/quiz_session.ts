/**
 * The part of the session for quizzes, which is loaded with the first quiz. What to show of a quiz is in quiz_state.ts,
 * what is reported of it in quiz_report.ts.
 *
 * The page calls `loaded(quiz, questions)` each time a quiz is displayed and its questions have arrived; then `quiz(id)`
 * returns what to show. Nothing throws for an unknown id.
 */
import {
  answered, earnedAs, foldOldest, judged, keepAnswers, marked, newAttempt, nextStamp, rivalsOf, settled, withAttempt,
} from "./attempt_changes.ts";
import { answersOf, factsOf, idOf, lastHandedIn, randomId, seedOf, summaryOf } from "./attempts.ts";
import type { Attempt, State } from "./facts.ts";
import { gradeAttempt, gradeObjectives, type AttemptResult } from "./grading.ts";
import { isRandom, SEEDS } from "./order.ts";
import { questionType } from "../../../questions/index.ts";
import { reportAttempted, reportQuiz } from "./quiz_report.ts";
import {
  answersIn, draftOf, drawSeedOf, keptIn, now, otherDraftsOf, phaseOf, questionsIn, questionsOf, quizOf, quizState, secondsLeft, summaryIn, UNKNOWN_QUIZ,
  type QuizContext, type QuizState,
} from "./quiz_state.ts";
import { judgeObjectives, listMissing, type Missing } from "./results.ts";
import type { SessionCore } from "./session.ts";
import type { Question, Quiz } from "../course.ts";
import type { ObjectiveResult, Response } from "../reports.ts";

export interface QuizSession {
  /** All questions that a quiz may ask have arrived; answers stored before are matched with them. */
  loaded(quiz: string, questions: readonly Question[]): void;
  /**
   * Begin an attempt at a quiz with a time limit. Its questions are shown once the start is stored outside this window;
   * false when it could not be stored: a second call shows them anyway.
   */
  begin(quiz: string): Promise<boolean>;
  /** Change an answer of the draft; null removes it. Saved, not committed. Ignored outside phase "draft" and for checked answers. */
  answer(quiz: string, question: string, response: Response | null): void;
  /** Make an answer of the draft final, in a quiz that gives feedback immediately. Saved, not committed. */
  check(quiz: string, question: string): void;
  /** Mark a question of the draft for later, or remove the mark. Saved, not committed. */
  mark(quiz: string, question: string, on: boolean): void;
  /** Ids of the draft's questions whose answer is missing or incomplete, in order. */
  unanswered(quiz: string): readonly string[];
  /** Grade the draft, report it and commit. null when there is no draft to hand in. */
  handIn(quiz: string): AttemptResult | null;
  /** Begin a new draft if attempts are left, or continue one that was begun elsewhere. */
  retry(quiz: string): void;
  /** Continue the other draft; this one is kept. */
  switchDraft(quiz: string): void;
  /** Choose between two texts: `take` the one from elsewhere, or keep only the displayed one. */
  settleRival(quiz: string, question: string, take: boolean): void;

  quiz(id: string): QuizState;
  /** Seconds until the attempt is handed in automatically; null without a running time limit. */
  secondsLeft(quiz: string): number | null;
  /** Hundredths of points that pass the course, by the LMS's own pass mark where it has one. null without scoring. */
  pass(): number | null;
  /** Every objective that quizzes give points for, in the order of the course. */
  objectives(): readonly ObjectiveResult[];
  /** Lessons and quizzes still to do, in the order of the course; then the points that are missing. */
  missing(): readonly Missing[];
}

/** A wait up to this long is not made up for. */
const SHORT_MS = 1000;

export function createQuizSession(core: SessionCore): QuizSession {
  const context: QuizContext = {
    core, questions: new Map(), timings: new Map(), unstoredAnswers: new Map(), reportedAttempts: new Set(), unstoredStarts: new Set(),
    tag: randomId(core.clock.random()).slice(0, 2), timeFactor: null,
  };
  core.shortenWith((state) => withoutUnknownAnswers(context, state));
  /** `act` as a function of the quiz's id; `otherwise` where there is no such quiz. */
  const of = <A extends unknown[], R>(act: (context: QuizContext, quiz: Quiz, ...args: A) => R, otherwise: R) =>
    (id: string, ...args: A): R => {
      const quiz = quizOf(context, id);
      return quiz ? act(context, quiz, ...args) : otherwise;
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

function loaded(context: QuizContext, quiz: Quiz, list: readonly Question[]): void {
  const { core, questions, timings } = context;
  questions.set(quiz.id, list);
  if (!timings.has(quiz.id)) restartTiming(context, quiz);
  // The attempt is kept at once, so that a quiz that is opened again asks the same questions.
  if (phaseOf(context, quiz) === "draft" && isRandom(quiz) && core.canChange() && !draftOf(context, quiz)) {
    put(context, quiz, begunAttempt(context, quiz));
    core.save();
  }
  // A quiz that is opened after its time was up is handed in as it was left.
  if (secondsLeft(context, quiz) === 0) handIn(context, quiz);
}

function begunAttempt(context: QuizContext, quiz: Quiz): Attempt {
  const { core } = context;
  const { attempts } = factsOf(core.state(), quiz);
  let id = quiz.fields !== undefined ? idOf(0) : randomId(core.clock.random());
  while (attempts.has(id)) id = idOf((seedOf({ id }) + 1) % SEEDS);
  const attempt = newAttempt(core.state(), quiz, id);
  return quiz.retry === "wrong" ? continuing(context, quiz, attempt) : attempt;
}

/** The attempt with what was right in the previous one; empty where all of that was right. */
function continuing(context: QuizContext, quiz: Quiz, attempt: Attempt): Attempt {
  const previous = lastHandedIn(factsOf(context.core.state(), quiz));
  if (!previous || !context.questions.has(quiz.id)) return attempt;
  const list = questionsIn(context, quiz, previous);
  const given = answersOf(previous);
  const { questions } = gradeAttempt(list, given);
  const isSettled = (n: number): boolean => ["right", "neutral"].includes(questions[n]?.verdict ?? "wrong");
  if (list.every((_, n) => isSettled(n))) return attempt;
  const kept = list.flatMap(({ key }, n): [number, string][] => {
    const text = isSettled(n) ? given.get(key) : undefined;
    return text === undefined ? [] : [[key, text]];
  });
  return keepAnswers(attempt, quiz.drawKey === undefined ? kept : [...kept, [quiz.drawKey, idOf(drawSeedOf(quiz, previous))]]);
}

function put({ core }: QuizContext, quiz: Quiz, attempt: Attempt): void {
  core.replace(withAttempt(core.state(), quiz, attempt));
}

/** The stamp of a change made now; the attempt with the greatest stamp is displayed. */
const stampOf = ({ core }: QuizContext, quiz: Quiz): number => nextStamp(core.state(), quiz);

function restartTiming({ core, timings }: QuizContext, { id }: Quiz): void {
  timings.set(id, { seen: core.clock.ms(), changed: new Map() });
}

async function begin(context: QuizContext, quiz: Quiz): Promise<boolean> {
  const { core, unstoredStarts } = context;
  if (phaseOf(context, quiz) !== "ready" || !core.canChange()) return false;
  const draft = draftOf(context, quiz);
  const insists = draft !== null && unstoredStarts.delete(draft.id);
  const pressed = core.clock.ms();
  if (!insists) {
    const attempt = start(context, quiz, draft ?? begunAttempt(context, quiz));
    if (core.isRecording()) await storeStart(context, attempt);
  }
  restartTiming(context, quiz);
  if (phaseOf(context, quiz) !== "draft") return false;
  // Of several start times of an attempt the earliest applies, so a later start needs another attempt.
  if (insists || core.clock.ms() - pressed > SHORT_MS) start(context, quiz, begunAttempt(context, quiz));
  return true;
}

function start(context: QuizContext, quiz: Quiz, attempt: Attempt): Attempt {
  const started: Attempt = { ...attempt, begun: now(context), lastStamp: stampOf(context, quiz) };
  put(context, quiz, started);
  context.core.save();
  return started;
}

async function storeStart({ core, unstoredStarts }: QuizContext, { id }: Attempt): Promise<void> {
  unstoredStarts.add(id);
  core.tracking.commit();
  await core.tracking.settled?.();
  if (core.isStored()) unstoredStarts.delete(id);
}

function answer(context: QuizContext, quiz: Quiz, questionId: string, response: Response | null): void {
  const { core, tag, timings } = context;
  const question = questionsOf(context, quiz).find(({ id }) => id === questionId);
  if (!question || !core.canChange() || phaseOf(context, quiz) !== "draft" || secondsLeft(context, quiz) === 0) return;
  if (quiz.anonymous) return setUnstored(context, quiz, question, response);
  const draft = draftOf(context, quiz) ?? begunAttempt(context, quiz);
  const before = draft.answers.get(question.key);
  if (before?.judged) return;
  reportAttempted(context, quiz, draft);
  const text = response && questionType(question.type).encode(response, question);
  const isText = response ? response.kind === "texts" || response.kind === "essay" : before?.versions.some((one) => one.tag);
  put(context, quiz, answered(draft, question.key, text, stampOf(context, quiz), isText ? tag : ""));
  timings.get(quiz.id)?.changed.set(questionId, core.clock.ms());
  core.save();
}

function setUnstored({ unstoredAnswers }: QuizContext, { id }: Quiz, question: Question, response: Response | null): void {
  const answers = new Map(unstoredAnswers.get(id));
  if (response) answers.set(question.key, questionType(question.type).encode(response, question));
  else answers.delete(question.key);
  unstoredAnswers.set(id, answers);
}

function check(context: QuizContext, quiz: Quiz, questionId: string): void {
  const found = quiz.feedback === "immediately" ? inDraft(context, quiz, questionId) : null;
  if (!found) return;
  put(context, quiz, judged(found.draft, found.question.key, stampOf(context, quiz)));
  context.core.save();
}

function mark(context: QuizContext, quiz: Quiz, questionId: string, on: boolean): void {
  const question = questionsOf(context, quiz).find(({ id }) => id === questionId);
  if (!question || quiz.anonymous || !context.core.canChange() || phaseOf(context, quiz) !== "draft") return;
  const draft = draftOf(context, quiz) ?? begunAttempt(context, quiz);
  put(context, quiz, marked(draft, question.key, on, stampOf(context, quiz)));
  context.core.save();
}

function settleRival(context: QuizContext, quiz: Quiz, questionId: string, take: boolean): void {
  const found = inDraft(context, quiz, questionId);
  const text = found && (take ? rivalsOf(found.draft) : answersOf(found.draft)).get(found.question.key);
  if (!found || typeof text !== "string") return;
  put(context, quiz, settled(found.draft, found.question.key, text, stampOf(context, quiz), context.tag));
  context.core.save();
}

/** A question and its draft; null when there is no draft that may be changed. */
function inDraft(context: QuizContext, quiz: Quiz, questionId: string): { readonly draft: Attempt; readonly question: Question } | null {
  const question = questionsOf(context, quiz).find(({ id }) => id === questionId);
  const draft = draftOf(context, quiz);
  return question && draft && phaseOf(context, quiz) === "draft" ? { draft, question } : null;
}

function unanswered(context: QuizContext, quiz: Quiz): readonly string[] {
  const answers = answersIn(context, quiz, summaryIn(context, quiz).shown);
  const lacking = questionsOf(context, quiz).filter((question) => {
    const type = questionType(question.type);
    const response = type.decode(question, answers.get(question.key) ?? "");
    return !answers.has(question.key) || !response || type.isComplete?.(question, response) === false;
  });
  return lacking.map((question) => question.id);
}

function handIn(context: QuizContext, quiz: Quiz): AttemptResult | null {
  const { core, questions } = context;
  if (!questions.has(quiz.id) || !core.canChange() || phaseOf(context, quiz) !== "draft") return null;
  const list = questionsOf(context, quiz);
  const draft = draftOf(context, quiz) ?? begunAttempt(context, quiz);
  reportAttempted(context, quiz, draft);
  const given = answersIn(context, quiz, draft);
  const result = gradeAttempt(list, given);
  const keys = [...list.map(({ key }) => key), ...(quiz.drawKey === undefined ? [] : [quiz.drawKey])];
  const answers = new Map(keys.flatMap((key): [number, string][] => (given.has(key) ? [[key, given.get(key) ?? ""]] : [])));
  const kept = new Set(keptIn(quiz, list, draft).map(({ id }) => id));
  put(context, quiz, {
    ...draft,
    lastStamp: stampOf(context, quiz),
    ended: quiz.wait ? now(context) : null,
    answers: new Map(),
    result: {
      ...earnedAs(core.course, quiz, result.earned, gradeObjectives(quiz, list, result)),
      automatic: secondsLeft(context, quiz) === 0,
      answers: quiz.anonymous ? new Map() : answers,
    },
  });
  context.unstoredAnswers.delete(quiz.id);
  core.replace(foldOldest(core.course, core.state(), quiz));
  if (core.isRecording()) reportQuiz(context, quiz, list, result, draft.id, kept);
  core.report();
  return result;
}

function retry(context: QuizContext, quiz: Quiz): void {
  if (!quizState(context, quiz).canRetry) return;
  if (otherDraftsOf(context, quiz).length) return switchDraft(context, quiz);
  put(context, quiz, begunAttempt(context, quiz));
  restartTiming(context, quiz);
  context.core.save();
}

function switchDraft(context: QuizContext, quiz: Quiz): void {
  const [draft] = otherDraftsOf(context, quiz);
  if (!draft) return;
  put(context, quiz, { ...draft, lastStamp: stampOf(context, quiz) });
  restartTiming(context, quiz);
  context.core.save();
}

/** Answers to questions that this edition does not have are all that can make a state too long. */
function withoutUnknownAnswers(context: QuizContext, whole: State): State {
  return [...context.questions].reduce((less, [id, list]) => {
    const quiz = quizOf(context, id);
    const draft = quiz && summaryOf(context.core.course, less, quiz).shown;
    if (!quiz || !draft) return less;
    const keys = new Set([...list.map(({ key }) => key), quiz.drawKey]);
    return withAttempt(less, quiz, { ...draft, answers: new Map([...draft.answers].filter(([key]) => keys.has(key))) });
  }, whole);
}
