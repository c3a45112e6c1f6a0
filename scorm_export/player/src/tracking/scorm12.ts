/**
 * SCORM 1.2, by its Run-Time Environment (RTE). Element names stay whole words: some platforms look through packages
 * for them.
 */
import type { Opened, OnSaveStatus, OpenTracking, SaveStatus, Status } from "../types.ts";
import { createOutbox, type Outbox, type Unsent } from "./outbox.ts";
import { findApi, poll } from "./scorm_api.ts";
import { safeCalls, type Api, type Calls } from "./scorm12_calls.ts";
import { createRecords, type Records } from "./scorm12_records.ts";
import { percent, timespan } from "./scorm12_values.ts";
import { untracked } from "./untracked.ts";

/** What the LMS said at the start. */
interface Launch {
  readonly opened: Opened;
  readonly lessonStatus: string;
  readonly interactions: number | Unsent;
}

/** How much the data types CMIString255 and CMIString4096 hold. */
const MOST_LOCATION = 255;
const MOST_STATE = 4096;
const FIRST_RETRY_MS = 2000;
const LAST_RETRY_MS = 30_000;

export const scorm12: OpenTracking = (page, onSaveStatus) => {
  const tell = onChange(onSaveStatus);
  let calls: Calls | null = null;
  /** Only when the LMS wants a record of this session. */
  let writing: { readonly outbox: Outbox; readonly records: Records } | null = null;
  let status: Status = "incomplete";
  let tooLong = false;
  let closed = false;
  let timer = 0;
  let retryIn = FIRST_RETRY_MS;

  async function open(): Promise<Opened> {
    const stopped = () => closed;
    const api = await poll(page, () => findApi<Api>(page, "API", "LMSInitialize"), stopped);
    const found = api && safeCalls(api);
    if (closed || !found?.initialize()) return untracked(page, tell).open();
    calls = found;
    // Without what was saved nothing may be written: it would replace the learner's record by an empty one.
    const launch = await poll(page, () => readLaunch(found), stopped);
    if (closed || !launch) return untracked(page, tell).open();
    status = launch.opened.status;
    if (launch.opened.mode === "normal") begin(found, launch);
    return launch.opened;
  }

  function begin(found: Calls, { opened, lessonStatus, interactions }: Launch): void {
    const outbox = createOutbox(found);
    writing = { outbox, records: createRecords(found, interactions) };
    outbox.holds("cmi.core.lesson_location", opened.location);
    outbox.holds("cmi.suspend_data", opened.state);
    outbox.holds("cmi.core.lesson_status", lessonStatus);
    // SCORM 1.2 RTE 3.4.4, lesson_status: an LMS turns a status the SCO never set into "completed".
    if (lessonStatus === "" || lessonStatus === "not attempted") outbox.put("cmi.core.lesson_status", "incomplete");
    outbox.put("cmi.core.exit", "suspend");
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
    if (writing) {
      calls.set("cmi.core.session_time", timespan(Math.floor(seconds)));
      // SCORM 1.2 RTE 3.4.4, exit: "suspend" while there is something to come back to.
      calls.set("cmi.core.exit", status === "passed" || status === "completed" ? "" : "suspend");
    }
    tell(calls.finish() && delivered && !tooLong ? "closed" : "unsaved");
  }

  return {
    open,
    close,
    save(location, state) {
      if (!writing || closed) return;
      if (location.length <= MOST_LOCATION) writing.outbox.put("cmi.core.lesson_location", location);
      tooLong = state.length > MOST_STATE;
      if (tooLong) tell("unsaved");
      else writing.outbox.put("cmi.suspend_data", state);
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
      if (outcome.score) {
        writing?.outbox.put("cmi.core.score.raw", percent(outcome.score.earned, outcome.score.total));
        writing?.outbox.putOptional("cmi.core.score.min", "0");
        writing?.outbox.putOptional("cmi.core.score.max", "100");
      }
      writing?.outbox.put("cmi.core.lesson_status", status);
    },
    learner: () => calls?.get("cmi.core.student_id") ?? "",
    commit() {
      if (writing?.outbox.pending()) deliver();
    },
  };
};

/** null when the LMS did not answer for what must be known for sure. */
function readLaunch(calls: Calls): Launch | null {
  const lessonStatus = calls.getForSure("cmi.core.lesson_status");
  const mode = calls.get("cmi.core.lesson_mode");
  const credit = calls.get("cmi.core.credit");
  const location = calls.get("cmi.core.lesson_location");
  const state = calls.getForSure("cmi.suspend_data");
  const interactions = calls.count("cmi.interactions._count");
  if (lessonStatus === null || state === null) return null;
  const opened: Opened = {
    tracked: true,
    mode: mode === "review" ? "review" : mode === "browse" || credit === "no-credit" ? "browse" : "normal",
    status: statusOf(lessonStatus),
    location,
    state,
  };
  return { opened, lessonStatus, interactions };
}

function statusOf(lessonStatus: string): Status {
  const known: readonly Status[] = ["passed", "completed", "failed"];
  return known.find((status) => status === lessonStatus) ?? "incomplete";
}

/** Pass on only what is new. */
function onChange(onSaveStatus: OnSaveStatus): OnSaveStatus {
  let last: SaveStatus | null = null;
  return (status) => {
    if (status !== last) onSaveStatus(status);
    last = status;
  };
}
