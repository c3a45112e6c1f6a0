/** What xAPI, cmi5 and a SCORM package with an LRS beside it share: events become statements and go to the queue. */
import { createQueue, type Queue } from "../queue.ts";
import type { Lrs } from "../lrs.ts";
import type { Fields } from "../bookmark.ts";
import { now, stamper } from "../stamps.ts";
import { createStatements, type Circumstances, type Statement } from "../statements.ts";
import type { StatementStore } from "../storage.ts";
import type { Outcome, SaveStatus, Tracking } from "../types.ts";

type Events = Required<Pick<Tracking, "visited" | "attempted" | "answered" | "handedIn" | "objective" | "watched" | "outcome">>;

export interface Reporting {
  readonly events: Events;
  readonly queue: Queue;
  initialized(): void;
  terminated(seconds: number): void;
  /** The page goes away: take verdicts that are on their way as said, for nobody will be there when they arrive. */
  trust(): void;
}

/** What the course's own statements have said in this registration: `progress`, `earned`, and true by each verdict's verb. */
export interface Said {
  get(name: string): unknown;
  /** For this session. */
  note(fields: Fields): void;
  /** For good; `now` does not wait for a commit. */
  keep(fields: Fields, now?: boolean): void;
}

/** Verbs that may be said once. Until the LRS has one, it is not kept as said: it would be lost with this page. */
const ONCE = ["passed", "failed", "completed"];

/** `left`: what the store held when the page was loaded. `started`: when the session began, in milliseconds since 1970. */
export function createReporting(
  page: Window,
  lrs: Lrs,
  store: StatementStore,
  left: readonly Statement[],
  about: Circumstances,
  said: Said,
  started: number,
  tell: (status: SaveStatus) => void,
): Reporting {
  const statements = createStatements(about, stamper(page));
  const seconds = () => (now(page) - started) / 1000;
  /** cmi5 9.3: not both verdicts in one session. */
  let failedNow = false;

  /** The verbs of the course's verdicts among statements. */
  function verdicts(list: readonly Statement[]): readonly string[] {
    const own = list.filter(({ object }) => (object as { id?: string }).id === about.root.id);
    return own.map(({ verb }) => verb.id.split("/").pop() ?? "").filter((verb) => ONCE.includes(verb));
  }

  function fieldsOf(verbs: readonly string[]): Fields {
    const verdict = verbs.find((verb) => verb !== "completed");
    const completed = verbs.length && said.get("status") === "completed" ? "completed" : null;
    const status = verdict ?? completed;
    return { ...Object.fromEntries(verbs.map((verb) => [verb, true])), ...(status ? { status } : {}) };
  }

  const send = async (list: readonly Statement[]) => (await lrs.postStatements(list)).status;
  const onTheWay = new Set(verdicts(left));
  function arrived(list: readonly Statement[]): void {
    const verbs = verdicts(list);
    verbs.forEach((verb) => onTheWay.delete(verb));
    if (verbs.length) said.keep(fieldsOf(verbs), true);
  }

  const queue = createQueue(page, send, store, left, { tell, arrived });
  said.note(fieldsOf(verdicts(left)));

  function outcome({ status, completed, progress, score }: Outcome): void {
    const percent = Math.floor(progress * 100);
    if (!completed && percent > Number(said.get("progress") ?? 0)) queue.add(statements.progressed(percent));
    const verdict = status === "passed" || status === "failed" ? status : null;
    const news = verdict && !said.get("passed") && !said.get(verdict) && !failedNow ? verdict : null;
    if (news) queue.add(statements.judged(news, score, seconds()));
    else if (score && score.earned > Number(said.get("earned") ?? 0)) queue.add(statements.scored(score));
    if (news === "failed") failedNow = true;
    if (completed && !said.get("completed")) queue.add(statements.completed(seconds()));
    said.keep({ progress: percent, ...(score ? { earned: score.earned } : {}) });
    const verbs = [...(news ? [news] : []), ...(completed && !said.get("completed") ? ["completed"] : [])];
    verbs.forEach((verb) => onTheWay.add(verb));
    said.note({ status, ...fieldsOf(verbs) });
  }

  return {
    queue,
    initialized: () => queue.add(statements.initialized()),
    trust: () => said.keep(fieldsOf([...onTheWay])),
    terminated: (length) => queue.add(statements.terminated(length)),
    events: {
      outcome,
      visited: (lesson) => queue.add(statements.visited(lesson)),
      attempted: (quiz, attempt) => queue.add(statements.attempted(quiz, attempt)),
      answered: (interaction) => queue.add(statements.answered(interaction)),
      handedIn: (attempt) => queue.add(statements.handedIn(attempt)),
      objective: (result) => queue.add(statements.objective(result)),
      watched: (event) => queue.add(statements.watched(event)),
    },
  };
}
