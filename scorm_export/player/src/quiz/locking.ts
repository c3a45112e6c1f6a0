/**
 * Answers that stand as they are. They are not disabled: the keyboard reaches them, screen readers read them among all that
 * can be reached, and nothing changes them.
 */
import { all } from "../page/dom.ts";

const CHOICES = "input:is([type=radio], [type=checkbox])";
const TEXTS = "input:not([type=radio], [type=checkbox]), textarea";

/** Once for a form, before question types listen to it. */
export function guardLocked(form: HTMLElement): void {
  const isLocked = (event: Event): event is Event & { target: HTMLElement } =>
    event.target instanceof HTMLElement && event.target.closest(".question.locked") !== null;
  form.addEventListener(
    "click",
    (event) => {
      if (isLocked(event) && event.target.matches(CHOICES)) stop(event);
    },
    true,
  );
  for (const type of ["mousedown", "keydown"]) {
    form.addEventListener(
      type,
      (event) => {
        if (!isLocked(event)) return;
        const key = event instanceof KeyboardEvent ? event.key : "";
        if (event.target.matches("select") && key !== "Tab") stop(event);
        if (event.target.matches("[type=radio]") && key.startsWith("Arrow")) {
          stop(event);
          toNeighbour(event.target as HTMLInputElement, key === "ArrowDown" || key === "ArrowRight" ? 1 : -1);
        }
      },
      true,
    );
  }
}

function stop(event: Event): void {
  event.preventDefault();
  event.stopPropagation();
}

/** Arrows move between the answers of a group without choosing one. */
function toNeighbour(radio: HTMLInputElement, step: number): void {
  const group = [...(radio.form?.querySelectorAll<HTMLInputElement>(`[name="${radio.name}"]`) ?? [])];
  group[(group.indexOf(radio) + step + group.length) % group.length]?.focus();
}

/** Before a type shows an answer. */
export function unlock(fieldset: HTMLElement): void {
  fieldset.classList.remove("locked");
  for (const control of all(fieldset, ":is(input, select)[aria-disabled]")) control.removeAttribute("aria-disabled");
  for (const field of all(fieldset, TEXTS)) (field as HTMLInputElement).readOnly = false;
}

/** After it. */
export function lock(fieldset: HTMLElement): void {
  fieldset.classList.add("locked");
  for (const control of all(fieldset, `${CHOICES}, select`)) {
    (control as HTMLInputElement).disabled = false;
    control.setAttribute("aria-disabled", "true");
  }
  for (const field of all(fieldset, TEXTS)) (field as HTMLInputElement).readOnly = true;
}
