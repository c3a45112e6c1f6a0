/**
 * When what waits is sent to an LMS whose calls stop the page while they last: soon after the learner pauses, seldom
 * enough that nobody feels it, again when it failed.
 */
import { attempt } from "../guarded.ts";
import type { Answer } from "./outbox.ts";

export interface Delivery {
  /** What is said before the end of this task goes in one commit. */
  gather(): void;
  /** Something new waits. */
  changed(): void;
  /** Send what waits now. */
  commit(): void;
  /** Send what `commit` had to put off. */
  settle(): void;
  stop(): void;
}

export interface Load {
  pending(): boolean;
  send(): Answer;
  /** It was sent; `failures`: how often in a row something was left. */
  sent(answer: Answer, failures: number): void;
}

const IDLE_MS = 2000;
const LONGEST_MS = 60_000;
/** Sending takes a twentieth of the time: after each there is a rest of 19 times as long. */
const REST = 19;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

/** `apart`: milliseconds between two commits, for an LMS that may store them in another order. */
export function createDelivery(page: Window, load: Load, apart: number): Delivery {
  const now = (): number => page.performance.now();
  let timer = 0;
  let stopped = false;
  let gathering = false;
  let putOff = false;
  /** When what waits was begun; null when nothing does. */
  let since: number | null = null;
  let last = 0;
  let ended = -Infinity;
  let rested = 0;
  let failures = 0;
  let retryIn = FIRST_RETRY_MS;

  function at(time: number): void {
    page.clearTimeout(timer);
    timer = page.setTimeout(send, Math.max(time - now(), 0));
  }

  function send(): void {
    if (stopped) return;
    page.clearTimeout(timer);
    const began = now();
    const answer = load.send();
    ended = now();
    const rest = (ended - began) * REST;
    rested = ended + rest;
    since = null;
    putOff = false;
    failures = answer === "done" ? 0 : failures + 1;
    if (failures) at(ended + Math.max(retryIn, rest));
    retryIn = failures ? Math.min(retryIn * 2, LAST_RETRY_MS) : FIRST_RETRY_MS;
    load.sent(answer, failures);
  }

  function changed(): void {
    last = now();
    since ??= last;
    if (!gathering && !failures && !putOff) at(Math.max(rested, Math.min(last + IDLE_MS, since + LONGEST_MS)));
  }

  function commit(): void {
    if (stopped || !load.pending()) return;
    putOff = gathering || now() < ended + apart;
    if (!putOff) send();
    else if (!gathering) at(ended + apart);
  }

  function gather(): void {
    gathering = true;
    timer = page.setTimeout(() => {
      gathering = false;
      if (putOff) send();
      else if (load.pending()) changed();
    }, 0);
  }

  attempt(() =>
    page.addEventListener("blur", () => {
      if (!gathering && !failures && now() >= rested) commit();
    }),
  );

  return {
    gather,
    changed,
    commit,
    settle() {
      if (putOff) send();
    },
    stop() {
      stopped = true;
      page.clearTimeout(timer);
    },
  };
}
