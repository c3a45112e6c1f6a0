/**
 * The learner's session: what counts when, what is reported and saved, and how it goes on the next time. How points
 * become a score and a status is in rules.ts; all about taking quizzes is in quiz_session.ts and comes with the first quiz.
 * No DOM, no clock of its own, no word of any standard. Points are whole hundredths.
 *
 * The view calls, in this order, and shows what the questions below answer:
 * - `createSession` at once; `open` when `tracking.open()` has resolved. Lessons may be shown and visited before that.
 * - `visit(id)` each time an activity is displayed, then `moved(location)` whenever the place changes.
 * - `hidden()` on visibilitychange to hidden, `close()` on pagehide.
 * Nothing here throws for an id it does not know, and after `close` nothing is recorded any more.
 */
import { chance, recordOf } from "./attempts.ts";
import { merge, NOTHING, type State } from "./facts.ts";
import { counted, isDone, isSpared, judgeCourse, withMastery } from "./rules.ts";
import { decodeState, encodeState } from "./state.ts";
import type { CourseData } from "../course.ts";
import type { Outcome, Status, VideoEvent } from "../reports.ts";
import type { Kept, Mode, Opened, Tracking } from "../tracking/tracking.ts";

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

/** How a quiz stands, whether its questions are there or not. */
export interface Standing {
  /** How often it was handed in. */
  readonly attempts: number;
  /** Hundredths of points that count; null before the first attempt was handed in. */
  readonly counted: number | null;
}

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
  /** The learner did something with a video. */
  watched(event: VideoEvent): void;

  standing(quiz: string): Standing;
  /** Whether a lesson was visited or spared, or a quiz handed in at least once. */
  done(id: string): boolean;
  /** Whether a pretest has shown all that the lesson teaches. */
  spared(id: string): boolean;
  outcome(): Outcome;
  /** Minutes of the activities that are not done yet. */
  minutesLeft(): number;
  /** Whether the part after this one is open, as far as this one decides. */
  opensNext(): boolean;

  /** The page is hidden, or the learner wants everything saved now: commits whatever is not durable yet. May be repeated. */
  hidden(): void;
  /** Leave for good: saves all and ends the LMS's session. Idempotent. */
  close(): void;

  /** For those who take quizzes. */
  readonly core: SessionCore;
}

/** What a session gives the part of it that takes quizzes. */
export interface SessionCore {
  readonly course: CourseData;
  readonly tracking: Tracking;
  readonly clock: Clock;
  /** Whether all that was said is held outside this window. */
  isHeld(): boolean;
  isOpen(): boolean;
  mode(): Mode;
  /** Whether what happens is told the LMS: in review and browse mode it keeps what is sent all the same, so nothing is. */
  records(): boolean;
  /** Whether anything can be changed. */
  changeable(): boolean;
  /** The course with the pass mark that holds: the LMS's own where it has one. */
  judged(): CourseData;
  outcome(): Outcome;
  /** Whether the learner has passed, and what they passed with is to stay in the LMS. */
  isSettled(): boolean;
  state(): State;
  replace(state: State): void;
  /** What to leave out of a state that is longer than the LMS takes. */
  shortenBy(shorten: (state: State) => State): void;
  /** Save, not committed. */
  save(): void;
  /** Report the outcome, save and commit. */
  report(): void;
}

/** `isHeld`: whether all that was said is held outside this window. */
export function createSession(course: CourseData, tracking: Tracking, clock: Clock, isHeld = (): boolean => true): Session {
  const started = clock.ms();
  const activities = new Map(course.activities.map((activity) => [activity.id, activity]));
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
  let shorten = (whole: State): State => whole;

  const isLive = () => opened && !closed && !frozen;
  const records = () => isLive() && mode === "normal";
  const changeable = () => isLive() && mode !== "review" && mode !== "elsewhere";

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
    mode = found.mode;
    reached = statusFrom(course, found);
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
    if (isNew) state = { ...state, mark: chance(clock.random()) };
    news.forEach((id) => tracking.visited?.(id));
    const { status, score } = outcome();
    if (news.length || found.states.length > 1 || score || status !== reached) report();
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

  function report(): void {
    if (!records()) return;
    const now = outcome();
    const settled = isSettled();
    reached = now.status;
    tracking.outcome(outcomeToTell(judged, settled ? { ...now, score: null } : now));
    if (course.part?.awaited && now.completed) {
      tracking.objective({ id: course.part.awaited, earned: 1, total: 1, progress: 1, status: "passed" });
    }
    save();
    tracking.commit();
  }

  function save(): void {
    if (!records()) return;
    const now = state;
    tracking.save(location, (most) => {
      const text = encodeState(course, now, most);
      return text.length > most ? encodeState(course, shorten(now), most) : text;
    });
  }

  function standing(id: string): Standing {
    const quiz = activities.get(id);
    if (quiz?.kind !== "quiz") return { attempts: 0, counted: null };
    const record = recordOf(course, state, quiz);
    return { attempts: record.attempts, counted: counted(quiz, record) };
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
    watched(event) {
      if (records()) tracking.watched?.(event);
    },
    standing,
    done(id) {
      const activity = activities.get(id);
      return activity !== undefined && isDone(course, state, activity);
    },
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
      if (records()) tracking.commit();
    },
    close() {
      if (closed) return;
      closed = true;
      tracking.close((clock.ms() - started) / 1000);
    },
    core: {
      course, tracking, clock, isHeld, records, changeable, outcome, isSettled, save, report,
      isOpen: () => opened,
      mode: () => mode,
      judged: () => judged,
      state: () => state,
      replace: (next) => (state = next),
      shortenBy: (by) => (shorten = by),
    },
  };
}

/** Of a part with points the LMS may know that it is completed before there is a verdict, which may still be out. */
function statusFrom(course: CourseData, found: Opened): Status {
  return course.part && course.scoring && found.status === "completed" ? "incomplete" : found.status;
}

/** Who has passed keeps the score they passed with, even if a new edition or a lost state left less of it here. */
function outcomeToTell({ scoring, part, withheld, reporting }: CourseData, outcome: Outcome): Outcome {
  const { score } = outcome;
  const status = outcome.status === "failed" && reporting?.neverFails ? "incomplete" : outcome.status;
  const isRunning = status === "incomplete" && withheld?.includes("running score");
  const isUnder = status === "passed" && score && scoring && score.earned < scoring.pass;
  return { ...outcome, status, score: isRunning || isUnder ? null : score, ...(part && { whole: part.whole }) };
}
