/**
 * Keeps the State document of a learner's record at the LRS in step with the session: state_document.ts describes its
 * fields, state_resource.ts how they are written.
 *
 * Nothing is written before it is known what the LRS holds. Where the LRS does not answer, or has no State resource, the
 * copy on this device stands in for it.
 */
import type { Device, DeviceCopy } from "../device/device.ts";
import type { TextStore } from "../device/web_storage.ts";
import type { Handover } from "../device/windows.ts";
import { parseObject } from "../guarded.ts";
import type { OnSaveStatus, States } from "../tracking/tracking.ts";
import { createDeviceTag } from "./device_tag.ts";
import { detailOf, isDone, isRefusal, isTransient, NO_ANSWER, type Answer, type Lrs } from "./lrs.ts";
import { createRetry } from "./retry.ts";
import { now } from "./stamps.ts";
import { isNewer, savedStates, secondsIn, tidied, type Document } from "./state_document.ts";
import { createStateResource, isConflict, isUnsupported, readUntilKnown, UNLIKELY_RETRY_MS } from "./state_resource.ts";
import { earlierStates, recordStore } from "./storage.ts";

export type Fields = Readonly<Record<string, string | number | boolean>>;

/** What is known when the record is opened. */
export interface Loaded {
  readonly states: readonly string[];
  readonly location: string;
  /** Other fields, among them what statements have reported. */
  readonly fields: Document;
}

export interface StateSync {
  /**
   * What the LRS and this device hold, or the message with which the LRS refuses the session. After 8 s without an answer,
   * or when the answer does not help, only what this device holds; the LRS is asked again in the background.
   */
  load(): Promise<Loaded | string>;
  /** Whether it is known what the LRS holds. */
  isLoaded(): boolean;
  put(fields: Fields): void;
  save(location: string, state: string): void;
  /** Writes what changed, unless a retry is pending; `urgent` writes even then. */
  flush(urgent?: boolean): void;
  settled(): Promise<void>;
  /** Counts what is being sent as failed until it arrives. */
  late(): void;
  /** Starts no more writes. */
  end(): void;
  /** How many seconds the course has been open, on all devices. */
  seconds(): number;
  /** Stops writing and reporting because another window takes over. Returns the whole state, the location and unsent fields. */
  halt(): Pick<Handover, "state" | "location"> & { readonly fields: Fields };
}

export interface Options {
  /** The name of the learner's record. */
  readonly record: string;
  readonly device: Device;
  readonly states: States;
  /** Whether the device is shared: nothing may be kept on it. */
  readonly shared: boolean;
  readonly onSaveStatus: OnSaveStatus;
  /** Called when it becomes known what the LRS holds after `load` has resolved without it. */
  onLoadedLate(fields: Document): void;
}

const PATIENCE_MS = 8000;
const FLUSH_DELAY_MS = 5000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

