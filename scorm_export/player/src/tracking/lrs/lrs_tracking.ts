/** A session whose record is at an LRS: what xAPI and cmi5 have in common once each has read its own launch. */
import { soon } from "../../device/database.ts";
import { parseObject } from "../../guarded.ts";
import { createDevice, type Device, type DeviceCopy } from "../../device/device.ts";
import { createOwnership, type Handover, type Ownership } from "../../device/windows.ts";
import { normalizeName } from "../../record/actor.ts";
import { isDone, type Lrs } from "../../record/lrs.ts";
import { createQueue } from "../../record/queue.ts";
import { now, uuidOf } from "../../record/stamps.ts";
import { createStateSync, type Fields, type Loaded, type StateSync } from "../../record/state_sync.ts";
import type { Statement } from "../../record/statements.ts";
import { noStore, statementStore } from "../../record/storage.ts";
import type { Status } from "../../reports.ts";
import type { OnSaveStatus, Opened, SaveStatus, TrackedCourse, Tracking } from "../tracking.ts";
import { createCombinedStatus } from "./combined_status.ts";
import type { LrsLaunch, LrsRecord, Refusal } from "./lrs_launch.ts";
import { createVerdicts, type Verdicts } from "./verdicts.ts";
import { createReporting, type Reporting, type Reported } from "./reporting.ts";

interface Unsent {
  readonly session: string | undefined;
  readonly statements: readonly Statement[];
}

/** After this time without an answer from the LRS, `settled` resolves and the status is reported as it is. */
const PATIENCE_MS = 5000;

