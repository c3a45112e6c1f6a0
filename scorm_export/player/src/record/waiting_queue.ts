/**
 * A queue for the time before the one that sends is loaded (on_demand/lrs.ts). Statements wait in memory and in the store,
 * where the next launch finds those that this page did not send.
 */
import type { Queue } from "./queue.ts";
import type { Statement } from "./statements.ts";
import type { StatementStore } from "./storage.ts";

/** Creates the queue that sends; `left` goes first. */
export type OpenQueue = (left: readonly Statement[]) => Queue;

/** `left`: what an earlier page left in the store. `flush` calls `connect`, and calls it again after a failure. */
export function createWaitingQueue(store: StatementStore, left: readonly Statement[], connect: () => Promise<OpenQueue>): Queue {
  const known = new Set(left.map(({ id }) => id));
  let waiting: readonly Statement[] = [];
  let queue: Queue | null = null;
  let connecting: Promise<void> | null = null;
  let halted = false;

  async function open(): Promise<void> {
    try {
      const openQueue = await connect();
      if (halted) return;
      queue = openQueue(left);
      queue.add(waiting);
      queue.flush();
    } catch (error) {
      console.warn("Statements wait: the queue that sends them could not be loaded", error);
    } finally {
      connecting = null;
    }
  }

  return {
    add(statements) {
      if (queue) return queue.add(statements);
      const news = statements.filter(({ id }) => !known.has(id));
      if (!news.length || halted) return;
      news.forEach(({ id }) => known.add(id));
      waiting = [...waiting, ...news];
      void store.put(news);
    },
    flush(urgent) {
      if (queue) queue.flush(urgent);
      else if (!halted) connecting ??= open();
    },
    settled: () => queue?.settled() ?? Promise.resolve(),
    late: () => queue?.late(),
    halt() {
      halted = true;
      return queue?.halt() ?? [...left, ...waiting];
    },
  };
}
