/** Trying again after a failure: later and later, at once when the browser is online again, and never before the other side wants to be asked. */
import type { Answer } from "./lrs.ts";

export interface Retry {
  /** Whether a failure is being waited out. */
  waiting(): boolean;
  /** Whether we were asked to wait (Retry-After). */
  asked(): boolean;
  /** After a failure. */
  again(answer: Pick<Answer, "wait">): void;
  /** Wait no longer: it is tried now, or not at all. */
  end(): void;
  /** It worked: the next failure is a first one. */
  worked(): void;
}

export function createRetry(page: Window, firstMs: number, lastMs: number, run: () => void): Retry {
  let next = firstMs;
  let timer: number | null = null;
  let asked = false;

  function end(): void {
    if (timer !== null) page.clearTimeout(timer);
    timer = null;
    asked = false;
  }

  function go(): void {
    end();
    run();
  }

  page.addEventListener("online", () => {
    // What is on its way may have been sent too early: its failure is a first one.
    next = firstMs;
    if (timer !== null && !asked) go();
  });

  return {
    waiting: () => timer !== null,
    asked: () => asked,
    again({ wait }) {
      end();
      asked = wait > 0;
      timer = page.setTimeout(go, Math.max(next, wait));
      next = Math.min(next * 2, lastMs);
    },
    end,
    worked() {
      next = firstMs;
    },
  };
}
