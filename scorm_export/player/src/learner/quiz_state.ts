/** What is known of a quiz while it is taken: what is to be shown of it, and how much time is left. */
import { answersOf, factsOf, recordOf as recordIn, seedOf, type QuizRecord } from "./attempts.ts";
import { otherDrafts, rivalsOf } from "./attempt_changes.ts";
import { recordedIn } from "./checks.ts";
import type { Attempt } from "./facts.ts";
import { gradeAttempt, type AttemptResult, type QuestionResult } from "./grading.ts";
import { EPOCH } from "../limits.ts";
import { asked, isRandom, rank } from "./order.ts";
import { questionType } from "../../../questions/index.ts";
import { attemptsLeft, counted, passMark } from "./rules.ts";
import type { SessionCore, Standing } from "./session.ts";
import type { Question, Quiz } from "../course.ts";
import type { Response } from "../reports.ts";

/**
 * waiting: not open yet, show the form disabled. ready: a time limit runs from `begin` on; show no questions before.
 * draft: may be answered and handed in.
 * result: handed in; show answers and feedback, nothing can be changed until `retry`.
 * locked: the LMS only shows the course and this quiz was not handed in; show the answers, no feedback.
 */
export type Phase = "waiting" | "ready" | "draft" | "result" | "locked";

export interface QuizState extends Standing {
  readonly phase: Phase;
  /** null: as many as the learner likes. An unfinished draft still counts as left. */
  readonly attemptsLeft: number | null;
  /** Whether `retry` would start a new attempt now. */
  readonly canRetry: boolean;
  /** When the next attempt opens, if that is later than now. */
  readonly opensAt: Date | null;
  /** Hundredths of points that pass it; null where there is nothing to pass. */
  readonly pass: number | null;
  /** What this attempt asks, in its order. Empty until `loaded`. */
  readonly questions: readonly Question[];
  /** The rank of options in this attempt's order, by question and option; null where they stay as written. */
  readonly rank: ((question: string, option: string) => number) | null;
  /** By question id: the answers of the draft or of the attempt last handed in. Empty until `loaded`. */
  readonly responses: ReadonlyMap<string, Response>;
  /** By question id: what to show as judged, of a draft what was checked. Empty where feedback is not due. */
  readonly feedback: ReadonlyMap<string, QuestionResult>;
  /** Whether right answers that were missed may be shown with it. */
  readonly reveals: boolean;
  /** The attempt last handed in; null in other phases and until `loaded`. */
  readonly result: AttemptResult | null;
  /** Seconds that an attempt may take, with every accommodation; null without a limit. */
  readonly limit: number | null;
  /** Whether another attempt was begun elsewhere that can be gone on with: see `switchDraft`. */
  readonly otherDraft: boolean;
  /** By question id: the text that was written elsewhere at the same time as the one in `responses`: see `settleRival`. */
  readonly rivals: ReadonlyMap<string, Response>;
}

/** The quizzes of one session. */
export interface Sitting {
  readonly core: SessionCore;
  /** All questions that a quiz may ask, by the quiz's id. */
  readonly questions: Map<string, readonly Question[]>;
  /** By the quiz's id. */
  readonly timings: Map<string, Timing>;
  /** Attempts whose first answer was told, by quiz and id. */
  readonly told: Set<string>;
  /** Ids of attempts whose beginning is not held anywhere else yet. */
  readonly beginning: Set<string>;
  /** Marks the texts that this session writes. */
  readonly tag: string;
  /** What time limits are multiplied by; null until it is needed: asking the LMS costs a call. */
  factor: number | null;
}

/** When a quiz came into sight, and when each of its answers was last changed. */
export interface Timing {
  readonly seen: number;
  readonly changed: Map<string, number>;
}

export function quizOf({ core }: Sitting, id: string): Quiz | null {
  const activity = recordedIn(core.course).find((one) => one.id === id);
  return activity?.kind === "quiz" ? activity : null;
}

export function recordOf({ core }: Sitting, quiz: Quiz): QuizRecord {
  return recordIn(core.course, core.state(), quiz);
}

export function draftOf(sitting: Sitting, quiz: Quiz): Attempt | null {
  const { shown } = recordOf(sitting, quiz);
  return shown?.result ? null : shown;
}

/** Drafts beside the one on display that can be gone on with, the newest first. */
export function otherDraftsOf(sitting: Sitting, quiz: Quiz): readonly Attempt[] {
  const { core } = sitting;
  return core.changeable() ? otherDrafts(core.state(), quiz, recordOf(sitting, quiz).shown) : [];
}

/** What the attempt asks that is on display: the draft, or the one last handed in. */
export function asks(sitting: Sitting, quiz: Quiz): readonly Question[] {
  const pool = sitting.questions.get(quiz.id) ?? [];
  const { shown } = recordOf(sitting, quiz);
  return isRandom(quiz) ? asked(quiz, pool, shown ? seedOf(shown) : 0, shown?.turn ?? 1) : pool;
}

