/**
 * Decides when to send to an LMS, whose calls block the page: soon after the learner pauses, seldom enough not to be
 * noticed, and again after a failure.
 */
import { attempt } from "../guarded.ts";
import type { Answer } from "./outbox.ts";

export interface Delivery {
  /** Sends everything reported before the end of the current task in one commit. */
  gather(): void;
  /** There is something new to send. */
  changed(): void;
  /** Sends now, or as soon as allowed. */
  commit(): void;
  /** Sends what `commit` had to postpone. */
  settle(): void;
  stop(): void;
}

export interface DeliveryTask {
  pending(): boolean;
  send(): Answer;
  /** Called after `send`; `failures`: how many times in a row something could not be sent. */
  sent(answer: Answer, failures: number): void;
}

const IDLE_MS = 2000;
const MAX_DELAY_MS = 60_000;
/** Sending takes at most a twentieth of the time: after it, nothing is sent for 19 times as long as it took. */
const REST_FACTOR = 19;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

/** `minGapMs`: the time from the launch to a commit and between two commits, for an LMS that may store them in another order. */
export function createDelivery(page: Window, load: DeliveryTask, minGapMs: number): Delivery {
  const now = (): number => page.performance.now();
  let timer = 0;
  let stopped = false;
  let gathering = false;
  let postponed = false;
  /** When the oldest unsent change was made; null when there is none. */
  let since: number | null = null;
  let lastChange = 0;
  let lastEnd = now();
  let restUntil = 0;
  let failures = 0;
  let retryIn = FIRST_RETRY_MS;

  function sendAt(time: number): void {
    page.clearTimeout(timer);
    timer = page.setTimeout(send, Math.max(time - now(), 0));
  }

  function send(): void {
    if (stopped) return;
    page.clearTimeout(timer);
    const began = now();
    const answer = load.send();
    lastEnd = now();
    const rest = (lastEnd - began) * REST_FACTOR;
    restUntil = lastEnd + rest;
    since = null;
    postponed = false;
    failures = answer === "done" ? 0 : failures + 1;
    if (failures) sendAt(lastEnd + Math.max(retryIn, rest));
    retryIn = failures ? Math.min(retryIn * 2, LAST_RETRY_MS) : FIRST_RETRY_MS;
    load.sent(answer, failures);
  }

  function changed(): void {
    lastChange = now();
    since ??= lastChange;
    if (!gathering && !failures && !postponed) sendAt(Math.max(restUntil, Math.min(lastChange + IDLE_MS, since + MAX_DELAY_MS)));
  }

  function commit(): void {
    postponed = false;
    if (stopped || !load.pending()) return;
    postponed = gathering || now() < lastEnd + minGapMs;
    if (!postponed) send();
    else if (!gathering) sendAt(lastEnd + minGapMs);
  }

  function gather(): void {
    gathering = true;
    timer = page.setTimeout(() => {
      gathering = false;
      if (postponed) commit();
      else if (load.pending()) changed();
    }, 0);
  }

  attempt(() =>
    page.addEventListener("blur", () => {
      if (!gathering && !failures && now() >= restUntil) commit();
    }),
  );

  return {
    gather,
    changed,
    commit,
    settle() {
      if (postponed) send();
    },
    stop() {
      stopped = true;
      page.clearTimeout(timer);
    },
  };
}
