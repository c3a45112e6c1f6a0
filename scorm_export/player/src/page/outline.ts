/** The outline: a sidebar on wide screens, a drawer on narrow ones. */
import { all, shell } from "./dom.ts";

export interface Outline {
  /** Mark the link to the place that is on display. */
  mark(selector: string): void;
  close(): void;
}

/** From here on the outline is always open; the stylesheet has the same number. */
const WIDE = "(min-width: 1100px)";

export function createOutline(): Outline {
  const outline = shell("outline");
  const toggle = shell("outline-toggle");
  const main = shell("main");
  /** The module that was opened for the place on display, not by hand: it folds again when the learner goes on to another. */
  let unfolded: HTMLDetailsElement | null = null;
  const isOpen = (): boolean => toggle.getAttribute("aria-expanded") === "true";

  function set(open: boolean): void {
    toggle.setAttribute("aria-expanded", String(open));
    outline.classList.toggle("open", open);
    main.inert = open;
  }
  function open(): void {
    set(true);
    const current = outline.querySelector<HTMLElement>("[aria-current]") ?? outline.querySelector("a");
    current?.focus();
    current?.scrollIntoView({ block: "nearest" });
  }
  function leave(): void {
    set(false);
    toggle.focus();
  }

  /** Bring the current place into sight, without moving the page beside it. */
  function reveal(link: HTMLElement): void {
    const fold = link.closest("details");
    if (fold && !fold.open) {
      if (unfolded) unfolded.open = false;
      fold.open = true;
      unfolded = fold;
    }
    const { top, bottom } = link.getBoundingClientRect();
    const seen = outline.getBoundingClientRect();
    if (top < seen.top || bottom > seen.bottom) outline.scrollTop += top - seen.top - seen.height / 3;
  }

  toggle.hidden = false;
  toggle.addEventListener("click", () => (isOpen() ? leave() : open()));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) leave();
  });
  document.addEventListener("pointerdown", (event) => {
    const inside = event.composedPath().some((target) => target === outline || target === toggle);
    if (isOpen() && !inside) set(false);
  });
  matchMedia(WIDE).addEventListener("change", () => set(false));

  return {
    mark(selector) {
      for (const link of all(outline, "a")) {
        const here = link.matches(selector);
        if (!here) link.removeAttribute("aria-current");
        else link.setAttribute("aria-current", "page");
        if (here) reveal(link);
      }
    },
    close: () => set(false),
  };
}
