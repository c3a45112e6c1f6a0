/** Writes the LMS's record while a window has it, and reports the save status. */
import { attempt } from "../../guarded.ts";
import { encodeCompact } from "../../learner/compact_state.ts";
import { matchCopies, type Device } from "../../device/device.ts";
import type { Interaction, ObjectiveResult, Outcome, Status } from "../../reports.ts";
import type { Encode, OnSaveStatus, Opened, TrackedCourse } from "../tracking.ts";
import type { Handover } from "../../device/windows.ts";
import { createDelivery } from "../delivery.ts";
import { createKeepAlive } from "../keep_alive.ts";
import { createOutbox, type Answer } from "../outbox.ts";
import type { Launch, Version } from "./version.ts";
import type { Calls } from "./calls.ts";
import { createStateWriter } from "./state_writer.ts";
import { createRecords } from "./records.ts";
import { isSignedOut, ownFile } from "../../signed_out.ts";
import { now } from "../../record/stamps.ts";

export interface Writing {
  readonly opened: Opened;
  save(location: string, encode: Encode): void;
  answered(interaction: Interaction): void;
  objective(result: ObjectiveResult): void;
  outcome(outcome: Outcome): void;
  commit(): void;
  settle(): void;
  decideKept(taken: boolean): void;
  /** Returns everything held, for the window that takes over. `owns`: whether this one may still save first. */
  handOver(owns: boolean): Handover;
  /** Ends the session after so many seconds. */
  end(seconds: number, status: Status): void;
}

/** What a window hands over besides state and location. */
interface More {
  /** The path of its page: another activity of the LMS has another path. */
  readonly path: string;
  /** When the LMS is first known to have had a state, in milliseconds since 1970; null: not yet. */
  readonly stored: number | null;
  readonly values: Readonly<Record<string, string>>;
  readonly interactions: number | null;
  readonly objectives: readonly string[];
}

/** How this window got the record: by the launch, or from another window, which may have handed over what it holds. */
export type Origin = "launch" | Handover | null;

/** After so many failures in a row, it is checked whether the platform's session has ended. */
const MANY_FAILURES = 3;
/** Between two commits to an LMS that answers before it stores. */
const MIN_GAP_MS = 1000;
/** An LMS may have read the record this long before the course's page was loaded. */
const READ_BEFORE_MS = 10_000;

