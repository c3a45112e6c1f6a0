/**
 * Changes the language of the course at any time: shell, words and pages become those of another language, while the session goes on.
 * At first that language is shown which the learner chose before; else one that is set in the LMS, or in the browser.
 */
import { shell } from "./dom.ts";
import { textStore } from "../device/web_storage.ts";
import { merge, EMPTY_STATE, type State } from "../learner/facts.ts";
import { chosenLanguage, withLanguage } from "../learner/chosen_language.ts";
import { decodeState } from "../learner/state.ts";
import { loadScript } from "../on_demand/load_script.ts";
import type { CourseVersion, SpeakLanguages } from "../on_demand/languages.ts";
import { preferredLanguage } from "../tracking/preferred_language.ts";

/** What outlives a shell: where the record stands and what was told, and the button that the player has. */
const KEPT = ["notice", "announcer", "save-status", "exit"];

export const speakLanguages: SpeakLanguages = async (session, say, notices, opening, tell, renew) => {
  const { course } = session.core;
  const { languages } = course;
  if (!languages) return opening;
  const { tags } = languages;
  const versions = new Map<string, CourseVersion>();
  const device = textStore(window, "localStorage", `scorm-export language ${course.iri}`);
  const { moved } = session;
  let place = "";
  /** The language that was asked for last. */
  let asked = course.language;
  let entered = false;
  let muted = false;

  window.courseVersion = (version) => versions.set(version.course.language, version);
  session.moved = (to) => {
    place = to;
    moved(to);
  };

  /** Shows a language; false where it did not come, or another was asked for since. */
  async function show(tag: string): Promise<boolean> {
    asked = tag;
    if (tag === course.language) return true;
    const name = `${languages?.shell}_${tag.toLowerCase()}.js`;
    const version = versions.get(tag) ?? (await loadScript(window, name, () => versions.get(tag)).catch(() => null));
    if (asked !== tag) return false;
    if (!version) {
      asked = course.language;
      return false;
    }
    const before = place;
    const view = renew(() => put(version));
    if (muted) view.mute();
    if (entered) view.opened(before);
    if (!shell("save-status").hidden) tell();
    return true;
  }

  function put({ course: own, direction, html }: CourseVersion): void {
    const { documentElement: root, body } = document;
    // What was told before stays as it was said.
    for (const line of shell("notice").querySelectorAll<HTMLElement>(":scope > :not([lang])")) [line.lang, line.dir] = [root.lang, root.dir];
    // The view that is left takes note of no place any more.
    shell("page").hidden = true;
    const incoming = document.createElement("template");
    incoming.innerHTML = html;
    for (const id of KEPT) {
      const [kept, fresh] = [document.getElementById(id), incoming.content.getElementById(id)];
      if (!kept || !fresh) continue;
      Object.assign(kept.dataset, id === "notice" ? fresh.dataset : {});
      if (id === "exit") kept.textContent = fresh.textContent;
      fresh.replaceWith(kept);
    }
    // A stylesheet that is put in again would come again
    body.querySelectorAll(":scope > :not(dialog, script, link)").forEach((element) => element.remove());
    body.prepend(incoming.content);
    [root.lang, root.dir] = [own.language, direction];
    Object.assign(course, own);
    Object.assign(say, { wordsIn: own.wordsIn, datesIn: own.datesIn });
    if (window.courseActivities) Object.assign(window.courseActivities, { language: own.language });
  }

  async function change(tag: string): Promise<void> {
    keep(tag);
    const shown = await show(tag);
    const menu = document.querySelector<HTMLElement>(".languages summary");
    if (shown) notices.announce(menu?.textContent ?? "");
    else if (asked === course.language) notices.show("load_failed");
    menu?.focus({ preventScroll: true });
  }

  function keep(tag: string): void {
    const { core } = session;
    if (!course.sharedDevices) device.write(tag);
    if (!languages || !core.isOpen() || !core.canChange()) return;
    core.replace(withLanguage(languages, core.state(), tag));
    core.save();
    if (core.isRecording()) core.tracking.commit();
  }

  function chosenIn(states: readonly string[]): string {
    const read = states.map((text) => decodeState(course, text)).filter((state): state is State => typeof state !== "string");
    return languages ? chosenLanguage(languages, read.reduce(merge, EMPTY_STATE)) : "";
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest<HTMLElement>("a[data-language]");
    const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
    if (!target?.closest(".languages")) document.querySelector(".languages [open]")?.removeAttribute("open");
    if (!link || elsewhere) return;
    event.preventDefault();
    event.stopPropagation();
    void change(link.dataset.language ?? "");
  }, true);
  document.addEventListener("keydown", ({ key }) => {
    const open = key === "Escape" && document.querySelector(".languages [open]");
    if (!open) return;
    open.removeAttribute("open");
    open.querySelector("summary")?.focus();
  });

  const remembered = course.sharedDevices ? null : device.read();
  const first = bestOf(tags, [remembered ?? ""]);
  if (first) await show(first);
  const begun = asked;
  const opened = await opening;
  muted = opened.muted ?? false;
  const preferred = opened.language ?? (opened.tracked ? preferredLanguage(window) : "");
  const wanted = [chosenIn(opened.states), remembered ?? "", ...preferred.split(","), ...navigator.languages];
  // Who chose meanwhile has chosen.
  if (asked === begun) await show(bestOf(tags, wanted) ?? begun);
  else setTimeout(() => keep(asked));
  entered = true;
  return opened;
};

/** The first language of those that are wanted that there is, by RFC 4647's lookup, or in another region. */
export function bestOf(tags: readonly string[], wanted: readonly string[]): string | undefined {
  const found = wanted.filter((range) => range.trim()).map((range) => {
    const parts = range.trim().toLowerCase().replace(/_/g, "-").split("-");
    const [main] = parts;
    for (; parts.length; parts.pop()) {
      const exact = tags.find((tag) => tag.toLowerCase() === parts.join("-"));
      if (exact) return exact;
    }
    return tags.find((tag) => tag.toLowerCase().split("-")[0] === main);
  });
  return found.find(Boolean);
}
