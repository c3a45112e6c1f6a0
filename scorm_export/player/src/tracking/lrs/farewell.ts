/**
 * Sends `terminated` for a page that is unloaded and may come back: the browser's reload button and Back cannot be
 * distinguished from closing the tab. Where a shared worker may outlive its page (Chromium's `extendedLifetime`), the
 * worker waits some seconds and sends the statement only if the page has not come back.
 */
import { attempt } from "../../guarded.ts";

/** To the worker in `leaving.js`. */
export interface Message {
  readonly session: string;
  /** The request to send; null: the page is loaded. */
  readonly last: { readonly url: string; readonly init: RequestInit; readonly ms: number } | null;
}

export interface Farewell {
  /** Leaves the request to the worker. */
  leave(request: readonly [url: string, init: RequestInit]): void;
}

const SCRIPT = "leaving.js";
const AFTER_MS = 10_000;
/** A page that comes back within this time finds its session open. */
export const COMES_BACK_MS = 8_000;

/** null where nothing outlives the page. Cancels what an earlier page of the same `session` left to the worker. */
export function createFarewell(page: Window, session: string): Farewell | null {
  let outlives = false;
  const options = {
    name: SCRIPT,
    get extendedLifetime(): boolean {
      // Only a browser that supports the option reads it.
      outlives = true;
      return true;
    },
  };
  const worker = attempt(() => new (page as Window & typeof globalThis).SharedWorker(SCRIPT, options));
  if (!worker || !outlives) return null;
  const say = (last: Message["last"]): void => worker.port.postMessage({ session, last } satisfies Message);
  say(null);
  return { leave: ([url, init]) => say({ url, init, ms: AFTER_MS }) };
}
