/** What to show of a quiz while it is taken, and how much time is left. */
import { answersOf, factsOf, isAnswered, isKept, marksOf, seedOf, summaryOf, type QuizSummary } from "./attempts.ts";
import { otherDrafts, rivalsOf } from "./attempt_changes.ts";
import { recordedIn } from "./checks.ts";
import type { Attempt } from "./facts.ts";
import { gradeAttempt, type AttemptResult, type QuestionResult } from "./grading.ts";
import { EPOCH } from "../limits.ts";
import { drawQuestions, isRandom, rank } from "./order.ts";
import { questionType } from "../../../questions/index.ts";
import { attemptsLeft, counted, passMark } from "./rules.ts";
import type { SessionCore, Standing } from "./session.ts";
import type { Question, Quiz } from "../course.ts";
import type { Response } from "../reports.ts";

/**
 * waiting: the session is not open yet; show the form disabled.
 * ready: a time limit runs from `begin` on; show no questions before.
 * draft: may be answered and handed in.
 * result: handed in; show answers and feedback, nothing can be changed until `retry`.
 * locked: not handed in, and the LMS opened the course for reading only; show the answers without feedback.
 */
export type Phase = "waiting" | "ready" | "draft" | "result" | "locked";

export interface QuizState extends Standing {
  readonly phase: Phase;
  /** null: no limit. A draft still counts as left. */
  readonly attemptsLeft: number | null;
  /** Whether `retry` would start a new attempt now. */
  readonly canRetry: boolean;
  /** When the next attempt opens, if that is later than now. */
  readonly opensAt: Date | null;
  /** Hundredths of points that pass it; null where there is nothing to pass. */
  readonly pass: number | null;
  /** The questions of this attempt, in its order. Empty until `loaded`. */
  readonly questions: readonly Question[];
  /** The sort key of an option in this attempt, by question and option; null where options stay in the author's order. */
  readonly rank: ((question: string, option: string) => number) | null;
  /** By question id: the answers of the draft or of the attempt last handed in. Empty until `loaded`. */
  readonly responses: ReadonlyMap<string, Response>;
  /** Ids of the draft's questions that were right in the previous attempt and are not asked again. */
  readonly kept: ReadonlySet<string>;
  /** Ids of the draft's questions that the learner has marked for later. */
  readonly marked: ReadonlySet<string>;
  /** By question id: the results to show, for a draft those of checked answers. Empty where feedback is not due. */
  readonly feedback: ReadonlyMap<string, QuestionResult>;
  /** Whether right answers that the learner missed may be shown with the feedback. */
  readonly reveals: boolean;
  /** The attempt last handed in; null in other phases and until `loaded`. */
  readonly result: AttemptResult | null;
  /** Seconds that an attempt may take, including accommodations; null without a limit. */
  readonly limit: number | null;
  /** Whether the learner can continue another attempt that was begun elsewhere: see `switchDraft`. */
  readonly otherDraft: boolean;
  /** By question id: a text that was written elsewhere, independently of the one in `responses`: see `settleRival`. */
  readonly rivals: ReadonlyMap<string, Response>;
}

/** What the functions for quizzes share during one session. */
export interface QuizContext {
  readonly core: SessionCore;
  /** All questions that a quiz may ask, by the quiz's id. */
  readonly questions: Map<string, readonly Question[]>;
  /** By the quiz's id. */
  readonly timings: Map<string, Timing>;
  /** Answers to anonymous surveys, by quiz and question key. They are stored nowhere else. */
  readonly unstoredAnswers: Map<string, Map<number, string>>;
  /** "<quiz>/<attempt>" of attempts whose first answer was reported. */
  readonly reportedAttempts: Set<string>;
  /** Ids of attempts whose start is not stored outside this window yet. */
  readonly unstoredStarts: Set<string>;
  /** The tag of texts that this session writes. */
  readonly tag: string;
  /** Multiplies time limits; null until it is needed, since asking the LMS costs a call. */
  timeFactor: number | null;
}

/** In milliseconds of the session's clock: when a quiz was first displayed, and when each answer was last changed. */
export interface Timing {
  readonly seen: number;
  readonly changed: Map<string, number>;
}

