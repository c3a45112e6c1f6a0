/** A statement is true or false. Saved as "t" or "f". */
import { seal } from "../../player/src/learner/answer_key.ts";
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import type { QuestionType } from "../type.ts";
import { readChecked, reviewChecked, showChecked } from "../inputs.ts";

interface TrueFalse extends Question {
  /** The seal of `true` or `false`. */
  readonly right: string;
}

export const trueFalse: QuestionType<TrueFalse> = {
  interaction: "true-false",
  read(fieldset) {
    const [value] = readChecked(fieldset);
    return value === undefined ? null : { kind: "boolean", value: value === "true" };
  },
  show: (fieldset, _, response) => showChecked(fieldset, values(response)),
  review: (fieldset, question, response, reveal, say) =>
    reviewChecked(fieldset, values(response), [String(isTrue(question))], reveal, say),
  grade: (question, response) =>
    response?.kind === "boolean" && response.value === isTrue(question) ? question.points : 0,
  encode: (response) => (response.kind === "boolean" && response.value ? "t" : "f"),
  decode: (_, text) => (/^[tf]$/.test(text) ? { kind: "boolean", value: text === "t" } : null),
  correct: (question) => [{ kind: "boolean", value: isTrue(question) }],
};

function isTrue(question: TrueFalse): boolean {
  return seal(question, "true") === question.right;
}

function values(response: Response | null): readonly string[] {
  return response?.kind === "boolean" ? [String(response.value)] : [];
}
