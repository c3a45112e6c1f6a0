/**
 * Statements on their way to the LRS. They wait in order, in memory and in the store, until the LRS has them; each is
 * sent with the id and timestamp it was made with, so that sending it again never makes a second one.
 *
 * 2xx with their ids: delivered. 2xx without: the LRS drops what is POSTed, so each goes by PUT from then on. 409: the LRS has
 * some of them already; all of the batch go one by one, and a single 409 counts as delivered. Another 4xx: one of the batch is
 * bad; they go one by one, and the bad one stays in the store, is told, and is tried again, seldom, while the others go on.
 * 401, 403: nothing is taken any more; the rest stays in the store. Anything else, and no answer: again, later and later.
 */
import { detailOf, isDone, isTransient, isRefusal, NO_ANSWER, type Answer, type LrsStatements } from "./lrs.ts";
import { createRetry } from "./retry.ts";
import type { Statement } from "./statements.ts";
import type { StatementStore } from "./storage.ts";
import type { OnSaveStatus } from "../tracking/tracking.ts";

export interface Queue {
  /** What was added before, by its id, is not added again. */
  add(statements: readonly Statement[]): void;
  /** Send what waits, unless a failure is being waited out; `urgent` sends also then, and beside what is on its way. */
  flush(urgent?: boolean): void;
  /** Resolves when everything has arrived or a try has failed. */
  settled(): Promise<void>;
  /** What is on its way counts as failed until it arrives. */
  late(): void;
  /** Send and tell nothing more: another window does. Answers what the LRS is not known to have. */
  halt(): readonly Statement[];
}

const MOST_STATEMENTS = 50;
/** A last request of the page may have 64 KiB, all of them together. */
const MOST_CHARACTERS = 30_000;
const SOON_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
/** What was refused waits for a person to mend the LRS. */
const FIRST_REFUSED_MS = 60_000;
const LAST_REFUSED_MS = 960_000;

export interface Listener {
  /** How all of them stand. */
  onSaveStatus: OnSaveStatus;
  /** The LRS has them. */
  onArrived(statements: readonly Statement[]): void;
}

