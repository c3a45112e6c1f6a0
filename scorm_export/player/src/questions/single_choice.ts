/** One option of several is right: all of the points or none. Saved as the option's id, one character. */
import { seal } from "../answer_key.ts";
import type { Question, Response } from "../types.ts";
import type { QuestionType } from "./index.ts";
import { readChecked, reviewChecked, showChecked } from "./inputs.ts";

interface SingleChoice extends Question {
  readonly options: readonly string[];
  /** Seals of the ids of the right ones. */
  readonly right: readonly string[];
}

export const singleChoice: QuestionType<SingleChoice> = {
  interaction: "choice",
  read(fieldset) {
    const [id] = readChecked(fieldset);
    return id === undefined ? null : choice(id);
  },
  show: (fieldset, _, response) => showChecked(fieldset, [chosen(response)]),
  review: (fieldset, question, response, reveal, say) =>
    reviewChecked(fieldset, [chosen(response)], rightIds(question), reveal, say),
  grade: (question, response) => (rightIds(question).includes(chosen(response)) ? question.points : 0),
  encode: chosen,
  decode: (question, text) => (question.options.includes(text) ? choice(text) : null),
  correct: (question) => rightIds(question).map(choice),
};

function rightIds(question: SingleChoice): string[] {
  return question.options.filter((id) => question.right.includes(seal(question, id)));
}

function choice(id: string): Response {
  return { kind: "choice", ids: [id] };
}

function chosen(response: Response | null): string {
  return (response?.kind === "choice" && response.ids[0]) || "";
}
