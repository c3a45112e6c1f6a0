/**
 * Gates: all that follows one within its text is hidden until it is looked for or its button is pressed. What was opened is
 * known to the page alone: one that is shown again has its gates again.
 */
import { provideBlock } from "../../player/src/on_demand/blocks.ts";
import { all, make } from "../../player/src/page/dom.ts";

function close(gate: HTMLElement): void {
  const title = gate.querySelector(".gate-title");
  const button = make("button", { type: "button", onclick: () => open(gate, true) }, ...(title?.childNodes ?? []));
  gate.append(button);
  for (const block of following(gate)) {
    block.setAttribute("hidden", "until-found");
    block.addEventListener("beforematch", () => gate.contains(button) && open(gate, false));
  }
}

function following(gate: HTMLElement): HTMLElement[] {
  return gate.parentElement ? all(gate.parentElement, ":scope > .gate ~ *").filter((block) => follows(gate, block)) : [];
}

const follows = (gate: Node, block: Node): boolean =>
  (gate.compareDocumentPosition(block) & Node.DOCUMENT_POSITION_FOLLOWING) > 0;

/** Show what a gate hides, up to the next that is closed; the focus goes with the reader. */
function open(gate: HTMLElement, focusing: boolean): void {
  gate.querySelector("button")?.remove();
  let shut = false;
  for (const block of following(gate)) {
    if (!shut) block.removeAttribute("hidden");
    shut ||= block.matches(".gate:has(> button)");
  }
  const [first] = following(gate);
  if (!focusing || !first) return;
  first.tabIndex = -1;
  first.focus();
}

provideBlock("gate", (page) => all(page, ".gate").forEach(close));
