/** A session whose record is kept by an LRS: what xAPI and cmi5 do alike once each has read its own launch. */
import { spell } from "../../record/actor.ts";
import { createBookmark, type Bookmark, type Fields, type Found } from "../../record/bookmark.ts";
import { soon } from "../../device/database.ts";
import { createDevice, type Device } from "../../device/device.ts";
import type { Farewell } from "./farewell.ts";
import { isDone, type Lrs } from "../../record/lrs.ts";
import { createQueue } from "../../record/queue.ts";
import { now, uuidOf } from "../../record/stamps.ts";
import type { Circumstances, Statement } from "../../record/statements.ts";
import { noStore, parseObject, statementStore } from "../../record/storage.ts";
import type { Status } from "../../reports.ts";
import type { Mode, Opened, OnSaveStatus, SaveStatus, TrackedCourse, Tracking } from "../tracking.ts";
import { createOwnership, type Handover, type Ownership } from "../../device/windows.ts";
import { createRecalled, type Recalled } from "./recalled.ts";
import { createReporting, type Reporting, type Said } from "./reporting.ts";

/** How the record stands instead, when there is nothing to report to or the session is over already. */
export interface Refusal {
  readonly status: SaveStatus;
  readonly detail?: string;
}

/** What the address tells, before anybody is asked. */
export interface LrsRecord {
  /** Names the learner's record, on this device and among its windows. */
  readonly name: string;
  /** Names the learner. */
  readonly learner: string;
  /** `handed`: what `share` answered in the window that had the record until now. */
  launch(handed: Readonly<Record<string, unknown>>): Promise<LrsLaunch | Refusal>;
}

export interface LrsLaunch {
  readonly lrs: Lrs;
  readonly about: Circumstances;
  readonly mode: Mode;
  readonly mastery?: number;
  readonly muted?: boolean;
  /** What whoever set the launch up says to the content. */
  readonly launchData: string;
  /** Names the session where a record is not shared by all of them; "" where it is. */
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** The session has been initialized: the page was only loaded again, or another window began it. */
  readonly resumed: boolean;
  /** The LRS has `initialized`. */
  began(): void;
  /** What another window needs to go on with the session. */
  share(): Readonly<Record<string, unknown>>;
  /**
   * The page goes away, or the learner is done with it. Answers what becomes of the last words: they are said, they are not
   * because the page is only loaded again, or somebody says them who knows whether it comes back.
   */
  leave(): "said" | "kept" | Farewell;
  /** The learner has left for good. `delivered`: the LRS has all statements, the last one too. */
  ended(delivered: boolean): void;
}

interface Unsent {
  readonly session: string | undefined;
  readonly statements: readonly Statement[];
}

/** Worst first: what the learner is told when statements and state stand differently. */
const RANKS: readonly SaveStatus[] = ["refused", "unsaved", "device", "saving", "saved"];

/** Who waits for an LRS that does not answer hears how the record stands. */
const PATIENCE_MS = 5000;

type Stand = readonly [status: SaveStatus, detail: string | undefined];

const SAVED: Stand = ["saved", undefined];

