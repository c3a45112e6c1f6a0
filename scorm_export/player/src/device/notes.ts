/**
 * What a learner writes that is kept on this device alone: by course, and by the mark of the attempt in the LMS, which no other
 * learner has. Texts that nobody came back to for 30 days are let go.
 */
import { attempt, parseObject } from "../guarded.ts";
import { createShadow, type Shadow } from "./shadow.ts";
import { keysOf, textStore } from "./web_storage.ts";

export interface NoteStore {
  read(field: string): string;
  /** False where the browser does not let us. */
  write(field: string, text: string): boolean;
}

const PREFIX = "scorm-export notes ";
const MOST_AGE_MS = 30 * 24 * 60 * 60 * 1000;

/** null where nothing may be kept, the browser keeps nothing, or the attempt has no name. */
export function openNotes(page: Window, course: { readonly iri: string; readonly sharedDevices?: true }, mark: string, now: number): NoteStore | null {
  if (course.sharedDevices || !mark) return null;
  const key = PREFIX + JSON.stringify([course.iri, mark]);
  const kept = textStore(page, "localStorage", key);
  const shadow = createShadow(page);
  attempt(() => letGo(page.localStorage, key, now, shadow));
  let held: Readonly<Record<string, unknown>> = {};
  /** A platform may clear localStorage while this page is open. */
  const texts = () => ({ ...held, ...parseObject(kept.read()) });
  const put = (given: Readonly<Record<string, unknown>>): boolean => {
    held = { ...given, time: now };
    const text = JSON.stringify(held);
    shadow.put(key, text);
    return kept.write(text);
  };
  if (!put(texts())) return null;
  return {
    read: (field) => String(texts()[`/${field}`] ?? ""),
    write: (field, text) => put({ ...texts(), [`/${field}`]: text }),
  };
}

function letGo(storage: Storage, ours: string, now: number, shadow: Shadow): void {
  for (const key of keysOf(storage, PREFIX)) {
    if (key === ours || now - Number(parseObject(storage.getItem(key)).time ?? 0) <= MOST_AGE_MS) continue;
    storage.removeItem(key);
    shadow.remove(key);
  }
}
