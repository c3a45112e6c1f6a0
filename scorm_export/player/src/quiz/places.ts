/** One question in the form of a quiz: its answer, how it is judged, and what the learner notes of it. */
import { unveilTexts } from "../learner/answer_key.ts";
import { all, make } from "../page/dom.ts";
import type { QuestionResult } from "../learner/grading.ts";
import { unhide } from "../../../questions/inputs.ts";
import { questionType } from "../../../questions/index.ts";
import type { Tools } from "../../../questions/type.ts";
import { lock, unlock } from "./locking.ts";
import type { Standing } from "./navigator.ts";
import type { QuizState } from "../learner/quiz_state.ts";
import type { Question, Quiz } from "../course.ts";
import { points as spelt, score, type Say } from "../page/words.ts";

export interface Place {
  readonly question: Question;
  readonly fieldset: HTMLFieldSetElement;
  /** Only where feedback comes at once. */
  readonly check: HTMLButtonElement | null;
  readonly mark: HTMLButtonElement;
  /** In the heading, how the question stands. */
  readonly standing: HTMLElement;
  /** Lists whose order an attempt may change, as the author wrote them. */
  readonly lists: readonly { readonly list: Element; readonly written: readonly HTMLElement[] }[];
}

export function findPlace(form: HTMLElement, question: Question, quiz: Quiz, tools: Tools): [string, Place][] {
  const fieldset = form.querySelector<HTMLFieldSetElement>(`fieldset[data-question="${question.id}"]`);
  if (!fieldset) return [];
  questionType(question.type).mount?.(fieldset, question, tools);
  const lists = all(fieldset, "[data-shuffle]").map((list) => ({ list, written: [...list.children] as HTMLElement[] }));
  const button = (action: string, className: string, word: string): HTMLButtonElement => {
    const made = make("button", { type: "button", className }, tools.say(word));
    made.dataset.action = action;
    fieldset.querySelector(".question-verdict")?.before(made);
    return made;
  };
  const check = quiz.feedback === "immediately" ? button("check", "", "check_answer") : null;
  const mark = button("mark", "later", "mark");
  const standing = make("span", { className: "question-standing" });
  fieldset.querySelector(".question-head")?.append(standing);
  return [[question.id, { question, fieldset, check, mark, standing, lists }]];
}

/** The answer, whether it can be changed, and what is due to be said of it. */
export function showPlace({ question, fieldset, check }: Place, state: QuizState, tools: Tools): void {
  const result = showAnswer(fieldset, question, state);
  if (check) check.hidden = state.phase !== "draft" || result !== undefined;
  if (result) showFeedback(fieldset, question, result, state, tools);
  if (state.phase !== "draft" || result) lock(fieldset);
}

/** The answer as it is, without what was said of it before; answers how it was judged. */
export function showAnswer(
  fieldset: HTMLFieldSetElement, question: Question, { phase, responses, feedback }: QuizState,
): QuestionResult | undefined {
  const result = feedback.get(question.id);
  for (const note of all(fieldset, "[data-text], .question-verdict, .read-again")) note.hidden = true;
  fieldset.disabled = phase === "waiting";
  fieldset.classList.toggle("judged", result !== undefined);
  unlock(fieldset);
  questionType(question.type).show(fieldset, question, responses.get(question.id) ?? null);
  return result;
}

/** What was answered and what it earned; the right answers only when `reveals`, so that another try stays worth it. */
export function showFeedback(
  fieldset: HTMLFieldSetElement, question: Question, result: QuestionResult, { reveals, kept }: Pick<QuizState, "reveals" | "kept">, { say }: Tools,
): void {
  const { response, verdict: judged, earned, points } = result;
  const texts = unveilTexts(question);
  for (const place of all(fieldset, "[data-text]")) place.innerHTML = texts[place.dataset.text ?? ""] ?? "";
  questionType(question.type).review(fieldset, question, response, reveals, say);
  const verdict = fieldset.querySelector<HTMLElement>(".question-verdict");
  if (verdict) {
    verdict.className = `question-verdict ${judged}`;
    const neutral = say(response ? "answered" : "not_answered");
    const text = points ? pointsText(say, response ? judged : "unanswered_verdict", earned, points) : neutral;
    verdict.textContent = kept.has(question.id) && points ? `${text} · ${say("kept_right")}` : text;
    verdict.hidden = false;
  }
  unhide(fieldset, ".explanation");
  if (judged === "wrong" || judged === "partly") unhide(fieldset, ".read-again");
}

function pointsText(say: Say, key: string, earned: number, total: number): string {
  return earned < 0 ? say("deducted", { count: spelt(-earned) }) : score(say, key, earned, total);
}

/** In the heading: how it was judged, or that it is marked for later. */
export function showStanding({ fieldset, mark, standing }: Place, stands: Standing, isMarked: boolean, canMark: boolean, say: Say): void {
  const isJudged = fieldset.classList.contains("judged") && stands !== "answered" && stands !== "open";
  standing.textContent = isJudged ? say(`standing_${stands}`) : isMarked ? say("standing_marked") : "";
  standing.dataset.standing = isJudged ? stands : "marked";
  mark.hidden = !canMark;
  mark.setAttribute("aria-pressed", String(isMarked));
}

/** After a question that was not right: the way to the next one like it, or back to the result. */
export function showJump({ fieldset }: Place, text: string, go: () => void): void {
  fieldset.querySelector(".jump")?.remove();
  if (!text) return;
  const onclick = (event: Event): void => {
    event.preventDefault();
    go();
  };
  const link = make("a", { href: "#", onclick }, text);
  fieldset.append(make("p", { className: "jump" }, link));
}