export function lrsTracking(
  page: Window,
  onSaveStatus: OnSaveStatus,
  course: TrackedCourse,
  read: () => LrsRecord | Refusal,
): Tracking {
  const stands: [statements: Stand, state: Stand] = [SAVED, SAVED];
  let told = "";
  let record: LrsRecord | null = null;
  let ownership: Ownership | null = null;
  /** While this window takes the record over, however often it is asked to. */
  let taking: Promise<Opened> | null = null;
  /** What another window has handed over, until it is taken up. */
  let received: Handover | null = null;
  /** What this window had not sent when it gave the record away: who was asleep is not heard. */
  let unheard: Partial<Unsent> = {};
  /** How often another window has taken the record over, which ends what was begun before. */
  let turns = 0;
  let found: LrsLaunch | null = null;
  let device: Device | null = null;
  let reporting: Reporting | null = null;
  let recalled: Recalled | null = null;
  let bookmark: Bookmark | null = null;
  /** The mark of what the learner is asked about. */
  let offered: string | null = null;
  let closed = false;

  function tell(part: 0 | 1): OnSaveStatus {
    return (status, detail) => {
      stands[part] = [status, detail];
      const worst = RANKS.map((rank) => stands.find(([stand]) => stand === rank)).find((stand) => stand !== undefined);
      if (worst) show(closed && worst[0] === "saved" ? "closed" : worst[0], worst[1]);
    };
  }

  function show(status: SaveStatus, detail?: string): void {
    const words = JSON.stringify([status, detail]);
    if (words !== told) onSaveStatus(status, detail);
    told = words;
  }

  function nothing(status: SaveStatus, detail?: string): Opened {
    ownership?.release();
    found = bookmark = null;
    show(status, detail);
    return { tracked: false, mode: "normal", status: "incomplete", location: "", states: [] };
  }

  async function open(): Promise<Opened> {
    const given = read();
    if ("status" in given) return nothing(given.status, given.detail);
    record = { ...given, name: spell(given.name) };
    ownership = createOwnership(page, record.name, give);
    return (await ownership.claim()) ? begin(null) : elsewhere();
  }

  function elsewhere(): Opened {
    show("elsewhere");
    return { tracked: true, mode: "elsewhere", status: "incomplete", location: "", states: [] };
  }

  async function takeOver(): Promise<Opened> {
    return begin((await ownership?.takeOver()) ?? null);
  }

  async function begin(handed: Handover | null): Promise<Opened> {
    if (!record) return nothing("untracked");
    const { name, learner } = record;
    const more = handed?.more ?? {};
    const turn = turns;
    received = handed;
    const launched = await record.launch(more);
    if (turn !== turns) return elsewhere();
    if ("status" in launched) return nothing(launched.status, launched.detail);
    const { lrs, about, session, mode, mastery, muted } = launched;
    stands.fill(SAVED);
    const copies = createDevice(page, course, mode === "normal" ? learner : "", () => now(page), spell);
    await copies.restore();
    if (turn !== turns) return elsewhere();
    found = launched;
    // Who only looks keeps nobody from working.
    if (mode !== "normal") ownership?.release();
    const known = new Map<string, unknown>();
    const note = (news: Readonly<Record<string, unknown>>): void => Object.entries(news).forEach(([key, value]) => known.set(key, value));
    let verdicts: Recalled | null = null;
    let isLate = false;
    const late = (fields: Found["fields"]): void => {
      note(fields);
      isLate = true;
      void verdicts?.recall(true);
    };
    const options = { record: name, device: copies, states: course.states, shared: course.shared, tell: tell(1), late };
    const kept = createBookmark(page, lrs, options);
    bookmark = kept;
    const read = await kept.load();
    if (turn !== turns) return elsewhere();
    if (typeof read === "string") return nothing("refused", read);
    const store = course.shared ? noStore : statementStore(page, name, session);
    const left = await store.all();
    if (turn !== turns) return elsewhere();
    if (closed) return nothing("untracked");
    note(read.fields);
    const said: Said = {
      get: (key) => known.get(key),
      seconds: () => kept.seconds(),
      began: () => launched.began(),
      note,
      keep(news, atOnce = false) {
        note(news);
        kept.put(news);
        if (atOnce && !closed) kept.flush();
      },
    };
    said.keep((more["fields"] ?? {}) as Fields);
    const queue = createQueue(page, lrs, store, left, { tell: tell(0), arrived: (list) => to.arrived(list) });
    const to = createReporting(page, queue, left, about, said, uuidOf(session));
    if (launched.resumed && session && (await isOver(lrs, left, to.terminated(0, session)))) {
      kept.halt();
      return turn === turns ? nothing("refused") : elsewhere();
    }
    if (turn !== turns) return elsewhere();
    verdicts = createRecalled(to, lrs, said, about.cmi5 !== undefined, () => kept.knows());
    device = copies;
    reporting = to;
    recalled = verdicts;
    for (const { session: of, statements } of [unheard, more as Partial<Unsent>]) {
      if (of === session && statements) to.queue.add(statements);
    }
    if (!launched.resumed) to.initialized(session);
    to.queue.flush();
    const states = handed ? [handed.state, ...read.states] : read.states;
    const location = handed?.location || read.location;
    if (handed) kept.save(location, states.reduce(course.states.merge, ""));
    received = null;
    if (kept.knows()) void verdicts.recall(isLate);
    // With nothing to send nothing would be told.
    if (!told || told === JSON.stringify(["elsewhere"])) show("saved");
    const others = copies.copies().filter(({ mark, declined, state }) => mark !== name && !declined && states.every((one) => course.states.adds(one, state)));
    const [newest] = others.sort((one, other) => other.date.getTime() - one.date.getTime());
    offered = newest?.mark ?? null;
    return {
      tracked: true,
      mode,
      status: statusOf(known),
      location,
      states,
      ...(newest && { kept: { state: newest.state, location: newest.location, date: newest.date } }),
      ...(mastery === undefined ? {} : { mastery }),
      ...(muted ? { muted } : {}),
    };
  }

  /** Another window has the record from now on. */
  function give(): Handover {
    turns += 1;
    if (ownership?.owns()) commit(true);
    const statements = reporting?.queue.halt() ?? [];
    unheard = { session: found?.session, statements };
    const { fields, ...held } = bookmark?.halt() ?? { state: "", location: "", fields: {} };
    const more = found ? { ...found.share(), session: found.session, statements, fields } : {};
    const handover = received ?? { ...held, more };
    received = taking = found = reporting = recalled = bookmark = offered = null;
    show("elsewhere");
    return handover;
  }

  function commit(urgent = false): void {
    bookmark?.flush(urgent);
    reporting?.queue.flush(urgent);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    recalled?.leave();
    if (found && reporting) leave(found, reporting);
    ownership?.release();
  }

  function leave({ lrs, session, started, ended, ...launched }: LrsLaunch, { queue, ...to }: Reporting): void {
    const how = launched.leave();
    if (how === "kept") return commit(true);
    const terminated = to.terminated((now(page) - started) / 1000, session);
    if (how === "said") queue.add(terminated);
    else how.leave(lrs.requestOf(terminated));
    // The state goes first: a session that was terminated may not write it any more.
    commit(true);
    bookmark?.end();
    void queue.settled().then(() => ended(stands[0][0] === "saved"));
  }

  return {
    open,
    takeOver() {
      const asked = (taking ??= takeOver().finally(() => (taking = taking === asked ? null : taking)));
      return asked;
    },
    close,
    commit: () => commit(),
    save(location, encode) {
      if (!closed) bookmark?.save(location, encode(Infinity));
    },
    decideKept() {
      // Taken, it is in the state of this attempt as well.
      if (offered !== null) device?.decline(offered);
      offered = null;
    },
    async settled() {
      commit();
      await soon(page, Promise.all([bookmark?.settled(), reporting?.queue.settled()]), null, PATIENCE_MS);
      bookmark?.late();
      reporting?.queue.late();
    },
    launchData: () => found?.launchData ?? "",
    learnerName: () => textOf(parseObject(record?.learner ?? "")["name"]),
    outcome: (outcome) => recalled?.outcome(outcome),
    objective: (result) => reporting?.events.objective(result),
    answered: (interaction) => reporting?.events.answered(interaction),
    visited: (lesson) => reporting?.events.visited(lesson),
    attempted: (quiz, attempt, attemptId) => reporting?.events.attempted(quiz, attempt, attemptId),
    handedIn: (attempt) => reporting?.events.handedIn(attempt),
    watched: (event) => reporting?.events.watched(event),
  };
}

/** Whether a session has had its last words already: it was gone on with in a tab that was a copy of another. */
async function isOver(lrs: Lrs, left: readonly Statement[], last: readonly Statement[]): Promise<boolean> {
  const [id = ""] = last.map(({ id }) => id);
  return left.some((statement) => statement.id === id) || isDone(await lrs.readStatement(id));
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function statusOf(said: ReadonlyMap<string, unknown>): Status {
  if (said.get("passed")) return "passed";
  if (said.get("failed")) return "failed";
  return said.get("status") === "completed" ? "completed" : "incomplete";
}
