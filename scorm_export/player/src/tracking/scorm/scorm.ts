/**
 * What both versions of SCORM share: one session with the LMS, from finding its API to the last call. A version is a
 * record of its names and spellings; writing.ts decides what is written, and delivery.ts when.
 */
import { createDevice, type Device } from "../../device/device.ts";
import { now } from "../../record/stamps.ts";
import type { Status } from "../../reports.ts";
import type { OnSaveStatus, Opened, OpenTracking } from "../tracking.ts";
import { createOwnership, type Handover } from "../../device/windows.ts";
import type { Outbox } from "../outbox.ts";
import { findApi, poll } from "./api.ts";
import { safeCalls, type Calls } from "./calls.ts";
import { createWriting, type Origin, type Writing } from "./writing.ts";
import type { Launch, Version } from "./version.ts";
import { NOT_TRACKED, untracked } from "../untracked.ts";


export const scorm = (version: Version): OpenTracking => (page, onSaveStatus, course) => {
  const tell = onChange(onSaveStatus);
  let calls: Calls | null = null;
  /** There only while this window has a record to write. */
  let writing: Writing | null = null;
  let ownership: ReturnType<typeof createOwnership> | null = null;
  /** While this window takes the record over, however often it is asked to. */
  let taking: Promise<Opened> | null = null;
  /** What the LMS said when this window was opened. */
  let first: Launch | null = null;
  let learner = "";
  let device: Device | null = null;
  let status: Status = "incomplete";
  let closed = false;

  async function open(): Promise<Opened> {
    const stopped = () => closed;
    const api = await poll(page, () => findApi<Record<string, unknown>>(page, version.name, version.api.initialize), stopped);
    if (closed || !api) return untracked(page, tell, course).open();
    const found = safeCalls(api, version.api);
    // After a reload of the frame some LMSs refuse, because the session goes on; then they answer questions.
    if (!found.initialize() && !found.get(version.sure)) return refused(found);
    calls = found;
    // Without what was saved nothing may be written: it would replace the learner's record by an empty one.
    const launch = await poll(page, () => version.readLaunch(found), stopped);
    if (closed || !launch) return refused(found);
    first = launch;
    status = launch.status;
    learner = found.get(version.learner);
    if (launch.mode !== "normal") return reading(launch);
    device = createDevice(page, course, learner, () => now(page));
    await device.restore();
    const owner = createOwnership(page, JSON.stringify([course.id, learner]), handOver);
    ownership = owner;
    const owns = await owner.claim();
    if (closed) owner.release();
    const alone = !owner.notices() && !device.keeps();
    if (closed || owns) return { ...begin(found, launch, "launch"), ...(alone && { alone }) };
    tell("elsewhere");
    return { ...reading(launch), mode: "elsewhere" };
  }

  /** Nothing is written, and nothing ended: an LMS may take a session that ends without a status for a completed one. */
  function refused(found: Calls): Opened {
    calls = null;
    tell("refused", found.trouble());
    return NOT_TRACKED;
  }

  function reading({ mode, status, location, state }: Launch): Opened {
    return { tracked: true, mode, status, location, states: state ? [state] : [] };
  }

  function begin(found: Calls, launch: Launch, origin: Origin): Opened {
    if (closed || !device) return reading(launch);
    writing = createWriting(page, version, course, found, launch, device, origin, tell, (held) => ownership?.tell(held));
    return writing.opened;
  }

  function handOver(): Handover {
    const { state, location, more } = writing?.handOver(ownership?.owns() ?? false) ?? { state: "", location: "", more: {} };
    writing = null;
    const given = course.give?.();
    tell("elsewhere");
    return { state, location, more: { ...more, given } };
  }

  async function takeOver(): Promise<Opened> {
    if (!ownership || !calls || writing) return NOT_TRACKED;
    const handover = await ownership.takeOver();
    const launch = version.readLaunch(calls) ?? first;
    if (closed) ownership.release();
    return launch ? { ...begin(calls, launch, handover), given: handover?.more["given"] } : NOT_TRACKED;
  }

  return {
    open,
    takeOver: () => (taking ??= takeOver().finally(() => (taking = null))),
    save: (location, state) => writing?.save(location, state),
    answered(interaction) {
      // The LMS's record has the learner's name.
      if (interaction.anonymous === undefined) writing?.answered(interaction);
    },
    objective: (objective) => writing?.objective(objective),
    outcome(outcome) {
      status = outcome.status;
      writing?.outcome(outcome);
    },
    commit: () => writing?.commit(),
    settled() {
      writing?.settle();
      return Promise.resolve();
    },
    decideKept: (taken) => writing?.decideKept(taken),
    learner: () => learner,
    launchData: () => calls?.get("cmi.launch_data") ?? "",
    next() {
      if (!calls || !writing || !version.next || calls.get(version.next.valid) !== "true") return false;
      return calls.set(...version.next.request) === "done";
    },
    close(seconds) {
      if (closed) return;
      closed = true;
      if (writing) writing.end(seconds, status);
      // Who does not have the record ends nothing, nor who was never let in.
      else if (calls && !ownership) {
        calls.terminate();
        tell("closed");
      }
      writing = null;
      ownership?.release();
    },
  };
};

/** Two devices may have left the score of the one beside the state of the other, so it is compared. `score`: what raw belongs to. */
export function holdScore(outbox: Outbox, score: string, { said }: Launch): void {
  const raw = said[`${score}.raw`];
  if (!raw) return;
  for (const [name, value] of [["raw", raw], ["min", "0"], ["max", "100"]] as const) outbox.holds(`${score}.${name}`, value);
}

/** What an LMS calls credit and mode, the same words in both versions. */
export function modeOf(mode: string, credit: string): Opened["mode"] {
  if (mode === "review") return "review";
  return mode === "browse" || credit === "no-credit" ? "browse" : "normal";
}

/** Pass on only what is new. */
function onChange(onSaveStatus: OnSaveStatus): OnSaveStatus {
  let last = "";
  return (status, detail = "") => {
    if (status + detail === last) return;
    last = status + detail;
    if (detail) onSaveStatus(status, detail);
    else onSaveStatus(status);
  };
}
