/** Does in the page what a learner would: answers the questions on display, and goes through the course to its end. */
import type { Activity, CourseData, Lesson, Question, Quiz } from "../../player/src/course.ts";
import type { Pattern, Response } from "../../player/src/reports.ts";
import { questionType } from "../../questions/index.ts";

export type How = "right" | "wrong" | "random";

/** Answers that are made up to find one that is wrong, or, where a type names none, the best. */
const TRIES = 40;
const PATIENCE_MS = 8000;

/** An answer in the form of a question. */
export interface Filled {
  /** The quiz, or the lesson that has the question as a check. */
  readonly activity: string;
  readonly question: string;
  /** As in the saved state. */
  readonly answer: string;
  /** Hundredths of points. */
  readonly earned: number;
  readonly points: number;
}

/** Answers every question on display. */
export async function fillIn(page: Window, how: How): Promise<readonly Filled[]> {
  const article = page.document.querySelector<HTMLElement>("#page article[data-activity]");
  const activity = article?.dataset["activity"] ?? "";
  if (!article) return [];
  const questions = await questionsOf(page, activity);
  await begin(page, article);
  step(article, ":first-of-type", () => {});
  const filled = new Map<string, Filled>();
  const fill = (): void => {
    for (const fieldset of article.querySelectorAll<HTMLFieldSetElement>("fieldset[data-question]")) {
      const question = questions.get(fieldset.dataset["question"] ?? "");
      if (!question || !isOpen(fieldset)) continue;
      answer(page, fieldset, question, how);
      filled.set(question.id, { activity, ...standing(fieldset, question) });
    }
  };
  fill();
  step(article, ":last-of-type", fill);
  return [...filled.values()];
}

/** Reads what stands in the form of every question on display that has an answer. */
export async function readForms(page: Window): Promise<readonly Filled[]> {
  const article = page.document.querySelector<HTMLElement>("#page article[data-activity]");
  const activity = article?.dataset["activity"] ?? "";
  const questions = article ? await questionsOf(page, activity) : new Map<string, Question>();
  const fieldsets = [...(article?.querySelectorAll<HTMLFieldSetElement>("fieldset[data-question]") ?? [])];
  return fieldsets.flatMap((fieldset) => {
    const question = questions.get(fieldset.dataset["question"] ?? "");
    const filled = question && standing(fieldset, question);
    return filled?.answer ? { activity, ...filled } : [];
  });
}

/** Opens an activity, and returns when its article is there. */
export async function openActivity(page: Window, { id }: Activity): Promise<HTMLElement> {
  page.location.hash = `#/${id}`;
  return until(page, () => page.document.querySelector<HTMLElement>(`#page article[data-activity="${id}"]`));
}

/** Reads a lesson to its end, or hands in a quiz, and returns the answers that were given. */
export async function work(page: Window, activity: Activity, how: How): Promise<readonly Filled[]> {
  const article = await openActivity(page, activity);
  return activity.kind === "lesson" ? read(page, article, activity, how) : take(page, article, activity, how);
}

/** Reads every lesson, hands in every quiz with right answers, and opens the results. */
export async function jumpToEnd(page: Window, course: CourseData): Promise<void> {
  for (const activity of course.activities) await work(page, activity, "right");
  const quizzes = course.activities.some(({ kind }) => kind === "quiz");
  page.location.hash = quizzes ? "#/result" : "#/";
}

async function read(page: Window, article: HTMLElement, { practice = [] }: Lesson, how: How): Promise<readonly Filled[]> {
  for (const gate of article.querySelectorAll<HTMLElement>(".gate > button")) gate.click();
  const checks = practice.filter(({ fields }) => fields === undefined).length;
  await until(page, () => article.querySelectorAll(".check-actions > button:first-of-type").length >= checks || null);
  const filled = practice.length ? await fillIn(page, how) : [];
  for (const button of article.querySelectorAll<HTMLElement>(".check-actions button:not([hidden])")) button.click();
  article.querySelector<HTMLElement>(".pager a, .pager button")?.focus();
  article.querySelector(".pager")?.scrollIntoView({ behavior: "instant" });
  await frames(page, 2);
  // Notes are written, but not handed in.
  return filled.filter(({ question }) => article.querySelector(`form[data-check="${question}"]`));
}

async function take(page: Window, article: HTMLElement, quiz: Quiz, how: How): Promise<readonly Filled[]> {
  const submit = article.querySelector<HTMLButtonElement>("[data-action=hand-in]");
  if (!submit || submit.hidden) return [];
  const filled = await fillIn(page, how);
  submit.click();
  if (!quiz.purpose && !submit.hidden) submit.click();
  await frames(page, 1);
  return filled;
}

/** A quiz with a time limit shows its questions once it was begun. */
async function begin(page: Window, article: HTMLElement): Promise<void> {
  const submit = article.querySelector<HTMLButtonElement>("[data-action=hand-in]");
  const fieldsets = [...article.querySelectorAll<HTMLElement>("fieldset[data-question]")];
  if (!submit || submit.hidden || submit.disabled || fieldsets.some(({ hidden }) => !hidden)) return;
  submit.click();
  await until(page, () => fieldsets.find(({ hidden }) => !hidden));
}

