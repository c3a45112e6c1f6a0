/**
 * Embedded pages: nothing of theirs loads before a learner presses the button. Only the compiler writes `data-embed`, so only
 * pages of hosts that the course lists are framed; the frame may run and show, but neither leave the course nor ask for more.
 */
import { provideBlock } from "../../player/src/on_demand/blocks.ts";
import { all, make } from "../../player/src/page/dom.ts";

const MAY = "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation";

function prepare(card: HTMLElement): void {
  const part = (name: string): HTMLElement | null => card.querySelector(`.embed-${name}`);
  const [notice, load, close, link] = [part("notice"), part("load"), part("close"), part("link")];
  const blocked = card.querySelector<HTMLElement>(".embed-blocked > span");
  const address = card.dataset.embed;
  if (!notice || !load || !close || !link || !blocked || !address) return;
  let frame: HTMLIFrameElement | undefined;

  const show = (loaded: boolean): void => {
    notice.hidden = load.hidden = loaded;
    close.hidden = !loaded;
  };
  const remove = (): void => {
    frame?.remove();
    frame = undefined;
    show(false);
  };
  load.onclick = () => {
    frame = make("iframe", { title: card.getAttribute("aria-label") ?? "", referrerPolicy: "strict-origin", allowFullscreen: true });
    frame.setAttribute("sandbox", MAY);
    frame.setAttribute("allow", "fullscreen; encrypted-media; picture-in-picture");
    frame.src = address;
    blocked.hidden = true;
    link.before(frame);
    show(true);
    frame.focus();
  };
  close.onclick = () => {
    remove();
    load.focus();
  };
  document.addEventListener("securitypolicyviolation", (event) => {
    const isOurs = event.effectiveDirective.startsWith("frame-src") && address.startsWith(new URL(event.blockedURI, address).origin);
    if (!frame || !isOurs) return;
    remove();
    blocked.hidden = false;
    load.focus();
  });
  show(false);
}

provideBlock("embed", (page) => all(page, "[data-embed]").forEach(prepare));
