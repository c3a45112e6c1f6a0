/** The launch parameters in the page's address, and what of them must survive a reload. */
import { textStore } from "../../device/web_storage.ts";
import { attempt, parseObject } from "../../guarded.ts";

/** The parameters of xAPI and cmi5 launches, which contain credentials that must not stay in the history and in referrers. */
const NAMES = [
  "endpoint", "auth", "actor", "registration", "activity_id", "activityId", "grouping", "fetch", "activity_platform",
  "activity_token", "content_token",
];

/** Removes the launch parameters from the address, where some platforms put them after the `#`; the rest of it stays. */
export function takeParameters(page: Window): URLSearchParams {
  const { search, hash, pathname } = page.location;
  const inHash = !new URLSearchParams(search).has("endpoint") && /[#?&]endpoint=/.test(hash);
  const given = new URLSearchParams(inHash ? hash.slice(hash.includes("?") ? hash.indexOf("?") : 1) : search);
  const rest = new URLSearchParams(given);
  NAMES.forEach((name) => rest.delete(name));
  if (inHash) page.history.replaceState(page.history.state, "", pathname + search);
  else if (rest.toString() !== given.toString()) {
    const left = rest.toString();
    page.history.replaceState(page.history.state, "", pathname + (left && `?${left}`) + hash);
  }
  const referrer = page.document.createElement("meta");
  referrer.name = "referrer";
  referrer.content = "no-referrer";
  page.document.head.append(referrer);
  return new URLSearchParams([...given].map(([name, value]) => [name, decoded(value)]));
}

/** Decodes a value that a platform has encoded twice: it has encoded characters but none of those that every IRI, actor or header has. */
function decoded(value: string): string {
  return /%[0-9a-f]{2}/i.test(value) && !/[\s:{]/.test(value) ? (attempt(() => decodeURIComponent(value)) ?? value) : value;
}

/** An endpoint and the credentials that some platforms put into it, which `fetch` would reject. */
export function readEndpoint(given: string): { readonly endpoint: string; readonly credentials: string } {
  const [, scheme = "", user, address = ""] = /^(https?:\/\/)(?:([^/?#@]*)@)?(.*)$/i.exec(given) ?? [];
  const credentials = attempt(() => user && btoa(decodeURIComponent(user)));
  return { endpoint: scheme + address || given, credentials: credentials ? `Basic ${credentials}` : "" };
}

/** Fields that last as long as the tab, for this package. */
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

/** The page is unloaded within this time after the key. */
const KEY_MS = 2000;

/**
 * Returns a function that says, while the page is unloaded, whether it is being reloaded. Reloads by script and by key are
 * detected; the browser's reload button cannot be distinguished from closing the tab, and counts as closing.
 */
export function reloadWatch(page: Window): () => boolean {
  let byScript = false;
  let byKey = -Infinity;
  const { navigation } = page as Window & { navigation?: Navigation };
  navigation?.addEventListener("navigate", ({ navigationType }) => (byScript = navigationType === "reload"));
  page.addEventListener("keydown", ({ key, ctrlKey, metaKey }) => {
    if (key === "F5" || ((ctrlKey || metaKey) && key.toLowerCase() === "r")) byKey = page.performance.now();
  });
  return () => byScript || page.performance.now() - byKey < KEY_MS;
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
