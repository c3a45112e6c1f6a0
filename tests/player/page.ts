/** A window whose clock only moves by `pass`. The time zone of tests is UTC. */
process.env["TZ"] = "UTC";

const NOON = new Date(2024, 2, 1, 12, 0, 0).getTime();

export interface FakePage {
  readonly page: Window;
  /** Lets time pass: runs timers that are due, and the promises that they settle. */
  pass(ms: number): Promise<void>;
  /** Blocks the page for so long: no timer runs. */
  block(ms: number): void;
  /** The number of pending timers. */
  waiting(): number;
  /** Dispatches an event with these properties to the window or its document. */
  happens(event: string, properties?: object): void;
  clock: { ms(): number; date(): Date; random(): number };
}

export function fakePage(contents: Readonly<Record<string, unknown>>): FakePage {
  const timers = new Map<number, { at: number; run: () => void }>();
  const listeners = new Map<string, ((event: object) => void)[]>();
  let now = 0;
  let last = 0;
  const page: Record<string, unknown> = {
    opener: null,
    setTimeout(run: () => void, ms: number) {
      timers.set(++last, { at: now + ms, run });
      return last;
    },
    clearTimeout: (id: number) => timers.delete(id),
    performance: { timeOrigin: NOON, now: () => now },
    location: { href: "https://lms.example.org/course/index.html", pathname: "/course/index.html" },
    document: { querySelector: () => null },
    addEventListener: (event: string, hear: (event: object) => void) => listeners.set(event, [...(listeners.get(event) ?? []), hear]),
    ...contents,
  };
  page["parent"] ??= page;
  page["top"] ??= page;

  async function pass(ms: number): Promise<void> {
    const end = now + ms;
    for (let due = next(end); due; due = next(end)) {
      const [id, timer] = due;
      timers.delete(id);
      now = Math.max(now, timer.at);
      timer.run();
      await settled();
    }
    now = Math.max(now, end);
    await settled();
  }

  function next(end: number) {
    return [...timers].filter(([, timer]) => timer.at <= end).sort(([, one], [, other]) => one.at - other.at)[0];
  }

  return {
    page: page as unknown as Window,
    pass,
    block(ms) {
      now += ms;
    },
    waiting: () => timers.size,
    happens: (event, properties = {}) => listeners.get(event)?.forEach((hear) => hear(properties)),
    clock: { ms: () => now, date: () => new Date(NOON + now), random: () => 0.5 },
  };
}

/** Resolves after all pending promises. */
export async function settled(): Promise<void> {
  for (let n = 0; n < 100; n++) await Promise.resolve();
}
