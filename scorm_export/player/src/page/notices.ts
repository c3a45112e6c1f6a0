/** What the learner is told beside the course: notices they can close, whether their record is safe, the announcer. */
import { focusMain, make, shell } from "./dom.ts";
import type { SaveStatus } from "../tracking/tracking.ts";
import type { Say } from "./words.ts";

export interface Notices {
  /** Show a text, with what is to follow it, until it is closed or withdrawn; the same key is shown once. */
  show(key: string, values?: Readonly<Record<string, string>>, ...more: readonly HTMLElement[]): void;
  withdraw(key: string): void;
  /** Say it to those who listen. */
  announce(...texts: (Node | string)[]): void;
  /** Show the word for how the record stands, and nothing else. */
  word(status: SaveStatus | "browsing" | "reviewing"): void;
  /** Tell how the record stands; `detail` is what the record store itself said. */
  status(status: SaveStatus, detail?: string): void;
}

/** What is told in a notice as well, which stays until the record stands otherwise. */
const TROUBLES: readonly string[] = ["unsaved", "device", "refused", "signed-out", "elsewhere"] satisfies SaveStatus[];

/** `goOnHere` is called when the learner wants the record that another window has. */
export function createNotices(say: Say, goOnHere: () => void): Notices {
  const board = shell("notice");
  const announcer = shell("announcer");
  const saveStatus = shell("save-status");
  const shown = new Map<string, HTMLElement>();
  /** The trouble that is shown, and what was said of it. */
  let trouble = "";
  let said = "";

  function show(key: string, values?: Readonly<Record<string, string>>, ...more: readonly HTMLElement[]): void {
    if (shown.has(key)) return;
    const line = make("div", { className: "line" }, make("div", {}, make("p", {}, say(key, values)), ...more));
    const name = make("span", { className: "visually-hidden" }, say("dismiss"));
    // The way to take the record over must not be closed.
    if (key !== "notice_elsewhere") line.append(make("button", { type: "button", className: "dismiss", onclick: () => remove(line) }, name));
    shown.set(key, line);
    board.hidden = false;
    board.append(line);
  }

  function withdraw(key: string): void {
    remove(shown.get(key));
    shown.delete(key);
  }

  function remove(line?: HTMLElement): void {
    if (line?.contains(document.activeElement)) focusMain();
    line?.remove();
    board.hidden = !board.childElementCount;
  }

  /** What helps: the way to take the record over, and what an administrator has to know. */
  function help(status: string, detail: string): HTMLElement[] {
    if (status === "elsewhere") return [make("button", { type: "button", onclick: goOnHere }, say("go_on_here"))];
    return detail ? [make("details", {}, make("summary", {}, say("administrator")), make("code", { dir: "auto" }, detail))] : [];
  }

  function word(status: string): void {
    saveStatus.hidden = false;
    saveStatus.dataset.status = status;
    saveStatus.textContent = say(status);
  }

  return {
    show,
    withdraw,
    word,
    announce(...texts) {
      announcer.textContent = "";
      setTimeout(() => announcer.replaceChildren(...texts), 50);
    },
    status(status, detail = "") {
      word(status);
      // While it is tried again nothing is known yet.
      if (status === "saving" || (status === trouble && detail === said)) return;
      if (trouble) withdraw(`notice_${trouble}`);
      if (trouble && (status === "saved" || status === "sent")) announcer.textContent = say(status);
      trouble = TROUBLES.includes(status) ? status : "";
      said = detail;
      if (trouble) show(`notice_${trouble}`, {}, ...help(trouble, detail));
    },
  };
}
