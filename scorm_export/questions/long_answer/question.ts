/**
 * A longer text. With criteria, its writer compares it with a model answer, after which it stays as it is, and says
 * which criteria it meets. Saved as the number of digits of the mask of criteria met, "n" before it was compared; the
 * mask; and the text.
 */
import { unveilTexts } from "../../player/src/learner/answer_key.ts";
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import { share } from "../credit.ts";
import type { QuestionType, Tools } from "../type.ts";
import { markOption, readChecked, showChecked } from "../inputs.ts";
import { mask, unmask } from "../masks.ts";
import { bytes, decodeText, encodeText, keepWithin, within } from "../texts.ts";

interface LongAnswer extends Question {
  /** Characters of a text, about. */
  readonly length: number;
  /** UTF-8 bytes of a text at most. */
  readonly limit: number;
  /** Ids; none for a text that is not assessed. */
  readonly criteria: readonly string[];
}

type Essay = Response & { readonly kind: "essay" };

/** Milliseconds without a key before a screen reader is told how much room is left. */
const PAUSE = 1500;

export const longAnswer: QuestionType<LongAnswer> = {
  interaction: "long-fill-in",
  mount(fieldset, question, tools) {
    const field = textOf(fieldset);
    if (!field) return;
    keepWithin(field, question.limit, tools);
    keepCount(fieldset, field, question, tools);
    part(fieldset, "[data-action=compare]")?.addEventListener("click", () => compare(fieldset, question, tools));
  },
  read(fieldset, question) {
    const field = textOf(fieldset);
    const text = field ? within(field, question.limit) : "";
    const isCompared = part(fieldset, ".criteria")?.hidden === false;
    return text.trim() ? { kind: "essay", text, met: isCompared ? readChecked(fieldset) : null } : null;
  },
  show(fieldset, question, response) {
    const essay = essayOf(response);
    const field = textOf(fieldset);
    if (field) field.value = essay?.text ?? "";
    counts.get(fieldset)?.();
    showChecked(fieldset, essay?.met ?? []);
    showCompared(fieldset, question, !!essay?.met);
  },
  review(fieldset, question, response, reveal, say) {
    const met = essayOf(response)?.met ?? null;
    hide(fieldset, ".room", true);
    hide(fieldset, ".compare", true);
    if (met || reveal || !question.criteria.length) showModel(fieldset, question);
    if (!met) return;
    for (const id of question.criteria) {
      const option = part(fieldset, `[data-option="${id}"]`);
      if (!option) continue;
      if (met.includes(id)) markOption(option, say("criterion_met"), "chosen", "right");
      else markOption(option, say("criterion_not_met"), "wrong");
    }
  },
  grade(question, response) {
    const met = essayOf(response)?.met ?? [];
    const { criteria } = question;
    return criteria.length ? share({ ...question, credit: "partial", penalty: 0 }, met.length, 0, criteria.length) : 0;
  },
  isComplete: (question, response) => !question.criteria.length || essayOf(response)?.met !== null,
  encode(response) {
    const essay = essayOf(response);
    const digits = essay?.met?.length ? mask(essay.met) : "";
    return (essay?.met ? digits.length : "n") + digits + encodeText(essay?.text ?? "");
  },
  decode(question, saved) {
    const isCompared = question.criteria.length > 0 && /^\d/.test(saved);
    const start = 1 + (Number(saved[0]) || 0);
    const text = /^[\dn]/.test(saved) ? decodeText(saved.slice(start), question.limit) : null;
    if (!text?.trim()) return null;
    // A criterion that this edition does not have: the text is to be compared again.
    const met = start === 1 ? [] : unmask(saved.slice(1, start), question.criteria);
    return { kind: "essay", text, met: isCompared ? met : null };
  },
  correct: () => [],
};

function compare(fieldset: HTMLFieldSetElement, question: LongAnswer, { say, announce }: Tools): void {
  const field = textOf(fieldset);
  if (!field?.value.trim()) {
    announce(say("answer_first"));
    field?.focus();
    return;
  }
  showCompared(fieldset, question, true);
  fieldset.dispatchEvent(new Event("input", { bubbles: true }));
  part(fieldset, ".model h3")?.focus();
}

/** Before, the text may be changed; afterwards, it is there to be assessed. */
function showCompared(fieldset: HTMLFieldSetElement, question: LongAnswer, isCompared: boolean): void {
  const field = textOf(fieldset);
  if (field) field.readOnly = isCompared;
  hide(fieldset, ".room", isCompared);
  hide(fieldset, ".compare", isCompared);
  hide(fieldset, ".criteria", !isCompared);
  hide(fieldset, ".model", true);
  if (isCompared) showModel(fieldset, question);
}

function showModel(fieldset: HTMLFieldSetElement, question: LongAnswer): void {
  const place = part(fieldset, '[data-text="model"]');
  if (!place) return;
  place.innerHTML = unveilTexts(question).model ?? "";
  place.hidden = false;
  hide(fieldset, ".model", false);
}

/** What writes how much room is left, and returns it, by form. */
const counts = new WeakMap<HTMLFieldSetElement, () => string>();

/** Show how much room is left at each key, and say it when the writer pauses near the end of it. */
function keepCount(fieldset: HTMLFieldSetElement, field: HTMLTextAreaElement, question: LongAnswer, tools: Tools): void {
  const { length, limit } = question;
  const left = () => Math.floor(((limit - bytes(within(field, limit))) * length) / limit);
  const count = (): string => {
    const text = tools.say("room_left", { count: left() });
    part(fieldset, ".room")?.replaceChildren(text);
    return text;
  };
  counts.set(fieldset, count);
  let pause = 0;
  field.addEventListener("input", () => {
    const text = count();
    clearTimeout(pause);
    if (left() <= length / 5) pause = window.setTimeout(() => tools.announce(text), PAUSE);
  });
}

function textOf(fieldset: HTMLFieldSetElement): HTMLTextAreaElement | null {
  return fieldset.querySelector("textarea");
}

function part(fieldset: HTMLFieldSetElement, selector: string): HTMLElement | null {
  return fieldset.querySelector<HTMLElement>(selector);
}

function hide(fieldset: HTMLFieldSetElement, selector: string, hidden: boolean): void {
  const element = part(fieldset, selector);
  if (element) element.hidden = hidden;
}

function essayOf(response: Response | null): Essay | null {
  return response?.kind === "essay" ? response : null;
}
