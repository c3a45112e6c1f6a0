/**
 * Tabs as the pattern of the ARIA Authoring Practices has them, with the panel following the focus. Panels that are not chosen
 * are hidden until they are looked for, so that a search in the page and links to a place in them open them.
 */
import { provideBlock } from "../../player/src/on_demand/blocks.ts";
import { all, make } from "../../player/src/page/dom.ts";

let made = 0;

function become(tabs: HTMLElement): void {
  const name = `tabs-${++made}`;
  const panels = all(tabs, ":scope > .tab");
  const list = make("div");
  list.setAttribute("role", "tablist");
  const heading = tabs.querySelector(":scope > .tabs-title");
  if (heading) {
    heading.id = `${name}-title`;
    list.setAttribute("aria-labelledby", heading.id);
  }
  const buttons = panels.map((panel, index) => {
    const title = panel.querySelector<HTMLElement>(":scope > .tab-title");
    const words = [...(title?.childNodes ?? [])].map((node) => node.cloneNode(true));
    const button = make("button", { type: "button", id: `${name}-${index}`, onclick: () => choose(index) }, ...words);
    button.setAttribute("role", "tab");
    panel.id ||= `${name}-panel-${index}`;
    button.setAttribute("aria-controls", panel.id);
    panel.addEventListener("beforematch", () => choose(index));
    return button;
  });

  function choose(chosen: number): void {
    for (const [index, button] of buttons.entries()) {
      const shown = { role: "tabpanel", tabindex: "0", "aria-labelledby": button.id };
      const hidden = { hidden: "until-found" };
      const [attributes, others] = index === chosen ? [shown, hidden] : [hidden, shown];
      for (const name of Object.keys(others)) panels[index]?.removeAttribute(name);
      for (const [name, value] of Object.entries(attributes)) panels[index]?.setAttribute(name, value);
      button.setAttribute("aria-selected", String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
    }
  }

  list.onkeydown = (event) => {
    const onward = getComputedStyle(list).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
    const back = onward === "ArrowLeft" ? "ArrowRight" : "ArrowLeft";
    const at = buttons.findIndex((button) => button === event.target);
    const last = buttons.length - 1;
    const next = { [onward]: at === last ? 0 : at + 1, [back]: at ? at - 1 : last, Home: 0, End: last }[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    choose(next);
    buttons[next]?.focus();
  };

  list.append(...buttons);
  panels[0]?.before(list);
  choose(0);
}

/** Whether a click may hide some of it: not what has to be filled in, nor what raw HTML leaves without a title. */
function canBecome(tabs: HTMLElement): boolean {
  const titles = all(tabs, ":scope > .tab > .tab-title");
  return !tabs.querySelector("input, select, textarea") && titles.length === all(tabs, ":scope > .tab").length;
}

provideBlock("tabs", (page) => all(page, ".tabs").filter(canBecome).forEach(become));
