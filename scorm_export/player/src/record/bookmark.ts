/**
 * What resumes a learner, on its way to and from the State resource (xAPI 1.0.3, Communication 2.3); state_document.ts tells what
 * stands where. A write beside one of which the end is not known takes another letter for its field, for the older one may
 * arrive last.
 *
 * Nothing is written before it is known what the LRS holds. Where it takes no POST, or wants a precondition, the document is
 * read, merged and put back under its ETag; without ETags a device that writes between the two loses its field until it
 * writes again, or is launched: it has its copy. An LRS without the resource leaves the record to this device.
 */
import type { Device, DeviceCopy } from "../device/device.ts";
import { detailOf, isDone, isPassing, isRefusal, NONE, type Answer, type Lrs } from "./lrs.ts";
import { createRetry } from "./retry.ts";
import { now } from "./stamps.ts";
import { isNewer, savedStates, secondsField, secondsIn, stateField, TAG_LENGTH, tidied, type Document } from "./state_document.ts";
import { parseObject, recordStore, type TextStore } from "./storage.ts";
import type { OnSaveStatus, States } from "../tracking/tracking.ts";
import type { Handover } from "../device/windows.ts";

export type Fields = Readonly<Record<string, string | number | boolean>>;

/** What is known when the record is opened. */
export interface Found {
  readonly states: readonly string[];
  readonly location: string;
  /** What the statements have said, among others. */
  readonly fields: Document;
}

export interface Bookmark {
  /**
   * What was found, or what the LRS refuses the session with. After 8 s without an answer, or with one that says nothing, it is
   * what this device kept; the LRS is asked on.
   */
  load(): Promise<Found | string>;
  /** Whether it is known what the LRS holds. */
  knows(): boolean;
  put(fields: Fields): void;
  save(location: string, state: string): void;
  /** Write what changed, unless a failure is being waited out; `urgent` writes also then. */
  flush(urgent?: boolean): void;
  settled(): Promise<void>;
  /** What is on its way counts as failed until it arrives. */
  late(): void;
  /** Begin no write any more. */
  end(): void;
  /** How long the course was open until now, on all devices. */
  seconds(): number;
  /** Write and tell nothing more: another window does. Answers the whole state, the place, and what the LRS is not known to have. */
  halt(): Pick<Handover, "state" | "location"> & { readonly fields: Fields };
}

export interface Options {
  /** Names the learner's record. */
  readonly record: string;
  readonly device: Device;
  readonly states: States;
  /** Whether nothing may be kept on this device. */
  readonly shared: boolean;
  readonly tell: OnSaveStatus;
  /** It is known now what the LRS holds, later than the record was opened. */
  late(fields: Document): void;
}

/** The one name that every platform keeps. */
const STATE_ID = "suspendData";
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const PATIENCE_MS = 8000;
const SOON_MS = 5000;
const FIRST_READ_MS = 1000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;
/** Who cannot do it, or will not, is asked seldom. */
const SELDOM_MS = 300_000;
/** Whoever comes too late under a precondition reads again. */
const MOST_READS = 3;
/** What an LRS answers that has no State, or does not do it this way. */
const LACKS = [404, 405, 501];
const CONFLICTS = [409, 412];

