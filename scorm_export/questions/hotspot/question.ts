/** Places in an image to point at: a list of options, as in multiple choice, that the image shows and chooses too. */
import { all } from "../../player/src/page/dom.ts";
import type { QuestionType } from "../type.ts";
import { multipleChoice, type MultipleChoice } from "../multiple_choice/question.ts";

const STATES = ["chosen", "right", "wrong", "missed"];

export const hotspot: QuestionType<MultipleChoice> = {
  ...multipleChoice,
  mount(fieldset) {
    const image = fieldset.querySelector<HTMLElement>(".hotspot");
    if (image) new ResizeObserver(() => arrange(image)).observe(image);
    image?.addEventListener("click", ({ target }) => {
      const id = target instanceof Element ? areaOf(target) : undefined;
      fieldset.querySelector<HTMLInputElement>(`input[value="${id}"]`)?.click();
    });
    fieldset.addEventListener("input", () => mark(fieldset));
    for (const type of ["pointerover", "focusin"]) fieldset.addEventListener(type, ({ target }) => point(fieldset, target));
    for (const type of ["pointerleave", "focusout"]) fieldset.addEventListener(type, () => point(fieldset, null));
  },
  show(fieldset, question, response) {
    multipleChoice.show(fieldset, question, response);
    mark(fieldset);
  },
  review(fieldset, ...given) {
    multipleChoice.review(fieldset, ...given);
    mark(fieldset);
  },
  decode(question, text) {
    const response = multipleChoice.decode(question, text);
    const fits = response?.kind === "choice" && (response.ids.length === 1 || question.right.length > 1);
    return fits ? response : null;
  },
};

const areas = (fieldset: HTMLElement) => [...fieldset.querySelectorAll<HTMLElement | SVGElement>("[data-area]")];

function areaOf(element: Element): string | undefined {
  return element.closest<HTMLElement | SVGElement>("[data-area]")?.dataset.area;
}

/** Keep circles round in an image of any format, and each number at the top of its area. */
function arrange(image: HTMLElement): void {
  const { top, width, height } = image.getBoundingClientRect();
  if (!height) return;
  for (const circle of image.querySelectorAll("ellipse")) {
    circle.setAttribute("ry", String((Number(circle.getAttribute("rx")) * width) / height));
  }
  for (const marker of all(image, ".marker")) {
    const shape = image.querySelector(`svg [data-area="${marker.dataset.area}"]`);
    const from = Math.max(0, (shape?.getBoundingClientRect().top ?? top) - top);
    marker.style.left = `${marker.dataset.left}%`;
    marker.style.top = `${(100 * from) / height}%`;
    marker.hidden = false;
  }
}

/** Show in the image what the list says of each area. */
function mark(fieldset: HTMLElement): void {
  for (const area of areas(fieldset)) {
    const option = fieldset.querySelector(`[data-option="${area.dataset.area}"]`);
    for (const state of STATES) area.classList.toggle(state, option?.classList.contains(state));
    if (option?.querySelector("input:checked")) area.classList.add("chosen");
  }
}

/** Show which area is meant by what the pointer or the keyboard is at. */
function point(fieldset: HTMLElement, target: EventTarget | null): void {
  const element = target instanceof Element ? target : fieldset;
  const id = areaOf(element) ?? element.closest<HTMLElement>("[data-option]")?.dataset.option;
  for (const area of areas(fieldset)) area.classList.toggle("pointed", area.dataset.area === id);
}
