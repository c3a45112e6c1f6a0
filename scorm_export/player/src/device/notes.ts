/**
 * What a learner writes that is kept on this device alone: by course, and by the mark of the attempt in the LMS, which no other
 * learner has. Texts that nobody came back to for 30 days are let go.
 */
import { attempt, parseObject } from "../guarded.ts";

export interface NoteStore {
  read(field: string): string;
  /** False where the browser does not let us. */
  write(field: string, text: string): boolean;
}

const PREFIX = "scorm-export notes ";
const MOST_AGE_MS = 30 * 24 * 60 * 60 * 1000;

/** null where nothing may be kept, or the attempt has no name. */
export function openNotes(page: Window, course: { readonly iri: string; readonly sharedDevices?: true }, mark: string, now: number): NoteStore | null {
  if (course.sharedDevices || !mark) return null;
  const key = PREFIX + JSON.stringify([course.iri, mark]);
  attempt(() => letGo(page.localStorage, key, now));
  const texts = (): Record<string, unknown> => attempt(() => parseObject(page.localStorage.getItem(key))) ?? {};
  const put = (given: Record<string, unknown>): boolean =>
    attempt(() => page.localStorage.setItem(key, JSON.stringify({ ...given, time: now })) ?? true) ?? false;
  if (Object.keys(texts()).length) put(texts());
  return {
    read: (field) => String(texts()[`/${field}`] ?? ""),
    write: (field, text) => put({ ...texts(), [`/${field}`]: text }),
  };
}

function letGo(storage: Storage, ours: string, now: number): void {
  for (const key of Object.keys(storage)) {
    if (!key.startsWith(PREFIX) || key === ours) continue;
    if (now - Number(parseObject(storage.getItem(key)).time ?? 0) > MOST_AGE_MS) storage.removeItem(key);
  }
}
