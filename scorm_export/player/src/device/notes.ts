/**
 * What a learner writes that is kept on this device alone: by course, and by the mark of the attempt in the LMS, which no other
 * learner has. Texts that nobody came back to for 30 days are let go.
 */
import { MAX_AGE_MS, tick } from "./ageing.ts";
import { attempt, parseObject } from "../guarded.ts";
import { createShadow, type Shadow } from "./shadow.ts";
import { hasRoom, keysOf, textStore } from "./web_storage.ts";

export interface NoteStore {
  read(field: string): string;
  /** Whether the browser keeps the field's text, or has room for one. */
  keeps(field: string): boolean;
  /** False where the browser does not let us. */
  write(field: string, text: string): boolean;
  /** Calls `changed` whenever another window has written. */
  watch(changed: () => void): void;
}

export interface NotedCourse {
  readonly iri: string;
  readonly sharedDevices?: true;
}

type Texts = Readonly<Record<string, unknown>>;

const PREFIX = "scorm-export notes ";

/** null where nothing may be kept, the browser keeps nothing, or the attempt has no mark. */
export function openNotes(page: Window, course: NotedCourse, mark: string, now: number): NoteStore | null {
  if (course.sharedDevices || !mark) return null;
  const key = keyOf(course, mark);
  const kept = textStore(page, "localStorage", key);
  const shadow = createShadow(page);
  const time = attempt(() => tick(page, shadow, now).time);
  if (time === null) return null;
  /** What all windows have written, as far as this one knows: a platform may clear localStorage while this page is open. */
  let held: Texts = {};
  const texts = (): Texts => ({ ...held, ...parseObject(kept.read()) });
  const put = (given: Texts): boolean => {
    held = { ...given, time, takenInto: undefined };
    const text = JSON.stringify(held);
    shadow.put(key, text);
    return kept.write(text);
  };
  // Nothing is written over what the database alone has.
  if (kept.read()) put(texts());
  attempt(() => letGo(page.localStorage, key, time, shadow));
  return {
    read: (field) => String(texts()[`/${field}`] ?? ""),
    keeps: (field) => `/${field}` in texts() || hasRoom(page),
    write: (field, text) => put({ ...texts(), [`/${field}`]: text }),
    watch: (changed) =>
      page.addEventListener("storage", (event) => {
        if (event.key !== key || !event.newValue) return;
        held = { ...held, ...parseObject(event.newValue) };
        changed();
      }),
  };
}

/** Adds what was written under other marks, whose attempts have become a part of this one. Once each, until they are written again. */
export function takeUpNotes(page: Window, course: NotedCourse, mark: string, others: readonly string[], now: number): void {
  const notes = openNotes(page, course, mark, now);
  for (const other of notes ? others : []) {
    const kept = textStore(page, "localStorage", keyOf(course, other));
    const texts = parseObject(kept.read());
    const fields = Object.keys(texts).filter((name) => name.startsWith("/")).map((name) => name.slice(1));
    if (texts.takenInto === mark || !fields.length) continue;
    for (const field of fields) notes?.write(field, together(notes.read(field), String(texts[`/${field}`])));
    const taken = JSON.stringify({ ...texts, takenInto: mark });
    kept.write(taken);
    createShadow(page).put(keyOf(course, other), taken);
  }
}

const keyOf = ({ iri }: NotedCourse, mark: string): string => PREFIX + JSON.stringify([iri, mark]);

/** Of texts that differ both are kept. */
export function together(one: string, other: string): string {
  if (one.includes(other)) return one;
  return other.includes(one) ? other : `${one}\n\n${other}`;
}

function letGo(storage: Storage, ours: string, now: number, shadow: Shadow): void {
  for (const key of keysOf(storage, PREFIX)) {
    if (key === ours || now - Number(parseObject(storage.getItem(key)).time ?? 0) <= MAX_AGE_MS) continue;
    storage.removeItem(key);
    shadow.remove(key);
  }
}
