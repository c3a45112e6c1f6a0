/** What xAPI, cmi5 and a SCORM package with an LRS beside it share: events become statements and go to the queue. */
import { createQueue, type Queue } from "../queue.ts";
import { quizPart } from "../quiz_part.ts";
import { isDone, type LrsStatements } from "../lrs.ts";
import type { Fields } from "../bookmark.ts";
import { stamper } from "../stamps.ts";
import { createStatements, type Circumstances, type Statement } from "../statements.ts";
import type { QuizStatements } from "../quiz_statements.ts";
import type { StatementStore } from "../storage.ts";
import type { OnSaveStatus, Outcome, Tracking, VideoEvent } from "../types.ts";
import type {} from "../video_part.ts";

type Events = Required<Pick<Tracking, "visited" | "attempted" | "answered" | "handedIn" | "objective" | "watched" | "outcome">>;

export interface Reporting {
  readonly events: Events;
  readonly queue: Queue;
  /** As in `Statements`. */
  initialized(session: string): void;
  /** To be put into the queue last, or said by somebody else. */
  terminated(seconds: number): readonly Statement[];
  /** Find out whether verdicts have arrived that were on their way when an earlier page went away. */
  recall(): Promise<void>;
  /** The page goes away, and nobody will be there to hear of verdicts that are on their way. */
  leave(): void;
  /** It is known now what was said: say what had to wait for that. `blind`: of a session that did not know everything. */
  release(blind: boolean): void;
}

/**
 * What the course's own statements have said in this registration: `progress`, `earned`, `attempt` (the one handed in last),
 * true by each verdict's verb, by `leaving-<verb>` the id of one that was on its way when a page went away, and by `failedIn` the
 * session that said so.
 */
export interface Said {
  /** Whether what earlier sessions said is known; soon: it is being asked for. */
  known(): "yes" | "soon" | "no";
  get(name: string): unknown;
  /** For this session. */
  note(fields: Fields): void;
  /** For good; `now` does not wait for a commit. */
  keep(fields: Fields, now?: boolean): void;
  /** The LRS has `initialized`. */
  began(): void;
  /** How long the course was open until now, in all sessions. */
  seconds(): number;
}

/** Verbs that may be said once. Until the LRS has one, it is not kept as said: it would be lost with this page. */
const ONCE = ["passed", "failed", "completed"];
const LEAVING = "leaving-";

