/** What comes with the first quiz, the first check or the results, in a script of its own (decision 15). */
import type { mountChecks } from "../quiz/checks.ts";
import type { mountQuiz } from "../quiz/form.ts";
import type { createQuizSession } from "../learner/quiz_session.ts";
import type { quizStatements } from "../record/quiz_statements.ts";
import type { showResults } from "../page/result_page.ts";
import type { scorm12Interaction } from "../../../targets/scorm12/interactions.ts";
import type { scorm2004Interaction } from "../../../targets/scorm2004/interactions.ts";

export interface QuizPart {
  readonly createQuizSession: typeof createQuizSession;
  readonly mountQuiz: typeof mountQuiz;
  readonly mountChecks: typeof mountChecks;
  readonly showResults: typeof showResults;
  /** What adapters need only for quizzes. */
  readonly quizStatements: typeof quizStatements;
  readonly scorm12Interaction: typeof scorm12Interaction;
  readonly scorm2004Interaction: typeof scorm2004Interaction;
}

declare global {
  interface Window {
    /** What `quiz.js` brings. */
    courseQuiz?: QuizPart;
  }
}

let part: QuizPart | null = null;

export function provideQuizPart(provided: QuizPart): void {
  part = provided;
}

/** null until the first quiz was opened: nothing was answered before. */
export const quizPart = (): QuizPart | null => part;
