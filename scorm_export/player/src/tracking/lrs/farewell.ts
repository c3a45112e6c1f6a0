/**
 * The last words of a session whose page goes away and may come back: the browser's reload button, and Back, cannot be told
 * from closing the tab. Where a shared worker may outlive its page (Chromium's `extendedLifetime`), it waits for some
 * seconds and says them only if the page has not come back.
 */
import { attempt } from "../../guarded.ts";

/** To the worker in `leaving.js`. */
export interface Message {
  readonly session: string;
  /** null: the page is there. */
  readonly last: { readonly url: string; readonly init: RequestInit; readonly ms: number } | null;
}

export interface Farewell {
  /** Leave it to the worker. */
  leave(request: readonly [url: string, init: RequestInit]): void;
}

const SCRIPT = "leaving.js";
const AFTER_MS = 10_000;
/** A page that comes back within this finds its session open. */
export const COMES_BACK_MS = 8_000;

/** null where nothing outlives the page. `session` names it; whatever an earlier page of it left with the worker is taken back. */
export function createFarewell(page: Window, session: string): Farewell | null {
  let outlives = false;
  const options = {
    name: SCRIPT,
    get extendedLifetime(): boolean {
      // Only a browser that knows it asks for it.
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
