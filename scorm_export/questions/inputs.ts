/** What the types whose form is a list of radio buttons or checkboxes have in common. */
import { all, make } from "../player/src/page/dom.ts";
import type { Say } from "../player/src/page/words.ts";

export function readChecked(fieldset: HTMLFieldSetElement): string[] {
  return inputs(fieldset)
    .filter((input) => input.checked)
    .map((input) => input.value);
}

export function showChecked(fieldset: HTMLFieldSetElement, values: readonly string[]): void {
  for (const input of inputs(fieldset)) input.checked = values.includes(input.value);
  for (const option of all(fieldset, ".option")) option.classList.remove("chosen", "right", "partly", "wrong", "missed");
  for (const tag of all(fieldset, ".tag")) tag.remove();
}

function inputs(fieldset: HTMLFieldSetElement): HTMLInputElement[] {
  return [...fieldset.querySelectorAll<HTMLInputElement>("input")];
}

/** Mark options as chosen and right or not, with what is said of those that were chosen. */
export function reviewChecked(
  fieldset: HTMLFieldSetElement,
  chosen: readonly string[],
  right: readonly string[],
  reveal: boolean,
  say: Say,
  partly: readonly string[] = [],
): void {
  for (const option of all(fieldset, ".option")) {
    const id = option.dataset.option ?? "";
    const isRight = right.includes(id);
    if (chosen.includes(id) && partly.includes(id)) {
      markOption(option, say("chosen_partly"), "chosen", "partly");
      unhide(option, ".feedback");
      continue;
    }
    if (chosen.includes(id)) {
      markOption(option, say(isRight ? "chosen_right" : "chosen_wrong"), "chosen", isRight ? "right" : "wrong");
      unhide(option, ".feedback");
    } else if (isRight && reveal) markOption(option, say("right_answer"), "missed");
  }
}

/** Mark options as chosen where nothing is right. */
export function noteChecked(fieldset: HTMLFieldSetElement, chosen: readonly string[], say: Say): void {
  for (const option of all(fieldset, ".option")) {
    if (chosen.includes(option.dataset.option ?? "")) markOption(option, say("your_answer"), "chosen");
  }
}

/** Say something of an option, in words and in looks. */
export function markOption(option: HTMLElement, text: string, ...classes: string[]): void {
  option.classList.add(...classes);
  option.querySelector("label")?.after(make("span", { className: "tag" }, text));
}

/** Show what stands in an element, if anything does. */
export function unhide(root: HTMLElement, selector: string): void {
  const element = root.querySelector<HTMLElement>(selector);
  if (element) element.hidden = !element.textContent?.trim();
}
