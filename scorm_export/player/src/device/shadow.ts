/**
 * What localStorage holds of us, a second time in a database of the browser: Moodle empties the localStorage of its site
 * whenever somebody signs in.
 */
import { attempt } from "../guarded.ts";

export interface Shadow {
  /** Put back into localStorage what it has lost. */
  restore(): Promise<void>;
  put(key: string, text: string): void;
  remove(key: string): void;
}

/** Not that of the statements: a database has its stores from the first who opens it. */
const DATABASE = "scorm-export copies";
const STORE = "copies";
/** A browser that does not answer keeps nobody waiting. */
const PATIENCE_MS = 1000;

/** Nothing here throws; without a database nothing happens. */
export function createShadow(page: Window): Shadow {
  const factory = attempt(() => (page as Window & typeof globalThis).indexedDB);
  const opened: Promise<IDBDatabase | null> = factory ? open(page, factory) : Promise.resolve(null);

  async function ask<T>(mode: IDBTransactionMode, question: (store: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
    const database = await opened;
    const request = attempt(() => database && question(database.transaction(STORE, mode).objectStore(STORE)));
    return request ? answerOf(page, request) : null;
  }

  return {
    async restore() {
      if (!factory) return;
      const [keys, texts] = [await ask("readonly", (store) => store.getAllKeys()), await ask("readonly", (store) => store.getAll())];
      attempt(() =>
        keys?.forEach((key, n) => {
          if (page.localStorage.getItem(String(key)) === null) page.localStorage.setItem(String(key), String(texts?.[n]));
        }),
      );
    },
    put: (key, text) => void ask("readwrite", (store) => store.put(text, key)),
    remove: (key) => void ask("readwrite", (store) => store.delete(key)),
  };
}

function open(page: Window, factory: IDBFactory): Promise<IDBDatabase | null> {
  const request = attempt(() => factory.open(DATABASE, 1));
  if (!request) return Promise.resolve(null);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return answerOf(page, request);
}

function answerOf<T>(page: Window, request: IDBRequest<T>): Promise<T | null> {
  return new Promise((resolve) => {
    page.setTimeout(() => resolve(null), PATIENCE_MS);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}