/** `left`: what an earlier page left in the store; it goes first. */
export function createQueue(
  page: Window,
  lrs: Pick<LrsStatements, "postStatements" | "putStatement">,
  store: StatementStore,
  left: readonly Statement[],
  { onSaveStatus, onArrived: heard }: Listener,
): Queue {
  let waiting = left;
  const known = new Set(left.map(({ id }) => id));
  const flying = new Set<string>();
  /** Statements that go one by one. */
  const alone = new Set<string>();
  /** What the store does not keep. */
  const unkept = new Set<string>();
  /** By id: what the LRS said to those that it refuses. */
  const refused = new Map<string, string>();
  /** Of the refused ones those that may be tried now. */
  let due = new Set<string>();
  let byPut = false;
  /** What is being waited out. */
  let failure: Answer | null = null;
  let stopped: string | null = null;
  let halted = false;
  let waiters: (() => void)[] = [];
  let timer = 0;
  /** Until the store has answered for what it was given last, and so for all before that. */
  let keeping: Promise<void> | null = null;
  const retry = createRetry(page, FIRST_RETRY_MS, LAST_RETRY_MS, () => flush());
  const mending = createRetry(page, FIRST_REFUSED_MS, LAST_REFUSED_MS, () => {
    due = new Set(refused.keys());
    flush();
  });

  const free = (): readonly Statement[] => waiting.filter(({ id }) => !flying.has(id) && (!refused.has(id) || due.has(id)));

  function nextBatch(): readonly Statement[] {
    const list = free();
    const [first] = list;
    if (!first || byPut || alone.has(first.id)) return list.slice(0, 1);
    let size = 0;
    const end = list.findIndex((statement, n) => {
      size += JSON.stringify(statement).length;
      return n > 0 && (n === MOST_STATEMENTS || size > MOST_CHARACTERS || alone.has(statement.id));
    });
    return end < 0 ? list : list.slice(0, end);
  }

  /** Who asked us to wait is sent to sooner only for what would be lost. */
  function mayHurry(): boolean {
    return !retry.isRequested() || unkept.size > 0;
  }

  function flush(urgent = false): void {
    const held = urgent ? !mayHurry() : retry.isWaiting() || flying.size > 0;
    if (stopped !== null || halted || held) return;
    page.clearTimeout(timer);
    retry.end();
    for (let batch = nextBatch(); batch.length; batch = urgent ? nextBatch() : []) void fly(batch);
    if (!flying.size) settle();
  }

  async function fly(batch: readonly Statement[]): Promise<void> {
    batch.forEach(({ id }) => flying.add(id));
    const [only, ...others] = batch as readonly [Statement, ...Statement[]];
    const put = byPut;
    const answer = await (put ? lrs.putStatement(only) : lrs.postStatements(batch));
    batch.forEach(({ id }) => flying.delete(id));
    if (isRefusal(answer)) return stop(answer);
    if (isDone(answer)) {
      if (put || names(answer, batch)) arrived(batch);
      else byPut = true;
    } else if (isTransient(answer)) return again(answer);
    else if (answer.status === 405 && !put) byPut = true;
    else if (others.length) batch.forEach(({ id }) => alone.add(id));
    else if (answer.status === 409) arrived(batch);
    else refuse(only, answer);
    failure = null;
    retry.succeeded();
    say();
    flush();
  }

  function arrived(batch: readonly Statement[]): void {
    waiting = waiting.filter((statement) => !batch.includes(statement));
    batch.forEach(({ id }) => {
      refused.delete(id);
      unkept.delete(id);
    });
    if (!refused.size) mending.succeeded();
    store.remove(batch);
    if (!halted) heard(batch);
  }

  function refuse(statement: Statement, answer: Answer): void {
    console.warn("The LRS refuses a statement", detailOf(answer), statement);
    refused.set(statement.id, detailOf(answer));
    due.delete(statement.id);
    if (!mending.isWaiting()) mending.schedule(answer);
  }

  function again(answer: Answer): void {
    failure = answer;
    retry.schedule(answer);
    say();
    settle();
  }

  function stop(answer: Answer): void {
    stopped = detailOf(answer);
    page.clearTimeout(timer);
    retry.end();
    mending.end();
    say();
    settle();
  }

  function say(): void {
    const [complaint] = [...(stopped === null ? [] : [stopped]), ...refused.values()];
    if (halted) return;
    if (complaint !== undefined) onSaveStatus("refused", complaint);
    else if (failure && !unkept.size) onSaveStatus("device");
    else if (failure) onSaveStatus("unsaved", detailOf(failure));
    else onSaveStatus(waiting.length ? "saving" : "saved");
  }

  function keep(statements: readonly Statement[]): void {
    statements.forEach(({ id }) => unkept.add(id));
    keeping = store.put(statements).then((kept) => {
      if (!kept) return;
      statements.forEach(({ id }) => unkept.delete(id));
      if (failure) say();
    });
  }

  function settle(): void {
    waiters.forEach((resolve) => resolve());
    waiters = [];
  }

  // It may be the last that is heard of the page, also while a failure is being waited out.
  page.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") flush(true);
  });
  if (waiting.length) say();
  flush();

  return {
    add(statements) {
      const news = statements.filter(({ id }) => !known.has(id));
      if (!news.length || halted) return;
      news.forEach(({ id }) => known.add(id));
      waiting = [...waiting, ...news];
      keep(news);
      say();
      if (stopped !== null || retry.isWaiting() || flying.size) return;
      page.clearTimeout(timer);
      timer = page.setTimeout(() => flush(), SOON_MS);
    },
    flush,
    async settled() {
      flush();
      if (stopped === null && !retry.isWaiting() && (free().length || flying.size)) await new Promise<void>((resolve) => waiters.push(resolve));
      // What did not arrive may be on this device; a store that does not answer holds nobody up.
      await Promise.race([keeping, new Promise((resolve) => page.setTimeout(resolve, SOON_MS))]);
    },
    late() {
      if (flying.size) failure ??= NO_ANSWER;
      say();
    },
    halt() {
      halted = true;
      [retry, mending].forEach((each) => each.end());
      page.clearTimeout(timer);
      settle();
      return waiting;
    },
  };
}

/** Whether an LRS names what it has stored (xAPI 1.0.3, Communication 2.1.2). */
function names({ text }: Answer, batch: readonly Statement[]): boolean {
  try {
    const ids = JSON.parse(text) as unknown;
    return Array.isArray(ids) && batch.every(({ id }) => ids.some((one) => String(one).toLowerCase() === id));
  } catch {
    return false;
  }
}
