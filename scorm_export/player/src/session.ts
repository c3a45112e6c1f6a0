/**
 * The learner's session: what counts when, what is reported and saved, and how it goes on the next time. How points
 * become a score and a status is in rules.ts.
 * No DOM, no clock of its own, no word of any standard. Points are whole hundredths.
 *
 * The view calls, in this order, and shows what the questions below answer:
 * - `createSession` at once; `open` when `tracking.open()` has resolved. Lessons may be shown and visited before that.
 * - `visit(id)` each time an activity is displayed, then `moved(location)` whenever the place changes.
 * - `loaded(quiz, questions)` each time a quiz is displayed and its questions are there; then `quiz(id)` tells what to show.
 * - `hidden()` on visibilitychange to hidden, `close()` on pagehide.
 * Nothing here throws for an id it does not know, and after `close` nothing is recorded any more.
 */
import { asked, isRandom, rank, SEEDS } from "./order.ts";
import { questionType } from "./questions/registry.ts";
import {
  addAttempt,
  attemptsLeft,
  counted,
  gradeAttempt,
  gradeObjectives,
  isDone,
  isSpared,
  judgeAttempt,
  judgeCourse,
  judgeObjectives,
  listMissing,
  passMark,
  type AttemptResult,
  type Missing,
  type QuestionResult,
  withMastery,
} from "./rules.ts";
import { decodeState, emptyRecord, emptyState, encodeState, EPOCH, pointsFor, type QuizRecord } from "./state.ts";
import type {
  CourseData,
  Interaction,
  Kept,
  Mode,
  ObjectiveResult,
  Opened,
  Outcome,
  Question,
  Quiz,
  Response,
  Status,
  Tracking,
  VideoEvent,
} from "./types.ts";

export interface Clock {
  /** Milliseconds of a clock that never goes back, such as performance.now(). */
  ms(): number;
  /** The learner's clock on the wall. */
  date(): Date;
  /** 0…1, 1 not included: what draws and orders begin with. */
  random(): number;
}

/** What `open` found. */
export interface Start {
  /** new: first visit; resumed: the saved state was taken up; lost: there was one, but it could not be read (tell the learner). */
  readonly kind: "new" | "resumed" | "lost";
  /** Where the learner was: "" home, "<activity>", "<activity>/<block>", "result"; always a place this edition has. */
  readonly location: string;
}

/**
 * waiting: not open yet, show the form disabled. ready: a time limit runs from `begin` on; show no questions before.
 * draft: may be answered and handed in.
 * result: handed in; show answers and feedback, nothing can be changed until `retry`.
 * locked: the LMS only shows the course and this quiz was not handed in; show the answers, no feedback.
 */
export type Phase = "waiting" | "ready" | "draft" | "result" | "locked";

export interface QuizState {
  readonly phase: Phase;
  /** How often it was handed in. */
  readonly attempts: number;
  /** null: as many as the learner likes. An unfinished draft still counts as left. */
  readonly attemptsLeft: number | null;
  /** Whether `retry` would start a new attempt now. */
  readonly canRetry: boolean;
  /** When the next attempt opens, if that is later than now. */
  readonly opensAt: Date | null;
  /** Hundredths of points that count; null before the first attempt was handed in. */
  readonly counted: number | null;
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
  /** Whether another draft of this quiz was begun elsewhere. */
  readonly otherDraft: boolean;
  /** By question id: what was written for the same draft on another device, where it differs. */
  readonly rivals: ReadonlyMap<string, Response>;
}

export type { AttemptResult, Missing, QuestionResult };

export interface Session {
  /** Take up what the LMS holds. Lessons visited before this are added to it. */
  open(opened: Opened): Start;
  /** The mode the LMS asked for; "normal" until `open`. */
  mode(): Mode;

  /** An activity is displayed. The first display of a lesson is what makes it visited: saved and committed. */
  visit(id: string): void;
  /** The place changed: "" home, "<activity>", "<activity>/<block>", "result". Saved, not committed. Cheap. */
  moved(location: string): void;

