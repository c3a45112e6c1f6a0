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

function showStates(course: CourseData, session: Session, say: Say): void {
  const state = new Map(course.activities.map((activity) => [activity.id, stateOf(activity, session, say)]));
  for (const item of all(document, "li[data-activity]")) {
    const text = state.get(item.dataset.activity ?? "") ?? "";
    item.dataset.status = !text ? "none" : isQuiz(course, item) ? "handed-in" : "visited";
    const place = item.querySelector(".state");
    if (place) place.textContent = text;
  }
}

const isQuiz = (course: CourseData, item: HTMLElement): boolean =>
  course.activities.some((activity) => activity.kind === "quiz" && activity.id === item.dataset.activity);

/** What was done, in words; empty when it was not. */
function stateOf(activity: Activity, session: Session, say: Say): string {
  if (!session.done(activity.id)) return "";
  if (activity.kind === "lesson") return say(session.spared(activity.id) ? "spared" : "visited");
  if (!activity.points) return say(activity.purpose === "survey" ? "survey_sent" : "handed_in");
  return score(say, "score", session.standing(activity.id).counted ?? 0, activity.points);
}

function showModules(course: CourseData, session: Session, say: Say): void {
  for (const bar of document.querySelectorAll<HTMLProgressElement>("progress[data-progress-of]")) {
    const activities = course.activities.filter((activity) => activity.module === bar.dataset.progressOf);
    const done = activities.filter((activity) => session.done(activity.id)).length;
    const line = bar.parentElement;
    bar.value = done;
    line?.querySelector("span")?.replaceChildren(say("done", { done, total: activities.length }));
    if (line) line.hidden = false;
  }
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
    resume.href = `page-${next.id}.html`;
  } else if (course.scoring) {
    resume.textContent = say("to_results");
    resume.href = "#/result";
    delete resume.dataset.activity;
  }
  resume.hidden = !next && !course.scoring;
  timeLeft.textContent = next ? say("time_left", { duration: duration(say, minutes) }) : say("all_done");
  timeLeft.hidden = next !== undefined && !minutes;
}

/** Where to go on: the lesson that was open last or, after a quiz, the first thing from there that is not done. */
function nextActivity(course: CourseData, session: Session, current: string | null): Activity | undefined {
  const at = Math.max(0, course.activities.findIndex((activity) => activity.id === current));
  const ahead = [...course.activities.slice(at), ...course.activities.slice(0, at)];
  const open = ahead.find((activity) => !session.done(activity.id));
  const here = ahead[0];
  return open && here?.kind === "lesson" && here.id === current ? here : open;
}
