/**
 * A copy of a learner's work on this device, where the browser keeps one: for what an LMS or LRS was told and does not
 * have at the next launch. localStorage belongs to all packages of a site, so a copy is named by its course and learner,
 * and by the mark of the attempt that it is of. One name may have been spelled in several ways: what is kept under all of them
 * is one copy.
 */
import { attempt, parseObject } from "../guarded.ts";
import { createShadow } from "./shadow.ts";
import { keysOf } from "./web_storage.ts";
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
  /** When it was last written, by the time in which copies grow old. */
  readonly time: number;
}

export interface Device {
  /** Whether the browser and the course let us keep anything. */
  keeps(): boolean;
  /** Wait for this before the copies are read: a platform may have emptied localStorage. */
  restore(): Promise<void>;
  /** All copies of this course and learner; those that are older than 30 days are removed. */
  copies(): readonly DeviceCopy[];
  /** Keep it; false where the browser does not let us. */
  keep(mark: string, state: string, location: string, interactions?: number | null): boolean;
  /** Let a copy go, unless a newer player has written it: what cannot be read was not read back. */
  drop(mark: string): void;
  /** The learner does not want it: it stays until it is 30 days old, and is not offered again. */
  decline(mark: string): void;
  /** The LMS has another attempt. */
  setApart(mark: string): void;
}

const PREFIX = "scorm-export copy ";
/** The latest time that this device has told, and the time in which copies grow old. */
const CLOCK = "scorm-export clock";
const DAY_MS = 24 * 60 * 60 * 1000;
const MOST_AGE_MS = 30 * DAY_MS;
/** What a launch may add to the age of copies, whatever its clock says. */
const MOST_STEP_MS = 7 * DAY_MS;

/**
 * `learner`: the LMS's or LRS's own id; without one, and on a shared device, nothing is kept. `spell` brings names that are
 * spelled in several ways, learners and marks, into one. Nothing here throws.
 */
