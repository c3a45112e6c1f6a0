/** What xAPI, cmi5 and a SCORM package with an LRS beside it share: events become statements and go to the queue. */
import type { Queue } from "../../record/queue.ts";
import { quizPart } from "../../on_demand/quiz.ts";
import type { Fields } from "../../record/state_sync.ts";
import { stamper } from "../../record/stamps.ts";
import { createStatements, type Circumstances, type Statement } from "../../record/statements.ts";
import type { QuizStatements } from "../../record/quiz_statements.ts";
import type { Outcome, VideoEvent } from "../../reports.ts";
import type { Tracking } from "../tracking.ts";
import type {} from "../../on_demand/videos.ts";

type Events = Required<Pick<Tracking, "visited" | "attempted" | "answered" | "handedIn" | "objective" | "watched" | "outcome">>;

export interface Reporting {
  readonly events: Events;
  readonly queue: Queue;
  /** The LRS has these. */
  arrived(statements: readonly Statement[]): void;
  /** As in `Statements`. */
  initialized(session: string): void;
  /** To be put into the queue last, or said by somebody else. */
  terminated(seconds: number, session: string): readonly Statement[];
  /** Verdicts that the LRS is not known to have: their ids by verb. */
  readonly onTheWay: ReadonlyMap<string, string>;
  /** What to keep once the LRS has verdicts with these verbs. */
  fieldsOf(verbs: readonly string[]): Fields;
}

/**
 * What the course's own statements have said in this registration: `progress`, `earned`, `attempt` (the one handed in last),
 * true by each verdict's verb, by `leaving-<verb>` the id of one that was on its way when a page went away (recalled.ts), and by
 * `failedIn` the session that said so.
 */
export interface Said {
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
export const ONCE = ["passed", "failed", "completed"];

/** `queue` tells `arrived` what the LRS has. `left`: what the store held when the page was loaded. `session`: its name. */
export function createReporting(
  page: Window,
  queue: Queue,
  left: readonly Statement[],
  about: Circumstances,
  said: Said,
  session: string,
): Reporting {
  const statements = createStatements(about, stamper(page));
  const cmi5 = about.cmi5 !== undefined;
  /** There from the first video on. */
  let watched: ((event: VideoEvent) => readonly Statement[]) | undefined;
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

  said.note(fieldsOf([...onTheWay.keys()]));

  function outcome({ status, completed, progress, score }: Outcome): void {
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

  return {
    queue,
    arrived,
    onTheWay,
    fieldsOf,
    initialized: (name) => queue.add(statements.initialized(name)),
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
