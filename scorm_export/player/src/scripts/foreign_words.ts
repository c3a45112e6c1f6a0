/**
 * Words of the interface in another language than the course, wherever the player writes them: elements with `lang` and `dir` in
 * place of the signs around them. `render/foreign_words.py`, which sets the signs, does the same to the pages.
 */
const [OPEN, INNER, CLOSE] = ["\u2066\u2060", "\u2068\u2060", "\u2060\u2069"];
const SIGNS = new RegExp(`(${OPEN}|${INNER}|${CLOSE})`);
const NAMES = ["aria-label", "title"];

const page = document.documentElement;
const language = document.currentScript?.dataset.language ?? "";

function mark(node: Node): void {
  if (node instanceof Text) return markText(node);
  if (!(node instanceof Element) || node.tagName === "SCRIPT") return;
  markName(node);
  node.childNodes.forEach(mark);
}

function markText(text: Text): void {
  const parent = text.parentElement;
  if (!parent || parent.tagName === "SCRIPT" || !SIGNS.test(text.data)) return;
  const parts = text.data.split(SIGNS);
  if (parent.tagName === "TITLE") {
    text.data = parts.filter((part) => !SIGNS.test(part)).join("");
    return;
  }
  const around: (DocumentFragment | Element)[] = [document.createDocumentFragment()];
  for (const part of parts) {
    if (part === CLOSE) around.pop();
    else if (SIGNS.test(part)) {
      const words = document.createElement("span");
      [words.lang, words.dir] = part === OPEN ? [language, "ltr"] : [page.lang, page.dir];
      around[around.length - 1]?.append(words);
      around.push(words);
    } else around[around.length - 1]?.append(part);
  }
  text.replaceWith(around[0] ?? "");
}

/** An element that is named by such words has their language, and its children that of the course. */
function markName(element: Element): void {
  for (const name of NAMES) {
    const value = element.getAttribute(name) ?? "";
    if (!SIGNS.test(value)) continue;
    element.setAttribute(name, value.split(SIGNS).filter((part) => !SIGNS.test(part)).join(""));
    element.setAttribute("lang", language);
    element.setAttribute("data-named", "");
  }
  if (element.parentElement?.hasAttribute("data-named") && !element.hasAttribute("lang")) element.setAttribute("lang", page.lang);
}

mark(page);
new MutationObserver((changes) => {
  for (const { type, target, addedNodes } of changes) {
    if (type === "attributes") mark(target);
    else if (type === "characterData") mark(target);
    else addedNodes.forEach(mark);
  }
}).observe(document, { subtree: true, childList: true, characterData: true, attributeFilter: NAMES });
