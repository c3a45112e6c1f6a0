/**
 * Decides which window of a browser has the record of a course and learner: two windows that write it would undo each
 * other's work. A lock decides where the browser has locks, otherwise a channel, which also carries what one window hands
 * over to the next. Where there is neither, every window has the record.
 *
 * To take over the record, a window sends "take"; the one that has it replies "ready", receives "go", and replies "gave".
 * A window that was frozen or busy for too long receives "mine" instead of "go", and writes nothing more.
 */
import { attempt } from "../guarded.ts";

/** What the window that has the record holds. */
export interface Handover {
  readonly state: string;
  readonly location: string;
  /** Other data of the adapter, as plain data. */
  readonly more: Readonly<Record<string, unknown>>;
}

export interface Ownership {
  /** Whether this window has the record now. */
  owns(): boolean;
  /** Whether windows can detect each other in this browser; known after `claim`. */
  canDetectOthers(): boolean;
  /** Whether this window has the record now, if no other one had it. */
  claim(): Promise<boolean>;
  /**
   * Takes over the record. Resolves with what the other window holds, or else with what it is last known to have held;
   * null when nothing is known.
   */
  takeOver(): Promise<Handover | null>;
  /** Sends the other windows what this one holds, in case it disappears. */
  share(handover: Handover): void;
  release(): void;
}

interface Message {
  readonly kind: "ask" | "held" | "mine" | "take" | "ready" | "go" | "gave" | "holds";
  /** The window's random name. */
  readonly from: string;
  readonly handover?: Handover;
}

const ASK_MS = 200;
const TAKE_MS = 1000;
/** A window that gives the record away saves first, which may take a slow LMS some seconds. */
const GIVE_MS = 20_000;

/**
 * `name`: that of the record, the same in all windows. `give` is called when another window takes over, and returns
 * everything held. While it runs, `owns()` says whether this window may still write; afterwards it is false.
 */
export function createOwnership(page: Window, name: string, give: () => Handover): Ownership {
  const me = Math.random().toString(36).slice(2);
  const key = `scorm-export ${name}`;
  const channel = attempt(() => new (page as Window & typeof globalThis).BroadcastChannel(key));
  let locks = attempt(() => page.navigator.locks) ?? null;
  let owned = false;
  let asking = false;
  /** What the window that has the record last sent. */
  let lastKnown: Handover | null = null;
  let releaseLock = (): void => {};
  let hear = (_message: Message): void => {};

  const post = (kind: Message["kind"], handover?: Handover): void =>
    void attempt(() => channel?.postMessage({ kind, from: me, ...(handover && { handover }) }));

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      // Of two windows that ask at the same time, the one whose name sorts first gets it.
      if (data.kind === "ask" && (owned || (asking && !locks && me < data.from))) post("held");
      if (data.kind === "take" && owned) post("ready");
      if (data.kind === "go" && owned) post("gave", letGo());
      if (data.kind === "mine") lose();
      lastKnown = data.handover ?? lastKnown;
      hear(data);
    };
  }

  function letGo(): Handover {
    const handover = giveUp();
    owned = false;
    releaseLock();
    return handover;
  }

  /** Another window has the record already. */
  function lose(): void {
    if (!owned) return;
    owned = false;
    releaseLock();
    giveUp();
  }

  /** Until the other window sends more, what was held here is what it is known to hold, except for its location. */
  function giveUp(): Handover {
    const handover = give();
    lastKnown = { ...handover, location: "" };
    return handover;
  }

  /** Whether this window has the lock now; it keeps it until `releaseLock` is called or another window steals it. */
  function lock(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const hold = (granted: Lock | null): Promise<void> | null => {
        owned = granted !== null;
        resolve(owned);
        return granted && new Promise((done) => (releaseLock = done));
      };
      locks?.request(key, options, hold).catch((error: DOMException) => {
        lose();
        // A frame with an opaque origin has no locks.
        if (error.name !== "AbortError") locks = null;
        resolve(false);
      });
    });
  }

  /** The next message that `settles` accepts; null when none arrives in time. */
  function next(ms: number, settles: (message: Message) => boolean): Promise<Message | null> {
    return new Promise((resolve) => {
      const timer = page.setTimeout(() => resolve(null), ms);
      hear = (message) => {
        if (!settles(message)) return;
        page.clearTimeout(timer);
        resolve(message);
      };
    });
  }

  /** Whether another window claims the record. A page that is being unloaded does not reply, and its lock is released. */
  async function isTaken(): Promise<boolean> {
    asking = true;
    const answer = next(ASK_MS, ({ kind, from }) => kind === "held" || (kind === "ask" && !locks && from < me));
    post("ask");
    const found = (await answer) !== null;
    asking = false;
    return found;
  }

  async function claim(): Promise<boolean> {
    if (owned || (locks && (await lock({ ifAvailable: true })))) return true;
    if (channel && (await isTaken())) return false;
    if (locks) return lock({ ifAvailable: true });
    own();
    return true;
  }

  function own(): void {
    owned = true;
    post("mine");
  }

  async function takeOver(): Promise<Handover | null> {
    if (await claim()) return lastKnown;
    const ready = next(TAKE_MS, ({ kind }) => kind === "ready");
    post("take");
    if (await ready) {
      const gave = next(GIVE_MS, ({ kind }) => kind === "gave");
      post("go");
      await gave;
    }
    if (locks) await lock({ steal: true });
    own();
    return lastKnown;
  }

  return {
    owns: () => owned,
    canDetectOthers: () => (channel ?? locks) !== null,
    claim,
    takeOver,
    share: (handover) => post("holds", handover),
    release() {
      owned = false;
      releaseLock();
      channel?.close();
    },
  };
}
