/** What the learner is told beside the course: notices they can close, whether their record is safe, the announcer. */
import { make, shell } from "./dom.ts";
import type { SaveStatus } from "./types.ts";
import type { Say } from "./words.ts";

export interface Notices {
  /** Show a text until it is closed or withdrawn; the same key is shown once. */
  show(key: string, values?: Readonly<Record<string, string>>): void;
  withdraw(key: string): void;
  /** Say it to those who listen. */
  announce(text: string): void;
  /** Tell how the record stands. */
  status(status: SaveStatus | "browsing" | "reviewing"): void;
}

export function createNotices(say: Say): Notices {
  const board = shell("notice");
  const announcer = shell("announcer");
  const saveStatus = shell("save-status");
  const shown = new Map<string, HTMLElement>();

  function show(key: string, values?: Readonly<Record<string, string>>): void {
    if (shown.has(key)) return;
    const name = make("span", { className: "visually-hidden" }, say("dismiss"));
    const close = make("button", { type: "button", className: "dismiss" }, name);
    const line = make("p", {}, make("span", {}, say(key, values)), close);
    close.addEventListener("click", () => {
      line.remove();
      board.hidden = !board.childElementCount;
      shell("main").focus({ preventScroll: true });
    });
    shown.set(key, line);
    board.hidden = false;
    board.append(line);
  }

  function withdraw(key: string): void {
    shown.get(key)?.remove();
    shown.delete(key);
    board.hidden = !board.childElementCount;
  }

  return {
    show,
    withdraw,
    announce(text) {
      announcer.textContent = "";
      setTimeout(() => (announcer.textContent = text), 50);
    },
    status(status) {
      if (status === "saved" && shown.has("notice_unsaved")) announcer.textContent = say(status);
      saveStatus.hidden = false;
      saveStatus.dataset.status = status;
      saveStatus.textContent = say(status);
      if (status !== "unsaved" && status !== "saving") withdraw("notice_unsaved");
      if (status === "unsaved" || status === "local" || status === "refused") show(`notice_${status}`);
    },
  };
}
