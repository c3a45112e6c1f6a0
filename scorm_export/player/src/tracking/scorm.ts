/**
 * What both versions of SCORM share: one session with the LMS, from finding its API to the last call. A version is a
 * record of its names and spellings; this decides when something is said and what happens when the LMS fails.
 */
import type { OnSaveStatus, Opened, OpenTracking, Outcome, SaveStatus, Status } from "../types.ts";
import { createOutbox, type Outbox, type Sets, type Unsent } from "./outbox.ts";
import { findApi, poll } from "./scorm_api.ts";
import { safeCalls, type Api, type Calls, type Codes } from "./scorm_calls.ts";
import { createRecords, type Records, type Spelling } from "./scorm_records.ts";
import { untracked } from "./untracked.ts";

export interface Version<LmsApi> {
  /** What the API object is called in a window of the LMS, and the function that proves it is one. */
  readonly name: string;
  readonly method: keyof LmsApi & string;
  connect(api: LmsApi): Api;
  readonly codes: Codes;
  readonly location: string;
  readonly state: string;
  /** The LMS's own id of the learner. */
  readonly learner: string;
  /** How many characters every LMS keeps of them. */
  readonly mostLocation: number;
  readonly mostState: number;
  /** null when the LMS did not answer for what must be known for sure. */
  readLaunch(calls: Calls): Launch | null;
  /** Say at once what keeps the record right should the page die. */
  begin(outbox: Outbox, launch: Launch): void;
  outcome(outbox: Outbox, outcome: Outcome, launch: Launch): void;
  readonly records: Spelling;
  /** How to ask for the next SCO, where a version can: the element that tells whether it is to be had, and the request. */
  readonly next?: { readonly valid: string; readonly request: readonly [element: string, value: string] };
  /** The last values before the session ends. */
  leave(seconds: number, status: Status): Sets;
}

/** What the LMS said at the start. */
export interface Launch {
  readonly opened: Opened;
  /** Values of this version that matter later, by element; empty when unset. */
  readonly said: Readonly<Record<string, string>>;
  readonly interactions: number | Unsent;
}

/** There only when the LMS wants a record of this session. */
interface Writing {
  readonly launch: Launch;
  readonly outbox: Outbox;
  readonly records: Records;
}

const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

export const scorm = <LmsApi>(version: Version<LmsApi>): OpenTracking => (page, onSaveStatus) => {
  const tell = onChange(onSaveStatus);
  let calls: Calls | null = null;
  let writing: Writing | null = null;
  let status: Status = "incomplete";
  let tooLong = false;
  let closed = false;
  let timer = 0;
  let retryIn = FIRST_RETRY_MS;

  async function open(): Promise<Opened> {
    const stopped = () => closed;
    const api = await poll(page, () => findApi<LmsApi>(page, version.name, version.method), stopped);
    const found = api && safeCalls(version.connect(api), version.codes);
    if (closed || !found?.initialize()) return untracked(page, tell).open();
    calls = found;
    // Without what was saved nothing may be written: it would replace the learner's record by an empty one.
    const launch = await poll(page, () => version.readLaunch(found), stopped);
    if (closed || !launch) return untracked(page, tell).open();
    status = launch.opened.status;
    if (launch.opened.mode === "normal") begin(found, launch);
    return launch.opened;
  }

  function begin(found: Calls, launch: Launch): void {
    const outbox = createOutbox(found);
    writing = { launch, outbox, records: createRecords(found, version.records, launch.interactions) };
    outbox.holds(version.location, launch.opened.location);
    outbox.holds(version.state, launch.opened.state);
    version.begin(outbox, launch);
    deliver();
  }

  function deliver(): void {
    if (closed || !writing) return;
    page.clearTimeout(timer);
    const delivered = writing.outbox.flush();
    tell(delivered && !tooLong ? "saved" : "unsaved");
    if (!delivered) timer = page.setTimeout(deliver, retryIn);
    retryIn = delivered ? FIRST_RETRY_MS : Math.min(retryIn * 2, LAST_RETRY_MS);
  }

  function close(seconds: number): void {
    if (closed) return;
    closed = true;
    page.clearTimeout(timer);
    if (!calls) return;
    const delivered = !writing || writing.outbox.flush();
    if (writing) for (const [element, value] of version.leave(seconds, status)) calls.set(element, value);
    tell(calls.terminate() && delivered && !tooLong ? "closed" : "unsaved");
  }

  return {
    open,
    close,
    save(location, state) {
      if (!writing || closed) return;
      if (location.length <= version.mostLocation) writing.outbox.put(version.location, location);
      tooLong = state.length > version.mostState;
      if (tooLong) tell("unsaved");
      else writing.outbox.put(version.state, state);
    },
    answered(interaction) {
      const { outbox, records } = writing ?? {};
      outbox?.record("interactions", () => records?.interaction(interaction) ?? "failed");
    },
    objective(objective) {
      const { outbox, records } = writing ?? {};
      outbox?.record("objectives", () => records?.objective(objective) ?? "failed");
    },
    outcome(outcome) {
      status = outcome.status;
      if (writing) version.outcome(writing.outbox, outcome, writing.launch);
    },
    learner: () => calls?.get(version.learner) ?? "",
    launchData: () => calls?.get("cmi.launch_data") ?? "",
    commit() {
      if (writing?.outbox.pending()) deliver();
    },
    next() {
      if (!calls || closed || !version.next || calls.get(version.next.valid) !== "true") return false;
      return calls.set(...version.next.request) === "done";
    },
  };
};

/** What an LMS calls credit and mode, the same words in both versions. */
export function modeOf(mode: string, credit: string): Opened["mode"] {
  if (mode === "review") return "review";
  return mode === "browse" || credit === "no-credit" ? "browse" : "normal";
}

/** Pass on only what is new. */
function onChange(onSaveStatus: OnSaveStatus): OnSaveStatus {
  let last: SaveStatus | null = null;
  return (status) => {
    if (status !== last) onSaveStatus(status);
    last = status;
  };
}
