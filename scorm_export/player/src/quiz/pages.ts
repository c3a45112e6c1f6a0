/** One question on display at a time, with the way to the others. */
import { make } from "../page/dom.ts";
import type { Say } from "../page/words.ts";

export interface Pages {
  /** Show the first of these, or the one that was on display; none: show all as they are. */
  show(fieldsets: readonly HTMLElement[]): void;
  /** Turn to one of them. */
  reveal(fieldset: HTMLElement): void;
  /** The one on display; null while all are. */
  current(): HTMLElement | null;
  /** Whether the last is on display, or all are. */
  atEnd(): boolean;
  /** Whether going on to the next is what one does first. */
  lead(is: boolean): void;
}

/** `turned`: another question is on display. */
export function onePage(form: HTMLElement, say: Say, turned: (fieldset: HTMLElement) => void): Pages {
  const back = make("button", { type: "button", onclick: () => go(-1) }, say("question_back"));
  const on = make("button", { type: "button", onclick: () => go(1) }, say("question_on"));
  const steps = make("div", { className: "question-steps" }, back, on);
  let list: readonly HTMLElement[] = [];
  let at = 0;
  form.querySelector(".questions-end")?.before(steps);

  function turn(): void {
    list.forEach((fieldset, n) => (fieldset.hidden = n !== at));
    back.disabled = at === 0;
    on.disabled = at === list.length - 1;
  }

  function go(by: number): void {
    at += by;
    turn();
    const shown = list[at];
    if (shown) turned(shown);
  }

  return {
    show(fieldsets) {
      const before = list[at];
      list = fieldsets;
      at = Math.max(0, before ? list.indexOf(before) : 0);
      steps.hidden = list.length < 2;
      turn();
    },
    reveal(fieldset) {
      at = Math.max(0, list.indexOf(fieldset));
      turn();
    },
    current: () => list[at] ?? null,
    atEnd: () => at >= list.length - 1,
    lead: (is) => on.classList.toggle("primary", is),
  };
}
