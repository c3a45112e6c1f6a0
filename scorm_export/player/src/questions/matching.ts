/** Each source goes with one of the targets, chosen from a list. */
import { all } from "../dom.ts";
import type { QuestionType } from "./index.ts";
import { pairing, type Pairing } from "./pairs.ts";

export const matching: QuestionType<Pairing> = {
  ...pairing,
  mount(fieldset) {
    const list = fieldset.querySelector<HTMLElement>(".targets");
    if (list) list.hidden = !list.querySelector("li *");
  },
  show(fieldset, question, response) {
    const order = all(fieldset, ".targets > li").map((target) => target.dataset.option ?? "");
    for (const select of fieldset.querySelectorAll("select")) {
      const place = (option: HTMLOptionElement): number => order.indexOf(option.value);
      select.append(...[...select.options].sort((one, other) => place(one) - place(other)));
    }
    pairing.show(fieldset, question, response);
  },
};
