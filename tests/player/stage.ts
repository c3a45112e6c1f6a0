/**
 * The player with a record that the test controls: the test sets its save status and sees the player's calls.
 * `window.play`, set before, determines how it opens, what a take-over returns, and what a quiz has besides its draft.
 */
import { start } from "../../scorm_export/player/src/page/main.ts";
import type { mountQuiz } from "../../scorm_export/player/src/quiz/form.ts";
import type { QuizSession } from "../../scorm_export/player/src/learner/quiz_session.ts";
import type { Response } from "../../scorm_export/player/src/reports.ts";
import type { OnSaveStatus, Opened, SaveStatus, TrackedCourse } from "../../scorm_export/player/src/tracking/tracking.ts";

interface Play {
  readonly status?: SaveStatus;
  readonly opened?: Partial<Opened>;
  readonly takenOver?: Partial<Opened>;
  /** The save status once the session is closed. */
  readonly closed?: SaveStatus;
  /** The save status once everything is settled. */
  readonly settled?: SaveStatus;
  /** Whether the start of an attempt is stored, for each call. */
  readonly held?: readonly boolean[];
  /** Whether `settled` never resolves. */
  readonly hangs?: boolean;
  readonly otherDraft?: boolean;
  /** By question. */
  readonly rivals?: Readonly<Record<string, Response>>;
}

declare global {
  interface Window {
    play?: Play;
    stage?: { readonly status: OnSaveStatus; readonly course: TrackedCourse; readonly asked: unknown[][] };
  }
}

const play = window.play ?? {};
const asked: unknown[][] = [];
const nothing: Opened = { tracked: true, mode: "normal", status: "incomplete", location: "", states: [] };

start((_page, status, course) => {
  window.stage = { status, course, asked };
  return {
    open() {
      status(play.status ?? "saved");
      return Promise.resolve({ ...nothing, ...play.opened });
    },
    takeOver() {
      asked.push(["takeOver"]);
      status("saved");
      return Promise.resolve({ ...nothing, ...play.takenOver });
    },
    decideKept: (taken) => void asked.push(["decideKept", taken]),
    close() {
      asked.push(["close"]);
      if (play.closed) status(play.closed);
    },
    settled() {
      if (play.settled && asked.some(([name]) => name === "close")) status(play.settled);
      return play.hangs ? new Promise((resolve) => window.stage && Object.assign(window.stage, { settle: resolve })) : Promise.resolve();
    },
    save() {},
    answered: (interaction) => void asked.push(["answered", interaction.question]),
    objective() {},
    outcome() {},
    commit: () => void asked.push(["commit"]),
  };
});

/** The quiz state, with what `play` adds to it. */
function staged(session: QuizSession): QuizSession {
  const held = [...(play.held ?? [])];
  let { rivals } = play;
  return {
    ...session,
    quiz: (id) => ({ ...session.quiz(id), otherDraft: play.otherDraft ?? false, rivals: new Map(Object.entries(rivals ?? {})) }),
    async begin(quiz) {
      const is = held.shift() ?? true;
      if (is || asked.some(([name]) => name === "begin")) await session.begin(quiz);
      asked.push(["begin", quiz]);
      return is;
    },
    switchDraft: (quiz) => void asked.push(["switchDraft", quiz]),
    settleRival(quiz, question, take) {
      const rival = rivals?.[question];
      if (take && rival) session.answer(quiz, question, rival);
      rivals = {};
      asked.push(["settleRival", quiz, question, take]);
    },
  };
}

let courseQuiz: Window["courseQuiz"];
Object.defineProperty(window, "courseQuiz", {
  get: () => courseQuiz,
  set(brought: NonNullable<Window["courseQuiz"]>) {
    const mount: typeof mountQuiz = (article, quiz, questions, session, tools, changed) =>
      brought.mountQuiz(article, quiz, questions, staged(session), tools, changed);
    courseQuiz = { ...brought, mountQuiz: mount };
  },
});
