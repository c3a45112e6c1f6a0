/**
 * A second copy of our entries in localStorage, in a database: Moodle clears the localStorage of its site whenever
 * somebody signs in, and a browser that is killed has not written the last seconds of it, or the last minute, to the disk.
 */
import { attempt, parseObject } from "../guarded.ts";
import { answerOf, openDatabase, soon } from "./database.ts";

export interface Shadow {
  /** Restores entries that localStorage has lost, or has as they were before. */
  restore(): Promise<void>;
  put(key: string, text: string): void;
  remove(key: string): void;
}

/** Nothing throws; without a database nothing happens. */
export function createShadow(page: Window): Shadow {
  // Separate from the database of statements, because the stores of a database are created when it is first opened.
  const database = openDatabase(page, "scorm-export copies", "copies");

  async function change(how: (store: IDBObjectStore) => unknown): Promise<void> {
    const store = await database("readwrite");
    attempt(() => store && how(store));
  }

  async function restore(): Promise<void> {
    const store = await database("readonly");
    if (!store) return;
    const [keys, texts] = await Promise.all([answerOf(store.getAllKeys()), answerOf(store.getAll())]);
    attempt(() =>
      keys?.forEach((key, n) => {
        const [name, text] = [String(key), String(texts?.[n])];
        if (!(timeOf(page.localStorage.getItem(name)) > timeOf(text))) page.localStorage.setItem(name, text);
      }),
    );
  }

  return {
    restore: () => soon(page, restore(), undefined),
    put: (key, text) => void change((store) => store.put(text, key)),
    remove: (key) => void change((store) => store.delete(key)),
  };
}

/** When an entry was written, by the time by which entries age; not a number where there is none, or it does not say so. */
const timeOf = (text: string | null): number => Number(parseObject(text).time);
