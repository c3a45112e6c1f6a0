/** What the browser keeps between two visits of a page, where it may. In a foreign frame access can throw: then nothing is kept. */
import type { Statement } from "./statements.ts";

export interface TextStore {
  read(): string | null;
  /** Whether it is kept. */
  write(text: string): boolean;
}

export function textStore(page: Window, area: "localStorage" | "sessionStorage", key: string): TextStore {
  return {
    read() {
      try {
        return page[area].getItem(key);
      } catch {
        return null;
      }
    },
    write(text) {
      try {
        page[area].setItem(key, text);
        return true;
      } catch {
        return false;
      }
    },
  };
}

/** The object a text stands for; empty when there is none. */
export function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? "");
    return typeof value === "object" && value && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

/** Statements that have not arrived yet. Nothing here throws or rejects. */
export interface StatementStore {
  /** Whether they are kept. */
  put(statements: readonly Statement[]): Promise<boolean>;
  remove(statements: readonly Statement[]): void;
  /** What an earlier page left, oldest first. */
  all(): Promise<readonly Statement[]>;
}

/** Keeps nothing, for a device that is shared. */
export const noStore: StatementStore = { put: () => Promise.resolve(false), remove() {}, all: () => Promise.resolve([]) };

/** A database that another page blocks must not keep the course from opening. */
const PATIENCE_MS = 1000;
const DATABASE = "scorm-export";
const TABLE = "statements";

/**
 * A store in IndexedDB. `scope` is the learner's record; statements of another `session` of it are dropped, because
 * cmi5 takes them no more (10.1). Where all sessions share a record, the session is "".
 */
export function statementStore(page: Window, scope: string, session: string): StatementStore {
  const keys = new Map<string, IDBValidKey>();
  let number = 0;
  let opening: Promise<IDBDatabase> | null = null;

  function database(): Promise<IDBDatabase> {
    opening ??= new Promise((resolve, reject) => {
      const request = page.indexedDB.open(DATABASE, 1);
      request.onupgradeneeded = () => request.result.createObjectStore(TABLE);
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error("IndexedDB is not to be had"));
    });
    return opening;
  }

  async function write(change: (table: IDBObjectStore) => void): Promise<boolean> {
    try {
      const transaction = (await database()).transaction(TABLE, "readwrite");
      change(transaction.objectStore(TABLE));
      return await new Promise((resolve) => {
        transaction.oncomplete = () => resolve(true);
        transaction.onabort = () => resolve(false);
      });
    } catch {
      // The queue in memory goes on without it.
      return false;
    }
  }

  function keyOf({ id, timestamp }: Statement): IDBValidKey {
    const key = keys.get(id) ?? [scope, session, timestamp, ++number, id];
    keys.set(id, key);
    return key;
  }

  /** Records of the scope lie between [scope] and [scope, []]: an array is above every text. */
  async function all(): Promise<readonly Statement[]> {
    const opened = await database();
    return new Promise((resolve) => {
      const found: Statement[] = [];
      const range = IDBKeyRange.bound([scope], [scope, []]);
      const request = opened.transaction(TABLE, "readwrite").objectStore(TABLE).openCursor(range);
      request.onerror = () => resolve(found);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return resolve(found);
        const statement = cursor.value as Statement;
        const [, of] = cursor.key as string[];
        if (of !== session) cursor.delete();
        else if (!keys.has(statement.id)) {
          keys.set(statement.id, cursor.key);
          found.push(statement);
        }
        cursor.continue();
      };
    });
  }

  return {
    put: (statements) => write((table) => statements.forEach((statement) => table.put(statement, keyOf(statement)))),
    remove: (statements) => void write((table) => statements.forEach((statement) => table.delete(keyOf(statement)))),
    all: () =>
      new Promise((resolve) => {
        const timer = page.setTimeout(() => resolve([]), PATIENCE_MS);
        const answer = (found: readonly Statement[]): void => {
          page.clearTimeout(timer);
          resolve(found);
        };
        all().then(answer, () => answer([]));
      }),
  };
}
