/**
 * A second copy of our entries in localStorage, in a database: Moodle clears the localStorage of its site whenever
 * somebody signs in.
 */
import { attempt } from "../guarded.ts";
import { answerOf, openDatabase, soon } from "./database.ts";

export interface Shadow {
  /** Restores entries that localStorage has lost. */
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
        if (page.localStorage.getItem(String(key)) === null) page.localStorage.setItem(String(key), String(texts?.[n]));
      }),
    );
  }

  return {
    restore: () => soon(page, restore(), undefined),
    put: (key, text) => void change((store) => store.put(text, key)),
    remove: (key) => void change((store) => store.delete(key)),
  };
}
