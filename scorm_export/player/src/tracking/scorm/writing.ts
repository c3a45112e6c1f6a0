/** What one window has to do with the LMS's record while it has it: everything that is written, and what is told of it. */
import { attempt } from "../../guarded.ts";
import { encodeCompact } from "../../learner/compact_state.ts";
import { recall, type Device } from "../../device/device.ts";
import type { Interaction, ObjectiveResult, Outcome, Status } from "../../reports.ts";
import type { Encode, OnSaveStatus, Opened, TrackedCourse } from "../tracking.ts";
import type { Handover } from "../../device/windows.ts";
import { createDelivery } from "../delivery.ts";
import { createKeepAlive } from "../keep_alive.ts";
import { createOutbox, type Answer } from "../outbox.ts";
import type { Launch, Version } from "./version.ts";
import type { Calls } from "./calls.ts";
import { createRecords } from "./records.ts";
import { isSignedOut, ownFile } from "../signed_out.ts";
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
  /** Everything held, for the window that takes over. `owns`: whether this one may still save first. */
  handOver(owns: boolean): Handover;
  /** The session ends after so many seconds. */
  end(seconds: number, status: Status): void;
}

/** What a window hands over besides state and place. */
interface More {
  /** Where that window's page is: that of another activity is elsewhere. */
  readonly path: string;
  /** When the LMS is first known to have had a state of it, in milliseconds since 1970; null: not yet. */
  readonly stored: number | null;
  readonly values: Readonly<Record<string, string>>;
  readonly interactions: number | null;
  readonly objectives: readonly string[];
}

/** How this window came to the record: with the launch, or from another window, which may have told what it holds. */
export type Origin = "launch" | Handover | null;

/** What an LMS may keep of a state where it does not keep what the standard grants. */
const LENGTHS = [64_000, 4096, 4000, 2000, 1000, 255];
/** Every LMS keeps so many characters. */
const SURE = 255;
/** From so many failures in a row it is asked whether the platform's session is gone. */
const MANY_FAILURES = 3;
const APART_MS = 1000;
/** An LMS may have read the record so long before the course's page was there. */
const READ_BEFORE_MS = 10_000;

