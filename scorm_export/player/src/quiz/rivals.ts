/** What was written for a question on another device: shown beside what stands here, taken or let go. */
import { make } from "../page/dom.ts";
import type { Response } from "../reports.ts";
import type { Say } from "../page/words.ts";

/** Put it, or nothing, where the question keeps it. `settle` is called with whether it is to stand instead. */
export function showRival(fieldset: HTMLElement, response: Response | undefined, say: Say, settle: (take: boolean) => void): void {
  fieldset.querySelector(".rival")?.remove();
  if (!response) return;
  const button = (key: string, take: boolean): HTMLButtonElement => make("button", { type: "button", onclick: () => settle(take) }, say(key));
  const texts = textsOf(response).map((text) => make("p", { dir: "auto" }, text || "…"));
  const actions = make("p", { className: "actions" }, button("rival_take", true), button("rival_remove", false));
  const rival = make("div", { className: "rival" }, make("p", {}, say("rival")), make("blockquote", {}, ...texts), actions);
  rival.setAttribute("role", "group");
  rival.setAttribute("aria-label", say("rival"));
  fieldset.querySelector(".question-verdict")?.before(rival);
}

function textsOf(response: Response): readonly string[] {
  if (response.kind === "texts") return response.texts;
  return response.kind === "essay" ? [response.text] : [];
}
