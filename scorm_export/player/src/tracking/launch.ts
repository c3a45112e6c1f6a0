/** What a launch put into the address, and what of it has to survive a reload. */
import { parseObject, textStore } from "../storage.ts";

/** Names that xAPI and cmi5 launches use; credentials among them must not stay in the history and in referrers. */
const NAMES = ["endpoint", "auth", "actor", "registration", "activity_id", "activityId", "grouping", "fetch", "activity_platform"];

/** Take the launch parameters out of the address; the rest of it stays. */
export function takeParameters(page: Window): URLSearchParams {
  const given = new URLSearchParams(page.location.search);
  const rest = new URLSearchParams(given);
  NAMES.forEach((name) => rest.delete(name));
  if (rest.toString() !== given.toString()) {
    const search = rest.toString();
    page.history.replaceState(page.history.state, "", page.location.pathname + (search && `?${search}`) + page.location.hash);
  }
  const referrer = page.document.createElement("meta");
  referrer.name = "referrer";
  referrer.content = "no-referrer";
  page.document.head.append(referrer);
  return given;
}

/** A record that lasts as long as the tab, for this package. */
export interface TabMemory {
  read(): Readonly<Record<string, unknown>>;
  write(fields: Readonly<Record<string, unknown>>): void;
}

export function tabMemory(page: Window): TabMemory {
  const store = textStore(page, "sessionStorage", `scorm-export ${page.location.pathname}`);
  return {
    read: () => parseObject(store.read()),
    write: (fields) => void store.write(JSON.stringify(fields)),
  };
}

interface Navigation {
  addEventListener(name: "navigate", hear: (event: { readonly navigationType: string }) => void): void;
}

/** Tells, while the page goes away, whether it is only being loaded again; false where the browser does not say. */
export function reloadWatch(page: Window): () => boolean {
  let reloading = false;
  const { navigation } = page as Window & { navigation?: Navigation };
  navigation?.addEventListener("navigate", ({ navigationType }) => (reloading = navigationType === "reload"));
  return () => reloading;
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
