/**
 * A number. Saved with "_" for the point; what was typed and is no number is kept too, saved as "t" and the text, so
 * that the learner finds it again. Numbers stay texts and are compared digit by digit: no rounding.
 */
import { unveil } from "../../player/src/learner/answer_key.ts";
import { all, copied, make } from "../../player/src/page/dom.ts";
import { MOST_BYTES_NUMERIC, MOST_DIGITS_NUMERIC } from "../../player/src/limits.ts";
import type { Question } from "../../player/src/course.ts";
import type { Response } from "../../player/src/reports.ts";
import type { QuestionType } from "../type.ts";
import { unhide } from "../inputs.ts";
import { decodeText, encodeText, keepWithin, normalise, within, withoutEnter } from "../texts.ts";
import { inDigits, type Say } from "../../player/src/page/words.ts";

interface Numeric extends Question {
  /** Veiled: the least and the greatest right number and, if not the whole range, the one to show, with spaces between. */
  readonly right: string;
  readonly unit?: string;
}

/** Digits on either side of the point, of numbers and of the ends of ranges. */
const PLACES = 14;
const NUMBER = /^(-?)(\d+)(?:\.(\d+))?$/;

export const numeric: QuestionType<Numeric> = {
  interaction: "numeric",
  mount(fieldset, _, tools) {
    const input = inputOf(fieldset);
    if (!input) return;
    keepWithin(input, MOST_BYTES_NUMERIC, tools);
    withoutEnter(input);
    input.addEventListener("input", () => {
      if (!input.value.trim() || toNumber(input.value)) markInvalid(fieldset, false);
    });
    input.addEventListener("change", () => {
      const isInvalid = input.value.trim() !== "" && toNumber(input.value) === null;
      markInvalid(fieldset, isInvalid);
      if (isInvalid) tools.announce(...copied(fieldset.querySelector(".field-message")));
    });
  },
  read(fieldset) {
    const input = inputOf(fieldset);
    const typed = input ? within(input, MOST_BYTES_NUMERIC) : "";
    const value = toNumber(typed);
    if (value !== null) return { kind: "number", value };
    return typed.trim() ? { kind: "texts", texts: [typed] } : null;
  },
  show(fieldset, _, response) {
    for (const tag of all(fieldset, ".tag")) tag.remove();
    const input = inputOf(fieldset);
    if (input) input.value = response?.kind === "number" ? response.value : typedIn(response);
    input?.classList.remove("right", "wrong");
    markInvalid(fieldset, typedIn(response) !== "");
  },
  review(fieldset, question, response, reveal, say) {
    const isRight = fits(question, response);
    const field = inputOf(fieldset);
    field?.classList.add(isRight ? "right" : "wrong");
    markInvalid(fieldset, false);
    const place = fieldset.querySelector(".field");
    if (response) {
      const verdict = say(isRight ? "chosen_right" : "chosen_wrong");
      place?.append(make("span", { className: `tag ${isRight ? "right" : "wrong"}` }, verdict));
    }
    if (reveal && !isRight) {
      const answer = [make("bdi", {}, rightAnswer(question, say)), " ", make("bdi", {}, question.unit ?? "")];
      place?.append(make("span", { className: "tag right" }, say("right_answer_is"), " ", ...answer));
    }
    if (response) unhide(fieldset, ".feedback");
  },
  grade: (question, response) => (fits(question, response) ? question.points : 0),
  isComplete: (_, response) => response.kind === "number",
  reported: (response) => (response.kind === "number" ? response : null),
  encode: (response) =>
    response.kind === "number" ? response.value.replace(".", "_") : `t${encodeText(typedIn(response))}`,
  decode(_, saved) {
    if (!saved.startsWith("t")) {
      const value = saved.replace("_", ".");
      return toNumber(value) === value ? { kind: "number", value } : null;
    }
    const typed = decodeText(saved.slice(1), MOST_BYTES_NUMERIC);
    return typed?.trim() && toNumber(typed) === null ? { kind: "texts", texts: [typed] } : null;
  },
  correct(question) {
    const [least = "", most = ""] = ends(question);
    return [{ kind: "range", least, most }];
  },
};

/**
 * What was typed as a decimal with a point, in Arabic, Devanagari or Bengali digits too, with a comma or a point before the decimals
 * and perhaps spaces between thousands; null when it is none, or could mean two: 1,000.
 */
export function toNumber(typed: string): string | null {
  const plain = normalise(typed, { matchCase: true, exactSpacing: false })
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15))
    .replace(/[\u0966-\u096f\u09e6-\u09ef]/g, (digit) => String((digit.charCodeAt(0) & 15) - 6))
    .replace(/^([-+]) /, "$1")
    .replace(/^\+/, "");
  if (/^-?[1-9]\d{0,2},\d{3}$/.test(plain)) return null;
  const joined = /^-?\d{1,3}([ \u066c]\d{3})+([.,\u066b]|$)/.test(plain) ? plain.replace(/[ \u066c]/g, "") : plain;
  const match = /^(-?)(\d*)(?:[.,\u066b](\d*))?$/.exec(joined);
  const [, sign = "", typedWhole = "", decimals = ""] = match ?? [];
  const whole = typedWhole.replace(/^0+(?=\d)/, "") || (decimals && "0");
  if (!match || !whole || whole.length + decimals.length > MOST_DIGITS_NUMERIC) return null;
  const size = decimals ? `${whole}.${decimals}` : whole;
  return /[1-9]/.test(size) ? sign + size : size;
}

/** Below 0, 0 or above, as one decimal is less than, equal to or more than another. */
export function compare(one: string, other: string): number {
  const [first, second] = [parts(one), parts(other)];
  if (first.sign !== second.sign) return first.sign - second.sign;
  return first.digits === second.digits ? 0 : first.digits < second.digits ? -first.sign : first.sign;
}

function parts(number: string): { sign: number; digits: string } {
  const [, sign, whole = "", decimals = ""] = NUMBER.exec(number) ?? [];
  return { sign: sign ? -1 : 1, digits: whole.padStart(PLACES, "0") + decimals.padEnd(PLACES, "0") };
}

function ends(question: Numeric): string[] {
  return unveil(question, question.right).split(" ");
}

function fits(question: Numeric, response: Response | null): boolean {
  if (response?.kind !== "number") return false;
  const [least = "", most = ""] = ends(question);
  return compare(least, response.value) <= 0 && compare(response.value, most) <= 0;
}

function rightAnswer(question: Numeric, say: Say): string {
  const [least = "", most = "", answer] = ends(question).map((end) => inDigits(say, end));
  return answer ?? (least === most ? least : say("from_to", { least, most }));
}

function inputOf(fieldset: HTMLFieldSetElement): HTMLInputElement | null {
  return fieldset.querySelector<HTMLInputElement>("input");
}

function typedIn(response: Response | null): string {
  return response?.kind === "texts" ? (response.texts[0] ?? "") : "";
}

function markInvalid(fieldset: HTMLFieldSetElement, isInvalid: boolean): void {
  inputOf(fieldset)?.setAttribute("aria-invalid", String(isInvalid));
  const message = fieldset.querySelector<HTMLElement>(".field-message");
  if (message) message.hidden = !isInvalid;
}
