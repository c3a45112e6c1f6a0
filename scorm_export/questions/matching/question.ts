/** Each source goes with one of the targets, chosen from a list. */
import { all } from "../../player/src/page/dom.ts";
import type { QuestionType } from "../type.ts";
import { pairing, type Pairing } from "../pairs.ts";

/** Characters that a list of choices shows on a narrow screen. */
const MOST_SHOWN = 30;

export const matching: QuestionType<Pairing> = {
  ...pairing,
  mount(fieldset) {
    const list = fieldset.querySelector<HTMLElement>(".targets");
    const says = ({ firstElementChild, textContent }: Element): boolean => !!firstElementChild || textContent.length > MOST_SHOWN;
    if (list) list.hidden = ![...list.children].some(says);
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
