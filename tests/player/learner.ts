/** A learner's whole session, as it is once the first quiz was opened. */
import { mountQuiz } from "../../scorm_export/player/src/quiz.ts";
import { provideQuizPart } from "../../scorm_export/player/src/quiz_part.ts";
import { createQuizSession, type QuizSession } from "../../scorm_export/player/src/quiz_session.ts";
import { quizStatements } from "../../scorm_export/player/src/quiz_statements.ts";
import { showResults } from "../../scorm_export/player/src/result_page.ts";
import * as session from "../../scorm_export/player/src/session.ts";
import { scorm12Interaction } from "../../scorm_export/player/src/tracking/scorm12_interactions.ts";
import { scorm2004Interaction } from "../../scorm_export/player/src/tracking/scorm2004_interactions.ts";

provideQuizPart({ createQuizSession, mountQuiz, showResults, quizStatements, scorm12Interaction, scorm2004Interaction });

export type Session = session.Session & QuizSession;

export function createSession(...given: Parameters<typeof session.createSession>): Session {
  const read = session.createSession(...given);
  return { ...read, ...createQuizSession(read.core) };
}
