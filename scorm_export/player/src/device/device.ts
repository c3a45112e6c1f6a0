/**
 * A copy of a learner's work on this device, where the browser keeps one: for what an LMS or LRS was told and does not
 * have at the next launch. localStorage belongs to all packages of a site, so a copy is named by its course and learner,
 * and by the mark of the attempt that it is of.
 */
import { attempt } from "../guarded.ts";
import { createShadow } from "./shadow.ts";
import { parseObject } from "../record/storage.ts";
import type { States, TrackedCourse } from "../tracking/tracking.ts";

export interface DeviceCopy {
  /** Of the attempt; see markOf in state.ts. */
  readonly mark: string;
  readonly state: string;
  readonly location: string;
  /** When it was last written, by this device's clock. */
  readonly date: Date;
  /** The learner was asked, and did not want it. */
  readonly declined: boolean;
  /** A launch found that the LMS has another attempt, or none. */
  readonly apart: boolean;
  /** Of the page that kept it: another activity with the same course has another. */
  readonly path: string;
  /** How many interactions the LMS was given; null where that is not known. */
  readonly interactions: number | null;
}

export interface Device {
  /** Whether the browser and the course let us keep anything. */
  keeps(): boolean;
  /** Wait for this before the copies are read: a platform may have emptied localStorage. */
  restore(): Promise<void>;
  /** All copies of this course and learner that are younger than 30 days; older ones are removed. */
  copies(): readonly DeviceCopy[];
  /** Keep it; false where the browser does not let us. */
  keep(mark: string, state: string, location: string, interactions?: number | null): boolean;
  /** Let a copy go. */
  drop(mark: string): void;
  /** The learner does not want it: it stays until it is 30 days old, and is not offered again. */
  decline(mark: string): void;
  /** The LMS has another attempt. */
  setApart(mark: string): void;
}

const PREFIX = "scorm-export copy ";
/** The latest time that this device has told. */
const CLOCK = "scorm-export clock";
const MOST_AGE_MS = 30 * 24 * 60 * 60 * 1000;

/** `learner`: the LMS's or LRS's own id; without one, and on a shared device, nothing is kept. Nothing here throws. */
export function createDevice(page: Window, course: TrackedCourse, learner: string, now: () => number): Device {
  const keeps = learner.trim() !== "" && !course.shared;
  const shadow = createShadow(page);
  /** What was written here last, by mark. */
  const written = new Map<string, string>();
  /** What other windows have kept, by mark. */
  const others = new Map<string, string>();
  const keyOf = (mark: string): string => PREFIX + JSON.stringify([course.id, learner, mark]);

  function read(key: string): DeviceCopy {
    const { state, location, date, declined, apart, path, interactions } = parseObject(page.localStorage.getItem(key));
    return {
      mark: (attempt(() => JSON.parse(key.slice(PREFIX.length)) as string[]) ?? [])[2] ?? "",
      state: String(state ?? ""),
      location: String(location ?? ""),
      // A clock that was wrong must not delete: what it dates in the future was written now.
      date: new Date(Math.min(Number(date ?? 0), now())),
      declined: declined === true,
      apart: apart === true,
      path: String(path ?? ""),
      interactions: typeof interactions === "number" ? interactions : null,
    };
  }

  function write({ mark, date, ...copy }: DeviceCopy): void {
    const text = JSON.stringify({ ...copy, date: date.getTime() });
    page.localStorage.setItem(keyOf(mark), text);
    written.set(mark, text);
    shadow.put(keyOf(mark), text);
  }

  function change(mark: string, fields: Partial<DeviceCopy>): void {
    attempt(() => write({ ...read(keyOf(mark)), ...fields }));
  }

  /** With what another window has kept of the attempt in the meantime: not every browser lets one window alone have the record. */
  function withOthers(mark: string, state: string): string {
    const { adds, merge } = course.states;
    const key = keyOf(mark);
    const found = page.localStorage.getItem(key) === written.get(mark) ? "" : read(key).state;
    if (adds(state, found)) others.set(mark, found);
    const other = others.get(mark);
    return other ? merge(other, state) : state;
  }

  /** A clock that was put back dates nothing earlier than what was kept before. */
  function latest(): number {
    const time = Math.max(now(), Number(page.localStorage.getItem(CLOCK)) || 0);
    page.localStorage.setItem(CLOCK, String(time));
    return time;
  }

  function remove(key: string): void {
    page.localStorage.removeItem(key);
    shadow.remove(key);
  }

  /** Copies of every course and learner grow old, also of those who do not come back. */
  function sweep(): string[] {
    const keys = Array.from({ length: page.localStorage.length }, (_, n) => page.localStorage.key(n) ?? "");
    return keys.filter((key) => {
      if (!key.startsWith(PREFIX)) return false;
      const old = now() - read(key).date.getTime() > MOST_AGE_MS;
      if (old) remove(key);
      return !old;
    });
  }

  const ofThisLearner = keyOf("").slice(0, -'""]'.length);

  return {
    keeps: () => keeps && attempt(() => page.localStorage.length) !== null,
    restore: () => (keeps ? shadow.restore() : Promise.resolve()),
    copies: () => (keeps && attempt(() => sweep().filter((key) => key.startsWith(ofThisLearner)).map(read))) || [],
    keep(mark, state, location, interactions = null) {
      const { pathname: path } = page.location;
      const copy = { mark, location, interactions, path, declined: false, apart: false };
      return keeps && attempt(() => write({ ...copy, state: withOthers(mark, state), date: new Date(latest()) })) !== null;
    },
    drop: (mark) => void attempt(() => remove(keyOf(mark))),
    decline: (mark) => change(mark, { declined: true }),
    setApart: (mark) => change(mark, { apart: true }),
  };
}

/** What becomes of the copies once it is known what the LMS or LRS holds. */
export interface Recalled {
  /** Of the same attempt: its work is merged without a word. */
  readonly fitting: DeviceCopy | null;
  /** Of another attempt: the learner is asked. */
  readonly kept: DeviceCopy | null;
}

/**
 * Copies that `held`, what the LMS holds, has all of are let go; of the others the newest of another attempt is offered.
 * `path`: another window of this browser has just had the record, and its page had this path; so the newest copy from there is of
 * this attempt where the LMS knew of none yet, unless it was there before the attempt began.
 */
export function recall(device: Device, { adds, markOf }: States, held: string, path: string | null = null): Recalled {
  const copies = [...device.copies()].sort((one, other) => other.date.getTime() - one.date.getTime());
  const lost = copies.filter(({ state }) => adds(held, state));
  copies.filter((copy) => !lost.includes(copy)).forEach(({ mark }) => device.drop(mark));
  const mark = markOf(held);
  const fits = (copy: DeviceCopy): boolean =>
    mark ? copy.mark === mark : path === copy.path && !copy.apart && !copy.declined && lost.includes(copy);
  const fitting = copies.find(fits) ?? null;
  const others = lost.filter((copy) => copy !== fitting);
  others.filter(({ apart }) => !apart).forEach(({ mark }) => device.setApart(mark));
  return { fitting, kept: others.find(({ declined }) => !declined) ?? null };
}