export function createStateSync(
  page: Window,
  lrs: Lrs,
  { record, device, states: { adds, merge }, shared, onSaveStatus, onLoadedLate }: Options,
): StateSync {
  const resource = createStateResource(lrs);
  const storeOf = (kind: string): TextStore => (shared ? noText : recordStore(page, kind, record));
  const tag = createDeviceTag(page.crypto, storeOf("tag "));
  /** Fields that the LRS is not known to have. */
  const unsent = storeOf("said ");
  const openedAt = now(page);
  /** What the LRS holds; null while that is not known. */
  let held: Document | null = null;
  let secondsBefore = 0;
  /** Additional fields of the first write. */
  let first: Document = {};
  /** The part of what the LRS holds that the session does not know. */
  let unknown = "";
  let state = "";
  let location = "";
  let changed = parseObject(unsent.read()) as Fields;
  /** This device's state as the LRS has it. */
  let stored = "";
  /** The number of changes, of those that the LRS has, and of those that it has or is being sent. */
  let edits = Object.keys(changed).length;
  let written = 0;
  let begun = 0;
  /** Whether the device has a copy. */
  let isKept = false;
  /** The failure that is being waited out; null when the last write did not fail. */
  let failure: Answer | null = null;
  let stopped = false;
  let ended = false;
  let halted = false;
  let timer = 0;
  const inFlight = new Set<Promise<void>>();
  const retry = createRetry(page, FIRST_RETRY_MS, LAST_RETRY_MS, () => flush());

  const sinceOpened = (): number => (now(page) - openedAt) / 1000;
  const merged = (texts: readonly string[]): string => texts.reduce(merge, "");
  const whole = (): string => (unknown ? merge(unknown, state) : state);
  const copyHere = (): DeviceCopy | undefined => device.copies().find(({ mark }) => mark === record);

  async function load(): Promise<Loaded | string> {
    let stopWaiting = (): void => {};
    const patience = new Promise<null>((resolve) => (stopWaiting = () => resolve(null)));
    page.setTimeout(stopWaiting, PATIENCE_MS);
    const reading = readUntilKnown(page, resource, (answer) => {
      if (halted) return false;
      failure = answer;
      if (!isTransient(answer)) stopWaiting();
      return true;
    });
    const answer = await Promise.race([reading, patience]);
    // The copies on this device belong to another window now.
    if (halted) return { states: [], location: "", fields: {} };
    if (!answer) return loadFromDevice(reading);
    if (isRefusal(answer)) return detailOf(answer);
    const loaded = accept(answer);
    state = merged(loaded.states);
    location = loaded.location;
    touch();
    return { ...loaded, states: [...loaded.states, ...storedBefore()] };
  }

  function loadFromDevice(reading: Promise<Answer>): Loaded {
    const copy = copyHere();
    isKept = copy !== undefined;
    failure ??= NO_ANSWER;
    report();
    void reading.then((answer) => {
      if (halted) return;
      if (isRefusal(answer)) return stop(answer);
      const { states, fields } = accept(answer);
      unknown = merged(states);
      if (state) keep();
      onLoadedLate(fields);
      touch();
    });
    return { states: [...(copy ? [copy.state] : []), ...storedBefore()], location: copy?.location ?? "", fields: changed };
  }

  const storedBefore = (): readonly string[] => (shared ? [] : earlierStates(page, record));

  /** What the LRS holds, and what this device's copy adds, which is then to be written. */
  function accept(answer: Answer): Loaded {
    held = isDone(answer) ? parseObject(answer.text) : {};
    failure = null;
    if (isNewer(held, tag.tag(), adds)) tag.renew();
    tag.nextLetter();
    first = tidied(held, tag.tag(), adds);
    secondsBefore = secondsIn(held);
    const states = savedStates(held);
    const copy = copyHere();
    const loaded = { states, location: String(held["location"] ?? copy?.location ?? ""), fields: { ...held, ...changed } };
    if (!copy) return loaded;
    if (!adds(merged(states), copy.state)) {
      device.drop(record);
      return loaded;
    }
    isKept = true;
    edits += 1;
    return { ...loaded, states: [...states, copy.state] };
  }

  function put(fields: Fields): void {
    const changes = Object.entries(fields).filter(([name, value]) => (changed[name] ?? held?.[name]) !== value);
    if (!changes.length || halted) return;
    changed = { ...changed, ...Object.fromEntries(changes) };
    unsent.write(JSON.stringify(changed));
    edits += 1;
    touch();
  }

  function save(newLocation: string, newState: string): void {
    if (halted || (newState === state && newLocation === location)) return;
    state = newState;
    location = newLocation;
    edits += 1;
    keep();
    touch();
  }

  function keep(): void {
    isKept = device.keep(record, whole(), location);
  }

  function touch(): void {
    report();
    if (edits === written || retry.isWaiting() || inFlight.size) return;
    page.clearTimeout(timer);
    timer = page.setTimeout(() => flush(), FLUSH_DELAY_MS);
  }

  function flush(urgent = false): void {
    const mustWait = urgent ? retry.isRequested() && isKept : retry.isWaiting() || inFlight.size > 0;
    if (held === null || stopped || ended || halted || begun >= edits || mustWait) return;
    page.clearTimeout(timer);
    retry.end();
    if (inFlight.size) tag.nextLetter();
    const flight = write().finally(() => {
      inFlight.delete(flight);
      flush();
    });
    inFlight.add(flight);
  }

  /** Where another window writes the same fields, this one takes fields of its own and gives back the seconds that it counted. */
  function separate(): void {
    const before = tag.secondsField();
    if (!tag.separate()) return;
    const counted = Number(held?.[before] ?? 0) - Number(first[before] ?? 0);
    first = { ...tidied(held ?? {}, tag.tag(), adds), [tag.secondsField()]: -Math.max(counted, 0) };
    stored = "";
  }

  async function write(): Promise<void> {
    separate();
    const edit = (begun = edits);
    const sent = changed;
    const text = whole();
    const seconds = tag.secondsField();
    const fields = {
      ...first,
      ...sent,
      ...(location === held?.["location"] ? {} : { location }),
      ...(text === stored ? {} : { [tag.stateField()]: text }),
      [seconds]: Math.round(Number(first[seconds]) + sinceOpened()),
    };
    const answer = await resource.merge(fields);
    if (isDone(answer)) done(edit, sent, text, fields);
    else if (isRefusal(answer)) stop(answer);
    else tryAgain(answer);
  }

  function done(edit: number, sent: Fields, text: string, fields: Document): void {
    written = Math.max(written, edit);
    stored = text;
    held = { ...held, ...fields };
    first = { [tag.secondsField()]: first[tag.secondsField()] };
    changed = Object.fromEntries(Object.entries(changed).filter(([name, value]) => sent[name] !== value));
    if (!Object.keys(changed).length) unsent.write("");
    failure = null;
    retry.succeeded();
    report();
  }

  function tryAgain(answer: Answer): void {
    // The failed write may still arrive.
    tag.nextLetter();
    begun = written;
    failure = answer;
    const isLikely = isTransient(answer) || isConflict(answer);
    retry.schedule({ wait: isLikely ? answer.wait : UNLIKELY_RETRY_MS });
    report();
  }

  function stop(answer: Answer): void {
    stopped = true;
    failure = answer;
    page.clearTimeout(timer);
    retry.end();
    report();
  }

  function report(): void {
    if (halted) return;
    if (!failure || (held !== null && !stopped && edits === written)) return onSaveStatus(edits > written ? "saving" : "saved");
    const mayPass = isTransient(failure) || isUnsupported(failure) || isConflict(failure);
    if (stopped || !mayPass) onSaveStatus("refused", detailOf(failure));
    else if (isKept) onSaveStatus("device");
    else onSaveStatus("unsaved", detailOf(failure));
  }

  page.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") flush(true);
  });

  return {
    load,
    isLoaded: () => held !== null,
    put,
    save,
    flush,
    end() {
      ended = true;
    },
    async settled() {
      flush();
      while (inFlight.size) await Promise.all(inFlight);
    },
    late() {
      if (inFlight.size) failure ??= NO_ANSWER;
      report();
    },
    seconds: () => secondsBefore + sinceOpened(),
    halt() {
      halted = true;
      page.clearTimeout(timer);
      retry.end();
      return { state: whole(), location, fields: changed };
    },
  };
}

const noText: TextStore = { read: () => null, write: () => false };
