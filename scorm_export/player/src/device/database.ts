/** IndexedDB databases with one object store each. */
import { attempt } from "../guarded.ts";

/** The store in a new transaction, to be used at once; null where there is no database. Never rejects. */
export type Database = (mode: IDBTransactionMode) => Promise<IDBObjectStore | null>;

/** A browser may not answer, or another page may block the database. */
const PATIENCE_MS = 1000;

/** Opens the database, and creates it if necessary, when it is first used. */
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

/** null when the request fails. */
export function answerOf<T>(request: IDBRequest<T>): Promise<T | null> {
  return new Promise((resolve) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => resolve(null);
  });
}

/** The result if it arrives within `ms` milliseconds; otherwise, and after a rejection, `instead`. */
export async function soon<T>(page: Window, coming: Promise<T>, instead: T, ms = PATIENCE_MS): Promise<T> {
  let timer = 0;
  const late = new Promise<T>((resolve) => (timer = page.setTimeout(() => resolve(instead), ms)));
  const found = await Promise.race([coming.catch(() => instead), late]);
  page.clearTimeout(timer);
  return found;
}
