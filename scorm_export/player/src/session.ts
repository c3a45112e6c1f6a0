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
import {
  answered, answersOf, earnedAs, factsOf, foldOldest, idOf, judged as judgedAnswer, newAttempt, nextStamp,
  pointsFor, recordOf as recordIn, rivalsOf, seedOf, settled, withAttempt, type QuizRecord,
} from "./attempts.ts";
import { merge, NOTHING, type Attempt, type State } from "./facts.ts";
import { asked, isRandom, rank, SEEDS } from "./order.ts";
import { questionType } from "./questions/registry.ts";
import {
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
import { EPOCH } from "./limits.ts";
import { decodeState, encodeState } from "./state.ts";
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
  Withheld,
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
  /**
   * new: first visit; resumed: the saved state was taken up; lost: there was one, but it could not be read (tell the learner);
   * newer: there is one of a later version of this software: nothing is recorded, so that it stays as it is.
   */
  readonly kind: "new" | "resumed" | "lost" | "newer";
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
  /** Whether another attempt was begun elsewhere that can be gone on with: see `switchDraft`. */
  readonly otherDraft: boolean;
  /** By question id: the text that was written elsewhere at the same time as the one in `responses`: see `settleRival`. */
  readonly rivals: ReadonlyMap<string, Response>;
}

export type { AttemptResult, Missing, QuestionResult };

export interface Session {
  /** Take up what the LMS holds. Lessons visited before this are added to it. Again after this window has taken the record over. */
  open(opened: Opened): Start;
  /** Merge work of another attempt into this one, as the learner wants it; answers where to go on. */
  takeUp(kept: Kept): string;
  /** Another window has the record from now on. */
  yield(): void;
  /** The mode the LMS asked for; "normal" until `open`. */
  mode(): Mode;

