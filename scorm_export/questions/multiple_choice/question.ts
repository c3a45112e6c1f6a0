/** Any number of options is right. Saved as a mask of the chosen ones. */
import { seal } from "../../player/src/learner/answer_key.ts";
import type { Response } from "../../player/src/reports.ts";
import { share, type Credited } from "../credit.ts";
import type { QuestionType } from "../type.ts";
import { noteChecked, readChecked, reviewChecked, showChecked } from "../inputs.ts";
import { mask, unmask } from "../masks.ts";

export interface MultipleChoice extends Credited {
  readonly options: readonly string[];
  /** Seals of the ids of the right ones. */
  readonly right: readonly string[];
}

export const multipleChoice: QuestionType<MultipleChoice> = {
  interaction: "choice",
  read: (fieldset) => choice(readChecked(fieldset)),
  show: (fieldset, _, response) => showChecked(fieldset, chosen(response)),
  review: (fieldset, question, response, reveal, say) =>
    question.points
      ? reviewChecked(fieldset, chosen(response), rightIds(question), reveal, say)
      : noteChecked(fieldset, chosen(response), say),
  grade(question, response) {
    if (!question.points) return 0;
    const all = rightIds(question);
    const ids = chosen(response);
    const right = ids.filter((id) => all.includes(id)).length;
    return share(question, right, ids.length - right, all.length);
  },
  encode: (response) => mask(chosen(response)),
  decode(question, text) {
    const known = unmask(text, question.options);
    return known && choice(known);
  },
  correct: (question) => (question.points ? [{ kind: "choice", ids: rightIds(question) }] : []),
};

function rightIds(question: MultipleChoice): string[] {
  return question.options.filter((id) => question.right.includes(seal(question, id)));
}

/** The empty selection is no answer. */
function choice(ids: readonly string[]): Response | null {
  return ids.length ? { kind: "choice", ids } : null;
}

function chosen(response: Response | null): readonly string[] {
  return response?.kind === "choice" ? response.ids : [];
}
