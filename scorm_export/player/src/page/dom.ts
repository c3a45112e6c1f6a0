/** Small helpers over the DOM; what is written is text, never markup. */

/** A new element with properties and children. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Copies of what an element holds: its text, with the language of each part. */
export function copied(element: Element | null): Node[] {
  return [...(element?.childNodes ?? [])].map((part) => part.cloneNode(true));
}

/** The element of the shell with this id; the templates promise it. */
export function shell(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`index.html has no #${id}`);
  return element;
}

/** Who uses the keyboard goes on from the content when what had the focus is gone. */
export function focusMain(): void {
  shell("main").focus({ preventScroll: true });
}

export function all(root: ParentNode, selector: string): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>(selector)];
}
