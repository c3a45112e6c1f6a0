/** What the types whose form is a list of radio buttons or checkboxes have in common. */

export function readChecked(fieldset: HTMLFieldSetElement): string[] {
  return inputs(fieldset)
    .filter((input) => input.checked)
    .map((input) => input.value);
}

export function showChecked(fieldset: HTMLFieldSetElement, values: readonly string[]): void {
  for (const input of inputs(fieldset)) input.checked = values.includes(input.value);
}

function inputs(fieldset: HTMLFieldSetElement): HTMLInputElement[] {
  return [...fieldset.querySelectorAll<HTMLInputElement>("input")];
}
