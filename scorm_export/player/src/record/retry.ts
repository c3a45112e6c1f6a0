/** Retries after a failure, at growing intervals, and at once when the browser is online again, but not before the time of a Retry-After. */
import type { Answer } from "./lrs.ts";

export interface Retry {
  /** Whether a retry is pending. */
  isWaiting(): boolean;
  /** Whether the server requested the wait (Retry-After). */
  isRequested(): boolean;
  /** Schedules a retry after a failure. */
  schedule(answer: Pick<Answer, "wait">): void;
  /** Cancels a pending retry. */
  end(): void;
  /** Resets the interval. */
  succeeded(): void;
}

export function createRetry(page: Window, firstMs: number, lastMs: number, run: () => void): Retry {
  let next = firstMs;
  let timer: number | null = null;
  let isRequested = false;

  function end(): void {
    if (timer !== null) page.clearTimeout(timer);
    timer = null;
    isRequested = false;
  }

  function go(): void {
    end();
    run();
  }

  page.addEventListener("online", () => {
    next = firstMs;
    if (timer !== null && !isRequested) go();
  });

  return {
    isWaiting: () => timer !== null,
    isRequested: () => isRequested,
    schedule({ wait }) {
      end();
      isRequested = wait > 0;
      timer = page.setTimeout(go, Math.max(next, wait));
      next = Math.min(next * 2, lastMs);
    },
    end,
    succeeded() {
      next = firstMs;
    },
  };
}
