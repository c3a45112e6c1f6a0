/** What the browser keeps in databases, each with one store. */
import { attempt } from "../guarded.ts";

/** A transaction of its own: a store to ask at once, or null where there is no database. Never rejects. */
export type Database = (mode: IDBTransactionMode) => Promise<IDBObjectStore | null>;

/** A browser that does not answer, or a database that another page blocks, keeps nobody waiting. */
const PATIENCE_MS = 1000;

/** Opened when it is first asked, and made when there is none. */
export function openDatabase(page: Window, name: string, store: string): Database {
  let opening: Promise<IDBDatabase | null> | null = null;

  async function open(): Promise<IDBDatabase | null> {
    // In a foreign frame access can throw.
    const request = attempt(() => (page as Window & typeof globalThis).indexedDB.open(name, 1));
    if (!request) return null;
    request.onupgradeneeded = () => request.result.createObjectStore(store);
    return answerOf(request);
  }

  return async (mode) => {
    const database = await (opening ??= open());
    return attempt(() => database?.transaction(store, mode).objectStore(store)) ?? null;
  };
}

/** null when it fails. */
export function answerOf<T>(request: IDBRequest<T>): Promise<T | null> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}

/** What comes within a second, or as many milliseconds; `instead` when nothing does. */
export async function soon<T>(page: Window, coming: Promise<T>, instead: T, ms = PATIENCE_MS): Promise<T> {
  let timer = 0;
  const late = new Promise<T>((resolve) => (timer = page.setTimeout(() => resolve(instead), ms)));
  const found = await Promise.race([coming.catch(() => instead), late]);
  page.clearTimeout(timer);
  return found;
}
