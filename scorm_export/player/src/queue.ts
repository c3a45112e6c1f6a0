/**
 * Statements on their way to the LRS. They wait in order, in memory and in the store, until the LRS has them; each is
 * sent with the id and timestamp it was made with, so that sending it again never makes a second one.
 *
 * 2xx: delivered. 409: the LRS has some of them already; all of the batch go one by one, and a single 409 counts as
 * delivered. Another 4xx: one of the batch is bad; they go one by one and the bad one is set aside. 401, 403: nothing is
 * taken any more; the rest stays in the store. Anything else, and no answer: again, later and later.
 */
import type { Statement } from "./statements.ts";
import type { StatementStore } from "./storage.ts";
import type { SaveStatus } from "./types.ts";

export interface Queue {
  add(statements: readonly Statement[]): void;
  /** Send what waits, unless a failure is being waited out; `urgent` sends also then, and beside what is on its way. */
  flush(urgent?: boolean): void;
  /** Resolves when everything has arrived or a try has failed. */
  settled(): Promise<void>;
}

/** POST a batch; answers the HTTP status, 0 for none. Never rejects. */
export type Send = (statements: readonly Statement[]) => Promise<number>;

const MOST_STATEMENTS = 50;
/** A last request of the page may have 64 KiB, all of them together. */
const MOST_CHARACTERS = 30_000;
const SOON_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
const STOPS = [401, 403];
const NOT_NOW = [408, 425, 429];

export interface Listener {
  /** How all of them stand. */
  tell(status: SaveStatus): void;
  /** The LRS has them, or refuses them for good. */
  arrived(statements: readonly Statement[]): void;
}

/** `left`: what an earlier page left in the store; it goes first. */
export function createQueue(
  page: Window,
  send: Send,
  store: StatementStore,
  left: readonly Statement[],
  { tell, arrived: heard }: Listener,
): Queue {
  let waiting = left;
  const flying = new Set<string>();
  /** Statements that go one by one. */
  const alone = new Set<string>();
  let waiters: (() => void)[] = [];
  let stopped = false;
  let timer = 0;
  let retrying = false;
  let retryIn = FIRST_RETRY_MS;

  function nextBatch(): readonly Statement[] {
    const free = waiting.filter(({ id }) => !flying.has(id));
    const [first] = free;
    if (!first || alone.has(first.id)) return free.slice(0, 1);
    let size = 0;
    const end = free.findIndex((statement, n) => {
      size += JSON.stringify(statement).length;
      return n > 0 && (n === MOST_STATEMENTS || size > MOST_CHARACTERS || alone.has(statement.id));
    });
    return end < 0 ? free : free.slice(0, end);
  }

  function flush(urgent = false): void {
    if (stopped || (!urgent && (retrying || flying.size))) return;
    page.clearTimeout(timer);
    retrying = false;
    for (let batch = nextBatch(); batch.length; batch = urgent ? nextBatch() : []) void fly(batch);
    if (!flying.size) settle();
  }

  async function fly(batch: readonly Statement[]): Promise<void> {
    batch.forEach(({ id }) => flying.add(id));
    tell("saving");
    const status = await send(batch);
    batch.forEach(({ id }) => flying.delete(id));
    if (STOPS.includes(status)) return stop();
    const [only, ...others] = batch;
    const bad = status >= 400 && status < 500 && !NOT_NOW.includes(status);
    if (status >= 200 && status < 300) arrived(batch);
    else if (!bad) return again();
    else if (others.length) batch.forEach(({ id }) => alone.add(id));
    else {
      if (status !== 409) console.warn("The LRS refuses a statement", status, only);
      arrived(batch);
    }
    retryIn = FIRST_RETRY_MS;
    if (waiting.length) return flush();
    tell("saved");
    settle();
  }

  function arrived(batch: readonly Statement[]): void {
    waiting = waiting.filter((statement) => !batch.includes(statement));
    store.remove(batch);
    heard(batch);
  }

  function again(): void {
    page.clearTimeout(timer);
    retrying = true;
    timer = page.setTimeout(() => flush(true), retryIn);
    retryIn = Math.min(retryIn * 2, LAST_RETRY_MS);
    tell("unsaved");
    settle();
  }

  function stop(): void {
    stopped = true;
    page.clearTimeout(timer);
    tell("refused");
    settle();
  }

  function settle(): void {
    waiters.forEach((resolve) => resolve());
    waiters = [];
  }

  page.addEventListener("online", () => flush(true));
  // It may be the last that is heard of the page, also while a failure is being waited out.
  page.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") flush(true);
  });
  flush();

  return {
    add(statements) {
      if (!statements.length) return;
      waiting = [...waiting, ...statements];
      store.put(statements);
      if (stopped || retrying || flying.size) return;
      page.clearTimeout(timer);
      timer = page.setTimeout(() => flush(), SOON_MS);
    },
    flush,
    settled() {
      flush();
      if (stopped || retrying || !waiting.length) return Promise.resolve();
      return new Promise((resolve) => waiters.push(resolve));
    },
  };
}