/** Presses a button between single questions until it leads no further. */
function step(article: HTMLElement, which: string, then: () => void): void {
  const button = article.querySelector<HTMLButtonElement>(`.question-steps:not([hidden]) > button${which}`);
  while (button && !button.disabled) {
    button.click();
    then();
  }
}

function isOpen(fieldset: HTMLFieldSetElement): boolean {
  return !fieldset.hidden && !fieldset.disabled && !fieldset.classList.contains("locked") && !fieldset.classList.contains("judged");
}

function answer(page: Window, fieldset: HTMLFieldSetElement, question: Question, how: How): void {
  const type = questionType(question.type);
  const made = Array.from({ length: how === "random" ? 1 : TRIES }, () => random(question, fieldset));
  const candidates = [...(how === "random" ? [] : type.correct(question).map(asResponse)), ...made];
  const rated = candidates.map((response) => ({ response, earned: type.grade(question, response) }));
  const chosen = rated.reduce((best, one) => ((how === "wrong" ? one.earned < best.earned : one.earned > best.earned) ? one : best));
  type.show(fieldset, question, chosen.response);
  const { Event } = page as Window & typeof globalThis;
  fieldset.dispatchEvent(new Event("input", { bubbles: true }));
}

function standing(fieldset: HTMLFieldSetElement, question: Question): Omit<Filled, "activity"> {
  const type = questionType(question.type);
  const response = type.read(fieldset, question);
  const answer = response ? type.encode(response, question) : "";
  return { question: question.id, answer, earned: type.grade(question, response), points: question.points };
}

function asResponse(pattern: Pattern): Response {
  if (pattern.kind === "range") return { kind: "number", value: pattern.least || pattern.most };
  return pattern.kind === "texts" ? { kind: "texts", texts: pattern.texts } : pattern;
}

/** What the types keep in their questions, as far as an answer is made of it. */
interface Made {
  readonly items?: readonly string[];
  readonly sources?: readonly string[];
  readonly targets?: readonly string[];
  readonly steps?: readonly (readonly [step: string, choices: Readonly<Record<string, string>>])[];
  readonly blanks?: readonly { readonly choices?: readonly string[] }[];
  readonly criteria?: readonly string[];
}

function random(question: Question, fieldset: HTMLFieldSetElement): Response {
  const { items, sources, targets = [], steps, blanks, criteria } = question as Question & Made;
  if (items) return { kind: "order", ids: shuffled(items) };
  if (steps) return { kind: "pairs", pairs: walk(steps) };
  if (sources) return { kind: "pairs", pairs: sources.map((source) => [source, one(targets)]) };
  if (blanks) return { kind: "texts", texts: blanks.map(({ choices }) => (choices ? one(choices) : "something")) };
  if (criteria) return { kind: "essay", text: "Something that a script wrote.", met: criteria.length ? some(criteria) : null };
  const inputs = [...fieldset.querySelectorAll<HTMLInputElement>("input[type=radio], input[type=checkbox]")];
  const values = inputs.map(({ value }) => value);
  if (question.type === "true-false") return { kind: "boolean", value: one(values) === "true" };
  if (!values.length) return { kind: "number", value: String(Math.floor(Math.random() * 1000)) };
  const ids = inputs[0]?.type === "radio" ? [one(values)] : some(values);
  return { kind: "choice", ids: ids.length ? ids : [one(values)] };
}

function walk(steps: NonNullable<Made["steps"]>): readonly (readonly [string, string])[] {
  const path: [string, string][] = [];
  for (let at = steps[0]?.[0] ?? ""; at && path.length < steps.length; ) {
    const choices = steps.find(([id]) => id === at)?.[1] ?? {};
    const choice = one(Object.keys(choices));
    path.push([at, choice]);
    at = choices[choice] ?? "";
  }
  return path;
}

const one = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)] as T;
const some = <T>(list: readonly T[]): T[] => list.filter(() => Math.random() < 0.5);
const shuffled = <T>(list: readonly T[]): T[] =>
  list.map((item) => ({ item, at: Math.random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);

/** The questions of an activity, as its script hands them to the player. */
async function questionsOf(page: Window, activity: string): Promise<ReadonlyMap<string, Question>> {
  const { end = "" } = courseOf(page);
  const text = await (await fetch(new URL(`page-${activity}${end}.js`, page.location.href), { cache: "no-store" })).text();
  // What watches the reading may stand before it.
  const [, handed = ""] = /(?:^|;)coursePage\((".*)\);$/m.exec(text) ?? [];
  const [, , questions = []] = JSON.parse(`[${handed}]`) as [string, string, Question[]?];
  return new Map(questions.map((question) => [question.id, question]));
}

export const courseOf = (page: Window): CourseData =>
  JSON.parse(page.document.getElementById("course-data")?.textContent ?? "{}") as CourseData;

/** Waits until something is there, which is looked for at each frame of the page. */
export async function until<T>(page: Window, look: () => T | null | undefined): Promise<T> {
  const end = performance.now() + PATIENCE_MS;
  for (let found = look(); ; found = look()) {
    if (found) return found;
    if (performance.now() > end) throw new Error("the page does not come");
    await frames(page, 1);
  }
}

async function frames(page: Window, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await new Promise((resolve) => page.requestAnimationFrame(resolve));
}
