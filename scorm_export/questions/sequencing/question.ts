/** Items to put in order, by dragging or by buttons. Saved as the ids in the learner's order. */
import { seal } from "../../player/src/learner/answer_key.ts";
import { all, make } from "../../player/src/page/dom.ts";
import type { Response } from "../../player/src/reports.ts";
import { share, type Credited } from "../credit.ts";
import type { QuestionType, Tools } from "../type.ts";

interface Sequencing extends Credited {
  readonly items: readonly string[];
  /** Seals of `one>next` of the neighbours in the right order. */
  readonly right: readonly string[];
}

export const sequencing: QuestionType<Sequencing> = {
  interaction: "sequencing",
  mount(fieldset, _, tools) {
    fieldset.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>(".move") : null;
      if (button) move(button, Number(button.dataset.step), tools);
    });
    fieldset.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step || !(event.target instanceof HTMLElement) || !event.target.matches(".move")) return;
      event.preventDefault();
      move(event.target, step, tools);
    });
    fieldset.addEventListener("pointerdown", drag);
  },
  read: (fieldset) => (keep(fieldset).checked ? order(rows(fieldset).map(idOf)) : null),
  show(fieldset, question, response) {
    const list = fieldset.querySelector(".sequence");
    const shown = rows(fieldset);
    const ids = idsOf(response);
    if (ids.length) list?.append(...shown.sort((one, other) => ids.indexOf(idOf(one)) - ids.indexOf(idOf(other))));
    else if (count(question, shown.map(idOf)) === shown.length - 1) shown[1]?.after(shown[0] ?? "");
    keep(fieldset).checked = ids.length > 0;
    for (const row of shown) row.classList.remove("right", "wrong");
    for (const note of all(fieldset, ".tag, .right-order")) note.remove();
    showEnds(fieldset);
  },
  review(fieldset, question, response, reveal, say) {
    const ids = idsOf(response);
    const shown = rows(fieldset);
    shown.forEach((row, n) => {
      const before = ids[n - 1];
      if (before === undefined) return;
      const right = follows(question, before, idOf(row));
      row.classList.add(right ? "right" : "wrong");
      row.append(make("span", { className: "tag" }, say(right ? "follows_right" : "follows_wrong")));
    });
    if (!reveal || count(question, ids) === shown.length - 1) return;
    const texts = rightOrder(question).map((id) => shown.find((row) => idOf(row) === id)?.querySelector(".sequence-text"));
    const list = make("ol", {}, ...texts.map((text) => make("li", {}, ...(text?.cloneNode(true).childNodes ?? []))));
    fieldset.querySelector(".sequence")?.after(make("div", { className: "right-order" }, make("p", {}, say("right_order")), list));
  },
  grade(question, response) {
    const ids = idsOf(response);
    if (!ids.length) return 0;
    const all = question.items.length - 1;
    const right = count(question, ids);
    return share(question, right, all - right, all);
  },
  encode: (response) => idsOf(response).join(""),
  decode: ({ items }, text) =>
    [...text].sort().join() === [...items].sort().join() ? order([...text]) : null,
  correct: (question) => [order(rightOrder(question))],
};

function order(ids: readonly string[]): Response {
  return { kind: "order", ids };
}

function idsOf(response: Response | null): readonly string[] {
  return response?.kind === "order" ? response.ids : [];
}

function follows(question: Sequencing, one: string, next: string): boolean {
  return question.right.includes(seal(question, `${one}>${next}`));
}

/** How many items come right after the one before them. */
function count(question: Sequencing, ids: readonly string[]): number {
  return ids.filter((id, n) => n > 0 && follows(question, ids[n - 1] ?? "", id)).length;
}

/** Found by trying which item follows which. */
function rightOrder(question: Sequencing): string[] {
  const next = new Map(question.items.map((one) => [one, question.items.find((id) => follows(question, one, id))]));
  const found: string[] = [];
  let id = question.items.find((candidate) => ![...next.values()].includes(candidate));
  for (; id !== undefined; id = next.get(id)) found.push(id);
  return found;
}

// The form

function rows(fieldset: HTMLElement): HTMLElement[] {
  return all(fieldset, ".sequence > li");
}

const idOf = (row: HTMLElement): string => row.dataset.option ?? "";

/** Ticked, the order on display is the answer. */
function keep(fieldset: HTMLElement): HTMLInputElement {
  return fieldset.querySelector(".keep input") as HTMLInputElement;
}

/** The first can't go up and the last can't go down; their buttons keep the focus, so they are not disabled. */
function showEnds(fieldset: HTMLElement): void {
  const shown = rows(fieldset);
  shown.forEach((row, n) => {
    for (const button of all(row, ".move")) {
      button.setAttribute("aria-disabled", String(!shown[n + Number(button.dataset.step)]));
    }
  });
}

function move(button: HTMLElement, step: number, { say, announce }: Tools): void {
  const row = button.closest("li");
  const fieldset = button.closest("fieldset");
  if (!row || !fieldset) return;
  if (swap(row, step)) changed(fieldset);
  const shown = rows(fieldset);
  const item = row.querySelector(".sequence-text")?.textContent?.trim() ?? "";
  announce(say("moved", { item, number: shown.indexOf(row) + 1, total: shown.length }));
}

/** Its neighbour is what moves in the document, so that focus and pointer stay with the row. */
function swap(row: Element, step: number): boolean {
  const neighbour = step < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour) return false;
  if (step < 0) row.after(neighbour);
  else row.before(neighbour);
  return true;
}

function changed(fieldset: HTMLFieldSetElement): void {
  keep(fieldset).checked = true;
  showEnds(fieldset);
  fieldset.dispatchEvent(new Event("input", { bubbles: true }));
}

/** As long as the pointer is down on a handle, its row goes where the pointer is. */
function drag(event: PointerEvent): void {
  const handle = event.target instanceof HTMLElement && event.target.matches(".handle") ? event.target : null;
  const row = handle?.closest("li");
  const fieldset = handle?.closest("fieldset");
  if (!handle || !row || !fieldset || fieldset.disabled || event.button) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  row.classList.add("dragged");
  handle.onpointermove = ({ clientY }) => {
    const middle = (other: Element | null): number => {
      const box = other?.getBoundingClientRect();
      return box ? box.top + box.height / 2 : NaN;
    };
    let moved = false;
    while (clientY < middle(row.previousElementSibling)) moved = swap(row, -1);
    while (clientY > middle(row.nextElementSibling)) moved = swap(row, 1);
    if (moved) changed(fieldset);
  };
  handle.onlostpointercapture = () => {
    row.classList.remove("dragged");
    handle.onpointermove = null;
  };
}
