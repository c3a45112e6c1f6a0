/** What the windows of one browser share: storage, locks and channels, which `window()` gives to a window. */
import { settled } from "./page.ts";
import { storage } from "./web.ts";

export interface Abilities {
  readonly locks?: boolean;
  readonly channels?: boolean;
  readonly storage?: boolean;
}

export interface Browser {
  readonly localStorage: Storage;
  /** The properties of a window of this browser, for `fakePage`. */
  window(): Readonly<Record<string, unknown>>;
  /** A window that receives nothing until it is woken, as in the background or during a slow call. */
  freeze(window: Readonly<Record<string, unknown>>): void;
  wake(window: Readonly<Record<string, unknown>>): void;
  /** Closes the window without any event; its locks are released. */
  kill(window: Readonly<Record<string, unknown>>): void;
}

interface Held {
  readonly owner: object;
  readonly lose: (reason: Error) => void;
}

export function fakeBrowser({ locks = true, channels = true, storage: stores = true }: Abilities = {}): Browser {
  const localStorage = storage();
  const held = new Map<string, Held>();
  const open = new Set<{ name: string; owner: object; onmessage: ((event: { data: unknown }) => void) | null }>();
  const asleep = new Map<object, (() => void)[]>();
  const dead = new Set<object>();

  function request(owner: object) {
    return async (name: string, options: LockOptions, hold: (lock: object | null) => Promise<void> | null): Promise<void> => {
      if (dead.has(owner)) return new Promise(() => {});
      const other = held.get(name);
      if (other && !options.steal) return void (await hold(null));
      other?.lose(Object.assign(new Error("stolen"), { name: "AbortError" }));
      const stolen = new Promise<void>((_, reject) => {
        held.set(name, { owner, lose: (reason) => run(owner, () => reject(reason)) });
      });
      const mine = held.get(name);
      await Promise.race([hold({ name }), stolen]);
      if (held.get(name) === mine) held.delete(name);
    };
  }

  function run(owner: object, work: () => void): void {
    if (dead.has(owner)) return;
    const waiting = asleep.get(owner);
    if (waiting) waiting.push(work);
    else void settled().then(work);
  }

  function channelOf(owner: object) {
    return class {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      readonly owner = owner;
      readonly name: string;
      constructor(name: string) {
        this.name = name;
        open.add(this);
      }
      postMessage(data: unknown): void {
        const copy = structuredClone(data);
        for (const other of open) {
          if (other !== this && other.name === this.name) run(other.owner, () => open.has(other) && other.onmessage?.({ data: copy }));
        }
      }
      close(): void {
        open.delete(this);
      }
    };
  }

  return {
    localStorage,
    window() {
      const owner = {};
      return {
        owner,
        ...(stores && { localStorage }),
        ...(locks && { navigator: { locks: { request: request(owner) } } }),
        ...(channels && { BroadcastChannel: channelOf(owner) }),
      };
    },
    freeze: ({ owner }) => void asleep.set(owner as object, []),
    wake({ owner }) {
      const waiting = asleep.get(owner as object) ?? [];
      asleep.delete(owner as object);
      waiting.forEach((work) => run(owner as object, work));
    },
    kill({ owner }) {
      dead.add(owner as object);
      for (const [name, lock] of held) if (lock.owner === owner) held.delete(name);
    },
  };
}
