/** Keeps the platform's session alive while the learner works: many platforms end it after an hour without a request. */

export interface KeepAlive {
  /** The learner did something. */
  touched(): void;
  stop(): void;
}

const EVERY_MS = 5 * 60_000;
const WORKING_MS = 20 * 60_000;

/** `keep`: sends a request to the platform. */
export function createKeepAlive(page: Window, keep: () => void): KeepAlive {
  let timer = 0;
  let last = 0;

  function wait(): void {
    timer = page.setTimeout(() => {
      timer = 0;
      if (page.performance.now() - last > WORKING_MS) return;
      keep();
      wait();
    }, EVERY_MS);
  }

  return {
    touched() {
      last = page.performance.now();
      if (!timer) wait();
    },
    stop: () => page.clearTimeout(timer),
  };
}