/** `left`: what the store held when the page was loaded. `session`: its name. */
export function createReporting(
  page: Window,
  lrs: LrsStatements,
  store: StatementStore,
  left: readonly Statement[],
  about: Circumstances,
  said: Said,
  session: string,
  tell: OnSaveStatus,
): Reporting {
  const statements = createStatements(about, stamper(page));
  const cmi5 = about.cmi5 !== undefined;
  /** There from the first video on. */
  let watched: ((event: VideoEvent) => readonly Statement[]) | undefined;
  /** An outcome that waits until it is known what was said. */
  let held: Outcome | null = null;
  /** Ids of verdicts that the LRS is not known to have, by verb. */
  const onTheWay = new Map(verdicts(left));

  /** What statements say of the course itself: verb and id. */
  function ofCourse(list: readonly Statement[]): readonly (readonly [verb: string, id: string])[] {
    const own = list.filter(({ object }) => (object as { id?: string }).id === about.root.id);
    return own.map(({ verb, id }) => [verb.id.split("/").pop() ?? "", id]);
  }

  function verdicts(list: readonly Statement[]): ReturnType<typeof ofCourse> {
    return ofCourse(list).filter(([verb]) => ONCE.includes(verb));
  }

  function fieldsOf(verbs: readonly string[]): Fields {
    const verdict = verbs.find((verb) => verb !== "completed");
    const completed = verbs.length && said.get("status") === "completed" ? "completed" : null;
    const status = verdict ?? completed;
    return { ...Object.fromEntries(verbs.map((verb) => [verb, true])), ...(status ? { status } : {}) };
  }

  function arrived(list: readonly Statement[]): void {
    const verbs = verdicts(list).map(([verb]) => verb);
    verbs.forEach((verb) => onTheWay.delete(verb));
    if (verbs.length) said.keep(fieldsOf(verbs), true);
    if (ofCourse(list).some(([verb]) => verb === "initialized")) said.began();
  }

  const queue = createQueue(page, lrs, store, left, { tell, arrived });
  said.note(fieldsOf([...onTheWay.keys()]));

  function outcome(news: Outcome): void {
    const known = said.known();
    if (known === "yes") return report(news);
    held = news;
    // By its id an LRS knows what it has. Under cmi5 saying it again is a fault all the same.
    if (known === "no" && !cmi5) reportReached(news);
  }

  /** By what this session knows. What is not reached by that may be reached by what it does not know. */
  function reportReached(news: Outcome): void {
    if (news.status === "passed") report(news);
    else if (news.completed) report({ ...news, status: news.status === "failed" ? "incomplete" : news.status, score: null });
  }

  function report({ status, completed, progress, score }: Outcome): void {
    const percent = Math.floor(progress * 100);
    if (!completed && percent > Number(said.get("progress") ?? 0)) queue.add(statements.progressed(percent));
    const verdict = status === "passed" || status === "failed" ? status : null;
    // cmi5 9.3: not both verdicts in one session.
    const failedNow = cmi5 && said.get("failedIn") === session;
    const judged = verdict && !said.get("passed") && !said.get(verdict) && !failedNow ? verdict : null;
    const told = [
      ...(judged ? statements.judged(judged, score, said.seconds()) : []),
      ...(completed && !said.get("completed") ? statements.completed(said.seconds()) : []),
    ];
    if (!judged && score && score.earned !== said.get("earned")) queue.add(statements.scored(score, attempt()));
    queue.add(told);
    const failedIn = cmi5 && judged === "failed" ? { failedIn: session } : {};
    said.keep({ progress: percent, ...(score ? { earned: score.earned } : {}), ...failedIn });
    verdicts(told).forEach(([verb, id]) => onTheWay.set(verb, id));
    said.note({ status, ...fieldsOf(verdicts(told).map(([verb]) => verb)) });
  }

  const attempt = (): string => String(said.get("attempt") ?? "");

  /** Of quizzes nothing is told before what comes with them is there. */
  function addOfQuiz(tell: (about: QuizStatements) => readonly Statement[]): void {
    const part = quizPart();
    if (part) queue.add(tell(part.quizStatements(statements.telling)));
  }

  function release(blind: boolean): void {
    const waits = held;
    held = null;
    if (waits) (blind ? reportReached : report)(waits);
  }

  async function recall(): Promise<void> {
    for (const verb of ONCE) {
      const id = said.get(LEAVING + verb);
      if (said.get(verb) || typeof id !== "string" || !isDone(await lrs.readStatement(id))) continue;
      said.keep(fieldsOf([verb]));
    }
  }

  return {
    queue,
    recall,
    release,
    initialized: (name) => queue.add(statements.initialized(name)),
    leave: () => said.keep(Object.fromEntries([...onTheWay].map(([verb, id]) => [LEAVING + verb, id]))),
    terminated: statements.terminated,
    events: {
      outcome,
      visited: (lesson) => queue.add(statements.visited(lesson)),
      attempted: (quiz, number, id) => addOfQuiz((of) => of.attempted(quiz, number, id)),
      answered: (interaction) => addOfQuiz((of) => of.answered(interaction)),
      handedIn(handed) {
        said.keep({ attempt: handed.attemptId });
        addOfQuiz((of) => of.handedIn(handed));
      },
      objective: (result) => addOfQuiz((of) => of.objective(result, attempt())),
      watched(event) {
        watched ??= page.courseVideos?.videoStatements(statements.telling);
        queue.add(watched?.(event) ?? []);
      },
    },
  };
}
