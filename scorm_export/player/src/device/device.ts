/**
 * Copies of a learner's work on this device, where the browser keeps them: for what was sent to an LMS or LRS that does
 * not have it at the next launch. All packages of a site share localStorage, so a copy is identified by its course, its
 * learner and the mark of the LMS's attempt. Copies under different spellings of one name are merged.
 */
import { MAX_AGE_MS, tick } from "./ageing.ts";
import { attempt, parseObject } from "../guarded.ts";
import { createShadow } from "./shadow.ts";
import { keysOf } from "./web_storage.ts";
import type { States, TrackedCourse } from "../tracking/tracking.ts";

export interface DeviceCopy {
  /** Of the LMS's attempt: see `States.markOf`. */
  readonly mark: string;
  readonly state: string;
  readonly location: string;
  /** When it was last written, by this device's clock. */
  readonly date: Date;
  /** Whether the learner was asked, and did not want it. */
  readonly declined: boolean;
  /** Whether a launch found that the LMS has another attempt, or none. */
  readonly apart: boolean;
  /** The path of the page that kept it: another activity of the LMS with the same course has another path. */
  readonly path: string;
  /** How many interactions the LMS has been sent; null where that is not known. */
  readonly interactions: number | null;
  /** When it was last written, in milliseconds of the time by which copies age: see `tick`. */
  readonly time: number;
}

export interface Device {
  /** Whether the browser and the course allow copies. */
  canKeep(): boolean;
  /** To be awaited before copies are read: localStorage may lack what was written last. False where nothing is kept. */
  restore(): Promise<void> | false;
  /** All copies of this course and learner; copies of any course older than 30 days are removed. */
  copies(): readonly DeviceCopy[];
  /** Whether the browser keeps the copy. */
  keep(mark: string, state: string, location: string, interactions?: number | null): boolean;
  /** Deletes a copy, unless a newer player wrote it: this one cannot tell whether the LMS has all of it. */
  drop(mark: string): void;
  /** The learner does not want a copy: it is not offered again, and deleted after 30 days. */
  decline(mark: string): void;
  /** The LMS has another attempt than that of the copy. */
  setApart(mark: string): void;
}

const PREFIX = "scorm-export copy ";

/**
 * `learner`: the LMS's or LRS's own id; without one, and on a shared device, nothing is kept. `normalize` maps all spellings
 * of a learner or mark to one. Nothing throws.
 */
export function createDevice(
  page: Window,
  course: TrackedCourse,
  learner: string,
  now: () => number,
  normalize: (name: string) => string = (name) => name,
): Device {
  const keeps = learner.trim() !== "" && !course.shared;
  const shadow = createShadow(page);
  const { adds, markOf, merge } = course.states;
  /** What this window wrote last, by key. */
  const written = new Map<string, string>();
  /** States that other windows have kept, by key. */
  const others = new Map<string, string>();
  const nameOf = (...names: string[]): string => PREFIX + JSON.stringify([course.id, learner, ...names]);

  /** The mark of the copy with this key; null if it belongs to another course or learner. */
  function markIn(key: string): string | null {
    const [id, of = "", mark = ""] = attempt(() => JSON.parse(key.slice(PREFIX.length)) as string[]) ?? [];
    return id !== undefined && [course.id, course.formerId].includes(id) && normalize(of) === normalize(learner) ? normalize(mark) : null;
  }

  function read(key: string): DeviceCopy {
    const { state, location, date, declined, apart, path, interactions, time } = parseObject(page.localStorage.getItem(key));
    return {
      mark: markIn(key) ?? "",
      state: String(state ?? ""),
      location: String(location ?? ""),
      // A copy dated in the future was written by a wrong clock.
      date: new Date(Math.min(Number(date ?? 0), now())),
      declined: declined === true,
      apart: apart === true,
      path: String(path ?? ""),
      interactions: typeof interactions === "number" ? interactions : null,
      time: Number(time ?? date ?? 0),
    };
  }

  /** Whether this player can read the state, or there is none. */
  const isReadable = ({ state }: DeviceCopy): boolean => !state || markOf(state) !== "" || adds("", state);

  /** The key to write a copy to: another one where a newer player wrote one. */
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

  /** The state merged with what another window has kept in the meantime, as happens in browsers without locks and channels. */
  function withOthers(key: string, state: string): string {
    const found = isOurs(key) ? "" : read(key).state;
    if (adds(state, found)) others.set(key, found);
    const other = others.get(key);
    return other ? merge(other, state) : state;
  }

  function remove(key: string): void {
    page.localStorage.removeItem(key);
    shadow.remove(key);
  }

  /** Deletes old copies of all courses and learners, and returns the keys of the others. */
  function sweep(): string[] {
    const { time } = tick(page, shadow, now());
    return keysOf(page.localStorage, PREFIX).filter((key) => {
      const old = time - read(key).time > MAX_AGE_MS;
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
    canKeep: () => keeps && attempt(() => page.localStorage.length) !== null,
    restore: () => keeps && shadow.restore(),
    copies,
    keep(mark, state, location, interactions = null) {
      return keeps && attempt(() => {
        const key = keyOf(mark);
        const { latest, time } = tick(page, shadow, now());
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

export interface MatchedCopies {
  /** Of the same attempt: it is merged without asking. */
  readonly matching: DeviceCopy | null;
  /** The newest of another attempt: the learner is asked. */
  readonly kept: DeviceCopy | null;
}

/**
 * Compares the copies with the state that the LMS holds, and deletes those that it contains. `mark`: that of the LMS's
 * attempt, or "". If it is not known and another window has just had the record without handing over its work, the newest
 * copy kept under the same `path` belongs to this attempt, unless a launch has set it apart before.
 */
export function matchCopies(device: Device, { adds }: States, held: string, mark: string, path: string | null = null): MatchedCopies {
  const copies = [...device.copies()].sort((one, other) => other.date.getTime() - one.date.getTime());
  const missing = copies.filter(({ state }) => adds(held, state));
  copies.filter((copy) => !missing.includes(copy)).forEach(({ mark }) => device.drop(mark));
  const matches = (copy: DeviceCopy): boolean =>
    mark ? copy.mark === mark : path === copy.path && !copy.apart && !copy.declined && missing.includes(copy);
  const matching = copies.find(matches) ?? null;
  const others = missing.filter((copy) => copy !== matching);
  others.filter(({ apart }) => !apart).forEach(({ mark }) => device.setApart(mark));
  return { matching, kept: others.find(({ declined }) => !declined) ?? null };
}
