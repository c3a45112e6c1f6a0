/** Yes or no. Saved as "y" or "n". */
import { seal } from "../../player/src/learner/answer_key.ts";
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import type { QuestionType } from "../type.ts";
import { readChecked, reviewChecked, showChecked } from "../inputs.ts";

interface YesNo extends Question {
  /** The seal of `yes` or `no`. */
  readonly right: string;
}

export const yesNo: QuestionType<YesNo> = {
  interaction: "true-false",
  read(fieldset) {
    const [value] = readChecked(fieldset);
    return value === undefined ? null : { kind: "boolean", value: value === "yes" };
  },
  show: (fieldset, _, response) => showChecked(fieldset, values(response)),
  review: (fieldset, question, response, reveal, say) =>
    reviewChecked(fieldset, values(response), [isYes(question) ? "yes" : "no"], reveal, say),
  grade: (question, response) =>
    response?.kind === "boolean" && response.value === isYes(question) ? question.points : 0,
  encode: (response) => (response.kind === "boolean" && response.value ? "y" : "n"),
  decode: (_, text) => (/^[yn]$/.test(text) ? { kind: "boolean", value: text === "y" } : null),
  correct: (question) => [{ kind: "boolean", value: isYes(question) }],
};

function isYes(question: YesNo): boolean {
  return seal(question, "yes") === question.right;
}

function values(response: Response | null): readonly string[] {
  return response?.kind === "boolean" ? [response.value ? "yes" : "no"] : [];
}