  /** All questions that a quiz may ask have arrived; answers stored before are matched with them. */
  loaded(quiz: string, questions: readonly Question[]): void;
  /** Begin an attempt of a quiz with a time limit; resolves with whether the begin is held elsewhere. */
  begin(quiz: string): Promise<boolean>;
  /** Show the other draft. */
  switchDraft(quiz: string): void;
  /** The learner takes the text of another device, or lets it go. */
  settleRival(quiz: string, question: string, take: boolean): void;
  /** Merge work of another attempt into this one. */
  takeUp(kept: Kept): void;
  /** Another window has the record. */
  yield(): void;
  /** A draft answer; null takes it back. Saved, not committed. Ignored outside phase "draft", and for what was checked. */
  answer(quiz: string, question: string, response: Response | null): void;
  /** Judge an answer of the draft for good, in a quiz that gives feedback immediately. Saved, not committed. */
  check(quiz: string, question: string): void;
  /** Questions of the draft that have no answer yet, or lack something, in order. */
  unanswered(quiz: string): readonly string[];
  /** Judge the draft, report it and commit. null when there is no draft to hand in. */
  handIn(quiz: string): AttemptResult | null;
  /** Begin a new draft with empty answers, if attempts are left. */
  retry(quiz: string): void;
  /** The learner did something with a video. */
  watched(event: VideoEvent): void;

  quiz(id: string): QuizState;
  /** Seconds until the attempt is to be handed in as it is; null without a limit, or when none runs. */
  secondsLeft(quiz: string): number | null;
  /** Whether a lesson was visited or spared, or a quiz handed in at least once. */
  done(id: string): boolean;
  /** Whether a pretest has shown all that the lesson teaches. */
  spared(id: string): boolean;
  outcome(): Outcome;
  /** Hundredths of points that pass: the LMS's own mark where it has one. null without scoring. */
  pass(): number | null;
  /** Every objective that quizzes give points for, in the order of the course. */
  objectives(): readonly ObjectiveResult[];
  /** Lessons and quizzes still to do, in the order of the course; then the points that are missing. */
  missing(): readonly Missing[];
  /** Minutes of the activities that are not done yet. */
  minutesLeft(): number;
  /** Whether the part after this one is open, as far as this one decides. */
  opensNext(): boolean;

  /** The page is hidden, or the learner wants everything saved now: commits whatever is not durable yet. May be repeated. */
  hidden(): void;
  /** Leave for good: saves all and ends the LMS's session. Idempotent. */
  close(): void;
}

/** When a quiz came into sight, and when each of its answers was last changed. */
interface Timing {
  readonly seen: number;
  readonly changed: Map<string, number>;
}

