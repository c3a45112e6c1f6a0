/** The platform's session is kept alive while the learner works: many end one after an hour without a request. */

export interface KeepAlive {
  /** The learner did something. */
  touched(): void;
  stop(): void;
}

const EVERY_MS = 5 * 60_000;
const WORKING_MS = 20 * 60_000;

/** `keep` makes a call that the platform notices. */
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
