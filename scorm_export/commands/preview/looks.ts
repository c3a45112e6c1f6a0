/** How the course is looked at: its width, large text, and the pseudo-language that is written from right to left. */

/** Text that nobody reads as a text. */
const SKIPPED = "script, style, textarea, math, code, pre, [data-preview-problem], [data-preview-comment]";
const RIGHT_TO_LEFT = "\u202e";
const END = "\u202c";

/** Turns each word around by characters that every browser knows, as pseudo-locales do; what comes into the page later, too. */
export function mirror(page: Document): void {
  page.documentElement.dir = "rtl";
  turn(page.body);
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) addedNodes.forEach((node) => turn(node));
  }).observe(page.body, { childList: true, subtree: true });
}

function turn(root: Node): void {
  const walker = root.ownerDocument?.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = root.nodeType === Node.TEXT_NODE ? root : walker?.nextNode(); node; node = walker?.nextNode() ?? null) {
    const text = node.nodeValue ?? "";
    if (!text.trim() || text.includes(RIGHT_TO_LEFT) || node.parentElement?.closest(SKIPPED)) continue;
    node.nodeValue = text.replace(/\S+/g, (word) => RIGHT_TO_LEFT + word + END);
  }
}

/** What a device without a connection tells its pages. */
export function connect(page: Window, isOnline: boolean): void {
  if (page.navigator.onLine === isOnline) return;
  Object.defineProperty(page.navigator, "onLine", { configurable: true, get: () => isOnline });
  page.dispatchEvent(new Event(isOnline ? "online" : "offline"));
}