export function quizOf({ core }: QuizContext, id: string): Quiz | null {
  const activity = recordedIn(core.course).find((one) => one.id === id);
  return activity?.kind === "quiz" ? activity : null;
}

export function summaryIn({ core }: QuizContext, quiz: Quiz): QuizSummary {
  return summaryOf(core.course, core.state(), quiz);
}

/** The answers of an attempt, by question key. */
export function answersIn({ unstoredAnswers }: QuizContext, quiz: Quiz, attempt: Attempt | null): ReadonlyMap<number, string> {
  return quiz.anonymous ? (unstoredAnswers.get(quiz.id) ?? new Map<number, string>()) : answersOf(attempt);
}

export function draftOf(context: QuizContext, quiz: Quiz): Attempt | null {
  const { shown } = summaryIn(context, quiz);
  return shown?.result ? null : shown;
}

/** Drafts other than the displayed one that the learner can continue, the newest first. */
export function otherDraftsOf(context: QuizContext, quiz: Quiz): readonly Attempt[] {
  const { core } = context;
  return core.canChange() ? otherDrafts(core.state(), quiz, summaryIn(context, quiz).shown) : [];
}

/** The questions of the displayed attempt: the draft, or the one last handed in. */
export const questionsOf = (context: QuizContext, quiz: Quiz): readonly Question[] =>
  questionsIn(context, quiz, summaryIn(context, quiz).shown);

export function questionsIn({ questions }: QuizContext, quiz: Quiz, attempt: Attempt | null): readonly Question[] {
  const pool = questions.get(quiz.id) ?? [];
  return isRandom(quiz) ? drawQuestions(quiz, pool, attempt ? drawSeedOf(quiz, attempt) : 0, attempt?.turn ?? 1) : pool;
}

/** The seed of an attempt's draws and orders: its own, or that of the attempt that it continues. */
export function drawSeedOf({ drawKey }: Quiz, attempt: Attempt): number {
  const id = drawKey === undefined ? undefined : answersOf(attempt).get(drawKey);
  return seedOf({ id: id ?? attempt.id });
}

export function phaseOf(context: QuizContext, quiz: Quiz): Phase {
  const { core, unstoredStarts } = context;
  if (!core.isOpen()) return "waiting";
  const { handedIn, shown } = summaryIn(context, quiz);
  if (handedIn) return "result";
  if (!core.canChange()) return "locked";
  if (shown && unstoredStarts.has(shown.id)) return "ready";
  // A draft of an edition without a time limit continues without one.
  return quiz.time && !(shown && (isAnswered(shown) || shown.begun !== null)) ? "ready" : "draft";
}

/** Seconds since EPOCH. */
export const now = ({ core }: QuizContext): number => Math.floor(core.clock.date().getTime() / 1000) - EPOCH;

/** Seconds that an attempt may take, multiplied by the LMS's accommodation for the learner, or else by the course's. */
function limitOf(context: QuizContext, quiz: Quiz): number | null {
  if (!quiz.time) return null;
  const { course, tracking } = context.core;
  context.timeFactor ??= grantedFactor(tracking.launchData?.() ?? "") ?? (course.accommodation ?? 100) / 100;
  return Math.round(quiz.time * context.timeFactor);
}

/** The factor in the launch data, such as `time=1.5`: 1 to 10; null when there is none. */
export function grantedFactor(launchData: string): number | null {
  const written = /(?:^|[\s;&?,])time=(\d{1,2}(?:\.\d{1,2})?)(?![\d.])/.exec(launchData)?.[1];
  const granted = Number(written ?? 0);
  return granted >= 1 && granted <= 10 ? granted : null;
}

export function secondsLeft(context: QuizContext, quiz: Quiz): number | null {
  const begun = draftOf(context, quiz)?.begun ?? null;
  const limit = phaseOf(context, quiz) === "draft" ? limitOf(context, quiz) : null;
  if (limit === null || begun === null) return null;
  // Where the clock was set back, there is no more than the whole time.
  return Math.max(0, limit - Math.max(0, now(context) - begun));
}