export function lrsTracking(
  page: Window,
  onSaveStatus: OnSaveStatus,
  course: TrackedCourse,
  read: () => LrsRecord | Refusal,
): Tracking {
  const { adds, merge } = course.states;
  let record: LrsRecord | null = null;
  let ownership: Ownership | null = null;
  /** While this window takes over the record, however often it is asked to. */
  let takingOver: Promise<Opened> | null = null;
  /** What another window handed over, until it is merged. */
  let received: Handover | null = null;
  /** What this window had not sent when it gave the record away: the other window may not have received it. */
  let unsent: Partial<Unsent> = {};
  /** How often another window has taken over the record, which ends what was begun before. */
  let takeovers = 0;
  let launch: LrsLaunch | null = null;
  let device: Device | null = null;
  let reporting: Reporting | null = null;
  let recalled: Verdicts | null = null;
  let sync: StateSync | null = null;
  /** The mark of the copy that the learner is asked about. */
  let offered: string | null = null;
  let closed = false;
  const status = createCombinedStatus(onSaveStatus, () => closed);

  function untracked(shown: SaveStatus, detail?: string): Opened {
    ownership?.release();
    launch = sync = null;
    status.show(shown, detail);
    return { tracked: false, mode: "normal", status: "incomplete", location: "", states: [] };
  }

  function elsewhere(): Opened {
    status.show("elsewhere");
    return { tracked: true, mode: "elsewhere", status: "incomplete", location: "", states: [] };
  }

  async function open(): Promise<Opened> {
    const given = read();
    if ("status" in given) return untracked(given.status, given.detail);
    record = { ...given, name: normalizeName(given.name) };
    ownership = createOwnership(page, record.name, give);
    return (await ownership.claim()) ? begin(null) : elsewhere();
  }

  async function takeOver(): Promise<Opened> {
    return begin((await ownership?.takeOver()) ?? null);
  }

  async function begin(handed: Handover | null): Promise<Opened> {
    if (!record) return untracked("untracked");
    const { name, learner } = record;
    const more = handed?.more ?? {};
    const before = takeovers;
    const isSuperseded = (): boolean => before !== takeovers;
    received = handed;
    const launched = await record.launch(more);
    if (isSuperseded()) return elsewhere();
    if ("status" in launched) return untracked(launched.status, launched.detail);
    const { lrs, about, session, mode, mastery, muted, language } = launched;
    status.reset();
    const copies = createDevice(page, course, mode === "normal" ? learner : "", () => now(page), normalizeName);
    await copies.restore();
    if (isSuperseded()) return elsewhere();
    launch = launched;
    // A window that only shows the course does not need the record.
    if (mode !== "normal") ownership?.release();
    const known = new Map<string, unknown>();
    const note = (fields: Readonly<Record<string, unknown>>): void => Object.entries(fields).forEach(([key, value]) => known.set(key, value));
    let verdicts: Verdicts | null = null;
    let isLate = false;
    const onLoadedLate = (fields: Loaded["fields"]): void => {
      note(fields);
      isLate = true;
      void verdicts?.checkArrived(true);
    };
    const options = { record: name, device: copies, states: course.states, shared: course.shared, onSaveStatus: status.setPart("state"), onLoadedLate };
    const syncing = createStateSync(page, lrs, options);
    sync = syncing;
    const loaded = await syncing.load();
    if (isSuperseded()) return elsewhere();
    if (typeof loaded === "string") return untracked("refused", loaded);
    const store = course.shared ? noStore : statementStore(page, name, session);
    const left = await store.all();
    if (isSuperseded()) return elsewhere();
    if (closed) return untracked("untracked");
    note(loaded.fields);
    const reported: Reported = {
      get: (key) => known.get(key),
      seconds: () => syncing.seconds(),
      began: () => launched.began(),
      note,
      keep(fields, atOnce = false) {
        note(fields);
        syncing.put(fields);
        if (atOnce && !closed) syncing.flush();
      },
    };
    reported.keep((more["fields"] ?? {}) as Fields);
    const queue = createQueue(page, lrs, store, left, { onSaveStatus: status.setPart("statements"), onArrived: (list) => to.arrived(list) });
    const to = createReporting(page, queue, left, about, reported, uuidOf(session));
    if (launched.resumed && session && (await isTerminated(lrs, left, to.terminated(0, session)))) {
      syncing.halt();
      return isSuperseded() ? elsewhere() : untracked("refused");
    }
    if (isSuperseded()) return elsewhere();
    verdicts = createVerdicts(to, lrs, reported, about.cmi5 !== undefined, () => syncing.isLoaded());
    device = copies;
    reporting = to;
    recalled = verdicts;
    for (const { session: of, statements } of [unsent, more as Partial<Unsent>]) {
      if (of === session && statements) to.queue.add(statements);
    }
    if (!launched.resumed) to.initialized(session);
    to.queue.flush();
    const states = handed ? [handed.state, ...loaded.states] : loaded.states;
    const location = handed?.location || loaded.location;
    if (handed) syncing.save(location, states.reduce(merge, ""));
    received = null;
    if (syncing.isLoaded()) void verdicts.checkArrived(isLate);
    const kept = newestOther(copies, name, states);
    offered = kept?.mark ?? null;
    return {
      tracked: true,
      mode,
      status: statusOf(known),
      location,
      states,
      ...(kept && { kept: { state: kept.state, location: kept.location, date: kept.date } }),
      ...(mastery === undefined ? {} : { mastery }),
      ...(muted ? { muted } : {}),
      ...(language ? { language } : {}),
    };
  }

  /** The newest copy of other work on this device that the learner may want to continue with. */
  function newestOther(copies: Device, name: string, states: readonly string[]): DeviceCopy | undefined {
    const others = copies.copies().filter(({ mark, declined, state }) => mark !== name && !declined && states.every((one) => adds(one, state)));
    return others.sort((one, other) => other.date.getTime() - one.date.getTime())[0];
  }

  /** Another window takes over the record. */
  function give(): Handover {
    takeovers += 1;
    if (ownership?.owns()) commit(true);
    const statements = reporting?.queue.halt() ?? [];
    unsent = { session: launch?.session, statements };
    const { fields, ...held } = sync?.halt() ?? { state: "", location: "", fields: {} };
    const more = launch ? { ...launch.share(), session: launch.session, statements, fields } : {};
    const handover = received ?? { ...held, more };
    received = takingOver = launch = reporting = recalled = sync = offered = null;
    status.show("elsewhere");
    return handover;
  }

  function commit(urgent = false): void {
    sync?.flush(urgent);
    reporting?.queue.flush(urgent);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    recalled?.leave();
    if (launch && reporting) leave(launch, reporting);
    ownership?.release();
  }

  function leave({ lrs, session, started, ended, ...launched }: LrsLaunch, { queue, ...to }: Reporting): void {
    const how = launched.leave();
    if (how === "kept") return commit(true);
    const terminated = to.terminated((now(page) - started) / 1000, session);
    if (how === "said") queue.add(terminated);
    else how.leave(lrs.requestOf(terminated));
    // The state goes first: a terminated session may not write it.
    commit(true);
    sync?.end();
    void queue.settled().then(() => ended(status.isSaved("statements")));
  }

  return {
    open,
    takeOver() {
      const asked = (takingOver ??= takeOver().finally(() => (takingOver = takingOver === asked ? null : takingOver)));
      return asked;
    },
    close,
    commit: () => commit(),
    save(location, encode) {
      if (!closed) sync?.save(location, encode(Infinity));
    },
    decideKept() {
      // If it was taken, it is part of this attempt's state as well.
      if (offered !== null) device?.decline(offered);
      offered = null;
    },
    async settled() {
      commit();
      await soon(page, Promise.all([sync?.settled(), reporting?.queue.settled()]), null, PATIENCE_MS);
      sync?.late();
      reporting?.queue.late();
    },
    launchData: () => launch?.launchData ?? "",
    learnerName: () => (parseObject(record?.learner ?? "")["name"] as string | undefined) ?? "",
    outcome: (outcome) => recalled?.outcome(outcome),
    objective: (result) => reporting?.events.objective(result),
    answered: (interaction) => reporting?.events.answered(interaction),
    visited: (lesson) => reporting?.events.visited(lesson),
    attempted: (quiz, attempt, attemptId) => reporting?.events.attempted(quiz, attempt, attemptId),
    handedIn: (attempt) => reporting?.events.handedIn(attempt),
    watched: (event) => reporting?.events.watched(event),
  };
}

/** Whether the session has its `terminated` already: a duplicate of this tab may have ended it. */
async function isTerminated(lrs: Lrs, left: readonly Statement[], terminated: readonly Statement[]): Promise<boolean> {
  const [id = ""] = terminated.map(({ id }) => id);
  return left.some((statement) => statement.id === id) || isDone(await lrs.readStatement(id));
}

function statusOf(said: ReadonlyMap<string, unknown>): Status {
  if (said.get("passed")) return "passed";
  if (said.get("failed")) return "failed";
  return said.get("status") === "completed" ? "completed" : "incomplete";
}