export function createDevice(
  page: Window,
  course: TrackedCourse,
  learner: string,
  now: () => number,
  spell: (name: string) => string = (name) => name,
): Device {
  const keeps = learner.trim() !== "" && !course.shared;
  const shadow = createShadow(page);
  const { adds, markOf, merge } = course.states;
  /** What was written here last, by key. */
  const written = new Map<string, string>();
  /** What other windows have kept, by key. */
  const others = new Map<string, string>();
  const nameOf = (...names: string[]): string => PREFIX + JSON.stringify([course.id, learner, ...names]);

  /** The mark of the copy that is kept under this key; null where it is of another course or learner. */
  function markIn(key: string): string | null {
    const [id, of = "", mark = ""] = attempt(() => JSON.parse(key.slice(PREFIX.length)) as string[]) ?? [];
    return id !== undefined && [course.id, course.formerId].includes(id) && spell(of) === spell(learner) ? spell(mark) : null;
  }

  function read(key: string): DeviceCopy {
    const { state, location, date, declined, apart, path, interactions, time } = parseObject(page.localStorage.getItem(key));
    return {
      mark: markIn(key) ?? "",
      state: String(state ?? ""),
      location: String(location ?? ""),
      // A clock that was wrong must not delete: what it dates in the future was written now.
      date: new Date(Math.min(Number(date ?? 0), now())),
      declined: declined === true,
      apart: apart === true,
      path: String(path ?? ""),
      interactions: typeof interactions === "number" ? interactions : null,
      time: Number(time ?? date ?? 0),
    };
  }

  /** Whether this player can read it, or there is nothing to read. */
  const isReadable = ({ state }: DeviceCopy): boolean => !state || markOf(state) !== "" || adds("", state);

  /** Where a copy is written: beside that of a newer player. */
  function keyOf(mark: string): string {
    const key = nameOf(mark);
    return isOurs(key) || isReadable(read(key)) ? key : nameOf(mark, "beside");
  }

  const isOurs = (key: string): boolean => page.localStorage.getItem(key) === written.get(key);

  function write(key: string, { mark: _, date, ...copy }: DeviceCopy): void {
    const text = JSON.stringify({ ...copy, date: date.getTime() });
    page.localStorage.setItem(key, text);
    written.set(key, text);
    shadow.put(key, text);
  }

  function change(mark: string, fields: Partial<DeviceCopy>): void {
    const copy = copies().find((copy) => copy.mark === mark && isReadable(copy));
    if (copy) attempt(() => write(keyOf(mark), { ...copy, ...fields }));
  }

  /** With what another window has kept of the attempt in the meantime: not every browser lets one window alone have the record. */
  function withOthers(key: string, state: string): string {
    const found = isOurs(key) ? "" : read(key).state;
    if (adds(state, found)) others.set(key, found);
    const other = others.get(key);
    return other ? merge(other, state) : state;
  }

  /**
   * `latest`: a clock that was put back dates nothing earlier than what was kept before. `time`: a clock that is ahead makes
   * copies a week older at the most, however long it is.
   */
  function tick(): { readonly latest: number; readonly time: number } {
    const [last, aged] = (page.localStorage.getItem(CLOCK) ?? "").split(" ").map(Number);
    const before = last || now();
    const step = Math.max(now() - before, 0);
    const latest = before + step;
    const time = (aged ?? before) + Math.min(step, MOST_STEP_MS);
    const text = `${latest} ${time}`;
    attempt(() => page.localStorage.setItem(CLOCK, text));
    shadow.put(CLOCK, text);
    return { latest, time };
  }

  function remove(key: string): void {
    page.localStorage.removeItem(key);
    shadow.remove(key);
  }

  /** Copies of every course and learner grow old, also of those who do not come back. */
  function sweep(): string[] {
    const { time } = tick();
    return keysOf(page.localStorage, PREFIX).filter((key) => {
      const old = time - read(key).time > MOST_AGE_MS;
      if (old) remove(key);
      return !old;
    });
  }

  const keysHere = (): string[] => (keeps && attempt(() => sweep().filter((key) => markIn(key) !== null))) || [];

  function copies(): DeviceCopy[] {
    const found = new Map<string, DeviceCopy>();
    for (const key of keysHere()) {
      const copy = read(key);
      const other = found.get(copy.mark);
      const isOther = other && (other.date > copy.date || (other.date >= copy.date && key !== nameOf(copy.mark)));
      const newer = isOther ? other : copy;
      found.set(copy.mark, other ? { ...newer, state: merge(other.state, copy.state) } : copy);
    }
    return [...found.values()];
  }

  return {
    keeps: () => keeps && attempt(() => page.localStorage.length) !== null,
    restore: () => (keeps ? shadow.restore() : Promise.resolve()),
    copies,
    keep(mark, state, location, interactions = null) {
      return keeps && attempt(() => {
        const key = keyOf(mark);
        const { latest, time } = tick();
        const { pathname: path } = page.location;
        const copy = { mark, location, interactions, path, time, declined: false, apart: false, date: new Date(latest) };
        write(key, { ...copy, state: withOthers(key, state) });
      }) !== null;
    },
    drop(mark) {
      const kept = keysHere().filter((key) => markIn(key) === mark && isReadable(read(key)));
      attempt(() => kept.forEach(remove));
    },
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
 * `mark`: of the attempt, as far as it is known. Where it is not, and a window of this browser that cannot be asked has just had the
 * record, the newest copy that was kept under its `path` is of this attempt, unless it was there before the attempt began.
 */
export function recall(device: Device, { adds }: States, held: string, mark: string, path: string | null = null): Recalled {
  const copies = [...device.copies()].sort((one, other) => other.date.getTime() - one.date.getTime());
  const lost = copies.filter(({ state }) => adds(held, state));
  copies.filter((copy) => !lost.includes(copy)).forEach(({ mark }) => device.drop(mark));
  const fits = (copy: DeviceCopy): boolean =>
    mark ? copy.mark === mark : path === copy.path && !copy.apart && !copy.declined && lost.includes(copy);
  const fitting = copies.find(fits) ?? null;
  const others = lost.filter((copy) => copy !== fitting);
  others.filter(({ apart }) => !apart).forEach(({ mark }) => device.setApart(mark));
  return { fitting, kept: others.find(({ declined }) => !declined) ?? null };
}
