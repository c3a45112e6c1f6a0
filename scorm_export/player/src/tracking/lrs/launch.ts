/** What a launch put into the address, and what of it has to survive a reload. */
import { textStore } from "../../device/web_storage.ts";
import { attempt, parseObject } from "../../guarded.ts";

/** Names that xAPI and cmi5 launches use; credentials among them must not stay in the history and in referrers. */
const NAMES = [
  "endpoint", "auth", "actor", "registration", "activity_id", "activityId", "grouping", "fetch", "activity_platform",
  "activity_token", "content_token",
];

/** Take the launch parameters out of the address, where some have them after the `#`; the rest of it stays. */
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

/** Some encode twice: what has none of the characters that every address, actor or header has, and could have them. */
function decoded(value: string): string {
  return /%[0-9a-f]{2}/i.test(value) && !/[\s:{]/.test(value) ? (attempt(() => decodeURIComponent(value)) ?? value) : value;
}

/** An endpoint without the credentials that some have in it: `fetch` takes no such address. */
export function readEndpoint(given: string): { readonly endpoint: string; readonly credentials: string } {
  const [, scheme = "", user, address = ""] = /^(https?:\/\/)(?:([^/?#@]*)@)?(.*)$/i.exec(given) ?? [];
  const credentials = attempt(() => user && btoa(decodeURIComponent(user)));
  return { endpoint: scheme + address || given, credentials: credentials ? `Basic ${credentials}` : "" };
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

/** The page goes away so soon after the key. */
const KEY_MS = 2000;

/**
 * Tells, while the page goes away, whether it is only being loaded again. Browsers say so for a reload by script, and
 * the keys can be seen; the browser's own button cannot be told from closing the tab, and counts as that.
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
