/** Work of another attempt that this device kept: the learner says what becomes of it, now or later. */
import { focusMain, make } from "./dom.ts";
import type { Notices } from "./notices.ts";
import type { Kept } from "../tracking/tracking.ts";
import type { Say } from "./words.ts";

/**
 * Nothing is decided by closing: a notice keeps the question. `decide` is called once, with whether it is taken up. Call what is
 * answered when nothing can be decided here any more.
 */
export function askAboutKept(kept: Kept, say: Say, notices: Notices, decide: (taken: boolean) => void): () => void {
  const date = kept.date.toLocaleDateString(say.datesIn, { dateStyle: "long" });
  const button = (key: string, onclick: () => void, className = ""): HTMLButtonElement =>
    make("button", { type: "button", className, onclick }, say(key));
  const take = button("kept_take", () => settle(true), "primary");
  const actions = make("p", { className: "actions" }, take, button("kept_new", () => settle(false)));
  const later = button("kept_later", () => dialog.close(), "later");
  const texts = [make("h2", { id: "kept_title" }, say("kept_title")), make("p", { id: "kept_text" }, say("kept_text", { date }))];
  const onclose = (): void => {
    // The event comes later than the closing: meanwhile the question may have ended.
    if (!dialog.isConnected) return;
    notices.withdraw("notice_kept");
    notices.show("notice_kept", { date }, button("kept_decide", () => dialog.showModal()));
    focusMain();
  };
  const dialog = make("dialog", { id: "kept", onclose }, ...texts, actions, later);
  dialog.setAttribute("aria-labelledby", "kept_title");
  dialog.setAttribute("aria-describedby", "kept_text");

  function end(): void {
    dialog.remove();
    notices.withdraw("notice_kept");
  }

  function settle(taken: boolean): void {
    end();
    decide(taken);
  }

  document.body.append(dialog);
  dialog.showModal();
  return end;
}
