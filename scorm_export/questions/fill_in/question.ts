/** A text with blanks, to write in or to choose for. Saved as the blanks that were filled in: id, length (two digits to base 36) and text. */
import { seal, unveil } from "../../player/src/learner/answer_key.ts";
import { all, make } from "../../player/src/page/dom.ts";
import type { Response } from "../../player/src/reports.ts";
import type { Say } from "../../player/src/page/words.ts";
import { share, type Credited } from "../credit.ts";
import type { QuestionType } from "../type.ts";
import { unhide } from "../inputs.ts";
import { decodeText, encodeText, keepWithin, normalise, type Comparison, within, withoutEnter } from "../texts.ts";

interface Blank extends Comparison {
  readonly id: string;
  /** UTF-8 bytes of a text at most. */
  readonly limit: number;
  /** Seals of the right texts, normalised. */
  readonly right: readonly string[];
  /** Veiled: the text that is shown as the right one. */
  readonly answer: string;
  /** What is chosen from; left out where a text is written. */
  readonly choices?: readonly string[];
  /** Veiled: what a normalised text may match instead. */
  readonly pattern?: string;
}

interface FillIn extends Credited {
  readonly blanks: readonly Blank[];
}

export const fillIn: QuestionType<FillIn> = {
  interaction: "fill-in",
  mount(fieldset, question, tools) {
    for (const blank of question.blanks) {
      const input = inputOf(fieldset, blank);
      if (!input || "options" in input) continue;
      keepWithin(input, blank.limit, tools);
      withoutEnter(input);
    }
  },
  read(fieldset, question) {
    const texts = question.blanks.map((blank) => {
      const input = inputOf(fieldset, blank);
      if (!input) return "";
      return "options" in input ? input.value : within(input, blank.limit);
    });
    return filled(texts);
  },
  show(fieldset, question, response) {
    for (const tag of all(fieldset, ".tag")) tag.remove();
    for (const note of all(fieldset, ".blank-notes, .blank-notes li")) note.hidden = true;
    question.blanks.forEach((blank, n) => {
      const input = inputOf(fieldset, blank);
      if (!input) return;
      input.value = textsOf(response)[n] ?? "";
      input.classList.remove("right", "wrong");
    });
  },
  review(fieldset, question, response, reveal, say) {
    question.blanks.forEach((blank, n) => {
      const text = textsOf(response)[n] ?? "";
      const isRight = fits(question, blank, text);
      const input = inputOf(fieldset, blank);
      input?.classList.add(isRight ? "right" : "wrong");
      const verdict = say(isRight ? "blank_right" : text ? "blank_wrong" : "blank_empty");
      input?.after(verdictTag(verdict, isRight || !reveal ? "" : unveil(question, blank.answer), isRight, say));
      if (text || reveal) showNote(fieldset, blank);
    });
  },
  grade(question, response) {
    const texts = textsOf(response);
    const right = question.blanks.filter((blank, n) => fits(question, blank, texts[n] ?? "")).length;
    const wrong = texts.filter(isText).length - right;
    return share(question, right, wrong, question.blanks.length);
  },
  isComplete: (_, response) => textsOf(response).every(isText),
  encode(response, question) {
    return question.blanks
      .map(({ id }, n) => [id, encodeText(textsOf(response)[n] ?? "")] as const)
      .map(([id, text]) => text && id + text.length.toString(36).padStart(2, "0") + text)
      .join("");
  },
  decode(question, saved) {
    const texts = question.blanks.map(() => "");
    for (let at = 0; at < saved.length; ) {
      const n = question.blanks.findIndex(({ id }) => id === saved[at]);
      const end = at + 3 + parseInt(saved.slice(at + 1, at + 3), 36);
      const text = decodeText(saved.slice(at + 3, end), question.blanks[n]?.limit ?? 0);
      if (!text || !isPossible(question.blanks[n], text) || !(end <= saved.length)) return null;
      texts[n] = text;
      at = end;
    }
    return filled(texts);
  },
  correct: (question) => [
    {
      kind: "texts",
      texts: question.blanks.map((blank) => unveil(question, blank.answer)),
      caseMatters: question.blanks.some((blank) => blank.matchCase),
    },
  ],
};

function inputOf(fieldset: HTMLFieldSetElement, { id }: Blank): HTMLInputElement | HTMLSelectElement | null {
  return fieldset.querySelector<HTMLInputElement | HTMLSelectElement>(`[data-blank="${id}"]`);
}

/** Whether a blank of this edition can be filled with a text. */
function isPossible(blank: Blank | undefined, text: string): boolean {
  return !blank?.choices || blank.choices.includes(text);
}

function fits(question: FillIn, blank: Blank, text: string): boolean {
  if (!isText(text)) return false;
  const compared = normalise(text, blank);
  if (blank.right.includes(seal(question, compared))) return true;
  return !!blank.pattern && new RegExp(`^(?:${unveil(question, blank.pattern)})$`, "u").test(compared);
}

function verdictTag(verdict: string, answer: string, isRight: boolean, say: Say): HTMLElement {
  const tag = make("span", { className: `tag ${isRight ? "right" : "wrong"}` }, verdict);
  if (answer) tag.append(" · ", say("right_answer_is"), " ", make("b", {}, make("bdi", {}, answer)));
  return tag;
}

function showNote(fieldset: HTMLFieldSetElement, { id }: Blank): void {
  const list = fieldset.querySelector<HTMLElement>(".blank-notes");
  const note = list?.querySelector(`[data-text="${id}"]`)?.closest("li");
  if (!list || !note) return;
  list.hidden = false;
  note.hidden = false;
  unhide(note, ".feedback");
}

function isText(text: string): boolean {
  return text.trim() !== "";
}

function filled(texts: readonly string[]): Response | null {
  return texts.some(isText) ? { kind: "texts", texts } : null;
}

function textsOf(response: Response | null): readonly string[] {
  return response?.kind === "texts" ? response.texts : [];
}
