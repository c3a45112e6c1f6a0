/**
 * What localStorage holds of us, a second time in a database of the browser: Moodle empties the localStorage of its site
 * whenever somebody signs in.
 */
import { attempt } from "../guarded.ts";
import { answerOf, openDatabase, soon } from "./database.ts";

export interface Shadow {
  /** Put back into localStorage what it has lost. */
  restore(): Promise<void>;
  put(key: string, text: string): void;
  remove(key: string): void;
}

/** Nothing here throws; without a database nothing happens. */
export function createShadow(page: Window): Shadow {
  // Not that of the statements: a database has its stores from the first who opens it.
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
