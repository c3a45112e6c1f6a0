/** How far the learner is: on the home page and in the outline. */
import { all, shell } from "./dom.ts";
import type { Session } from "../learner/session.ts";
import type { Activity, CourseData } from "../course.ts";
import { duration, score, type Say } from "./words.ts";

/** Bring the figures of the shell up to date, but for the results; `current` is the activity that was on display last. */
export function showProgress(course: CourseData, session: Session, say: Say, current: string | null): void {
  showStates(course, session, say);
  showModules(course, session, say);
  showStanding(course, session, say, current);
}

/** How an activity stands: each has a sign of its own shape. handed-in: a quiz in which there is nothing to pass. */
type Standing = "none" | "begun" | "visited" | "handed-in" | "passed" | "not-passed";

function showStates(course: CourseData, session: Session, say: Say): void {
  const shown = new Map(course.activities.map((activity) => [activity.id, stateOf(activity, session, say)]));
  for (const item of all(document, "li[data-activity]")) {
    const [status, text] = shown.get(item.dataset.activity ?? "") ?? ["none", ""];
    item.dataset.status = status;
    const place = item.querySelector(".state");
    if (place) place.textContent = text;
  }
}

/** How it stands, and in words; none where nothing was done. */
export function stateOf(activity: Activity, session: Session, say: Say): readonly [Standing, string] {
  const { id } = activity;
  if (!session.done(id)) return session.begun(id) ? ["begun", say("begun")] : ["none", ""];
  if (activity.kind === "lesson") return ["visited", say(session.spared(id) ? "spared" : activity.items ? "done_lesson" : "visited")];
  const { counted, pass } = session.standing(id);
  if (!activity.points || counted === null) return ["handed-in", say(activity.purpose === "survey" ? "survey_sent" : "handed_in")];
  const reached = score(say, "score", counted, activity.points);
  if (pass === null) return ["handed-in", reached];
  const passed = counted >= pass;
  return [passed ? "passed" : "not-passed", `${say(passed ? "passed" : "not_passed")} · ${reached}`];
}

/** How much of a module is done; without a name, of all. */
function showModules(course: CourseData, session: Session, say: Say): void {
  const share = (module = ""): readonly [done: number, text: string] => {
    const activities = course.activities.filter((activity) => !module || activity.module === module);
    const done = activities.filter((activity) => session.done(activity.id)).length;
    return [done, activities.length ? say("done", { done, total: activities.length }) : ""];
  };
  for (const bar of document.querySelectorAll<HTMLProgressElement>("progress[data-progress-of]")) {
    const [done, text] = share(bar.dataset.progressOf);
    const line = bar.parentElement;
    bar.value = done;
    line?.querySelector("span")?.replaceChildren(text);
    if (line) line.hidden = false;
  }
  for (const place of all(document, "[data-share-of]")) place.textContent = share(place.dataset.shareOf)[1];
}

function showStanding(course: CourseData, session: Session, say: Say, current: string | null): void {
  const resume = shell("resume") as HTMLAnchorElement;
  const timeLeft = shell("time-left");
  const next = nextActivity(course, session, current);
  const begun = course.activities.some((activity) => session.done(activity.id));
  const minutes = session.minutesLeft();

  if (next) {
    resume.textContent = begun ? say("continue", { title: next.title }) : say("start");
    resume.dataset.activity = next.id;
    resume.href = `page-${next.id}${course.end ?? ""}.html`;
    document.querySelector(`#home li[data-activity="${next.id}"]`)?.closest("details")?.setAttribute("open", "");
  } else if (course.scoring) {
    resume.textContent = say("to_results");
    resume.href = "#/result";
    delete resume.dataset.activity;
  }
  resume.hidden = !next && !course.scoring;
  const text = minutes ? say("time_left", { duration: duration(say, minutes) }) : "";
  timeLeft.textContent = next ? text : say("all_done");
  timeLeft.hidden = !timeLeft.textContent;
}

/** Where to go on: the lesson that was open last or, after a quiz, the first thing from there that is not done. */
function nextActivity(course: CourseData, session: Session, current: string | null): Activity | undefined {
  const at = Math.max(0, course.activities.findIndex((activity) => activity.id === current));
  const ahead = [...course.activities.slice(at), ...course.activities.slice(0, at)];
  const open = ahead.find((activity) => !session.done(activity.id));
  const here = ahead[0];
  return open && here?.kind === "lesson" && here.id === current ? here : open;
}
