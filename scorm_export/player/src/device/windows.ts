/**
 * Which window of a browser has the record of a course and learner: two that write it would undo each other's work.
 * A lock tells it where the browser has locks; a channel carries what one window hands to the next, and tells it alone
 * where there are none. Without either the window has the record.
 *
 * To take the record over, a window says "take"; the one that has it says "ready", is told "go", and answers "gave". One
 * that was frozen or busy for too long hears "mine" instead of "go", and writes nothing more.
 */
import { attempt } from "../guarded.ts";

/** What the window that has the record holds. */
export interface Handover {
  readonly state: string;
  readonly location: string;
  /** What an adapter needs besides; plain data. */
  readonly more: Readonly<Record<string, unknown>>;
}

export interface Ownership {
  /** Whether this window owns the record now. */
  owns(): boolean;
  /** Whether windows can notice each other in this browser; known once the record was claimed. */
  notices(): boolean;
  /** Ask for it; true when it is ours. */
  claim(): Promise<boolean>;
  /**
   * Take it over: resolves with what the other window holds, or has held when it was last heard of or was given it from here;
   * null when nothing is known of one.
   */
  takeOver(): Promise<Handover | null>;
  /** Tell the other windows what this one holds, for the time when it is gone. */
  tell(handover: Handover): void;
  release(): void;
}

interface Message {
  readonly kind: "ask" | "held" | "mine" | "take" | "ready" | "go" | "gave" | "holds";
  /** A window's random name. */
  readonly from: string;
  readonly handover?: Handover;
}

const ASK_MS = 200;
const TAKE_MS = 1000;
/** A window that gives the record away saves first, which takes a slow LMS its time. */
const GIVE_MS = 20_000;

/**
 * `name`: of the record, the same in all windows. `give` is called when another window takes over: answer with everything
 * held. While it runs `owns()` tells whether this window may still write; afterwards it is false.
 */
export function createOwnership(page: Window, name: string, give: () => Handover): Ownership {
  const me = Math.random().toString(36).slice(2);
  const key = `scorm-export ${name}`;
  const channel = attempt(() => new (page as Window & typeof globalThis).BroadcastChannel(key));
  let locks = attempt(() => page.navigator.locks) ?? null;
  let owned = false;
  let asking = false;
  /** What the window that has the record has told. */
  let told: Handover | null = null;
  let free = (): void => {};
  let hear = (_message: Message): void => {};

  const post = (kind: Message["kind"], handover?: Handover): void =>
    void attempt(() => channel?.postMessage({ kind, from: me, ...(handover && { handover }) }));

  if (channel) {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      // Of two that ask at the same time the one whose name comes first gets it.
      if (data.kind === "ask" && (owned || (asking && !locks && me < data.from))) post("held");
      if (data.kind === "take" && owned) post("ready");
      if (data.kind === "go" && owned) post("gave", letGo());
      if (data.kind === "mine") lose();
      told = data.handover ?? told;
      hear(data);
    };
  }

  function letGo(): Handover {
    const handover = giveUp();
    owned = false;
    free();
    return handover;
  }

  /** Another window has the record already. */
  function lose(): void {
    if (!owned) return;
    owned = false;
    free();
    giveUp();
  }

  /** What was held here is what is known of the other window, but for the place, until that tells more. */
  function giveUp(): Handover {
    const handover = give();
    told = { ...handover, location: "" };
    return handover;
  }

  /** Whether the lock is ours now; it is until `free` is called or another window steals it. */
  function lock(options: LockOptions): Promise<boolean> {
    return new Promise((resolve) => {
      const hold = (granted: Lock | null): Promise<void> | null => {
        owned = granted !== null;
        resolve(owned);
        return granted && new Promise((done) => (free = done));
      };
      locks?.request(key, options, hold).catch((error: DOMException) => {
        lose();
        // A frame without an origin of its own has no locks.
        if (error.name !== "AbortError") locks = null;
        resolve(false);
      });
    });
  }

  /** The next message that settles something; null when none comes in time. */
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

  /** Whether another window says that the record is its. A page that is just going away does not, and its lock gets free. */
  async function taken(): Promise<boolean> {
    asking = true;
    const answer = next(ASK_MS, ({ kind, from }) => kind === "held" || (kind === "ask" && !locks && from < me));
    post("ask");
    const found = (await answer) !== null;
    asking = false;
    return found;
  }

  async function claim(): Promise<boolean> {
    if (owned || (locks && (await lock({ ifAvailable: true })))) return true;
    if (channel && (await taken())) return false;
    if (locks) return lock({ ifAvailable: true });
    own();
    return true;
  }

  function own(): void {
    owned = true;
    post("mine");
  }

  async function takeOver(): Promise<Handover | null> {
    if (await claim()) return told;
    const ready = next(TAKE_MS, ({ kind }) => kind === "ready");
    post("take");
    if (await ready) {
      const gave = next(GIVE_MS, ({ kind }) => kind === "gave");
      post("go");
      await gave;
    }
    if (locks) await lock({ steal: true });
    own();
    return told;
  }

  return {
    owns: () => owned,
    notices: () => (channel ?? locks) !== null,
    claim,
    takeOver,
    tell: (handover) => post("holds", handover),
    release() {
      owned = false;
      free();
      channel?.close();
    },
  };
}