export function createWriting(
  page: Window,
  version: Version,
  course: TrackedCourse,
  calls: Calls,
  launch: Launch,
  device: Device,
  origin: Origin,
  onSaveStatus: OnSaveStatus,
  share: (held: Handover) => void,
): Writing {
  const { adds, markOf, merge, shorten } = course.states;
  const started = page.performance.now();
  let stored = launch.state ? 0 : null;
  const handover = origin !== "launch" && origin && isOurs(origin) ? origin : null;
  const held = wholeOf(launch.state);
  const mark = markOf(held) || markOf(handover?.state ?? "");
  const { matching, kept } = matchCopies(device, course.states, held, mark, origin === null ? page.location.pathname : null);
  const more = handover?.more as Partial<More> | undefined;
  const stateWriter = createStateWriter(calls, version.state, version.maxStateLength);
  const lms = {
    // Moodle returns "true" even when the browser is offline.
    commit: () => calls.commit() && isOnline(),
    set: (element: string, value: string) => (element === version.state ? stateWriter.set(value, latest?.encode) : calls.set(element, value)),
  };
  const outbox = createOutbox(lms, forgets);
  const records = createRecords(calls, version.records, {
    // A new attempt has no interactions.
    interactions: matching ? matching.interactions : launch.state ? null : 0,
    least: Math.max(more?.interactions ?? 0, origin === "launch" ? 0 : (matching?.interactions ?? 0)),
    objectives: more?.objectives ?? [],
    ...course.interactions,
  });
  const delivery = createDelivery(page, { pending: () => outbox.pending(), send, sent }, course.answersEarly ? MIN_GAP_MS : 0);
  const keepAlive = createKeepAlive(page, () => ("fetch" in page ? void ask() : calls.commit()));
  let latest: { readonly state: string; readonly location: string; readonly encode: Encode } | null = null;
  let failures = 0;
  let hasSent = false;
  let refusal = "";
  let onDevice = false;
  /** The number of interactions in the copy on the device. */
  let counted: number | null = null;
  let signedOut = false;
  let over = false;

  function begin(): void {
    if (origin === "launch") {
      outbox.holds(version.location, launch.location);
      outbox.holds(version.state, launch.state);
      version.begin(outbox, launch);
    }
    for (const [element, value] of Object.entries(more?.values ?? {})) outbox.put(element, value);
    // Without it, an LMS may start the next session without the state, also after the browser was closed.
    outbox.putOptional(version.exit, "suspend");
    delivery.gather();
    reportStatus();
  }

  function openedFrom(): Opened {
    const lost = matching && adds(held, matching.state) ? matching : null;
    const others = [lost?.state, handover?.state].filter((state): state is string => state !== undefined && state !== "");
    // The LMS's own comes first, even if it is empty, so that the session sees that there is more than the LMS holds.
    const states = held || others.length ? [held, ...others] : [];
    const { mode, status } = launch;
    const location = handover?.location || (lost?.location ?? launch.location);
    const found = { tracked: true, mode, status, location, states };
    return kept ? { ...found, kept } : found;
  }

  /** What the LMS holds; where it has the short text of what this device keeps, that, with its mark and the names of its attempts. */
  function wholeOf(text: string): string {
    const isShort = text !== "" && !markOf(text);
    const copy = isShort && device.copies().find(({ state }) => shorten(state, encodeCompact, version.maxStateLength) === text);
    return copy ? copy.state : text;
  }

  /**
   * Whether the other window has the same record. A different mark means another of the LMS's attempts, for example in
   * another activity with the same course. A window that was opened before the first save has no mark, and some LMSs give
   * each window a path of its own.
   */
  function isOurs({ state, more }: Handover): boolean {
    const [mark, theirs] = [markOf(launch.state), markOf(state)];
    const { path, stored: since = 0 } = more as Partial<More>;
    const early = since === null || page.performance.timeOrigin < since + READ_BEFORE_MS;
    return !theirs || theirs === mark || (!mark && (early || path === page.location.pathname));
  }

  function send(): Answer {
    // With many interactions, what is sent on leaving may be too large to arrive, so the time is sent before.
    if (hasSent && version.heavyFrom < Infinity && outbox.pending() && isHeavy()) put(version.time(elapsed()));
    hasSent = true;
    return outbox.flush();
  }

  /** What is sent while the page is unloaded may arrive in any order, so that nothing is sent twice then. */
  function forgets(): boolean {
    return version.forgets && !course.answersEarly && !over && page.document.visibilityState !== "hidden";
  }

  function isOnline(): boolean {
    return attempt(() => page.navigator.onLine) !== false;
  }

  const elapsed = (): number => (page.performance.now() - started) / 1000;

  function isHeavy(): boolean {
    const length = records.length();
    return typeof length === "number" && length >= version.heavyFrom;
  }

  const put = ([element, value]: readonly [string, string]): void => outbox.putOptional(element, value);

  function sent(answer: Answer, failedSoFar: number): void {
    failures = failedSoFar;
    refusal = answer === "refused" ? calls.errorMessage() : "";
    if (answer === "done" && !course.answersEarly) signedOut = false;
    if (answer === "done") stored ??= now(page);
    if (answer === "done") share(holds());
    if (records.next() !== counted) keep();
    if (failures >= MANY_FAILURES) void ask();
    reportStatus();
  }

  async function ask(): Promise<void> {
    signedOut = await isSignedOut(page, ownFile(page));
    if (!over) reportStatus();
  }

  function reportStatus(): void {
    if (signedOut) onSaveStatus("signed-out");
    else if (refusal) onSaveStatus("refused", refusal);
    else if (failures && onDevice) onSaveStatus("device");
    else if (failures) onSaveStatus("unsaved", calls.errorMessage());
    else onSaveStatus(outbox.pending() ? "saving" : course.answersEarly ? "sent" : "saved");
  }


  function keep(): void {
    if (!latest) return;
    counted = records.next();
    onDevice = device.keep(markOf(latest.state), latest.state, latest.location, counted);
  }

  function stop(): void {
    over = true;
    delivery.stop();
    keepAlive.stop();
  }

  function changed(): void {
    if (!outbox.pending()) return;
    delivery.changed();
    reportStatus();
  }

  function holds(): Handover {
    const { [version.state]: _state, [version.location]: _location, ...values } = outbox.values();
    const kept: More = { path: page.location.pathname, stored, values, interactions: records.next(), objectives: records.objectives() };
    const { state, location } = latest ?? { state: opened.states.reduce(merge, ""), location: opened.location };
    return { state, location, more: { ...kept } };
  }

  // Moodle clears the site's storage when somebody signs in, for example in another tab.
  attempt(() =>
    page.addEventListener("storage", ({ key }) => {
      if (key === null) keep();
    }),
  );
  begin();
  const opened = openedFrom();
  return {
    opened,
    save(location, encode) {
      const state = encode(Infinity);
      latest = { state, location, encode };
      keep();
      if (location.length <= version.maxLocationLength) outbox.put(version.location, location);
      outbox.put(version.state, encode(stateWriter.maxLength(), encodeCompact));
      if (course.keepAlive) keepAlive.touched();
      changed();
    },
    answered(interaction) {
      outbox.record("interactions", () => records.interaction(interaction));
      changed();
    },
    objective(objective) {
      outbox.record("objectives", () => records.objective(objective));
      changed();
    },
    outcome(outcome) {
      version.outcome(outbox, outcome, launch);
      changed();
    },
    commit: () => delivery.commit(),
    settle: () => delivery.settle(),
    decideKept(taken) {
      // A merged copy is kept as work of this attempt; in either case the learner is not asked again.
      const others = device.copies().filter(({ mark }) => mark !== (latest ? markOf(latest.state) : matching?.mark));
      for (const { mark } of taken ? others.filter((copy) => copy.mark === kept?.mark) : others) device.decline(mark);
    },
    handOver(owns) {
      if (owns && outbox.pending()) outbox.flush();
      stop();
      const handover = holds();
      latest = null;
      return handover;
    },
    end(seconds, status) {
      stop();
      share(holds());
      put(version.time(seconds));
      put([version.exit, status === "passed" || status === "completed" ? version.exitDone : "suspend"]);
      const answer = version.terminateCommits ? outbox.send() : outbox.flush();
      const ended = calls.terminate();
      const saved = answer === "done" && isOnline() && (ended || outbox.flush() === "done");
      failures = saved ? 0 : failures + 1;
      refusal = answer === "refused" ? calls.errorMessage() : "";
      if (failures || signedOut) reportStatus();
      else onSaveStatus(course.answersEarly ? "sent" : "closed");
    },
  };
}
