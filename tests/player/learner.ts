/** A learner's whole session, as it is after the first quiz was opened. */
import { mountChecks } from "../../scorm_export/player/src/quiz/checks.ts";
import { mountQuiz } from "../../scorm_export/player/src/quiz/form.ts";
import { provideQuizPart } from "../../scorm_export/player/src/on_demand/quiz.ts";
import { createQuizSession, type QuizSession } from "../../scorm_export/player/src/learner/quiz_session.ts";
import { quizStatements } from "../../scorm_export/player/src/record/quiz_statements.ts";
import * as session from "../../scorm_export/player/src/learner/session.ts";
import { scorm12Interaction } from "../../scorm_export/targets/scorm12/interactions.ts";
import { scorm2004Interaction } from "../../scorm_export/targets/scorm2004/interactions.ts";

provideQuizPart({ createQuizSession, mountQuiz, mountChecks, quizStatements, scorm12Interaction, scorm2004Interaction });

export type Session = session.Session & QuizSession;

export function createSession(...given: Parameters<typeof session.createSession>): Session {
  const read = session.createSession(...given);
  return { ...read, ...createQuizSession(read.core) };
}
