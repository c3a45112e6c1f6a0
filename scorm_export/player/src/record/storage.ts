/** What this browser keeps of a record at an LRS. In a frame of another site access can throw: then nothing is kept. */
import { openDatabase, soon } from "../device/database.ts";
import { keysOf, textStore, type TextStore } from "../device/web_storage.ts";
import { attempt, parseObject } from "../guarded.ts";
import { normalizeName } from "./actor.ts";
import type { Statement } from "./statements.ts";

/** A text of this record. Until it is written, it is the one kept under another spelling of the record's name. */
export function recordStore(page: Window, kind: string, record: string): TextStore {
  const start = `scorm-export ${kind}`;
  const { read, write } = textStore(page, "localStorage", start + record);
  const others = () => keysOf(page.localStorage, start).filter((key) => normalizeName(key.slice(start.length)) === record);
  return { read: () => read() ?? attempt(() => page.localStorage.getItem(others()[0] ?? "")), write };
}

/** States that earlier players kept for this record, before there were copies. */
export function earlierStates(page: Window, record: string): readonly string[] {
  const read = (kind: string) => parseObject(recordStore(page, kind, record).read());
  return [read(""), read("unsent ")["fields"]].flatMap((fields) => {
    const { state } = (fields ?? {}) as Readonly<Record<string, unknown>>;
    return typeof state === "string" ? [state] : [];
  });
}

/** Statements that have not reached the LRS. Nothing throws or rejects. */
export interface StatementStore {
  /** Whether the browser keeps them. */
  put(statements: readonly Statement[]): Promise<boolean>;
  remove(statements: readonly Statement[]): void;
  /** Those that an earlier page left, oldest first. */
  all(): Promise<readonly Statement[]>;
}

/** Keeps nothing, for a shared device. */
export const noStore: StatementStore = { put: () => Promise.resolve(false), remove() {}, all: () => Promise.resolve([]) };

/**
 * A store in IndexedDB. `scope`: the name of the learner's record, in any spelling. Statements of another `session` of the
 * record are dropped, because under cmi5 they are no longer accepted (10.1); it is "" where all sessions share a record.
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
        if (normalizeName(record) !== normalizeName(scope)) return cursor.continue();
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
