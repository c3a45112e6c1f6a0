/**
 * What resumes a learner, as a JSON document of the State resource (xAPI 1.0.3, Communication 2.3). Each write merges only
 * the fields that changed, so that two tabs do not take each other's away; where the LRS wants a precondition, the document is
 * read again and put back whole. An LRS without the resource leaves it to this device.
 */
import type { Answer, Lrs } from "./lrs.ts";
import { parseObject, textStore } from "./storage.ts";
import type { SaveStatus } from "./types.ts";

export type Fields = Readonly<Record<string, string | number | boolean>>;

export interface Bookmark {
  /** null when the LRS refuses this session. */
  load(): Promise<Readonly<Record<string, unknown>> | null>;
  put(fields: Fields): void;
  /** Write what changed, unless a failure is being waited out; `urgent` writes also then. */
  flush(urgent?: boolean): void;
  settled(): Promise<void>;
}

/** The one name that every platform keeps. */
const STATE_ID = "suspendData";
const READ_AGAIN_MS = [1000, 2000, 4000];
const SOON_MS = 5000;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 60_000;

/** `key` names the learner's record on this device. */
export function createBookmark(page: Window, lrs: Lrs, key: string, tell: (status: SaveStatus) => void): Bookmark {
  const device = textStore(page, "localStorage", `scorm-export ${key}`);
  /** What the LRS did not take, and the state that it was an answer to. */
  const unsent = textStore(page, "localStorage", `scorm-export unsent ${key}`);
  let held: Readonly<Record<string, unknown>> = {};
  let changed: Fields = {};
  /** What is being written now. */
  let flying: Fields = {};
  let local = false;
  let stopped = false;
  let retrying = false;
  let writing: Promise<void> | null = null;
  let timer = 0;
  let retryIn = FIRST_RETRY_MS;

  async function load(): Promise<Readonly<Record<string, unknown>> | null> {
    let answer = await lrs.readState(STATE_ID);
    for (const ms of READ_AGAIN_MS) {
      if (!isPassing(answer)) break;
      await new Promise<void>((resolve) => page.setTimeout(resolve, ms));
      answer = await lrs.readState(STATE_ID);
    }
    if (isRefusal(answer)) return null;
    // Without what was saved nothing may be written: it would replace the learner's record by an empty one.
    local = answer.status !== 200 && answer.status !== 404;
    if (local) tell("local");
    if (answer.status === 200) return withUnsent(parseObject(answer.text));
    const here = parseObject(device.read()) as Fields;
    // What was only here until now goes to the LRS with the next write.
    if (local) held = here;
    else changed = here;
    return here;
  }

  /** What an earlier page could not write, unless somebody has gone on elsewhere since. */
  function withUnsent(document: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    held = document;
    const { base, fields } = parseObject(unsent.read());
    if (!fields || base !== (document["state"] ?? "")) return document;
    changed = fields as Fields;
    return { ...document, ...changed };
  }

  function keepUnsent(): void {
    unsent.write(JSON.stringify({ base: held["state"] ?? "", fields: changed }));
  }

  function put(fields: Fields): void {
    const news = Object.entries(fields).filter(([name, value]) => (changed[name] ?? held[name]) !== value);
    if (!news.length) return;
    changed = { ...changed, ...Object.fromEntries(news) };
    if (stopped || retrying) keepUnsent();
    if (stopped) return;
    if (local) keepHere();
    else if (!retrying && !writing) {
      page.clearTimeout(timer);
      timer = page.setTimeout(() => flush(), SOON_MS);
    }
  }

  function keepHere(): void {
    held = { ...held, ...changed };
    changed = {};
    tell(device.write(JSON.stringify(held)) ? "local" : "unsaved");
  }

  function flush(urgent = false): void {
    const news = Object.fromEntries(Object.entries(changed).filter(([name, value]) => flying[name] !== value));
    if (stopped || local || !Object.keys(news).length || (!urgent && (retrying || writing))) return;
    page.clearTimeout(timer);
    retrying = false;
    flying = { ...flying, ...news };
    writing = write(news).finally(() => {
      writing = null;
      if (!retrying) flush();
    });
  }

  async function write(fields: Fields): Promise<void> {
    const merged = await lrs.mergeState(STATE_ID, fields);
    const answer = [400, 409, 412].includes(merged.status) ? await replace(fields) : merged;
    flying = Object.fromEntries(Object.entries(flying).filter(([name, value]) => fields[name] !== value));
    if (answer.status >= 200 && answer.status < 300) done(fields);
    else if (isRefusal(answer)) stop();
    else if ([400, 404, 405, 501].includes(answer.status)) {
      local = true;
      keepHere();
    } else again();
  }

  /** Read, merge and put under the precondition that nobody wrote in between; who comes too late tries again later. */
  async function replace(fields: Fields): Promise<Answer> {
    const found = await lrs.readState(STATE_ID);
    if (found.status !== 200 && found.status !== 404) return found;
    return lrs.replaceState(STATE_ID, { ...parseObject(found.text), ...fields }, found.status === 404 ? null : (found.etag ?? "*"));
  }

  function done(fields: Fields): void {
    held = { ...held, ...fields };
    changed = Object.fromEntries(Object.entries(changed).filter(([name, value]) => fields[name] !== value));
    retryIn = FIRST_RETRY_MS;
    if (unsent.read()) unsent.write("");
    tell("saved");
  }

  function again(): void {
    page.clearTimeout(timer);
    retrying = true;
    timer = page.setTimeout(() => flush(true), retryIn);
    retryIn = Math.min(retryIn * 2, LAST_RETRY_MS);
    keepUnsent();
    tell("unsaved");
  }

  function stop(): void {
    stopped = true;
    page.clearTimeout(timer);
    keepUnsent();
    tell("refused");
  }

  page.addEventListener("visibilitychange", () => {
    if (page.document.visibilityState === "hidden") flush(true);
  });

  return {
    load,
    put,
    flush,
    settled: () => writing ?? Promise.resolve(),
  };
}

/** It may go away by itself. */
function isPassing({ status }: Answer): boolean {
  return status === 0 || status === 408 || status === 429 || (status >= 500 && status !== 501);
}

function isRefusal({ status }: Answer): boolean {
  return status === 401 || status === 403;
}
