/** One option of several is right: all of the points or none. Saved as the option's id, one character. */
import type { Question, Response } from "../types.ts";
import type { QuestionType } from "./index.ts";
import { readChecked, showChecked } from "./inputs.ts";

interface SingleChoice extends Question {
  readonly options: readonly string[];
  readonly correct: readonly string[];
}

export const singleChoice: QuestionType<SingleChoice> = {
  interaction: "choice",
  read(fieldset) {
    const [id] = readChecked(fieldset);
    return id === undefined ? null : choice(id);
  },
  show: (fieldset, response) => showChecked(fieldset, [chosen(response)]),
  grade: (question, response) => (question.correct.includes(chosen(response)) ? question.points : 0),
  encode: chosen,
  decode: (question, text) => (question.options.includes(text) ? choice(text) : null),
  correct: (question) => question.correct.map(choice),
};

function choice(id: string): Response {
  return { kind: "choice", ids: [id] };
}

function chosen(response: Response | null): string {
  return (response?.kind === "choice" && response.ids[0]) || "";
}
