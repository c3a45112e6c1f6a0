/** How far the learner is: on the home page, in the outline and on the result page. */
import { all, make, shell } from "./dom.ts";
import type { Missing, Session } from "./session.ts";
import type { Activity, CourseData, Status } from "./types.ts";
import { duration, points, score, type Say } from "./words.ts";

/** Bring every figure of the shell up to date; `current` is the activity that was on display last. */
export function showProgress(course: CourseData, session: Session, say: Say, current: string | null): void {
  showStates(course, session, say);
  showModules(course, session, say);
  showStanding(course, session, say, current);
  const pass = session.pass();
  if (pass !== null) showResult(course, session, say, pass);
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
  if (!activity.points) return say("handed_in");
  return score(say, "score", session.quiz(activity.id).counted ?? 0, activity.points);
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

function showResult(course: CourseData, session: Session, say: Say, pass: number): void {
  const missing = session.missing();
  const verdict = shell("verdict");
  verdict.textContent = verdictText(session, say, pass, missing);
  verdict.dataset.status = session.outcome().status;
  showScores(course, session, say);
  showObjectives(session, say);

  const items = missing.flatMap((item) => missingItems(item, course, session, say));
  const list = shell("missing");
  list.replaceChildren(...items);
  if (list.parentElement) list.parentElement.hidden = !items.length;
}

function verdictText(session: Session, say: Say, pass: number, missing: readonly Missing[]): string {
  const { status, score: reached } = session.outcome();
  if (!reached) return say("result_none", { pass: points(pass) });
  const key = verdictKey(status, reached.earned >= pass, missing);
  return say(`result_${key}`, { earned: points(reached.earned), count: points(reached.total), pass: points(pass) });
}

function verdictKey(status: Status, enough: boolean, missing: readonly Missing[]): string {
  if (status === "failed") return enough ? "failed_essential" : "failed";
  if (status === "passed") return "passed";
  if (enough) return "waiting";
  return missing.every(({ kind }) => kind === "points" || kind === "essential") ? "short" : "incomplete";
}

function showScores(course: CourseData, session: Session, say: Say): void {
  let sum = 0;
  for (const quiz of course.activities) {
    const row = document.querySelector(`#scores tr[data-quiz="${quiz.id}"]`);
    if (quiz.kind !== "quiz" || !row) continue;
    const { counted, attempts } = session.quiz(quiz.id);
    if (!quiz.purpose) sum += counted ?? 0;
    const whole = points(quiz.points);
    const reached = counted === null ? say("not_handed_in") : say("of", { part: points(counted), whole });
    row.querySelector(".points")?.replaceChildren(reached);
    const used = quiz.attempts ? say("of", { part: attempts, whole: quiz.attempts }) : String(attempts);
    row.querySelector(".attempts")?.replaceChildren(used);
  }
  const total = say("of", { part: points(sum), whole: points(course.scoring?.total ?? 0) });
  document.querySelector("#scores .total .points")?.replaceChildren(total);
}

function showObjectives(session: Session, say: Say): void {
  const results = new Map(session.objectives().map((result) => [result.id, result]));
  for (const row of all(document, "#objectives tr[data-objective]")) {
    const result = results.get(row.dataset.objective ?? "");
    row.hidden = !result;
    if (!result) continue;
    const text = say("of", { part: points(result.earned), whole: points(result.total) });
    row.querySelector(".points")?.replaceChildren(text);
  }
  const table = shell("objectives");
  if (table.parentElement) table.parentElement.hidden = !results.size;
}

function missingItems(item: Missing, course: CourseData, session: Session, say: Say): HTMLElement[] {
  const ids = item.kind === "points" ? item.quizzes : [item.id];
  return ids.flatMap((id) => {
    const activity = course.activities.find((candidate) => candidate.id === id);
    if (!activity) return [];
    const pass = item.kind === "essential" ? points(item.pass) : "";
    const link = make("a", { href: `page-${id}.html` }, say(`missing_${item.kind}`, { title: activity.title, pass }));
    link.dataset.activity = id;
    if (item.kind !== "points" || activity.kind !== "quiz") return [make("li", {}, link)];
    const more = activity.points - (session.quiz(id).counted ?? 0);
    return [make("li", {}, link, " ", make("small", {}, say("missing_more", { count: points(more) })))];
  });
}
