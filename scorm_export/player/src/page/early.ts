/**
 * What happens before the player is there. On a slow line the page can be read long before: what is pressed until then
 * waits, and happens when the player has started, as links lead to the plain pages, where nothing is recorded. When the
 * player does not come, it is told and can be asked for again, and every lesson can be read.
 */
import { make } from "./dom.ts";
import { isSignedOut } from "../signed_out.ts";

const COURSE_LINK = /^(?:page-[\w-]+\.html|(?:index|part-)[\w-]*\.html#\/)/;

export function waitForPlayer(): void {
  /** The last link that was pressed. */
  let pressed: HTMLAnchorElement | null = null;
  let waiting = true;
  let line: HTMLElement | null = null;

  function tell(key: "loading" | "failed" | "signedOut", ...more: readonly HTMLElement[]): void {
    const notice = document.getElementById("notice");
    line?.remove();
    line = make("p", { className: "early" }, make("span", {}, notice?.dataset[key] ?? ""), ...more);
    notice?.append(line);
    if (notice) notice.hidden = false;
  }

  function busy(is: boolean): void {
    const main = document.getElementById("main");
    if (is) main?.setAttribute("aria-busy", "true");
    else main?.removeAttribute("aria-busy");
  }

  function press(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!waiting || !link || elsewhere || link.target || !COURSE_LINK.test(link.getAttribute("href") ?? "")) return;
    event.preventDefault();
    pressed = link;
    busy(true);
    tell("loading");
  }

  /** The player's script is in the page or has failed to be. */
  function arrived(event: Event): void {
    const script = event.target;
    if (waiting && script instanceof HTMLScriptElement && script.getAttribute("src") === "player.js") void failed(script);
  }

  async function failed(script: HTMLScriptElement): Promise<void> {
    waiting = false;
    busy(false);
    const onclick = (): void => {
      waiting = true;
      busy(true);
      tell("loading");
      script.remove();
      document.getElementById("main")?.focus({ preventScroll: true });
      document.head.append(make("script", { src: script.getAttribute("src") ?? "" }));
    };
    const again = make("button", { type: "button", onclick }, document.getElementById("notice")?.dataset.again ?? "");
    tell("failed", again);
    if ((await isSignedOut(window, script.src)) && !waiting) tell("signedOut", again);
  }

  window.playerStarted = (works) => {
    waiting = false;
    document.removeEventListener("click", press, true);
    busy(false);
    line?.remove();
    const notice = document.getElementById("notice");
    if (notice && works) notice.hidden = !notice.childElementCount;
    if (works) pressed?.click();
  };
  document.addEventListener("click", press, true);
  document.addEventListener("load", arrived, true);
  document.addEventListener("error", arrived, true);
}
