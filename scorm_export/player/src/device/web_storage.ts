/** Texts in the browser's storage. In a frame of another site access can throw: then nothing is kept. */
import { attempt } from "../guarded.ts";

export interface TextStore {
  read(): string | null;
  /** Whether the browser keeps it. */
  write(text: string): boolean;
}

export function textStore(page: Window, area: "localStorage" | "sessionStorage", key: string): TextStore {
  return {
    read: () => attempt(() => page[area].getItem(key)),
    write: (text) => attempt(() => (page[area].setItem(key, text), true)) ?? false,
  };
}

const ROOM = "scorm-export room";

/** Whether the browser keeps one more text: its storage may be full. */
export function hasRoom(page: Window): boolean {
  return attempt(() => (page.localStorage.setItem(ROOM, ROOM), page.localStorage.removeItem(ROOM))) !== null;
}

/** The keys that begin with `start`. */
export function keysOf(storage: Storage, start: string): string[] {
  return Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "").filter((key) => key.startsWith(start));
}
