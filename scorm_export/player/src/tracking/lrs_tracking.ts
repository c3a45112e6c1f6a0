/** A session whose record is kept by an LRS: what xAPI and cmi5 do alike once each has read its own launch. */
import { createBookmark, type Fields } from "../bookmark.ts";
import type { Lrs } from "../lrs.ts";
import { now } from "../stamps.ts";
import type { Circumstances } from "../statements.ts";
import { statementStore } from "../storage.ts";
import type { Mode, Opened, OnSaveStatus, SaveStatus, Status, Tracking } from "../types.ts";
import { text } from "./launch.ts";
import { createReporting, type Reporting } from "./reporting.ts";

export interface LrsLaunch {
  readonly lrs: Lrs;
  readonly about: Circumstances;
  readonly mode: Mode;
  readonly mastery?: number;
  readonly muted?: boolean;
  /** What whoever set the launch up says to the content. */
  readonly launchData: string;
  /** Names the learner's record on this device. */
  readonly record: string;
  /** Names the session where a record is not shared by all of them; "" where it is. */
  readonly session: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  /** The page was only loaded again: the session has been initialized. */
  readonly resumed: boolean;
  /** Whether the page is only being loaded again. */
  readonly reloading: () => boolean;
  /** The learner has left for good. `delivered`: the LRS has all statements, the last one too. */
  ended(delivered: boolean): void;
}

/** Worst first: what the learner is told when statements and state stand differently. */
const RANKS: readonly SaveStatus[] = ["refused", "unsaved", "saving", "local", "saved"];

/** `launch` answers how the record stands instead when there is nothing to report to or the session is over already. */
export function lrsTracking(page: Window, onSaveStatus: OnSaveStatus, launch: () => Promise<LrsLaunch | SaveStatus>): Tracking {
  const stands: SaveStatus[] = ["saved", "saved"];
  let told: SaveStatus | null = null;
  let found: LrsLaunch | null = null;
  let reporting: Reporting | null = null;
  let bookmark: ReturnType<typeof createBookmark> | null = null;
  let closed = false;

  function tell(part: 0 | 1): OnSaveStatus {
    return (status) => {
      stands[part] = status;
      const worst = RANKS.find((rank) => stands.includes(rank)) ?? "saved";
      show(closed && worst === "saved" ? "closed" : worst);
    };
  }

  function show(status: SaveStatus): void {
    if (status !== told) onSaveStatus(status);
    told = status;
  }

  function nothing(status: SaveStatus): Opened {
    show(status);
    return { tracked: false, mode: "normal", status: "incomplete", location: "", state: "" };
  }

  async function open(): Promise<Opened> {
    const launched = await launch();
    if (typeof launched === "string") return nothing(launched);
    const { lrs, about, record, session, started, mode, mastery, muted } = launched;
    const kept = createBookmark(page, lrs, record, tell(1));
    const fields = await kept.load();
    if (fields === null) return nothing("refused");
    const store = statementStore(page, record, session);
    const left = await store.all();
    if (closed) return nothing("untracked");
    found = launched;
    bookmark = kept;
    const known = new Map(Object.entries(fields));
    const note = (news: Fields): void => Object.entries(news).forEach(([name, value]) => known.set(name, value));
    const said = {
      get: (name: string) => known.get(name),
      note,
      keep(news: Fields, atOnce = false) {
        note(news);
        kept.put(news);
        if (atOnce && !closed) kept.flush();
      },
    };
    reporting = createReporting(page, lrs, store, left, about, said, started, tell(0));
    if (!launched.resumed) reporting.initialized();
    reporting.queue.flush();
    // With nothing to send nothing would be told.
    if (told === null) show("saved");
    const status = statusOf(known.get("status"));
    const opened = { tracked: true, mode, status, location: text(fields["location"]), state: text(fields["state"]) };
    return { ...opened, ...(mastery === undefined ? {} : { mastery }), ...(muted ? { muted } : {}) };
  }

  function commit(urgent = false): void {
    bookmark?.flush(urgent);
    reporting?.queue.flush(urgent);
  }

  function close(): void {
    if (closed) return;
    closed = true;
    if (!found || !reporting) return;
    const { reloading, started, ended } = found;
    if (!reloading()) {
      if (stands[0] === "saving" || stands[0] === "saved") reporting.trust();
      reporting.terminated((now(page) - started) / 1000);
      // The state goes first: a session that was terminated may not write it any more.
      commit(true);
      void reporting.queue.settled().then(() => ended(stands[0] === "saved"));
    } else commit(true);
  }

  return {
    open,
    close,
    commit: () => commit(),
    save(location, state) {
      if (!closed) bookmark?.put({ location, state });
    },
    async settled() {
      commit();
      await Promise.all([bookmark?.settled(), reporting?.queue.settled()]);
    },
    launchData: () => found?.launchData ?? "",
    outcome: (outcome) => reporting?.events.outcome(outcome),
    objective: (result) => reporting?.events.objective(result),
    answered: (interaction) => reporting?.events.answered(interaction),
    visited: (lesson) => reporting?.events.visited(lesson),
    attempted: (quiz, attempt) => reporting?.events.attempted(quiz, attempt),
    handedIn: (attempt) => reporting?.events.handedIn(attempt),
    watched: (event) => reporting?.events.watched(event),
  };
}

function statusOf(value: unknown): Status {
  const known: readonly Status[] = ["passed", "completed", "failed"];
  return known.find((status) => status === value) ?? "incomplete";
}
