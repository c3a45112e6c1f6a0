/** Keeps the place in a page of the course that is loaded again, and shows problems at their blocks. */

/** As in `scorm-export check --format json`, with the text of the source line. */
export interface Problem {
  readonly severity: string;
  readonly rule: string;
  readonly message: string;
  readonly path: string;
  readonly line: number;
  readonly hint: string;
  readonly source: string;
}

const BLOCKS = "p, li, h1, h2, h3, h4, h5, h6, td, th, figcaption, blockquote, dt, dd, pre, legend, summary";
/** The part of a line's words that a block has to have in common with it. */
const ENOUGH = 0.6;
const RESTORING_MS = 3000;
const MARK = "data-preview-problem";

/** Loads the frame's page again; its address, and so its lesson, stays, and it is scrolled to where it was. */
export function reload(frame: HTMLIFrameElement, done: () => void): void {
  const page = frame.contentWindow;
  if (!page) return;
  const top = page.scrollY;
  frame.addEventListener("load", () => { restore(frame, top); done(); }, { once: true });
  page.location.reload();
}

/** The lesson comes after the page: scroll as soon as the page is long enough, unless the reader does something first. */
function restore(frame: HTMLIFrameElement, top: number): void {
  const page = frame.contentWindow;
  if (!page || !top) return;
  let timer = 0;
  const settle = (): void => {
    const root = page.document.documentElement;
    if (root.scrollHeight - page.innerHeight >= top && page.scrollY !== top) page.scrollTo({ top, behavior: "instant" });
  };
  const watcher = new ResizeObserver(settle);
  const end = (): void => {
    watcher.disconnect();
    clearTimeout(timer);
    for (const event of ["wheel", "keydown", "pointerdown", "hashchange"]) page.removeEventListener(event, end);
  };
  watcher.observe(page.document.documentElement);
  watcher.observe(page.document.body);
  for (const event of ["wheel", "keydown", "pointerdown", "hashchange"]) page.addEventListener(event, end);
  timer = window.setTimeout(end, RESTORING_MS);
  settle();
}

/** Shows each problem after the block that has most of the words of its line; those of other pages are in the panel alone. */
export function mark(page: Document, problems: readonly Problem[]): void {
  for (const old of page.querySelectorAll(`[${MARK}]`)) old.remove();
  for (const { source, severity, message, hint } of problems) {
    const colour = severity === "error" ? "#b00020" : "#7a4f00";
    const block = find(page, source);
    if (block) noteAfter(block, { mark: MARK, text: `${severity}: ${message}${hint ? ` – ${hint}` : ""}`, colour, value: severity });
  }
}

export const blocksOf = (page: Document): Element[] => [...page.querySelectorAll(BLOCKS)];

/** The block that has most of the words of a text, if it has enough of them. */
export function find(page: Document, text: string): Element | null {
  const wanted = wordsOf(text);
  let found: { element: Element; share: number } | null = null;
  for (const element of blocksOf(page)) {
    const share = shared(wanted, wordsOf(element.textContent));
    if (share >= ENOUGH && share > (found?.share ?? 0)) found = { element, share };
  }
  return found?.element ?? null;
}

const wordsOf = (text: string | null): Set<string> => new Set(text?.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);

/** How many of the wanted words there are; of blocks that have all, the shortest is meant. */
function shared(wanted: Set<string>, words: Set<string>): number {
  if (wanted.size < 2) return 0;
  const common = [...wanted].filter((word) => words.has(word)).length;
  return common / wanted.size - words.size / 1e6;
}

/** Adds a note after a block; `mark` is the attribute by which it is found again. */
export function noteAfter(block: Element, { mark, text, colour, value = "" }: { mark: string; text: string; colour: string; value?: string }): void {
  const made = block.ownerDocument.createElement("div");
  made.setAttribute(mark, value);
  made.setAttribute("role", "note");
  made.textContent = text;
  Object.assign(made.style, { color: "#fff", background: colour, padding: "0.25rem 0.5rem", margin: "0.25rem 0", font: "0.875rem/1.4 system-ui, sans-serif" });
  block.after(made);
}
