/** Turns events into statements and puts them into the queue, for xAPI, cmi5 and an LRS beside a SCORM LMS. */
import type { Queue } from "../../record/queue.ts";
import { quizPart } from "../../on_demand/quiz.ts";
import type { Fields } from "../../record/state_sync.ts";
import { stamper } from "../../record/stamps.ts";
import { createStatements, type SessionInfo, type Statement } from "../../record/statements.ts";
import type { QuizStatements } from "../../record/quiz_statements.ts";
import type { Outcome, VideoEvent } from "../../reports.ts";
import type { Tracking } from "../tracking.ts";
import type {} from "../../on_demand/videos.ts";

type Events = Required<Pick<Tracking, "visited" | "attempted" | "answered" | "handedIn" | "objective" | "watched" | "outcome">>;

export interface Reporting {
  readonly events: Events;
  readonly queue: Queue;
  /** The LRS has these statements. */
  arrived(statements: readonly Statement[]): void;
  /** As in `Statements`. */
  initialized(session: string): void;
  /** Not put into the queue: the caller sends it. */
  terminated(seconds: number, session: string): readonly Statement[];
  /** Ids of verdicts that the LRS is not known to have, by verb. */
  readonly onTheWay: ReadonlyMap<string, string>;
  /** The fields to keep once the LRS has verdicts with these verbs. */
  fieldsOf(verbs: readonly string[]): Fields;
}

/**
 * What statements about the course have reported in this registration: `progress`; `earned`; `attempt`, the one handed in
 * last; each verdict's verb with true; `leaving-<verb>` with the id of a verdict that was being sent when a page was closed
 * (verdicts.ts); `failedIn` with the session that reported "failed".
 */
export interface Reported {
  get(name: string): unknown;
  /** Sets fields for this session. */
  note(fields: Fields): void;
  /** Sets fields permanently; `now`: without waiting for a commit. */
  keep(fields: Fields, now?: boolean): void;
  /** The LRS has `initialized`. */
  began(): void;
  /** How many seconds the course has been open, in all sessions. */
  seconds(): number;
}

/** Verbs of statements that may exist only once. They are kept as reported when the LRS has them, because until then they may be lost. */
export const ONCE = ["passed", "failed", "completed"];

/** `left`: what the store held when the page was loaded. `session`: identifies the session. */
export function createReporting(
  page: Window,
  queue: Queue,
  left: readonly Statement[],
  about: SessionInfo,
  reported: Reported,
  session: string,
): Reporting {
  const statements = createStatements(about, stamper(page));
  const cmi5 = about.cmi5 !== undefined;
  /** undefined until the first video is watched. */
  let watched: ((event: VideoEvent) => readonly Statement[]) | undefined;
  /** Ids of verdicts that the LRS is not known to have, by verb. */
  const onTheWay = new Map(verdicts(left));

  /** Verbs and ids of the statements about the course. */
  function ofCourse(list: readonly Statement[]): readonly (readonly [verb: string, id: string])[] {
    const own = list.filter(({ object }) => (object as { id?: string }).id === about.root.id);
    return own.map(({ verb, id }) => [verb.id.split("/").pop() ?? "", id]);
  }

  function verdicts(list: readonly Statement[]): ReturnType<typeof ofCourse> {
    return ofCourse(list).filter(([verb]) => ONCE.includes(verb));
  }

  function fieldsOf(verbs: readonly string[]): Fields {
    const verdict = verbs.find((verb) => verb !== "completed");
    const completed = verbs.length && reported.get("status") === "completed" ? "completed" : null;
    const status = verdict ?? completed;
    return { ...Object.fromEntries(verbs.map((verb) => [verb, true])), ...(status ? { status } : {}) };
  }

  function arrived(list: readonly Statement[]): void {
    const verbs = verdicts(list).map(([verb]) => verb);
    verbs.forEach((verb) => onTheWay.delete(verb));
    if (verbs.length) reported.keep(fieldsOf(verbs), true);
    if (ofCourse(list).some(([verb]) => verb === "initialized")) reported.began();
  }

  reported.note(fieldsOf([...onTheWay.keys()]));

  function outcome({ status, completed, progress, score }: Outcome): void {
    const percent = Math.floor(progress * 100);
    if (!completed && percent > Number(reported.get("progress") ?? 0)) queue.add(statements.progressed(percent));
    const verdict = status === "passed" || status === "failed" ? status : null;
    // cmi5 9.3: not both verdicts in one session.
    const failedNow = cmi5 && reported.get("failedIn") === session;
    const judged = verdict && !reported.get("passed") && !reported.get(verdict) && !failedNow ? verdict : null;
    const told = [
      ...(judged ? statements.judged(judged, score, reported.seconds()) : []),
      ...(completed && !reported.get("completed") ? statements.completed(reported.seconds()) : []),
    ];
    if (!judged && score && score.earned !== reported.get("earned")) queue.add(statements.scored(score, attempt()));
    queue.add(told);
    const failedIn = cmi5 && judged === "failed" ? { failedIn: session } : {};
    reported.keep({ progress: percent, ...(score ? { earned: score.earned } : {}), ...failedIn });
    verdicts(told).forEach(([verb, id]) => onTheWay.set(verb, id));
    reported.note({ status, ...fieldsOf(verdicts(told).map(([verb]) => verb)) });
  }

  const attempt = (): string => String(reported.get("attempt") ?? "");

  /** Without the script for quizzes, nothing about quizzes can have happened. */
  function addOfQuiz(tell: (about: QuizStatements) => readonly Statement[]): void {
    const part = quizPart();
    if (part) queue.add(tell(part.quizStatements(statements.parts)));
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
        reported.keep({ attempt: handed.attemptId });
        addOfQuiz((of) => of.handedIn(handed));
      },
      objective: (result) => addOfQuiz((of) => of.objective(result, attempt())),
      watched(event) {
        watched ??= page.courseVideos?.videoStatements(statements.parts);
        queue.add(watched?.(event) ?? []);
      },
    },
  };
}
