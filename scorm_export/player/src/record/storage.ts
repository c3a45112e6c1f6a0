/** What the browser keeps between two visits of a page, where it may. In a foreign frame access can throw: then nothing is kept. */
import { attempt } from "../guarded.ts";
import { spell } from "./actor.ts";
import { openDatabase, soon } from "../device/database.ts";
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

/** Keys that begin like this. */
export function keysOf(storage: Storage, start: string): string[] {
  return Array.from({ length: storage.length }, (_, n) => storage.key(n) ?? "").filter((key) => key.startsWith(start));
}

/** A text of this record. Until one is written it is that which is kept under another spelling of the record's name. */
export function recordStore(page: Window, kind: string, record: string): TextStore {
  const start = `scorm-export ${kind}`;
  const { read, write } = textStore(page, "localStorage", start + record);
  const others = () => keysOf(page.localStorage, start).filter((key) => spell(key.slice(start.length)) === record);
  return { read: () => read() ?? attempt(() => page.localStorage.getItem(others()[0] ?? "")), write };
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

/**
 * A store in IndexedDB. `scope` is the learner's record, however it was spelled; statements of another `session` of it are dropped, because
 * cmi5 takes them no more (10.1). Where all sessions share a record, the session is "".
 */
export function statementStore(page: Window, scope: string, session: string): StatementStore {
  const database = openDatabase(page, "scorm-export", "statements");
  const keys = new Map<string, IDBValidKey>();
  let number = 0;

  async function write(change: (table: IDBObjectStore) => void): Promise<boolean> {
    const table = await database("readwrite");
    if (!table || attempt(() => (change(table), true)) === null) return false;
    return new Promise((resolve) => {
      table.transaction.oncomplete = () => resolve(true);
      table.transaction.onabort = () => resolve(false);
    });
  }

  function keyOf({ id, timestamp }: Statement): IDBValidKey {
    const key = keys.get(id) ?? [scope, session, timestamp, ++number, id];
    keys.set(id, key);
    return key;
  }

  async function all(): Promise<readonly Statement[]> {
    const table = await database("readwrite");
    if (!table) return [];
    return new Promise((resolve) => {
      const found: Statement[] = [];
      const request = table.openCursor();
      request.onerror = () => resolve(found);
      request.onsuccess = () => {
        const cursor = request.result;
        if (!cursor) return resolve(found.sort((one, other) => one.timestamp.localeCompare(other.timestamp)));
        const statement = cursor.value as Statement;
        const [record = "", of] = cursor.key as string[];
        if (spell(record) !== spell(scope)) return cursor.continue();
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
    all: () => soon(page, all(), []),
  };
}
