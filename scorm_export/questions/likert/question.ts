/** A scale without a right answer. Saved as the level's id, one character. */
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import type { QuestionType } from "../type.ts";
import { noteChecked, readChecked, showChecked } from "../inputs.ts";

interface Likert extends Question {
  readonly scale: readonly string[];
}

export const likert: QuestionType<Likert> = {
  interaction: "likert",
  read(fieldset) {
    const [id] = readChecked(fieldset);
    return id === undefined ? null : level(id);
  },
  show: (fieldset, _, response) => showChecked(fieldset, [chosen(response)]),
  review: (fieldset, _, response, __, say) => noteChecked(fieldset, [chosen(response)], say),
  grade: () => 0,
  encode: chosen,
  decode: (question, text) => (question.scale.includes(text) ? level(text) : null),
  correct: () => [],
};

function level(id: string): Response {
  return { kind: "choice", ids: [id] };
}

function chosen(response: Response | null): string {
  return (response?.kind === "choice" && response.ids[0]) || "";
}