function opensAt(context: QuizContext, quiz: Quiz): Date | null {
  const ended = [...factsOf(context.core.state(), quiz).attempts.values()].flatMap((attempt) => attempt.ended ?? []);
  if (!quiz.wait || !ended.length || !summaryIn(context, quiz).handedIn) return null;
  const opens = Math.min(Math.max(...ended), now(context)) + quiz.wait;
  return opens > now(context) ? new Date((opens + EPOCH) * 1000) : null;
}

export function quizState(context: QuizContext, quiz: Quiz): QuizState {
  const { core } = context;
  const summary = summaryIn(context, quiz);
  const { shown } = summary;
  const phase = phaseOf(context, quiz);
  // The seed is known only once the LMS has answered.
  const list = phase === "waiting" && isRandom(quiz) ? [] : questionsOf(context, quiz);
  const left = attemptsLeft(quiz, summary);
  const opens = opensAt(context, quiz);
  const graded = context.questions.has(quiz.id) ? gradeAttempt(list, answersIn(context, quiz, shown)) : null;
  const given = graded?.questions.flatMap(({ question, response }) => (response ? [[question, response] as const] : []));
  const over = left === 0 || core.mode() === "review";
  const shuffles = quiz.shuffle === "options" || quiz.shuffle === "all";
  return {
    phase,
    attempts: summary.attempts,
    attemptsLeft: left,
    canRetry: phase === "result" && core.canChange() && left !== 0 && !opens,
    opensAt: phase === "result" && left !== 0 ? opens : null,
    counted: counted(quiz, summary),
    pass: passMark(core.judged(), quiz),
    questions: list,
    rank: shuffles && shown ? (question, option) => rank(drawSeedOf(quiz, shown), shown.turn, `${question}/${option}`) : null,
    responses: new Map(given),
    kept: new Set(keptIn(quiz, list, phase === "draft" ? shown : null).map(({ id }) => id)),
    marked: phase === "draft" ? marks(list, shown) : new Set(),
    feedback: new Map(graded ? feedback(quiz, phase, over, list, graded, shown) : []),
    reveals: quiz.answers === "with-feedback" || (quiz.answers !== "never" && over && phase === "result"),
    result: phase === "result" ? graded : null,
    limit: limitOf(context, quiz),
    otherDraft: otherDraftsOf(context, quiz).length > 0,
    rivals: phase === "draft" ? rivals(list, shown) : new Map(),
  };
}

/** By question id. */
function feedback(quiz: Quiz, phase: Phase, over: boolean, list: readonly Question[], graded: AttemptResult, shown: Attempt | null) {
  const isChecked = (question: Question | undefined): boolean => (question && shown?.answers.get(question.key)?.judged) != null;
  const isDue = phase === "result" && quiz.feedback !== "never" && (quiz.feedback !== "after-last-attempt" || over);
  return graded.questions
    .filter((_, n) => isDue || (phase === "draft" && isChecked(list[n])))
    .map((result) => [result.question, result] as const);
}

export function keptIn(quiz: Quiz, list: readonly Question[], draft: Attempt | null): readonly Question[] {
  if (quiz.retry !== "wrong" || !draft) return [];
  return list.filter(({ key }) => {
    const answer = draft.answers.get(key);
    return answer && isKept(answer);
  });
}

function marks(list: readonly Question[], draft: Attempt | null): Set<string> {
  const keys = marksOf(draft);
  return new Set(list.flatMap(({ id, key }) => (keys.has(key) ? [id] : [])));
}

function rivals(list: readonly Question[], draft: Attempt | null): Map<string, Response> {
  const texts = rivalsOf(draft);
  const found = list.flatMap((question): (readonly [string, Response])[] => {
    const text = texts.get(question.key);
    const response = text === undefined ? null : questionType(question.type).decode(question, text);
    return response ? [[question.id, response]] : [];
  });
  return new Map(found);
}

/** For an id that is not that of a quiz. */
export const UNKNOWN_QUIZ: QuizState = {
  phase: "waiting", attempts: 0, attemptsLeft: null, canRetry: false, opensAt: null, counted: null, pass: null, questions: [],
  rank: null, responses: new Map(), kept: new Set(), marked: new Set(), feedback: new Map(), reveals: false, result: null, limit: null, otherDraft: false, rivals: new Map(),
};