export function createWriting(
  page: Window,
  version: Version,
  course: TrackedCourse,
  calls: Calls,
  launch: Launch,
  device: Device,
  origin: Origin,
  tell: OnSaveStatus,
  share: (held: Handover) => void,
): Writing {
  const { adds, markOf, merge } = course.states;
  const started = page.performance.now();
  let stored = launch.state ? 0 : null;
  const handover = origin !== "launch" && origin && isOurs(origin) ? origin : null;
  const mark = markOf(launch.state) || markOf(handover?.state ?? "");
  const { fitting, kept } = recall(device, course.states, launch.state, mark, origin === null ? page.location.pathname : null);
  const more = handover?.more as Partial<More> | undefined;
  const lms = {
    // Moodle says "true" also when it could only try.
    commit: () => calls.commit() && isOnline(),
    set: (element: string, value: string) => (element === version.state ? setState(value) : calls.set(element, value)),
  };
  const outbox = createOutbox(lms, forgets);
  const records = createRecords(calls, version.records, {
    // A fresh attempt has none.
    interactions: fitting ? fitting.interactions : launch.state ? null : 0,
    least: Math.max(more?.interactions ?? 0, origin === "launch" ? 0 : (fitting?.interactions ?? 0)),
    objectives: more?.objectives ?? [],
    ...course.interactions,
  });
  const delivery = createDelivery(page, { pending: () => outbox.pending(), send, sent }, course.answersEarly ? APART_MS : 0);
  const keepAlive = createKeepAlive(page, () => ("fetch" in page ? void ask() : calls.commit()));
  let latest: { readonly state: string; readonly location: string; readonly encode: Encode } | null = null;
  let most = version.mostState;
  let longest = SURE;
  let failures = 0;
  let launched = false;
  let refusal = "";
  let onDevice = false;
  /** How many interactions the copy on the device says there are. */
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
    // Without it an LMS may begin with nothing the next time, also after a tab that died.
    outbox.putOptional(version.exit, "suspend");
    delivery.gather();
    standing();
  }

  function openedFrom(): Opened {
    const lost = fitting && adds(launch.state, fitting.state) ? fitting : null;
    const others = [lost?.state, handover?.state].filter((state): state is string => state !== undefined && state !== "");
    // Its own comes first, so that it shows whether there is more than the LMS holds.
    const states = launch.state || others.length ? [launch.state, ...others] : [];
    const { mode, status } = launch;
    const location = handover?.location || (lost?.location ?? launch.location);
    const found = { tracked: true, mode, status, location, states };
    return kept ? { ...found, kept } : found;
  }

  /**
   * Another attempt is another record, such as that of another activity with the same course. A window that was opened
   * before the first save knows of no attempt; some LMSs give each window addresses of its own.
   */
  function isOurs({ state, more }: Handover): boolean {
    const [mark, theirs] = [markOf(launch.state), markOf(state)];
    const { path, stored: since = 0 } = more as Partial<More>;
    const early = since === null || page.performance.timeOrigin < since + READ_BEFORE_MS;
    return !theirs || theirs === mark || (!mark && (early || path === page.location.pathname));
  }

  function send(): Answer {
    // What is said on leaving an LMS with many answers may be too much to arrive, so time goes along before.
    if (launched && version.heavy < Infinity && outbox.pending() && isHeavy()) put(version.time(elapsed()));
    launched = true;
    return outbox.flush();
  }

  /** What is sent while the page goes away may arrive in any order, so nothing is said twice then. */
  function forgets(): boolean {
    return version.forgets && !course.answersEarly && !over && page.document.visibilityState !== "hidden";
  }

  function isOnline(): boolean {
    return attempt(() => page.navigator.onLine) !== false;
  }

  const elapsed = (): number => (page.performance.now() - started) / 1000;

  function isHeavy(): boolean {
    const length = records.length();
    return typeof length === "number" && length >= version.heavy;
  }

  const put = ([element, value]: readonly [string, string]): void => outbox.putOptional(element, value);

  function sent(answer: Answer, failedSoFar: number): void {
    failures = failedSoFar;
    refusal = answer === "refused" ? calls.trouble() : "";
    if (answer === "done" && !course.answersEarly) signedOut = false;
    if (answer === "done") stored ??= now(page);
    if (answer === "done") share(holds());
    if (records.next() !== counted) keep();
    if (failures >= MANY_FAILURES) void ask();
    standing();
  }

  async function ask(): Promise<void> {
    signedOut = await isSignedOut(page, ownFile(page));
    if (!over) standing();
  }

  /** Tell how the record stands. */
  function standing(): void {
    if (signedOut) tell("signed-out");
    else if (refusal) tell("refused", refusal);
    else if (failures && onDevice) tell("device");
    else if (failures) tell("unsaved", calls.trouble());
    else tell(outbox.pending() ? "saving" : course.answersEarly ? "sent" : "saved");
  }

  /** The state in as many characters as this LMS keeps: some refuse a longer one, some cut it off. */
  function setState(text: string): Answer {
    const answer = calls.set(version.state, text);
    const found = answer === "done" && text.length > longest ? calls.get(version.state) : "";
    const cut = found !== "" && found.length < text.length && text.startsWith(found);
    if (answer === "done" && !cut) longest = Math.max(longest, text.length);
    if (answer === "failed" || (answer === "done" && !cut)) return answer;
    const less = cut ? found.length : LENGTHS.find((length) => length < text.length);
    const shorter = less && latest?.encode(less, encodeCompact);
    if (!less || !shorter || shorter.length >= text.length) return "refused";
    const taken = setState(shorter);
    if (taken === "done") most = Math.min(most, less);
    return taken;
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
    standing();
  }

  function holds(): Handover {
    const { [version.state]: _state, [version.location]: _location, ...values } = outbox.values();
    const kept: More = { path: page.location.pathname, stored, values, interactions: records.next(), objectives: records.objectives() };
    const { state, location } = latest ?? { state: opened.states.reduce(merge, ""), location: opened.location };
    return { state, location, more: { ...kept } };
  }

  // Moodle empties the site's storage when somebody signs in, such as in another tab.
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
      if (location.length <= version.mostLocation) outbox.put(version.location, location);
      outbox.put(version.state, encode(most, encodeCompact));
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
      // What was taken up is kept anew as work of this attempt; either way it is not asked about again.
      const others = device.copies().filter(({ mark }) => mark !== (latest ? markOf(latest.state) : fitting?.mark));
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
      const answer = version.savesAtTheEnd ? outbox.send() : outbox.flush();
      const ended = calls.terminate();
      const saved = answer === "done" && isOnline() && (ended || outbox.flush() === "done");
      failures = saved ? 0 : failures + 1;
      refusal = answer === "refused" ? calls.trouble() : "";
      if (failures || signedOut) standing();
      else tell(course.answersEarly ? "sent" : "closed");
    },
  };
}
