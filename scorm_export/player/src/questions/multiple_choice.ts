/**
 * Any number of options is right. Saved as a bit mask over all possible option ids, six to a character, so that
 * inserted, removed and reordered options leave the meaning of a saved answer alone.
 */
import type { Question, Response } from "../types.ts";
import type { QuestionType } from "./index.ts";
import { readChecked, showChecked } from "./inputs.ts";

interface MultipleChoice extends Question {
  readonly options: readonly string[];
  readonly correct: readonly string[];
  readonly credit: "partial" | "all-or-nothing";
}

const OPTIONS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MASKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BITS = 6;

export const multipleChoice: QuestionType<MultipleChoice> = {
  interaction: "choice",
  read: (fieldset) => choice(readChecked(fieldset)),
  show: (fieldset, response) => showChecked(fieldset, chosen(response)),
  grade,
  encode: (response) => mask(chosen(response)),
  decode(question, text) {
    const ids = [...OPTIONS].filter((_, n) => MASKS.indexOf(text.charAt(Math.floor(n / BITS))) & (1 << n % BITS));
    const known = question.options.filter((id) => ids.includes(id));
    return mask(known) === text ? choice(known) : null;
  },
  correct: (question) => [{ kind: "choice", ids: question.options.filter((id) => question.correct.includes(id)) }],
};

/** Whole numbers only: the share of the points, rounded half up to a hundredth. */
function grade(question: MultipleChoice, response: Response | null): number {
  const ids = chosen(response);
  const all = question.correct.length;
  const right = ids.filter((id) => question.correct.includes(id)).length;
  const net = Math.max(0, 2 * right - ids.length);
  if (question.credit === "all-or-nothing") return net === all ? question.points : 0;
  return Math.floor((2 * question.points * net + all) / (2 * all));
}

function mask(ids: readonly string[]): string {
  const masks: number[] = [];
  for (const id of ids) {
    const n = OPTIONS.indexOf(id);
    const at = Math.floor(n / BITS);
    while (masks.length <= at) masks.push(0);
    masks[at] = (masks[at] ?? 0) | (1 << n % BITS);
  }
  return masks.map((bits) => MASKS.charAt(bits)).join("");
}

/** The empty selection is no answer. */
function choice(ids: readonly string[]): Response | null {
  return ids.length ? { kind: "choice", ids } : null;
}

function chosen(response: Response | null): readonly string[] {
  return response?.kind === "choice" ? response.ids : [];
}
