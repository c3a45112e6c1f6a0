/** One option of several is right; others may earn or deduct a share of the points. Saved as the option's id, one character. */
import { seal, unveil } from "../../player/src/learner/answer_key.ts";
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import type { QuestionType } from "../type.ts";
import { noteChecked, readChecked, reviewChecked, showChecked } from "../inputs.ts";

interface SingleChoice extends Question {
  readonly options: readonly string[];
  /** Seals of the ids of the right ones. */
  readonly right: readonly string[];
  /** Veiled: hundredths of points by the ids of options that have a share, below 0 where they deduct, as JSON. */
  readonly shares?: string;
}

export const singleChoice: QuestionType<SingleChoice> = {
  interaction: "choice",
  mount(fieldset) {
    fieldset.querySelector("[data-action=clear]")?.addEventListener("click", () => {
      showChecked(fieldset, []);
      fieldset.dispatchEvent(new Event("input", { bubbles: true }));
    });
  },
  read(fieldset) {
    const [id] = readChecked(fieldset);
    return id === undefined ? null : choice(id);
  },
  show: (fieldset, _, response) => showChecked(fieldset, [chosen(response)]),
  review: (fieldset, question, response, reveal, say) =>
    question.points
      ? reviewChecked(fieldset, [chosen(response)], rightIds(question), reveal, say, sharedIds(question))
      : noteChecked(fieldset, [chosen(response)], say),
  grade: (question, response) => (rightIds(question).includes(chosen(response)) ? question.points : (sharesOf(question)[chosen(response)] ?? 0)),
  least: (question) => Math.min(0, ...Object.values(sharesOf(question))),
  encode: chosen,
  decode: (question, text) => (question.options.includes(text) ? choice(text) : null),
  correct: (question) => rightIds(question).map(choice),
};

function rightIds(question: SingleChoice): string[] {
  return question.options.filter((id) => question.right.includes(seal(question, id)));
}

function sharesOf(question: SingleChoice): Readonly<Record<string, number>> {
  return question.shares === undefined ? {} : (JSON.parse(unveil(question, question.shares)) as Record<string, number>);
}

function sharedIds(question: SingleChoice): string[] {
  const shares = sharesOf(question);
  return question.options.filter((id) => (shares[id] ?? 0) > 0);
}

function choice(id: string): Response {
  return { kind: "choice", ids: [id] };
}

function chosen(response: Response | null): string {
  return (response?.kind === "choice" && response.ids[0]) || "";
}
