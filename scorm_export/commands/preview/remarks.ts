/** Comments of reviewers: made on a block of the page, shown after it, and listed. */
import { blocksOf, find, noteAfter } from "./place.ts";

/** As in `review-comments.yaml`. */
export interface Comment {
  readonly activity: string;
  readonly block: string;
  readonly by: string;
  readonly date: string;
  readonly text: string;
}

const MARK = "data-preview-comment";
/** Characters of a block's text by which it is found again. */
const EXCERPT = 120;

const excerpt = (block: Element): string => (block.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, EXCERPT);

/** Shows the comments on the activity in the page, each after its block, or at its top where the block is gone. */
export function showComments(page: Document, comments: readonly Comment[]): void {
  for (const old of page.querySelectorAll(`[${MARK}]`)) old.remove();
  const activity = activityOf(page);
  for (const comment of comments.filter((one) => one.activity === activity)) {
    const block = find(page, comment.block) ?? page.querySelector("#page h1, main h1");
    if (block) noteAfter(block, { mark: MARK, text: `Comment${comment.by && ` by ${comment.by}`}: ${comment.text}`, colour: "#00508c" });
  }
}

/** Offers the blocks of the page in a list of the form; the one that is clicked in the page is chosen. */
export function offerBlocks(page: Document, select: HTMLSelectElement): void {
  const blocks = blocksOf(page).filter((block) => block.getClientRects().length && excerpt(block));
  const chosen = select.value;
  select.replaceChildren(...blocks.map((block) => new Option(excerpt(block).slice(0, 60), excerpt(block))));
  if (blocks.some((block) => excerpt(block) === chosen)) select.value = chosen;
  page.addEventListener("click", ({ target }) => {
    const block = blocks.find((one) => one === (target as Element).closest?.(one.tagName));
    if (block) select.value = excerpt(block);
  });
}

export const activityOf = (page: Document): string => page.querySelector<HTMLElement>("#page article[data-activity]")?.dataset["activity"] ?? "";

/** `done` takes a comment out by its place; without it, the list is only read. */
export function listComments(list: HTMLElement, comments: readonly Comment[], done: ((number: number) => void) | null): void {
  list.replaceChildren(
    ...comments.map(({ activity, block, by, text }, number) => {
      const item = document.createElement("li");
      item.append(`${by || "A reviewer"}${activity && ` on ${activity}`}${block && `, “${block.slice(0, 40)}”`}: ${text} `);
      if (done && activity) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = "Done";
        button.setAttribute("aria-label", `Done: ${text.slice(0, 60)}`);
        button.addEventListener("click", () => done(number));
        item.append(button);
      }
      return item;
    }),
  );
}
