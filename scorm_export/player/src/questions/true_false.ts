/** A statement is true or false. Saved as "t" or "f". */
import type { Question } from "../types.ts";
import type { QuestionType } from "./index.ts";
import { readChecked, showChecked } from "./inputs.ts";

interface TrueFalse extends Question {
  readonly correct: boolean;
}

export const trueFalse: QuestionType<TrueFalse> = {
  interaction: "true-false",
  read(fieldset) {
    const [value] = readChecked(fieldset);
    return value === undefined ? null : { kind: "boolean", value: value === "true" };
  },
  show: (fieldset, response) => showChecked(fieldset, response?.kind === "boolean" ? [String(response.value)] : []),
  grade: (question, response) =>
    response?.kind === "boolean" && response.value === question.correct ? question.points : 0,
  encode: (response) => (response.kind === "boolean" && response.value ? "t" : "f"),
  decode: (_, text) => (/^[tf]$/.test(text) ? { kind: "boolean", value: text === "t" } : null),
  correct: (question) => [{ kind: "boolean", value: question.correct }],
};