export function createSession(course: CourseData, tracking: Tracking, clock: Clock): Session {
  const started = clock.ms();
  const activities = new Map(course.activities.map((activity) => [activity.id, activity]));
  const questions = new Map<string, readonly Question[]>();
  const timings = new Map<string, Timing>();
  /** What time limits are multiplied by; null until it is needed: asking the LMS costs a call. */
  let factor: number | null = null;
  /** Attempts whose first answer was told, as `<quiz>/<attempt>`. */
  const begun = new Set<string>();
  /** The course with the pass mark that holds. */
  let judged = course;
  let state = emptyState();
  let location = "";
  let mode: Mode = "normal";
  let reached: Status = "incomplete";
  /** Whether the LMS holds this part as completed: a new edition with more to do does not take that back. */
  let wasCompleted = false;
  let opened = false;
  let closed = false;

  /** In review and browse mode an LMS keeps what is sent all the same, so nothing is. */
  const records = () => opened && !closed && mode === "normal";
  const changeable = () => opened && !closed && mode !== "review";

  const quizOf = (id: string): Quiz | null => {
    const activity = activities.get(id);
    return activity?.kind === "quiz" ? activity : null;
  };
  const recordOf = (id: string): QuizRecord => state.quizzes.get(id) ?? emptyRecord();
  function outcome(): Outcome {
    const now = judgeCourse(judged, state, reached);
    return wasCompleted ? { ...now, completed: true } : now;
  }

  function open(found: Opened): Start {
    const early = [...state.visited];
    const stored = found.state ? decodeState(course, found.state) : emptyState();
    opened = true;
    mode = found.mode;
    reached = statusFrom(found);
    wasCompleted = course.part !== undefined && found.status === "completed";
    judged = withMastery(course, found.mastery);
    state = stored ?? emptyState();
    location = stored && isPlace(found.location) ? found.location : "";
    questions.forEach((_, quiz) => dropUnknownAnswers(quiz));
    const news = changeable() ? early.filter((id) => !state.visited.has(id)) : [];
    news.forEach((id) => state.visited.add(id));
    if (records()) news.forEach((id) => tracking.visited?.(id));
    // A new edition may have changed the status with nothing left to do that would tell it.
    if (records() && (news.length > 0 || outcome().status !== reached)) report();
    return { kind: stored === null ? "lost" : found.state || found.location ? "resumed" : "new", location };
  }

  /** Of a part with points the LMS may know that it is completed before there is a verdict, which may still be out. */
  function statusFrom(found: Opened): Status {
    return course.part && course.scoring && found.status === "completed" ? "incomplete" : found.status;
  }

  function isPlace(text: string): boolean {
    const [id = "", block = "0", ...rest] = text.split("/");
    return (id === "" || id === "result" || activities.has(id)) && /^\d+$/.test(block) && rest.length === 0;
  }

  function visit(id: string): void {
    const activity = activities.get(id);
    if (!activity) return;
    if (location.split("/")[0] !== id) location = id;
    const first = activity.kind === "lesson" && !state.visited.has(id);
    if (first && (!opened || changeable())) state.visited.add(id);
    if (first && records()) tracking.visited?.(id);
    if (first) report();
    else save();
  }

  function moved(place: string): void {
    location = place;
    save();
  }

  function loaded(id: string, list: readonly Question[]): void {
    const quiz = quizOf(id);
    if (!quiz) return;
    questions.set(id, list);
    if (!timings.has(id)) restartTiming(id);
    dropUnknownAnswers(id);
    if (phaseOf(quiz) === "draft") seedOf(quiz);
    // Whoever opened the quiz after its time was up finds it handed in as it was left.
    if (secondsLeft(quiz) === 0) handIn(id);
  }

  /** What chance began with: chosen once, kept with the record, so that a quiz that is opened again asks the same. */
  function seedOf(quiz: Quiz): number {
    const record = recordOf(quiz.id);
    if (!isRandom(quiz) || record.seed !== null || !changeable()) return record.seed ?? 0;
    record.seed = Math.floor(clock.random() * SEEDS);
    state.quizzes.set(quiz.id, record);
    save();
    return record.seed;
  }

  /** What the attempt asks that is on display: the draft, or the one last handed in. */
  function asks(id: string): readonly Question[] {
    const quiz = quizOf(id);
    const pool = questions.get(id) ?? [];
    return quiz && isRandom(quiz) ? asked(quiz, pool, recordOf(id).seed ?? 0, number(id)) : pool;
  }

  /** Of the attempt on display, from 1. */
  const number = (id: string): number => recordOf(id).attempts + (recordOf(id).handedIn ? 0 : 1);

  /** Answers to questions and options that this edition does not have any more. */
  function dropUnknownAnswers(id: string): void {
    const known = new Map(questions.get(id)?.map((question) => [question.key, question]));
    const { answers } = recordOf(id);
    for (const [key, text] of answers) {
      const question = known.get(key);
      if (!question || !questionType(question.type).decode(question, text)) answers.delete(key);
    }
  }

  const now = (): number => Math.floor(clock.date().getTime() / 1000) - EPOCH;

  /** Seconds of an attempt, longer for who was granted more time by the LMS, else by the course. */
  function limitOf(quiz: Quiz): number | null {
    if (!quiz.time) return null;
    factor ??= grantedFactor(tracking.launchData?.() ?? "") ?? (course.accommodation ?? 100) / 100;
    return Math.round(quiz.time * factor);
  }

  function secondsLeft(quiz: Quiz): number | null {
    const { time } = recordOf(quiz.id);
    const limit = phaseOf(quiz) === "draft" ? limitOf(quiz) : null;
    if (limit === null || time === null) return null;
    // A clock that was put back gives no more than the whole time.
    return Math.max(0, limit - Math.max(0, now() - time));
  }

  function opensAt(quiz: Quiz): Date | null {
    const { time, handedIn } = recordOf(quiz.id);
    if (!quiz.wait || time === null || !handedIn) return null;
    const opens = Math.min(time, now()) + quiz.wait;
    return opens > now() ? new Date((opens + EPOCH) * 1000) : null;
  }

  async function begin(id: string): Promise<boolean> {
    const quiz = quizOf(id);
    if (!quiz || phaseOf(quiz) !== "ready" || !changeable()) return false;
    const record = recordOf(id);
    record.time = now();
    state.quizzes.set(id, record);
    seedOf(quiz);
    restartTiming(id);
    save();
    if (records()) tracking.commit();
    return true;
  }

  function restartTiming(id: string): void {
    timings.set(id, { seen: clock.ms(), changed: new Map() });
  }

  function phaseOf(quiz: Quiz): Phase {
    if (!opened) return "waiting";
    const { handedIn, time, answers } = recordOf(quiz.id);
    if (handedIn) return "result";
    if (mode === "review") return "locked";
    // A draft of an edition without a limit goes on without one.
    return quiz.time && time === null && !answers.size ? "ready" : "draft";
  }

  function answer(id: string, questionId: string, response: Response | null): void {
    const quiz = quizOf(id);
    const question = asks(id).find((one) => one.id === questionId);
    if (!quiz || !question || !changeable() || phaseOf(quiz) !== "draft" || secondsLeft(quiz) === 0) return;
    const record = recordOf(id);
    if (record.checked.has(question.key)) return;
    tellAttempted(id, record);
    state.quizzes.set(id, record);
    if (response) record.answers.set(question.key, questionType(question.type).encode(response, question));
    else record.answers.delete(question.key);
    timings.get(id)?.changed.set(questionId, clock.ms());
    save();
  }

  function tellAttempted(id: string, record: QuizRecord): void {
    const attempt = record.attempts + 1;
    if (!records() || record.answers.size || begun.has(`${id}/${attempt}`)) return;
    begun.add(`${id}/${attempt}`);
    tracking.attempted?.(id, attempt);
  }

  function check(id: string, questionId: string): void {
    const quiz = quizOf(id);
    const question = asks(id).find((one) => one.id === questionId);
    const { answers, checked } = recordOf(id);
    if (quiz?.feedback !== "immediately" || !question || !answers.has(question.key) || phaseOf(quiz) !== "draft") return;
    checked.add(question.key);
    save();
  }

  function unanswered(id: string): readonly string[] {
    const { answers } = recordOf(id);
    const lacking = asks(id).filter((question) => {
      const type = questionType(question.type);
      const response = type.decode(question, answers.get(question.key) ?? "");
      return !answers.has(question.key) || !response || type.isComplete?.(question, response) === false;
    });
    return lacking.map((question) => question.id);
  }

  function handIn(id: string): AttemptResult | null {
    const quiz = quizOf(id);
    if (!quiz || !questions.has(id) || !changeable() || phaseOf(quiz) !== "draft") return null;
    const list = asks(id);
    const record = recordOf(id);
    tellAttempted(id, record);
    const result = gradeAttempt(list, record.answers);
    addAttempt(quiz, record, result.earned, gradeObjectives(quiz, list, result));
    record.handedIn = true;
    record.checked = new Set();
    record.time = quiz.wait ? now() : null;
    state.quizzes.set(id, record);
    if (records()) reportQuiz(quiz, list, result, record.attempts);
    report();
    return result;
  }

  function reportQuiz(quiz: Quiz, list: readonly Question[], result: AttemptResult, attempt: number): void {
    const time = clock.date();
    list.forEach((question, n) => {
      const graded = result.questions[n];
      if (graded && !withholds("interactions")) tracking.answered(interactionOf(quiz, question, graded, attempt, time));
    });
    const seconds = (clock.ms() - (timings.get(quiz.id)?.seen ?? clock.ms())) / 1000;
    const { earned, total } = result;
    tracking.handedIn?.({ quiz: quiz.id, attempt, earned, total, status: judgeAttempt(judged, quiz, earned), seconds });
    for (const objective of judgeObjectives(judged, state)) {
      if (!quiz.purpose && pointsFor(quiz, objective.id) > 0) tracking.objective(objective);
    }
  }

  function interactionOf(quiz: Quiz, question: Question, graded: QuestionResult, attempt: number, time: Date): Interaction {
    const type = questionType(question.type);
    const timing = timings.get(quiz.id);
    const changed = timing?.changed.get(question.id);
    return {
      quiz: quiz.id,
      question: question.id,
      attempt,
      type: type.interaction,
      text: question.text,
      response: graded.response && type.reported ? type.reported(graded.response) : graded.response,
      correct: type.correct(question),
      points: question.points,
      earned: graded.earned,
      counts: !quiz.purpose,
      objectives: question.objectives,
      time,
      latency: timing && changed !== undefined && graded.response ? (changed - timing.seen) / 1000 : null,
    };
  }

  function retry(id: string): void {
    if (!quiz(id).canRetry) return;
    const record = recordOf(id);
    record.handedIn = false;
    record.time = null;
    record.answers = new Map();
    restartTiming(id);
    save();
  }

  function quiz(id: string): QuizState {
    const found = quizOf(id);
    const record = recordOf(id);
    const phase = found ? phaseOf(found) : "waiting";
    // What chance began with is known only once the LMS has answered.
    const list = found && !(phase === "waiting" && isRandom(found)) ? asks(id) : [];
    const left = attemptsLeft(found, record);
    const opens = found && opensAt(found);
    const graded = questions.has(id) ? gradeAttempt(list, record.answers) : null;
    const given = graded?.questions.flatMap(({ question, response }) => (response ? [[question, response] as const] : []));
    const over = left === 0 || mode === "review";
    const seed = record.seed;
    const shuffles = found?.shuffle === "options" || found?.shuffle === "all";
    return {
      phase,
      attempts: record.attempts,
      attemptsLeft: left,
      canRetry: phase === "result" && changeable() && left !== 0 && !opens,
      opensAt: phase === "result" && left !== 0 ? opens : null,
      counted: found && counted(found, record),
      pass: found && passMark(judged, found),
      questions: list,
      rank: shuffles && seed !== null ? (question, option) => rank(seed, number(id), `${question}/${option}`) : null,
      responses: new Map(given),
      feedback: new Map(graded && found ? feedback(found, phase, over, list, graded) : []),
      reveals: found !== null && (found.answers === "with-feedback" || (found.answers !== "never" && over && phase === "result")),
      result: phase === "result" ? graded : null,
      limit: found && limitOf(found),
      otherDraft: false,
      rivals: new Map(),
    };
  }

  /** By question: what is due to be shown as judged. */
  function feedback(quiz: Quiz, phase: Phase, over: boolean, list: readonly Question[], graded: AttemptResult) {
    const { checked } = recordOf(quiz.id);
    const told = phase === "result" && quiz.feedback !== "never" && (quiz.feedback !== "after-last-attempt" || over);
    return graded.questions
      .filter((_, n) => told || (phase === "draft" && checked.has(list[n]?.key ?? -1)))
      .map((result) => [result.question, result] as const);
  }

  function report(): void {
    if (!records()) return;
    const now = outcome();
    reached = now.status;
    tracking.outcome(told(now));
    if (course.part?.awaited && now.completed) {
      tracking.objective({ id: course.part.awaited, earned: 1, total: 1, progress: 1, status: "passed" });
    }
    save();
    tracking.commit();
  }

  const withholds = (what: "interactions" | "running score"): boolean => course.withheld?.includes(what) ?? false;

  function told(judged: Outcome): Outcome {
    const final = judged.status !== "incomplete" || !withholds("running score");
    const outcome = keepPassingScore(final ? judged : { ...judged, score: null });
    return course.part ? { ...outcome, whole: course.part.whole } : outcome;
  }

  /** Who has passed keeps the score they passed with, even if a new edition or a lost state left less of it here. */
  function keepPassingScore(now: Outcome): Outcome {
    const under = now.score && judged.scoring && now.score.earned < judged.scoring.pass;
    return now.status === "passed" && under ? { ...now, score: null } : now;
  }

  function save(): void {
    if (records()) tracking.save(location, encodeState(course, state));
  }

  function done(id: string): boolean {
    const activity = activities.get(id);
    return activity !== undefined && isDone(course, state, activity);
  }

  function spared(id: string): boolean {
    const activity = activities.get(id);
    return activity?.kind === "lesson" && isSpared(course, state, activity);
  }

  function minutesLeft(): number {
    return course.activities.reduce((sum, activity) => sum + (isDone(course, state, activity) ? 0 : activity.minutes), 0);
  }

  function opensNext(): boolean {
    const { completed, status } = outcome();
    const { next } = course.part ?? { next: "always" };
    return next === "always" || (next === "completed" ? completed : status !== "incomplete");
  }

  function hidden(): void {
    if (records()) tracking.commit();
  }

  function close(): void {
    if (closed) return;
    closed = true;
    tracking.close((clock.ms() - started) / 1000);
  }

  return {
    open,
    mode: () => mode,
    visit,
    moved,
    loaded,
    begin,
    switchDraft() {},
    settleRival() {},
    takeUp() {},
    yield() {},
    answer,
    check,
    unanswered,
    handIn,
    retry,
    watched(event) {
      if (records()) tracking.watched?.(event);
    },
    quiz,
    secondsLeft(id) {
      const found = quizOf(id);
      return found && secondsLeft(found);
    },
    done,
    spared,
    outcome,
    pass: () => judged.scoring?.pass ?? null,
    objectives: () => judgeObjectives(judged, state),
    missing: () => listMissing(judged, state, outcome()),
    minutesLeft,
    opensNext,
    hidden,
    close,
  };
}

/** The factor in what a launch says of time, such as `time=1.5`: 1 to 10; null when it says none. */
export function grantedFactor(launchData: string): number | null {
  const written = /(?:^|[\s;&?,])time=(\d{1,2}(?:\.\d{1,2})?)(?![\d.])/.exec(launchData)?.[1];
  const granted = Number(written ?? 0);
  return granted >= 1 && granted <= 10 ? granted : null;
}
