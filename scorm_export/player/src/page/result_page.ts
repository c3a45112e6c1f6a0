/** The result page: whose results they are, the verdict, points by quiz and objective, what is missing, and what to read again. */
import { all, make, shell } from "./dom.ts";
import type { QuizSession } from "../learner/quiz_session.ts";
import type { Missing } from "../learner/results.ts";
import { judgeStatus } from "../learner/rules.ts";
import type { Session } from "../learner/session.ts";
import type { Activity, CourseData } from "../course.ts";
import type { Status } from "../reports.ts";
import { fillFacts, knownFacts } from "./evidence.ts";
import { inDigits, points, type Say } from "./words.ts";

/** Bring every figure of the result page up to date, where the course has one. */
export function showResults(page: HTMLElement, course: CourseData, session: Session, quizzes: QuizSession, say: Say): void {
  const pass = quizzes.pass();
  if (pass === null) return;
  const missing = quizzes.missing();
  const verdict = shell("verdict");
  verdict.textContent = verdictText(session, say, pass, missing);
  verdict.dataset.status = statusOf(session);
  fillFacts(page, knownFacts(session, say));
  showScores(course, session, say);
  showObjectives(quizzes, say);
  showAgain(page, course, session, quizzes);

  const list = shell("missing");
  list.replaceChildren(...byModule(course, missing.flatMap((item) => missingItems(item, course, session, say))));
  if (list.parentElement) list.parentElement.hidden = !list.childElementCount;
}

/** Who has lessons left, but can gain enough points no more, is told so now; it is reported when the rest is done. */
function statusOf(session: Session): Status {
  const { status } = session.outcome();
  const { judged, state } = session.core;
  return status === "incomplete" && judgeStatus(judged(), state(), true) === "failed" ? "failed" : status;
}

function verdictText(session: Session, say: Say, pass: number, missing: readonly Missing[]): string {
  const { score: reached } = session.outcome();
  if (!reached) return say("result_none", { pass: points(pass) });
  const key = verdictKey(statusOf(session), reached.earned >= pass, missing);
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
    const { counted, attempts } = session.standing(quiz.id);
    if (!quiz.purpose) sum += counted ?? 0;
    const whole = points(quiz.points);
    const reached = counted === null ? say("not_handed_in") : say("of", { part: points(counted), whole });
    row.querySelector(".points")?.replaceChildren(reached);
    const used = quiz.attempts ? say("of", { part: attempts, whole: quiz.attempts }) : inDigits(say, String(attempts));
    row.querySelector(".attempts")?.replaceChildren(used);
  }
  const total = say("of", { part: points(sum), whole: points(course.scoring?.total ?? 0) });
  document.querySelector("#scores .total .points")?.replaceChildren(total);
}

function showObjectives(quizzes: QuizSession, say: Say): void {
  const results = new Map(quizzes.objectives().map((result) => [result.id, result]));
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

/** Who has not passed is shown what to read again, by the objectives that fell short, and whom to write to when no attempts are left. */
function showAgain(page: HTMLElement, course: CourseData, session: Session, quizzes: QuizSession): void {
  const status = statusOf(session);
  const { total, pass } = course.scoring ?? { total: 1, pass: 0 };
  const short = new Set(quizzes.objectives().filter((result) => result.earned * total < pass * result.total).map(({ id }) => id));
  const items = all(page, "[data-again]");
  for (const item of items) item.hidden = !short.has(item.dataset.again ?? "");
  for (const section of all(page, ".again")) section.hidden = status === "passed" || !session.outcome().score || items.every(({ hidden }) => hidden);
  for (const contact of all(page, ".contact")) contact.hidden = status !== "failed";
}

/** Of a lesson, the first thing that it still asks for. */
function whatOf({ kind }: Missing, activity: Activity, session: Session): string {
  if (activity.kind === "quiz") return activity.purpose === "survey" ? "survey" : kind;
  const [next] = session.remaining(activity.id);
  return !next || next.kind === "end" ? kind : next.kind;
}

/** Items in a list for each module, in the order of the course; a course of one module has one list. */
function byModule(course: CourseData, items: readonly Item[]): HTMLElement[] {
  const lists = Object.entries(course.modules ?? { "": "" }).map(([id, title]): [string, HTMLElement[]] =>
    [title, items.filter(({ module }) => !id || module === id).map(({ item }) => item)]);
  return lists.flatMap(([title, own]) => {
    if (!title || !own.length) return own;
    return [make("li", {}, make("b", {}, title), make("ul", {}, ...own))];
  });
}

interface Item {
  readonly item: HTMLElement;
  readonly module: string;
}

function missingItems(item: Missing, course: CourseData, session: Session, say: Say): Item[] {
  const ids = item.kind === "points" ? item.quizzes : [item.id];
  return ids.flatMap((id) => {
    const activity = course.activities.find((candidate) => candidate.id === id);
    if (!activity) return [];
    const pass = item.kind === "essential" ? points(item.pass) : "";
    const link = make("a", { href: `page-${id}${course.end ?? ""}.html` }, say(`missing_${whatOf(item, activity, session)}`, { title: activity.title, pass }));
    link.dataset.activity = id;
    const { module } = activity;
    if (item.kind !== "points" || activity.kind !== "quiz") return [{ item: make("li", {}, link), module }];
    const more = activity.points - (session.standing(id).counted ?? 0);
    return [{ item: make("li", {}, link, " ", make("small", {}, say("missing_more", { count: points(more) }))), module }];
  });
}
