/** What xAPI, cmi5 and a SCORM package with an LRS beside it share: events become statements and go to the queue. */
import { createQueue, type Queue } from "../queue.ts";
import type { Lrs } from "../lrs.ts";
import type { Fields } from "../bookmark.ts";
import { now, stamper } from "../stamps.ts";
import { createStatements, type Circumstances } from "../statements.ts";
import type { StatementStore } from "../storage.ts";
import type { Outcome, SaveStatus, Tracking } from "../types.ts";

type Events = Required<Pick<Tracking, "visited" | "attempted" | "answered" | "handedIn" | "objective" | "watched" | "outcome">>;

export interface Reporting {
  readonly events: Events;
  readonly queue: Queue;
  initialized(): void;
  terminated(seconds: number): void;
}

/** What the course's own statements have said in this registration, by their verbs. */
export interface Said {
  get(name: string): unknown;
  put(fields: Fields): void;
}

/** `started`: when the session began, in milliseconds since 1970. */
export function createReporting(
  page: Window,
  lrs: Lrs,
  store: StatementStore,
  about: Circumstances,
  said: Said,
  started: number,
  tell: (status: SaveStatus) => void,
): Reporting {
  const statements = createStatements(about, stamper(page));
  const queue = createQueue(page, async (list) => (await lrs.postStatements(list)).status, store, tell);
  const seconds = () => (now(page) - started) / 1000;
  /** cmi5 9.3.4: not both verdicts in one session. */
  let failedNow = false;

  function outcome({ status, completed, progress, score }: Outcome): void {
    if (!completed && progress > Number(said.get("progress") ?? 0)) queue.add(statements.progressed(progress));
    const verdict = status === "passed" || status === "failed" ? status : null;
    const news = verdict && !said.get("passed") && !said.get(verdict) && !failedNow ? verdict : null;
    if (news) queue.add(statements.judged(news, score, seconds()));
    else if (score && score.earned > Number(said.get("earned") ?? 0)) queue.add(statements.scored(score));
    if (news === "failed") failedNow = true;
    if (completed && !said.get("completed")) queue.add(statements.completed(seconds()));
    said.put({
      status,
      progress,
      ...(score ? { earned: score.earned } : {}),
      ...(news ? { [news]: true } : {}),
      ...(completed ? { completed: true } : {}),
    });
  }

  return {
    queue,
    initialized: () => queue.add(statements.initialized()),
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
