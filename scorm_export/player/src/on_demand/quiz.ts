/** The script that is loaded with the first quiz, the first check or the results (decision 15). */
import type { mountChecks } from "../quiz/checks.ts";
import type { mountQuiz } from "../quiz/form.ts";
import type { createQuizSession } from "../learner/quiz_session.ts";
import type { quizStatements } from "../record/quiz_statements.ts";
import type { scorm12Interaction } from "../../../targets/scorm12/interactions.ts";
import type { scorm2004Interaction } from "../../../targets/scorm2004/interactions.ts";

export interface QuizPart {
  readonly createQuizSession: typeof createQuizSession;
  readonly mountQuiz: typeof mountQuiz;
  readonly mountChecks: typeof mountChecks;
  /** For adapters, which need them only for quizzes. */
  readonly quizStatements: typeof quizStatements;
  readonly scorm12Interaction: typeof scorm12Interaction;
  readonly scorm2004Interaction: typeof scorm2004Interaction;
}

declare global {
  interface Window {
    /** What `quiz.js` provides. */
    courseQuiz?: QuizPart;
  }
}

let part: QuizPart | null = null;

export function provideQuizPart(provided: QuizPart): void {
  part = provided;
}

/** null until the first quiz or the results are opened. */
export const quizPart = (): QuizPart | null => part;
