/**
 * Sends statements to an institution's LRS beside a SCORM adapter. SCORM comes first: it receives every event first,
 * determines the save status, and is not affected by failures of the LRS. Without `courseLrs` nothing is sent.
 */
import { collectPageActivities } from "../../record/activities.ts";
import type { Fields } from "../../record/state_sync.ts";
import type {} from "../../on_demand/lrs.ts";
import { loadScript } from "../../on_demand/load_script.ts";
import { now } from "../../record/stamps.ts";
import type { Statement } from "../../record/statements.ts";
import { noStore, statementStore } from "../../record/storage.ts";
import type { Opened, OpenTracking, SaveStatus } from "../tracking.ts";
import { createWaitingQueue, type OpenQueue } from "../../record/waiting_queue.ts";
import { createReporting, type Reporting } from "./reporting.ts";

/** What the window that takes over the record receives. */
interface Given {
  readonly statements: readonly Statement[];
  /** See `Reported`. */
  readonly said: Fields;
}

export function beside(openTracking: OpenTracking): OpenTracking {
  return (page, onSaveStatus, course) => {
    const { courseLrs, courseActivities } = page;
    const { markOf } = course.states;
    if (!courseLrs || !courseActivities) return openTracking(page, onSaveStatus, course);
    const tracking = openTracking(page, hear, { ...course, give: () => quietly(give) });
    const pageActivities = collectPageActivities(page);
    const started = now(page);
    let reporting: Reporting | null = null;
    let closed = false;
    /** Another window has the LMS's record, and sends the statements. */
    let elsewhere = false;
    /** What this window gave away: the other window may disappear before it has sent it. */
    let gave: Given = { statements: [], said: {} };
    let reported = new Map<string, string | number | boolean>();
    /** The mark of the LMS's attempt. */
    let mark = "";
    /** Whether a page was displayed, so that `lrs.js` may be loaded. */
    let shown = false;
    /** Events before it is known what an earlier page left. */
    let early: ((to: Reporting) => void)[] = [];

    function hear(status: SaveStatus, detail?: string): void {
      onSaveStatus(status, detail);
      elsewhere = status === "elsewhere";
      if (elsewhere) quietly(give);
    }

    function give(): Given {
      flush(true);
      if (reporting) gave = { statements: reporting.queue.halt(), said: Object.fromEntries(reported) };
      reporting = null;
      early = [];
      return gave;
    }

    async function opening(opened: Promise<Opened>): Promise<Opened> {
      const found = await opened;
      mark = markOf(found.states.find(markOf) ?? "");
      const learner = found.tracked && found.mode === "normal" ? quietly(() => tracking.learner?.()) : "";
      if (learner) void begin(found, learner).catch(warn);
      return found;
    }

    async function begin(opened: Opened, learner: string): Promise<void> {
      if (!courseLrs || !courseActivities) return;
      const { course: root } = courseActivities;
      const actor = { objectType: "Agent", account: { homePage: courseLrs.homePage, name: learner } };
      const agent = JSON.stringify(actor);
      const about = { actor, registration: null, attempt: () => mark, root, activities: courseActivities, pageActivities };
      const given = { ...gave, ...(opened.given as Given | undefined) };
      const known = reportedBefore(opened, given.said);
      const note = (fields: Fields): void => Object.entries(fields).forEach(([name, value]) => known.set(name, value));
      const seconds = (): number => (now(page) - started) / 1000;
      reported = known;
      const store = course.shared ? noStore : statementStore(page, JSON.stringify([courseLrs.endpoint, root.id, agent]), "");
      const left = await store.all();
      if (elsewhere) return;
      const connect = async (): Promise<OpenQueue> => {
        const { openLrs, createQueue } = page.courseLrsPart ?? (await loadScript(page, "lrs.js", () => page.courseLrsPart));
        const lrs = await openLrs(page, courseLrs, learner, root.id);
        return (first) => createQueue(page, lrs, store, first, { onSaveStatus() {}, onArrived: to.arrived });
      };
      const to = createReporting(page, createWaitingQueue(store, left, connect), left, about, { get: (name) => known.get(name), note, keep: note, began() {}, seconds }, "");
      reporting = to;
      [gave, given].forEach(({ statements }) => to.queue.add(statements));
      to.initialized("");
      early.forEach((tell) => tell(to));
      early = [];
      flush();
    }

    function flush(urgent = false): void {
      if (shown) reporting?.queue.flush(urgent);
    }

    function tell(event: (to: Reporting) => void): void {
      if (reporting) quietly(() => reporting && event(reporting));
      else if (!closed && !elsewhere) early.push(event);
    }

    /** Calls the SCORM adapter first, and keeps errors of the LRS's part from it. */
    const both = <A extends unknown[]>(scorm: ((...args: A) => void) | undefined, lrs: (to: Reporting, ...args: A) => void) =>
      (...args: A): void => {
        scorm?.(...args);
        tell((to) => lrs(to, ...args));
      };

    return {
      ...tracking,
      open: () => opening(tracking.open()),
      ...(tracking.takeOver && { takeOver: () => opening(tracking.takeOver?.() ?? tracking.open()) }),
      save(location, encode) {
        tracking.save(location, encode);
        quietly(() => (mark ||= markOf(encode(Infinity))));
      },
      outcome: both(tracking.outcome, (to, outcome) => {
        // Before anything is handed in, the score is that of an earlier launch, which has reported it.
        if (outcome.score && !reported.has("attempt") && !reported.has("earned")) reported.set("earned", outcome.score.earned);
        to.events.outcome(outcome);
      }),
      objective: both(tracking.objective, (to, result) => to.events.objective(result)),
      answered: both(tracking.answered, (to, interaction) => to.events.answered(interaction)),
      visited: both(tracking.visited, (to, lesson) => to.events.visited(lesson)),
      attempted: both(tracking.attempted, (to, quiz, attempt, attemptId) => to.events.attempted(quiz, attempt, attemptId)),
      handedIn: both(tracking.handedIn, (to, attempt) => to.events.handedIn(attempt)),
      watched: both(tracking.watched, (to, event) => to.events.watched(event)),
      commit() {
        tracking.commit();
        quietly(flush);
      },
      shown() {
        tracking.shown?.();
        shown = true;
        quietly(flush);
      },
      close(seconds) {
        tracking.close(seconds);
        if (closed) return;
        closed = true;
        quietly(() => {
          reporting?.queue.add(reporting.terminated(seconds, ""));
          flush(true);
        });
      },
    };
  };
}

/** What the LMS's status and another window say was reported already, which must not be repeated. */
function reportedBefore({ status }: Opened, given: Fields): Map<string, string | number | boolean> {
  const reached = [...(status === "incomplete" ? [] : ["completed"]), status];
  return new Map([...Object.entries(given), ...reached.map((verb) => [verb, true] as const)]);
}

function quietly<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    warn(error);
    return undefined;
  }
}

function warn(error: unknown): void {
  console.warn("Nothing goes to the LRS", error);
}
