/**
 * The learner's session: what counts, what is reported and saved when, and how the next session resumes. How points
 * become a score and a status is in rules.ts; taking quizzes is in quiz_session.ts, which is loaded with the first quiz.
 * It has no DOM, no clock of its own and no names of any standard. Points are whole hundredths.
 *
 * The page calls, in this order:
 * - `createSession` at once; `open` when `tracking.open()` has resolved. Lessons may be shown and visited before that.
 * - `visit(id)` each time an activity is displayed, then `moved(location)` whenever the location changes.
 * - `hidden()` on visibilitychange to hidden, `close()` on pagehide.
 * Nothing throws for an unknown id, and nothing is recorded after `close`.
 */
import { achievedAt, isAchieved } from "./achievement.ts";
import { randomId, summaryOf } from "./attempts.ts";
import { merge, EMPTY_STATE, type State } from "./facts.ts";
import { counted, isBegun, isDone, isSpared, judgeCourse, passMark, remaining, withMastery } from "./rules.ts";
import { decodeState, encodeState } from "./state.ts";
import { COMPLETION_THRESHOLD } from "../reports.ts";
import type { CourseData, LessonItem } from "../course.ts";
import type { Outcome, Status, VideoEvent } from "../reports.ts";
import type { Kept, Mode, Opened, Tracking } from "../tracking/tracking.ts";

export interface Clock {
  /** Milliseconds of a monotonic clock, such as performance.now(). */
  ms(): number;
  /** Wall-clock time on the learner's device. */
  date(): Date;
  /** 0…1, excluding 1. */
  random(): number;
}

/** What `open` found. */
export interface Start {
  /**
   * new: first visit. resumed: there was a saved state. lost: there was one that could not be read; the learner is told.
   * newer: there is one of a later version of this software; nothing is recorded, so that it is not overwritten.
   */
  readonly kind: "new" | "resumed" | "lost" | "newer";
  /** Where the learner was: "" (home), "<activity>", "<activity>/<block>" or "result"; always exists in this edition. */
  readonly location: string;
}

/** What is known of a quiz without its questions. */
export interface Standing {
  /** How many were handed in. */
  readonly attempts: number;
  /** Hundredths of points that count; null before the first attempt was handed in. */
  readonly counted: number | null;
  /** Hundredths of points that pass it; null where there is nothing to pass. */
  readonly pass: number | null;
}

export interface Session {
  /** Resume from what the LMS holds, and add the lessons visited before. Called again after this window has taken over the record. */
  open(opened: Opened): Start;
  /** Merge the work of another of the LMS's attempts into this one; returns the location to continue at. */
  continueWith(kept: Kept): string;
  /** Another window has the record from now on. */
  yield(): void;
  /** The mode that the LMS asked for; "normal" until `open`. */
  mode(): Mode;

  /** An activity is displayed. The first display of a lesson makes it visited, which is saved and committed. */
  visit(id: string): void;
  /** Something that a lesson asks for was done: saved and committed. Does nothing the second time. */
  did(lesson: string, kind: LessonItem["kind"], item?: string): void;
  /** The location changed: "" (home), "<activity>", "<activity>/<block>" or "result". Saved, not committed. Cheap. */
  moved(location: string): void;
  watched(event: VideoEvent): void;

  standing(quiz: string): Standing;
  /** Whether a lesson is done or unnecessary after a pretest, or a quiz was handed in at least once. */
  done(id: string): boolean;
  /** Whether a lesson was visited, or a quiz has a draft, and is not done. */
  begun(id: string): boolean;
  /** What a lesson asks for and the learner has not done yet. */
  remaining(id: string): readonly LessonItem[];
  /** When the course was passed, or completed where there is nothing to pass; null where no record says so. */
  achieved(): Date | null;
  /** Whether that is so, and the record does not say when yet: see dating.ts. */
  undated(): boolean;
  /** As the LMS or LRS gives it; empty when it does not. */
  learnerName(): string;
  /** Whether pretests made a lesson unnecessary: see `isSpared`. */
  spared(id: string): boolean;
  outcome(): Outcome;
  /** Minutes of the activities that are not done yet. */
  minutesLeft(): number;
  /** Whether the part after this one is open, as far as this one decides. */
  opensNext(): boolean;

  /** The page is hidden, or the learner wants everything saved now: commits what is not stored yet. May be repeated. */
  hidden(): void;
  /** Leave for good: saves everything and ends the LMS's session. Idempotent. */
  close(): void;

  /** For quiz_session.ts. */
  readonly core: SessionCore;
}

