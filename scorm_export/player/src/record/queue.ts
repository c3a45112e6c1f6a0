/**
 * Statements on their way to the LRS. They wait in order, in memory and in the store, until the LRS has them. Each keeps
 * the id and timestamp that it was created with, so that sending it again never makes a second one. By answer:
 *
 * - 2xx with the statements' ids: delivered.
 * - 2xx without them: the LRS drops what is POSTed, so that statements are PUT one by one from then on.
 * - 409: the LRS has some of the batch already. They are sent one by one, and a single 409 counts as delivered.
 * - other 4xx: one of the batch is refused. They are sent one by one; the refused one stays in the store, is reported, and
 *   is tried again at long intervals, while the others are delivered.
 * - 401, 403: nothing more is sent; the rest stays in the store.
 * - anything else, or no answer: the batch is sent again, at growing intervals.
 */
import { detailOf, isDone, isTransient, isRefusal, NO_ANSWER, type Answer, type LrsStatements } from "./lrs.ts";
import { createRetry } from "./retry.ts";
import type { Statement } from "./statements.ts";
import type { StatementStore } from "./storage.ts";
import type { OnSaveStatus } from "../tracking/tracking.ts";

export interface Queue {
  /** Ignores statements whose ids were added before. */
  add(statements: readonly Statement[]): void;
  /** Sends what waits, unless a retry is pending; `urgent` sends even then, and while other statements are being sent. */
  flush(urgent?: boolean): void;
  /** Resolves when everything has arrived or a request has failed. */
  settled(): Promise<void>;
  /** Counts what is being sent as failed until it arrives. */
  late(): void;
  /** Stops sending and reporting because another window takes over. Returns what the LRS is not known to have. */
  halt(): readonly Statement[];
}

const MAX_STATEMENTS = 50;
/** The last requests of a page may have 64 KiB in total. */
const MAX_CHARACTERS = 30_000;
const SOON_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
/** A refused statement waits until somebody has fixed the LRS. */
const FIRST_REFUSED_MS = 60_000;
const LAST_REFUSED_MS = 960_000;

export interface Listener {
  /** The status of all statements together. */
  onSaveStatus: OnSaveStatus;
  /** The LRS has these statements. */
  onArrived(statements: readonly Statement[]): void;
}

