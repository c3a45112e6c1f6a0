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
import { questionType } from "./questions/registry.ts";
import {
  attemptsLeft,
  gradeAttempt,
  gradeObjectives,
  isDone,
  judgeAttempt,
  judgeCourse,
  judgeObjectives,
  listMissing,
  type AttemptResult,
  type Missing,
  type QuestionResult,
  withMastery,
} from "./rules.ts";
import { decodeState, emptyRecord, emptyState, encodeState, MOST_ATTEMPTS, pointsFor, type QuizRecord } from "./state.ts";
import type {
  CourseData,
  Interaction,
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
}

/** What `open` found. */
export interface Start {
  /** new: first visit; resumed: the saved state was taken up; lost: there was one, but it could not be read (tell the learner). */
  readonly kind: "new" | "resumed" | "lost";
  /** Where the learner was: "" home, "<activity>", "<activity>/<block>", "result"; always a place this edition has. */
  readonly location: string;
}

/**
 * waiting: not open yet, show the form disabled. draft: may be answered and handed in.
 * result: handed in; show answers and feedback, nothing can be changed until `retry`.
 * locked: the LMS only shows the course and this quiz was not handed in; show the answers, no feedback.
 */
export type Phase = "waiting" | "draft" | "result" | "locked";

export interface QuizState {
  readonly phase: Phase;
  /** How often it was handed in. */
  readonly attempts: number;
  /** null: as many as the learner likes. An unfinished draft still counts as left. */
  readonly attemptsLeft: number | null;
  /** Whether `retry` would start a new attempt now. */
  readonly canRetry: boolean;
  /** Hundredths of points of the best attempt; null before the first. */
  readonly best: number | null;
  /** By question id: the answers of the draft or of the attempt last handed in. Empty until `loaded`. */
  readonly responses: ReadonlyMap<string, Response>;
  /** The attempt last handed in, question by question; null in other phases and until `loaded`. */
  readonly result: AttemptResult | null;
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

  /** The questions of a quiz have arrived and are on display; answers stored before are matched with them. */
  loaded(quiz: string, questions: readonly Question[]): void;
  /** A draft answer; null takes it back. Saved, not committed. Ignored outside phase "draft". */
  answer(quiz: string, question: string, response: Response | null): void;
  /** Questions of the draft that have no answer yet, in order. */
  unanswered(quiz: string): readonly string[];
  /** Judge the draft, report it and commit. null when there is no draft to hand in. */
  handIn(quiz: string): AttemptResult | null;
  /** Begin a new draft with empty answers, if attempts are left. */
  retry(quiz: string): void;
  /** The learner did something with a video. */
  watched(event: VideoEvent): void;

  quiz(id: string): QuizState;
  /** Whether a lesson was visited or a quiz handed in at least once. */
  done(id: string): boolean;
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
    if (!quizOf(id)) return;
    questions.set(id, list);
    if (!timings.has(id)) restartTiming(id);
    dropUnknownAnswers(id);
  }

  /** Answers to questions and options that this edition does not have any more. */
  function dropUnknownAnswers(id: string): void {
    const known = new Map(questions.get(id)?.map((question) => [question.key, question]));
    const { answers } = recordOf(id);
    for (const [key, text] of answers) {
      const question = known.get(key);
      if (!question || !questionType(question.type).decode(question, text)) answers.delete(key);
    }
  }

  function restartTiming(id: string): void {
    timings.set(id, { seen: clock.ms(), changed: new Map() });
  }

  function phaseOf(id: string): Phase {
    if (!opened) return "waiting";
    if (recordOf(id).handedIn) return "result";
    return mode === "review" ? "locked" : "draft";
  }

  function answer(id: string, questionId: string, response: Response | null): void {
    const question = questions.get(id)?.find((one) => one.id === questionId);
    if (!question || !changeable() || phaseOf(id) !== "draft") return;
    const record = recordOf(id);
    state.quizzes.set(id, record);
    begin(id, record);
    if (response) record.answers.set(question.key, questionType(question.type).encode(response, question));
    else record.answers.delete(question.key);
    timings.get(id)?.changed.set(questionId, clock.ms());
    save();
  }

  function begin(id: string, record: QuizRecord): void {
    const attempt = record.attempts + 1;
    if (!records() || record.answers.size || begun.has(`${id}/${attempt}`)) return;
    begun.add(`${id}/${attempt}`);
    tracking.attempted?.(id, attempt);
  }

  function unanswered(id: string): readonly string[] {
    const { answers } = recordOf(id);
    return (questions.get(id) ?? []).filter((question) => !answers.has(question.key)).map((question) => question.id);
  }

  function handIn(id: string): AttemptResult | null {
    const quiz = quizOf(id);
    const list = questions.get(id);
    if (!quiz || !list || !changeable() || phaseOf(id) !== "draft") return null;
    const record = recordOf(id);
    begin(id, record);
    const result = gradeAttempt(list, record.answers);
    if (record.attempts === 0 || result.earned > record.best) {
      record.best = result.earned;
      record.objectives = gradeObjectives(quiz, list, result);
    }
    record.attempts = Math.min(record.attempts + 1, MOST_ATTEMPTS);
    record.handedIn = true;
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
    tracking.handedIn?.({ quiz: quiz.id, attempt, earned, total, status: judgeAttempt(judged, result), seconds });
    for (const objective of judgeObjectives(judged, state)) {
      if (pointsFor(quiz, objective.id) > 0) tracking.objective(objective);
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
      response: graded.response,
      correct: type.correct(question),
      points: question.points,
      earned: graded.earned,
      counts: true,
      objectives: question.objectives,
      time,
      latency: timing && changed !== undefined && graded.response ? (changed - timing.seen) / 1000 : null,
    };
  }

  function retry(id: string): void {
    if (!quiz(id).canRetry) return;
    const record = recordOf(id);
    record.handedIn = false;
    record.answers = new Map();
    restartTiming(id);
    save();
  }

  function quiz(id: string): QuizState {
    const left = attemptsLeft(quizOf(id), recordOf(id));
    const record = recordOf(id);
    const phase = phaseOf(id);
    const list = questions.get(id);
    const graded = list && gradeAttempt(list, record.answers);
    const given = graded?.questions.flatMap(({ question, response }) => (response ? [[question, response] as const] : []));
    return {
      phase,
      attempts: record.attempts,
      attemptsLeft: left,
      canRetry: phase === "result" && changeable() && left !== 0,
      best: record.attempts ? record.best : null,
      responses: new Map(given),
      result: phase === "result" && graded ? graded : null,
    };
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
    return activity !== undefined && isDone(state, activity);
  }

  function minutesLeft(): number {
    return course.activities.reduce((sum, activity) => sum + (isDone(state, activity) ? 0 : activity.minutes), 0);
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
    answer,
    unanswered,
    handIn,
    retry,
    watched(event) {
      if (records()) tracking.watched?.(event);
    },
    quiz,
    done,
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