/** What quiz_session.ts uses of a session. */
export interface SessionCore {
  readonly course: CourseData;
  readonly tracking: Tracking;
  readonly clock: Clock;
  /** Whether everything reported so far is stored outside this window. */
  isStored(): boolean;
  isOpen(): boolean;
  /** Whether there is an LMS or LRS that keeps the record. */
  isTracked(): boolean;
  mode(): Mode;
  /** Whether anything is sent to the LMS: not in review and browse mode, in which LMSs record what they receive all the same. */
  isRecording(): boolean;
  /** Whether the learner can change anything. */
  canChange(): boolean;
  /** The course with the pass mark that applies: the LMS's own where it has one. */
  judged(): CourseData;
  outcome(): Outcome;
  /** Whether the learner has passed and is to keep what they passed with. */
  isSettled(): boolean;
  state(): State;
  /** Marks of states that became a part of this one here. */
  otherMarks(): readonly string[];
  replace(state: State): void;
  /** Sets what is left out of a state that is longer than the LMS accepts. */
  shortenWith(shorten: (state: State) => State): void;
  /** Saves without committing. */
  save(): void;
  /** Reports the outcome, saves and commits. */
  report(): void;
}

/** `isStored`: whether everything reported so far is stored outside this window. */
export function createSession(course: CourseData, tracking: Tracking, clock: Clock, isStored = (): boolean => true): Session {
  const started = clock.ms();
  const activities = new Map(course.activities.map((activity) => [activity.id, activity]));
  let judged = course;
  let state = EMPTY_STATE;
  let location = "";
  let mode: Mode = "normal";
  let reached: Status = "incomplete";
  /** Whether the LMS holds this part as completed, which a new edition with more to do does not undo. */
  let wasCompleted = false;
  let opened = false;
  let closed = false;
  /** Whether the LMS holds a state of a later version of this software. */
  let frozen = false;
  let shorten = (whole: State): State => whole;
  /** Of all states that were merged here. */
  const marks = new Set<string>();
  /** Whether there is a record, in the LMS or LRS. */
  let tracked = false;

  const isLive = () => opened && !closed && !frozen;
  const isRecording = () => isLive() && mode === "normal";
  const canChange = () => isLive() && mode !== "review" && mode !== "elsewhere";

  function outcome(): Outcome {
    const now = judgeCourse(judged, state, reached);
    return wasCompleted ? { ...now, completed: true } : now;
  }

  const isSettled = (): boolean => reached === "passed" && course.reporting?.keepsPass === true;

  function open(found: Opened): Start {
    const early = opened ? new Set<string>() : state.visited;
    const read = found.states.filter(Boolean).map((text) => decodeState(course, text));
    const readable = read.filter((one): one is State => typeof one !== "string");
    frozen = read.includes("newer");
    const lost = !frozen && read.length > 0 && readable.length === 0;
    opened = true;
    tracked = found.tracked;
    mode = found.mode;
    reached = statusFrom(course, found);
    wasCompleted = course.part !== undefined && found.status === "completed";
    judged = withMastery(course, found.mastery);
    state = readable.reduce(merge, EMPTY_STATE);
    readable.forEach(({ mark }) => marks.add(mark));
    location = !lost && isPlace(found.location) ? found.location : "";
    const newKeys = canChange() ? [...early].filter((key) => !state.visited.has(key)) : [];
    newKeys.forEach(visitLesson);
    if (isRecording()) reportUnknown(newKeys, found);
    return { kind: frozen ? "newer" : lost ? "lost" : read.length || found.location ? "resumed" : "new", location };
  }

  /** Reports what the LMS may not know: after a new edition or work on other devices, the learner may have nothing left to do. */
  function reportUnknown(newKeys: readonly string[], found: Opened): void {
    const isNew = !state.mark;
    if (isNew) state = { ...state, mark: randomId(clock.random()) };
    course.activities.filter(({ key }) => newKeys.includes(key)).forEach(({ id }) => tracking.visited?.(id));
    const { status, score } = outcome();
    if (newKeys.length || found.states.length > 1 || score || status !== reached) report();
    else if (isNew) save();
  }

  function continueWith(kept: Kept): string {
    const other = decodeState(course, kept.state);
    if (typeof other === "string" || !isRecording()) return location;
    state = merge(state, { ...other, mark: state.mark });
    marks.add(other.mark);
    if (isPlace(kept.location)) location = kept.location;
    report();
    return location;
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
    if (first && (!opened || canChange())) visitLesson(activity.key);
    if (first && isRecording()) tracking.visited?.(id);
    if (first) report();
    else save();
  }

  function did(id: string, kind: LessonItem["kind"], name?: string): void {
    const item = itemsLeft(id).find((one) => one.kind === kind && one.id === name);
    if (!item || (opened && !canChange())) return;
    visitLesson(item.key);
    report();
  }

  function itemsLeft(id: string): readonly LessonItem[] {
    const lesson = activities.get(id);
    return lesson?.kind === "lesson" ? remaining(state, lesson) : [];
  }

  /** By the key of the lesson or of what was done in it. */
  function visitLesson(key: string): void {
    state = { ...state, visited: new Set(state.visited).add(key) };
  }

  function moved(place: string): void {
    location = place;
    save();
  }

  function report(): void {
    if (!isRecording()) return;
    const now = outcome();
    const settled = isSettled();
    reached = now.status;
    tracking.outcome(outcomeToReport(judged, settled ? { ...now, score: null } : now));
    if (course.part?.awaited && now.completed) {
      tracking.objective({ id: course.part.awaited, earned: 1, total: 1, progress: 1, status: "passed" });
    }
    save();
    tracking.commit();
  }

  function save(): void {
    if (!isRecording()) return;
    const now = state;
    tracking.save(location, (maxLength, compact) => {
      const text = encodeState(course, now, maxLength, compact);
      return text.length > maxLength ? encodeState(course, shorten(now), maxLength, compact) : text;
    });
  }

  function standing(id: string): Standing {
    const quiz = activities.get(id);
    if (quiz?.kind !== "quiz") return { attempts: 0, counted: null, pass: null };
    const summary = summaryOf(course, state, quiz);
    return { attempts: summary.attempts, counted: counted(quiz, summary), pass: passMark(judged, quiz) };
  }

  return {
    open,
    continueWith,
    yield() {
      mode = "elsewhere";
    },
    mode: () => mode,
    visit,
    did,
    moved,
    watched(event) {
      if (isRecording()) tracking.watched?.(event);
      if (event.covered >= COMPLETION_THRESHOLD) did(event.lesson, "video", event.video);
    },
    standing,
    done(id) {
      const activity = activities.get(id);
      return activity !== undefined && isDone(course, state, activity);
    },
    begun(id) {
      const activity = activities.get(id);
      return activity !== undefined && isBegun(course, state, activity);
    },
    remaining: itemsLeft,
    achieved: () => (tracked && mode !== "browse" && isAchieved(judged, outcome()) ? achievedAt(course, state) : null),
    undated: () => isRecording() && course.achievement !== undefined && isAchieved(judged, outcome()) && !achievedAt(course, state),
    learnerName: () => tracking.learnerName?.() ?? "",
    spared(id) {
      const activity = activities.get(id);
      return activity?.kind === "lesson" && isSpared(course, state, activity);
    },
    outcome,
    minutesLeft: () => course.activities.reduce((sum, activity) => sum + (isDone(course, state, activity) ? 0 : activity.minutes), 0),
    opensNext() {
      const { completed, status } = outcome();
      const { next } = course.part ?? { next: "always" };
      return next === "always" || (next === "completed" ? completed : status !== "incomplete");
    },
    hidden() {
      if (isRecording()) tracking.commit();
    },
    close() {
      if (closed) return;
      closed = true;
      tracking.close((clock.ms() - started) / 1000);
    },
    core: {
      course, tracking, clock, isStored, isRecording, canChange, outcome, isSettled, save, report,
      isOpen: () => opened,
      isTracked: () => tracked,
      mode: () => mode,
      judged: () => judged,
      state: () => state,
      otherMarks: () => [...marks].filter((mark) => mark && mark !== state.mark),
      replace: (next) => (state = next),
      shortenWith: (by) => (shorten = by),
    },
  };
}

/** For a part with points the LMS may hold "completed" before there is a verdict. */
function statusFrom(course: CourseData, found: Opened): Status {
  return course.part && course.scoring && found.status === "completed" ? "incomplete" : found.status;
}

/** A learner who has passed keeps the score they passed with, even where a new edition or a lost state left a lower one here. */
function outcomeToReport({ scoring, part, withheld, reporting }: CourseData, outcome: Outcome): Outcome {
  const { score } = outcome;
  const status = outcome.status === "failed" && reporting?.neverFails ? "incomplete" : outcome.status;
  const isRunning = status === "incomplete" && withheld?.includes("running score");
  const isUnder = status === "passed" && score && scoring && score.earned < scoring.pass;
  return { ...outcome, status, score: isRunning || isUnder ? null : score, ...(part && { whole: part.whole }) };
}