/** `left`: what an earlier page left in the store; it goes first. */
export function createQueue(
  page: Window,
  lrs: Pick<LrsStatements, "postStatements" | "putStatement">,
  store: StatementStore,
  left: readonly Statement[],
  { onSaveStatus, onArrived: onArrived }: Listener,
): Queue {
  let waiting = left;
  const known = new Set(left.map(({ id }) => id));
  const inFlight = new Set<string>();
  /** Ids of statements that are sent one by one. */
  const single = new Set<string>();
  /** Ids of statements that are not in the store. */
  const unstored = new Set<string>();
  /** The LRS's message about each refused statement, by id. */
  const refused = new Map<string, string>();
  /** Ids of refused statements that may be tried again now. */
  let due = new Set<string>();
  let byPut = false;
  /** The failure that is being waited out. */
  let failure: Answer | null = null;
  let stopped: string | null = null;
  let halted = false;
  let waiters: (() => void)[] = [];
  let timer = 0;
  /** Resolves when the store has answered for the statements put last, and so for all before them. */
  let keeping: Promise<void> | null = null;
  const retry = createRetry(page, FIRST_RETRY_MS, LAST_RETRY_MS, () => flush());
  const refusedRetry = createRetry(page, FIRST_REFUSED_MS, LAST_REFUSED_MS, () => {
    due = new Set(refused.keys());
    flush();
  });

  const sendable = (): readonly Statement[] => waiting.filter(({ id }) => !inFlight.has(id) && (!refused.has(id) || due.has(id)));

  function nextBatch(): readonly Statement[] {
    const list = sendable();
    const [first] = list;
    if (!first || byPut || single.has(first.id)) return list.slice(0, 1);
    let size = 0;
    const end = list.findIndex((statement, n) => {
      size += JSON.stringify(statement).length;
      return n > 0 && (n === MAX_STATEMENTS || size > MAX_CHARACTERS || single.has(statement.id));
    });
    return end < 0 ? list : list.slice(0, end);
  }

  /** A Retry-After is ignored only for statements that would be lost. */
  function mayIgnoreWait(): boolean {
    return !retry.isRequested() || unstored.size > 0;
  }

  function flush(urgent = false): void {
    const held = urgent ? !mayIgnoreWait() : retry.isWaiting() || inFlight.size > 0;
    if (stopped !== null || halted || held) return;
    page.clearTimeout(timer);
    retry.end();
    for (let batch = nextBatch(); batch.length; batch = urgent ? nextBatch() : []) void sendBatch(batch);
    if (!inFlight.size) settle();
  }

  async function sendBatch(batch: readonly Statement[]): Promise<void> {
    batch.forEach(({ id }) => inFlight.add(id));
    const [only, ...others] = batch as readonly [Statement, ...Statement[]];
    const put = byPut;
    const answer = await (put ? lrs.putStatement(only) : lrs.postStatements(batch));
    batch.forEach(({ id }) => inFlight.delete(id));
    if (isRefusal(answer)) return stop(answer);
    if (isDone(answer)) {
      if (put || confirms(answer, batch)) arrived(batch);
      else byPut = true;
    } else if (isTransient(answer)) return tryAgain(answer);
    else if (answer.status === 405 && !put) byPut = true;
    else if (others.length) batch.forEach(({ id }) => single.add(id));
    else if (answer.status === 409) arrived(batch);
    else refuse(only, answer);
    failure = null;
    retry.succeeded();
    report();
    flush();
  }

  function arrived(batch: readonly Statement[]): void {
    waiting = waiting.filter((statement) => !batch.includes(statement));
    batch.forEach(({ id }) => {
      refused.delete(id);
      unstored.delete(id);
    });
    if (!refused.size) refusedRetry.succeeded();
    store.remove(batch);
    if (!halted) onArrived(batch);
  }

  function refuse(statement: Statement, answer: Answer): void {
    console.warn("The LRS refuses a statement", detailOf(answer), statement);
    refused.set(statement.id, detailOf(answer));
    due.delete(statement.id);
    if (!refusedRetry.isWaiting()) refusedRetry.schedule(answer);
  }

  function tryAgain(answer: Answer): void {
    failure = answer;
    retry.schedule(answer);
    report();
    settle();
  }

  function stop(answer: Answer): void {
    stopped = detailOf(answer);
    page.clearTimeout(timer);
    retry.end();
    refusedRetry.end();
    report();
    settle();
  }

  function report(): void {
    const [complaint] = [...(stopped === null ? [] : [stopped]), ...refused.values()];
    if (halted) return;
    if (complaint !== undefined) onSaveStatus("refused", complaint);
    else if (failure && !unstored.size) onSaveStatus("device");
    else if (failure) onSaveStatus("unsaved", detailOf(failure));
    else onSaveStatus(waiting.length ? "saving" : "saved");
  }

  function keep(statements: readonly Statement[]): void {
    statements.forEach(({ id }) => unstored.add(id));
    keeping = store.put(statements).then((kept) => {
      if (!kept) return;
      statements.forEach(({ id }) => unstored.delete(id));
      if (failure) report();
    });
  }

  function settle(): void {
    waiters.forEach((resolve) => resolve());
    waiters = [];
  }

  // This may be the last chance to send, even while a retry is pending.
  page.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") flush(true);
  });
  if (waiting.length) report();
  flush();

  return {
    add(statements) {
      const news = statements.filter(({ id }) => !known.has(id));
      if (!news.length || halted) return;
      news.forEach(({ id }) => known.add(id));
      waiting = [...waiting, ...news];
      keep(news);
      report();
      if (stopped !== null || retry.isWaiting() || inFlight.size) return;
      page.clearTimeout(timer);
      timer = page.setTimeout(() => flush(), SOON_MS);
    },
    flush,
    async settled() {
      flush();
      if (stopped === null && !retry.isWaiting() && (sendable().length || inFlight.size)) await new Promise<void>((resolve) => waiters.push(resolve));
      // Whether what did not arrive is kept on this device; the store may not answer.
      await Promise.race([keeping, new Promise((resolve) => page.setTimeout(resolve, SOON_MS))]);
    },
    late() {
      if (inFlight.size) failure ??= NO_ANSWER;
      report();
    },
    halt() {
      halted = true;
      [retry, refusedRetry].forEach((each) => each.end());
      page.clearTimeout(timer);
      settle();
      return waiting;
    },
  };
}

/** Whether the LRS returns the ids of the statements that it has stored (xAPI 1.0.3, Communication 2.1.2). */
function confirms({ text }: Answer, batch: readonly Statement[]): boolean {
  try {
    const ids = JSON.parse(text) as unknown;
    return Array.isArray(ids) && batch.every(({ id }) => ids.some((one) => String(one).toLowerCase() === id));
  } catch {
    return false;
  }
}
