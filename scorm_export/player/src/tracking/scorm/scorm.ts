/**
 * A session with an LMS in either version of SCORM, from finding its API to the last call. version.ts describes a version;
 * writing.ts decides what is written, and delivery.ts when.
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
  const report = onChange(onSaveStatus);
  let calls: Calls | null = null;
  /** null unless this window has the record. */
  let writing: Writing | null = null;
  let ownership: ReturnType<typeof createOwnership> | null = null;
  /** While this window takes over the record, however often it is asked to. */
  let takingOver: Promise<Opened> | null = null;
  /** What the LMS held when this window was opened. */
  let first: Launch | null = null;
  let learner = "";
  let device: Device | null = null;
  let status: Status = "incomplete";
  let closed = false;

  async function open(): Promise<Opened> {
    const stopped = () => closed;
    const api = await poll(page, () => findApi<Record<string, unknown>>(page, version.name, version.api.initialize), stopped);
    if (closed || !api) return untracked(page, report, course).open();
    const found = safeCalls(api, version.api);
    // After a reload of the frame, some LMSs refuse Initialize because the session is still open; then they return values.
    if (!found.initialize() && !found.get(version.alwaysSet)) return refused(found);
    calls = found;
    // Nothing may be written without the saved state: that would replace the learner's record with an empty one.
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
    const alone = !owner.canDetectOthers() && !device.canKeep();
    if (closed || owns) return { ...begin(found, launch, "launch"), ...(alone && { alone }) };
    report("elsewhere");
    return { ...reading(launch), mode: "elsewhere" };
  }

  /** Nothing is written, and Terminate is not called: an LMS may treat a session that ends without a status as completed. */
  function refused(found: Calls): Opened {
    calls = null;
    report("refused", found.errorMessage());
    return NOT_TRACKED;
  }

  function reading({ mode, status, location, state }: Launch): Opened {
    return { tracked: true, mode, status, location, states: state ? [state] : [] };
  }

  function begin(found: Calls, launch: Launch, origin: Origin): Opened {
    if (closed || !device) return reading(launch);
    writing = createWriting(page, version, course, found, launch, device, origin, report, (held) => ownership?.share(held));
    return writing.opened;
  }

  function handOver(): Handover {
    const { state, location, more } = writing?.handOver(ownership?.owns() ?? false) ?? { state: "", location: "", more: {} };
    writing = null;
    const given = course.give?.();
    report("elsewhere");
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
    takeOver: () => (takingOver ??= takeOver().finally(() => (takingOver = null))),
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
    learnerName: () => calls?.get(version.learnerName) ?? "",
    launchData: () => calls?.get("cmi.launch_data") ?? "",
    next() {
      if (!calls || !writing || !version.next || calls.get(version.next.valid) !== "true") return false;
      return calls.set(...version.next.request) === "done";
    },
    close(seconds) {
      if (closed) return;
      closed = true;
      if (writing) writing.end(seconds, status);
      // Only a window that has the record, or needs none, ends the LMS's session.
      else if (calls && !ownership) {
        calls.terminate();
        report("closed");
      }
      writing = null;
      ownership?.release();
    },
  };
};

/** The score may come from another device than the state, so that it is not assumed to match. `score`: the element of raw, min and max. */
export function holdScore(outbox: Outbox, score: string, { values }: Launch): void {
  const raw = values[`${score}.raw`];
  if (!raw) return;
  for (const [name, value] of [["raw", raw], ["min", "0"], ["max", "100"]] as const) outbox.holds(`${score}.${name}`, value);
}

/** The mode and credit elements have the same values in both versions. */
export function modeOf(mode: string, credit: string): Opened["mode"] {
  if (mode === "review") return "review";
  return mode === "browse" || credit === "no-credit" ? "browse" : "normal";
}

/** Passes on only what changes. */
function onChange(onSaveStatus: OnSaveStatus): OnSaveStatus {
  let last = "";
  return (status, detail = "") => {
    if (status + detail === last) return;
    last = status + detail;
    if (detail) onSaveStatus(status, detail);
    else onSaveStatus(status);
  };
}