export function phaseOf(sitting: Sitting, quiz: Quiz): Phase {
  const { core, beginning } = sitting;
  if (!core.isOpen()) return "waiting";
  const { handedIn, shown } = recordOf(sitting, quiz);
  if (handedIn) return "result";
  if (!core.changeable()) return "locked";
  if (shown && beginning.has(shown.id)) return "ready";
  // A draft of an edition without a limit goes on without one.
  return quiz.time && !shown?.answers.size && (shown?.begun ?? null) === null ? "ready" : "draft";
}

/** Seconds since EPOCH. */
export const now = ({ core }: Sitting): number => Math.floor(core.clock.date().getTime() / 1000) - EPOCH;

/** Seconds of an attempt, longer for who was granted more time by the LMS, else by the course. */
function limitOf(sitting: Sitting, quiz: Quiz): number | null {
  if (!quiz.time) return null;
  const { course, tracking } = sitting.core;
  sitting.factor ??= grantedFactor(tracking.launchData?.() ?? "") ?? (course.accommodation ?? 100) / 100;
  return Math.round(quiz.time * sitting.factor);
}

/** The factor in what a launch says of time, such as `time=1.5`: 1 to 10; null when it says none. */
export function grantedFactor(launchData: string): number | null {
  const written = /(?:^|[\s;&?,])time=(\d{1,2}(?:\.\d{1,2})?)(?![\d.])/.exec(launchData)?.[1];
  const granted = Number(written ?? 0);
  return granted >= 1 && granted <= 10 ? granted : null;
}

export function secondsLeft(sitting: Sitting, quiz: Quiz): number | null {
  const begun = draftOf(sitting, quiz)?.begun ?? null;
  const limit = phaseOf(sitting, quiz) === "draft" ? limitOf(sitting, quiz) : null;
  if (limit === null || begun === null) return null;
  // A clock that was put back gives no more than the whole time.
  return Math.max(0, limit - Math.max(0, now(sitting) - begun));
}

function opensAt(sitting: Sitting, quiz: Quiz): Date | null {
  const ended = [...factsOf(sitting.core.state(), quiz).attempts.values()].flatMap((attempt) => attempt.ended ?? []);
  if (!quiz.wait || !ended.length || !recordOf(sitting, quiz).handedIn) return null;
  const opens = Math.min(Math.max(...ended), now(sitting)) + quiz.wait;
  return opens > now(sitting) ? new Date((opens + EPOCH) * 1000) : null;
}

export function quizState(sitting: Sitting, quiz: Quiz): QuizState {
  const { core } = sitting;
  const record = recordOf(sitting, quiz);
  const { shown } = record;
  const phase = phaseOf(sitting, quiz);
  // What chance began with is known only once the LMS has answered.
  const list = phase === "waiting" && isRandom(quiz) ? [] : asks(sitting, quiz);
  const left = attemptsLeft(quiz, record);
  const opens = opensAt(sitting, quiz);
  const graded = sitting.questions.has(quiz.id) ? gradeAttempt(list, answersOf(shown)) : null;
  const given = graded?.questions.flatMap(({ question, response }) => (response ? [[question, response] as const] : []));
  const over = left === 0 || core.mode() === "review";
  const shuffles = quiz.shuffle === "options" || quiz.shuffle === "all";
  return {
    phase,
    attempts: record.attempts,
    attemptsLeft: left,
    canRetry: phase === "result" && core.changeable() && left !== 0 && !opens,
    opensAt: phase === "result" && left !== 0 ? opens : null,
    counted: counted(quiz, record),
    pass: passMark(core.judged(), quiz),
    questions: list,
    rank: shuffles && shown ? (question, option) => rank(seedOf(shown), shown.turn, `${question}/${option}`) : null,
    responses: new Map(given),
    feedback: new Map(graded ? feedback(quiz, phase, over, list, graded, shown) : []),
    reveals: quiz.answers === "with-feedback" || (quiz.answers !== "never" && over && phase === "result"),
    result: phase === "result" ? graded : null,
    limit: limitOf(sitting, quiz),
    otherDraft: otherDraftsOf(sitting, quiz).length > 0,
    rivals: phase === "draft" ? rivals(list, shown) : new Map(),
  };
}

/** By question: what is due to be shown as judged. */
function feedback(quiz: Quiz, phase: Phase, over: boolean, list: readonly Question[], graded: AttemptResult, shown: Attempt | null) {
  const isChecked = (question: Question | undefined): boolean => (question && shown?.answers.get(question.key)?.judged) != null;
  const told = phase === "result" && quiz.feedback !== "never" && (quiz.feedback !== "after-last-attempt" || over);
  return graded.questions
    .filter((_, n) => told || (phase === "draft" && isChecked(list[n])))
    .map((result) => [result.question, result] as const);
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

/** Of an id that is no quiz's. */
export const UNKNOWN_QUIZ: QuizState = {
  phase: "waiting", attempts: 0, attemptsLeft: null, canRetry: false, opensAt: null, counted: null, pass: null, questions: [],
  rank: null, responses: new Map(), feedback: new Map(), reveals: false, result: null, limit: null, otherDraft: false, rivals: new Map(),
};