  /** An activity is displayed. The first display of a lesson is what makes it visited: saved and committed. */
  visit(id: string): void;
  /** The place changed: "" home, "<activity>", "<activity>/<block>", "result". Saved, not committed. Cheap. */
  moved(location: string): void;

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

/** `isHeld`: whether all that was said is held outside this window. */
export function createSession(course: CourseData, tracking: Tracking, clock: Clock, isHeld = (): boolean => true): Session {
  const started = clock.ms();
  const activities = new Map(course.activities.map((activity) => [activity.id, activity]));
  const questions = new Map<string, readonly Question[]>();
  const timings = new Map<string, Timing>();
  /** What time limits are multiplied by; null until it is needed: asking the LMS costs a call. */
  let factor: number | null = null;
  /** Attempts whose first answer was told, by quiz and id. */
  const told = new Set<string>();
  /** Ids of attempts whose beginning is not held anywhere else yet. */
  const beginning = new Set<string>();
  /** Marks the texts that this session writes. */
  const tag = chance().slice(0, 2);
  /** The course with the pass mark that holds. */
  let judged = course;
  let state = NOTHING;
  let location = "";
  let mode: Mode = "normal";
  let reached: Status = "incomplete";
  /** Whether the LMS holds this part as completed: a new edition with more to do does not take that back. */
  let wasCompleted = false;
  let opened = false;
  let closed = false;
  /** The LMS holds what this software cannot read and a later version can. */
  let frozen = false;

  /** In review and browse mode an LMS keeps what is sent all the same, so nothing is. */
  const records = () => opened && !closed && !frozen && mode === "normal";
  const changeable = () => opened && !closed && !frozen && mode !== "review" && mode !== "elsewhere";

  const quizOf = (id: string): Quiz | null => {
    const activity = activities.get(id);
    return activity?.kind === "quiz" ? activity : null;
  };
  const recordOf = (quiz: Quiz): QuizRecord => recordIn(course, state, quiz);
  const draftOf = (quiz: Quiz): Attempt | null => {
    const { shown } = recordOf(quiz);
    return shown?.result ? null : shown;
  };

  /** Three digits. */
  function chance(): string {
    return idOf(Math.floor(clock.random() * SEEDS));
  }

  function begunAttempt(quiz: Quiz): Attempt {
    let id = chance();
    const { attempts } = factsOf(state, quiz);
    while (attempts.has(id)) id = idOf((seedOf({ id }) + 1) % SEEDS);
    return newAttempt(state, quiz, id);
  }

  function put(quiz: Quiz, attempt: Attempt): void {
    state = withAttempt(state, quiz, attempt);
  }

  function outcome(): Outcome {
    const now = judgeCourse(judged, state, reached);
    return wasCompleted ? { ...now, completed: true } : now;
  }

  function open(found: Opened): Start {
    const early = opened ? new Set<string>() : state.visited;
    const read = found.states.filter(Boolean).map((text) => decodeState(course, text));
    const readable = read.filter((one): one is State => typeof one !== "string");
    frozen = read.includes("newer");
    const lost = !frozen && read.length > 0 && readable.length === 0;
    opened = true;
    mode = found.mode;
    reached = statusFrom(found);
    wasCompleted = course.part !== undefined && found.status === "completed";
    judged = withMastery(course, found.mastery);
    state = readable.reduce(merge, NOTHING);
    location = !lost && isPlace(found.location) ? found.location : "";
    const news = changeable() ? course.activities.filter(({ key }) => early.has(key) && !state.visited.has(key)) : [];
    news.forEach(({ key }) => visitLesson(key));
    if (records()) takeOn(news.map(({ id }) => id), found);
    return { kind: frozen ? "newer" : lost ? "lost" : read.length || found.location ? "resumed" : "new", location };
  }

  /** Say what the LMS may not know: after a new edition, or work on other devices, nothing may be left to do that would. */
  function takeOn(news: readonly string[], found: Opened): void {
    const isNew = !state.mark;
    if (isNew) state = { ...state, mark: chance() };
    news.forEach((id) => tracking.visited?.(id));
    const { status, score } = outcome();
    if (news.length || found.states.length > 1 || (score && reached === "incomplete") || status !== reached) report();
    else if (isNew) save();
  }

  function takeUp(kept: Kept): string {
    const other = decodeState(course, kept.state);
    if (typeof other === "string" || !records()) return location;
    state = merge(state, { ...other, mark: state.mark });
    if (isPlace(kept.location)) location = kept.location;
    report();
    return location;
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
    const first = activity.kind === "lesson" && !state.visited.has(activity.key);
    if (first && (!opened || changeable())) visitLesson(activity.key);
    if (first && records()) tracking.visited?.(id);
    if (first) report();
    else save();
  }

  function visitLesson(key: string): void {
    state = { ...state, visited: new Set(state.visited).add(key) };
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
    // Chosen once and kept, so that a quiz that is opened again asks the same.
    if (phaseOf(quiz) === "draft" && isRandom(quiz) && changeable() && !draftOf(quiz)) {
      put(quiz, begunAttempt(quiz));
      save();
    }
    // Whoever opened the quiz after its time was up finds it handed in as it was left.
    if (secondsLeft(quiz) === 0) handIn(id);
  }

  /** What the attempt asks that is on display: the draft, or the one last handed in. */
  function asks(quiz: Quiz): readonly Question[] {
    const pool = questions.get(quiz.id) ?? [];
    const { shown } = recordOf(quiz);
    return isRandom(quiz) ? asked(quiz, pool, shown ? seedOf(shown) : 0, shown?.turn ?? 1) : pool;
  }

  const now = (): number => Math.floor(clock.date().getTime() / 1000) - EPOCH;

  /** Seconds of an attempt, longer for who was granted more time by the LMS, else by the course. */
  function limitOf(quiz: Quiz): number | null {
    if (!quiz.time) return null;
    factor ??= grantedFactor(tracking.launchData?.() ?? "") ?? (course.accommodation ?? 100) / 100;
    return Math.round(quiz.time * factor);
  }

  function secondsLeft(quiz: Quiz): number | null {
    const begun = draftOf(quiz)?.begun ?? null;
    const limit = phaseOf(quiz) === "draft" ? limitOf(quiz) : null;
    if (limit === null || begun === null) return null;
    // A clock that was put back gives no more than the whole time.
    return Math.max(0, limit - Math.max(0, now() - begun));
  }

  function opensAt(quiz: Quiz): Date | null {
    const ended = [...factsOf(state, quiz).attempts.values()].flatMap((attempt) => attempt.ended ?? []);
    if (!quiz.wait || !ended.length || !recordOf(quiz).handedIn) return null;
    const opens = Math.min(Math.max(...ended), now()) + quiz.wait;
    return opens > now() ? new Date((opens + EPOCH) * 1000) : null;
  }

  async function begin(id: string): Promise<boolean> {
    const quiz = quizOf(id);
    if (!quiz || phaseOf(quiz) !== "ready" || !changeable()) return false;
    const draft = draftOf(quiz);
    const insists = draft !== null && beginning.delete(draft.id);
    if (!insists) {
      const attempt = { ...(draft ?? begunAttempt(quiz)), begun: now(), touched: nextStamp(state, quiz) };
      put(quiz, attempt);
      save();
      if (records()) {
        beginning.add(attempt.id);
        tracking.commit();
        await tracking.settled?.();
        if (isHeld()) beginning.delete(attempt.id);
      }
    }
    restartTiming(id);
    return phaseOf(quiz) === "draft";
  }

  function restartTiming(id: string): void {
    timings.set(id, { seen: clock.ms(), changed: new Map() });
  }

  function phaseOf(quiz: Quiz): Phase {
    if (!opened) return "waiting";
    const { handedIn, shown } = recordOf(quiz);
    if (handedIn) return "result";
    if (!changeable()) return "locked";
    if (shown && beginning.has(shown.id)) return "ready";
    // A draft of an edition without a limit goes on without one.
    return quiz.time && !shown?.answers.size && (shown?.begun ?? null) === null ? "ready" : "draft";
  }

  function answer(id: string, questionId: string, response: Response | null): void {
    const quiz = quizOf(id);
    const question = quiz && asks(quiz).find((one) => one.id === questionId);
    if (!quiz || !question || !changeable() || phaseOf(quiz) !== "draft" || secondsLeft(quiz) === 0) return;
    const draft = draftOf(quiz) ?? begunAttempt(quiz);
    const before = draft.answers.get(question.key);
    if (before?.judged) return;
    tellAttempted(quiz, draft);
    const text = response && questionType(question.type).encode(response, question);
    const isText = response ? response.kind === "texts" || response.kind === "essay" : before?.versions.some((one) => one.tag);
    put(quiz, answered(draft, question.key, text, nextStamp(state, quiz), isText ? tag : ""));
    timings.get(id)?.changed.set(questionId, clock.ms());
    save();
  }

  function tellAttempted(quiz: Quiz, draft: Attempt): void {
    const name = `${quiz.id}/${draft.id}`;
    if (!records() || draft.answers.size || told.has(name)) return;
    told.add(name);
    tracking.attempted?.(quiz.id, recordOf(quiz).attempts + 1, draft.id);
  }

  function check(id: string, questionId: string): void {
    const quiz = quizOf(id);
    const question = quiz && asks(quiz).find((one) => one.id === questionId);
    const draft = quiz && draftOf(quiz);
    if (quiz?.feedback !== "immediately" || !question || !draft || phaseOf(quiz) !== "draft") return;
    put(quiz, judgedAnswer(draft, question.key, nextStamp(state, quiz)));
    save();
  }

  function settleRival(id: string, questionId: string, take: boolean): void {
    const quiz = quizOf(id);
    const question = quiz && asks(quiz).find((one) => one.id === questionId);
    const draft = quiz && draftOf(quiz);
    if (!quiz || !question || !draft || phaseOf(quiz) !== "draft") return;
    const text = (take ? rivalsOf(draft) : answersOf(draft)).get(question.key);
    if (text === undefined) return;
    put(quiz, settled(draft, question.key, text, nextStamp(state, quiz), tag));
    save();
  }

  function unanswered(id: string): readonly string[] {
    const quiz = quizOf(id);
    if (!quiz) return [];
    const answers = answersOf(recordOf(quiz).shown);
    const lacking = asks(quiz).filter((question) => {
      const type = questionType(question.type);
      const response = type.decode(question, answers.get(question.key) ?? "");
      return !answers.has(question.key) || !response || type.isComplete?.(question, response) === false;
    });
    return lacking.map((question) => question.id);
  }

  function handIn(id: string): AttemptResult | null {
    const quiz = quizOf(id);
    if (!quiz || !questions.has(id) || !changeable() || phaseOf(quiz) !== "draft") return null;
    const list = asks(quiz);
    const draft = draftOf(quiz) ?? begunAttempt(quiz);
    tellAttempted(quiz, draft);
    const given = answersOf(draft);
    const result = gradeAttempt(list, given);
    const answers = new Map(list.flatMap(({ key }): [number, string][] => (given.has(key) ? [[key, given.get(key) ?? ""]] : [])));
    put(quiz, {
      ...draft,
      touched: nextStamp(state, quiz),
      ended: quiz.wait ? now() : null,
      answers: new Map(),
      result: {
        ...earnedAs(course, quiz, result.earned, gradeObjectives(quiz, list, result)),
        automatic: secondsLeft(quiz) === 0,
        answers,
      },
    });
    state = foldOldest(course, state, quiz);
    if (records()) reportQuiz(quiz, list, result, draft.id);
    report();
    return result;
  }

  function reportQuiz(quiz: Quiz, list: readonly Question[], result: AttemptResult, attemptId: string): void {
    const time = clock.date();
    const attempt = { attempt: recordOf(quiz).attempts, attemptId };
    list.forEach((question, n) => {
      const graded = result.questions[n];
      if (graded && !withholds("interactions")) tracking.answered(interactionOf(quiz, question, graded, attempt, time));
    });
    const seconds = (clock.ms() - (timings.get(quiz.id)?.seen ?? clock.ms())) / 1000;
    const { earned, total } = result;
    tracking.handedIn?.({ quiz: quiz.id, ...attempt, earned, total, status: judgeAttempt(judged, quiz, earned), seconds });
    for (const objective of judgeObjectives(judged, state)) {
      if (!quiz.purpose && pointsFor(quiz, objective.id) > 0 && !withholds("objectives")) tracking.objective(objective);
    }
  }

  function interactionOf(
    quiz: Quiz, question: Question, graded: QuestionResult, attempt: Pick<Interaction, "attempt" | "attemptId">, time: Date,
  ): Interaction {
    const type = questionType(question.type);
    const timing = timings.get(quiz.id);
    const changed = timing?.changed.get(question.id);
    return {
      quiz: quiz.id,
      question: question.id,
      ...attempt,
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
    const found = quizOf(id);
    if (!found || !quiz(id).canRetry) return;
    if (recordOf(found).otherDrafts.length) return switchDraft(id);
    put(found, begunAttempt(found));
    restartTiming(id);
    save();
  }

  function switchDraft(id: string): void {
    const found = quizOf(id);
    const [draft] = found && changeable() ? recordOf(found).otherDrafts : [];
    if (!found || !draft) return;
    put(found, { ...draft, touched: nextStamp(state, found) });
    restartTiming(id);
    save();
  }

  function quiz(id: string): QuizState {
    const found = quizOf(id);
    return found ? quizState(found) : UNKNOWN_QUIZ;
  }

  function quizState(quiz: Quiz): QuizState {
    const record = recordOf(quiz);
    const { shown } = record;
    const phase = phaseOf(quiz);
    // What chance began with is known only once the LMS has answered.
    const list = phase === "waiting" && isRandom(quiz) ? [] : asks(quiz);
    const left = attemptsLeft(quiz, record);
    const opens = opensAt(quiz);
    const graded = questions.has(quiz.id) ? gradeAttempt(list, answersOf(shown)) : null;
    const given = graded?.questions.flatMap(({ question, response }) => (response ? [[question, response] as const] : []));
    const over = left === 0 || mode === "review";
    const shuffles = quiz.shuffle === "options" || quiz.shuffle === "all";
    return {
      phase,
      attempts: record.attempts,
      attemptsLeft: left,
      canRetry: phase === "result" && changeable() && left !== 0 && !opens,
      opensAt: phase === "result" && left !== 0 ? opens : null,
      counted: counted(quiz, record),
      pass: passMark(judged, quiz),
      questions: list,
      rank: shuffles && shown ? (question, option) => rank(seedOf(shown), shown.turn, `${question}/${option}`) : null,
      responses: new Map(given),
      feedback: new Map(graded ? feedback(quiz, phase, over, list, graded) : []),
      reveals: quiz.answers === "with-feedback" || (quiz.answers !== "never" && over && phase === "result"),
      result: phase === "result" ? graded : null,
      limit: limitOf(quiz),
      otherDraft: changeable() && record.otherDrafts.length > 0,
      rivals: phase === "draft" ? rivals(list, shown) : new Map(),
    };
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

  /** By question: what is due to be shown as judged. */
  function feedback(quiz: Quiz, phase: Phase, over: boolean, list: readonly Question[], graded: AttemptResult) {
    const { shown } = recordOf(quiz);
    const isChecked = (question: Question | undefined): boolean => (question && shown?.answers.get(question.key)?.judged) != null;
    const told = phase === "result" && quiz.feedback !== "never" && (quiz.feedback !== "after-last-attempt" || over);
    return graded.questions
      .filter((_, n) => told || (phase === "draft" && isChecked(list[n])))
      .map((result) => [result.question, result] as const);
  }

  function report(): void {
    if (!records()) return;
    const now = outcome();
    reached = now.status;
    tracking.outcome(outcomeToTell(now));
    if (course.part?.awaited && now.completed) {
      tracking.objective({ id: course.part.awaited, earned: 1, total: 1, progress: 1, status: "passed" });
    }
    save();
    tracking.commit();
  }

  const withholds = (what: Withheld): boolean => course.withheld?.includes(what) ?? false;

  function outcomeToTell(judged: Outcome): Outcome {
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
    if (!records()) return;
    const now = state;
    tracking.save(location, (most) => {
      const text = encodeState(course, now, most);
      return text.length > most ? encodeState(course, withoutUnknownAnswers(now), most) : text;
    });
  }

  /** Only answers to questions that this edition does not ask can make a state too long. */
  function withoutUnknownAnswers(whole: State): State {
    return [...questions].reduce((less, [id, list]) => {
      const quiz = quizOf(id);
      const draft = quiz && recordIn(course, less, quiz).shown;
      if (!quiz || !draft) return less;
      const keys = new Set(list.map(({ key }) => key));
      return withAttempt(less, quiz, { ...draft, answers: new Map([...draft.answers].filter(([key]) => keys.has(key))) });
    }, whole);
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
    takeUp,
    yield() {
      mode = "elsewhere";
    },
    mode: () => mode,
    visit,
    moved,
    loaded,
    begin,
    answer,
    check,
    unanswered,
    handIn,
    retry,
    switchDraft,
    settleRival,
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

/** Of an id that is no quiz's. */
const UNKNOWN_QUIZ: QuizState = {
  phase: "waiting", attempts: 0, attemptsLeft: null, canRetry: false, opensAt: null, counted: null, pass: null, questions: [],
  rank: null, responses: new Map(), feedback: new Map(), reveals: false, result: null, limit: null, otherDraft: false, rivals: new Map(),
};

/** The factor in what a launch says of time, such as `time=1.5`: 1 to 10; null when it says none. */
export function grantedFactor(launchData: string): number | null {
  const written = /(?:^|[\s;&?,])time=(\d{1,2}(?:\.\d{1,2})?)(?![\d.])/.exec(launchData)?.[1];
  const granted = Number(written ?? 0);
  return granted >= 1 && granted <= 10 ? granted : null;
}