export function createBookmark(page: Window, lrs: Lrs, { record, device, states: { adds, merge }, shared, tell, late }: Options): Bookmark {
  const here = (name: string): TextStore => (shared ? noText : recordStore(page, name, record));
  const memory = here("tag ");
  /** Fields that the LRS is not known to have. */
  const unsent = here("said ");
  const opened = now(page);
  let [tag, letter] = readTag();
  /** null while it is not known what the LRS holds. */
  let held: Document | null = null;
  let secondsBefore = 0;
  /** What the first write has besides. */
  let first: Document = {};
  /** What the LRS holds and the session does not know. */
  let unknown = "";
  let state = "";
  let location = "";
  let changed = parseObject(unsent.read()) as Fields;
  /** This device's state as the LRS has it. */
  let stored = "";
  /** The number of changes; how many of them the LRS has; and with those that are on their way. */
  let edits = Object.keys(changed).length;
  let written = 0;
  let begun = 0;
  let byPut = false;
  /** This window has a name of its own. */
  let parted = false;
  let kept = false;
  /** The failure that is being waited out; null when the last write did not fail. */
  let failure: Answer | null = null;
  let stopped = false;
  let ended = false;
  let halted = false;
  let timer = 0;
  const flying = new Set<Promise<void>>();
  const retry = createRetry(page, FIRST_RETRY_MS, LAST_RETRY_MS, () => flush());

  const sinceOpened = (): number => (now(page) - opened) / 1000;
  const merged = (texts: readonly string[]): string => texts.reduce(merge, "");
  const whole = (): string => (unknown ? merge(unknown, state) : state);
  const pause = (ms: number) => new Promise<null>((resolve) => page.setTimeout(() => resolve(null), ms));

  function readTag(): [tag: string, letter: number] {
    const [known = "", at = "0"] = (memory.read() ?? "").split(" ");
    return [known || newTag(page.crypto), Number(at)];
  }

  function turn(): void {
    letter = (letter + 1) % LETTERS.length;
    if (!parted) memory.write(`${tag} ${letter}`);
  }

  async function load(): Promise<Found | string> {
    let open = (): void => {};
    const patience = new Promise<null>((resolve) => (open = () => resolve(null)));
    page.setTimeout(open, PATIENCE_MS);
    const reading = read(open);
    const answer = await Promise.race([reading, patience]);
    // The copies on this device are another window's now.
    if (halted) return { states: [], location: "", fields: {} };
    if (answer) {
      if (isRefusal(answer)) return detailOf(answer);
      const found = take(answer);
      state = merged(found.states);
      location = found.location;
      touch();
      return { ...found, states: [...found.states, ...older()] };
    }
    const copy = copyHere();
    kept = copy !== undefined;
    failure ??= NONE;
    say();
    void reading.then((found) => {
      if (halted) return;
      if (isRefusal(found)) return stop(found);
      const { states, fields } = take(found);
      unknown = merged(states);
      if (state) keep();
      late(fields);
      touch();
    });
    return { states: [...(copy ? [copy.state] : []), ...older()], location: copy?.location ?? "", fields: changed };
  }

  const copyHere = (): DeviceCopy | undefined => device.copies().find(({ mark }) => mark === record);

  /** What players kept here that had no copies. */
  function older(): readonly string[] {
    const found = [parseObject(here("").read()), parseObject(here("unsent ").read())["fields"] as Document | undefined];
    return found.flatMap((fields) => (typeof fields?.["state"] === "string" ? [fields["state"]] : []));
  }

  /** Ask until it is known what the LRS holds; `open`: nobody need wait for that. */
  async function read(open: () => void): Promise<Answer> {
    for (let ms = FIRST_READ_MS; ; ms = Math.min(ms * 2, LAST_RETRY_MS)) {
      const answer = await lrs.readState(STATE_ID);
      if (isDone(answer) || answer.status === 404 || isRefusal(answer) || halted) return answer;
      failure = answer;
      const soon = isPassing(answer);
      if (!soon) open();
      await pause(soon ? Math.max(ms, answer.wait) : SELDOM_MS);
    }
  }

  /** What the LRS holds and this device kept; what only the device has is to be written. */
  function take(answer: Answer): Found {
    held = isDone(answer) ? parseObject(answer.text) : {};
    failure = null;
    if (isNewer(held, tag, adds)) tag = newTag(page.crypto);
    turn();
    first = tidied(held, tag, adds);
    secondsBefore = secondsIn(held);
    const states = savedStates(held);
    const copy = copyHere();
    const found = { states, location: String(held["location"] ?? copy?.location ?? ""), fields: { ...held, ...changed } };
    if (!copy) return found;
    if (!adds(merged(states), copy.state)) {
      device.drop(record);
      return found;
    }
    kept = true;
    edits += 1;
    return { ...found, states: [...states, copy.state] };
  }

  function put(fields: Fields): void {
    const news = Object.entries(fields).filter(([name, value]) => (changed[name] ?? held?.[name]) !== value);
    if (!news.length || halted) return;
    changed = { ...changed, ...Object.fromEntries(news) };
    unsent.write(JSON.stringify(changed));
    edits += 1;
    touch();
  }

  function save(place: string, text: string): void {
    if (halted || (text === state && place === location)) return;
    state = text;
    location = place;
    edits += 1;
    keep();
    touch();
  }

  function keep(): void {
    kept = device.keep(record, whole(), location);
  }

  function touch(): void {
    say();
    if (edits === written || retry.waiting() || flying.size) return;
    page.clearTimeout(timer);
    timer = page.setTimeout(() => flush(), SOON_MS);
  }

  function flush(urgent = false): void {
    const waits = urgent ? retry.asked() && kept : retry.waiting() || flying.size > 0;
    if (held === null || stopped || ended || halted || begun >= edits || waits) return;
    page.clearTimeout(timer);
    retry.end();
    if (flying.size) turn();
    const flight = write().finally(() => {
      flying.delete(flight);
      flush();
    });
    flying.add(flight);
  }

  /** Another window of this browser that cannot be asked goes by the same name: it would empty the fields of this one. */
  function partFromOthers(): void {
    const known = memory.read();
    if (parted || known === null || known === `${tag} ${letter}`) return;
    parted = true;
    const told = Number(held?.[secondsField(tag)] ?? 0) - Number(first[secondsField(tag)] ?? 0);
    tag = newTag(page.crypto);
    first = { ...tidied(held ?? {}, tag, adds), [secondsField(tag)]: -Math.max(told, 0) };
    stored = "";
  }

  async function write(): Promise<void> {
    partFromOthers();
    const edit = (begun = edits);
    const said = changed;
    const text = whole();
    const fields = {
      ...first,
      ...said,
      ...(location === held?.["location"] ? {} : { location }),
      ...(text === stored ? {} : { [stateField(tag, LETTERS.charAt(letter))]: text }),
      [secondsField(tag)]: Math.round(Number(first[secondsField(tag)]) + sinceOpened()),
    };
    const answer = await send(fields);
    if (isDone(answer)) done(edit, said, text, fields);
    else if (isRefusal(answer)) stop(answer);
    else again(answer);
  }

  async function send(fields: Document): Promise<Answer> {
    const merged = byPut ? null : await lrs.mergeState(STATE_ID, fields);
    if (merged && ![400, 405, 501, ...CONFLICTS].includes(merged.status)) return merged;
    const answer = await replace(fields);
    byPut ||= isDone(answer);
    return answer;
  }

  /** Read, merge and put under the precondition that nobody wrote in between. */
  async function replace(fields: Document): Promise<Answer> {
    for (let reads = 1; ; reads++) {
      const found = await lrs.readState(STATE_ID);
      if (!isDone(found) && found.status !== 404) return found;
      const document = { ...parseObject(found.text), ...fields };
      const answer = await lrs.replaceState(STATE_ID, document, found.status === 404 ? null : (found.etag ?? "*"));
      if (!CONFLICTS.includes(answer.status) || reads === MOST_READS) return answer;
    }
  }

  function done(edit: number, said: Fields, text: string, fields: Document): void {
    written = Math.max(written, edit);
    stored = text;
    held = { ...held, ...fields };
    first = { [secondsField(tag)]: first[secondsField(tag)] };
    changed = Object.fromEntries(Object.entries(changed).filter(([name, value]) => said[name] !== value));
    if (!Object.keys(changed).length) unsent.write("");
    failure = null;
    retry.worked();
    say();
  }

  function again(answer: Answer): void {
    // Perhaps it arrives yet.
    turn();
    begun = written;
    failure = answer;
    const soon = isPassing(answer) || CONFLICTS.includes(answer.status);
    retry.again({ wait: soon ? answer.wait : SELDOM_MS });
    say();
  }

  function stop(answer: Answer): void {
    stopped = true;
    failure = answer;
    page.clearTimeout(timer);
    retry.end();
    say();
  }

  function say(): void {
    if (halted) return;
    if (!failure || (held !== null && !stopped && edits === written)) return tell(edits > written ? "saving" : "saved");
    const passes = isPassing(failure) || [...LACKS, ...CONFLICTS].includes(failure.status);
    if (stopped || !passes) tell("refused", detailOf(failure));
    else if (kept) tell("device");
    else tell("unsaved", detailOf(failure));
  }

  page.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") flush(true);
  });

  return {
    load,
    knows: () => held !== null,
    put,
    save,
    flush,
    end() {
      ended = true;
    },
    async settled() {
      flush();
      while (flying.size) await Promise.all(flying);
    },
    late() {
      if (flying.size) failure ??= NONE;
      say();
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

function newTag(crypto: Crypto): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(TAG_LENGTH)), (byte) => (byte % 36).toString(36)).join("");
}
