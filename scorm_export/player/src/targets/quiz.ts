/** The part of the player that comes with the first quiz. */
import { mountQuiz } from "../quiz.ts";
import { createQuizSession } from "../quiz_session.ts";
import { quizStatements } from "../quiz_statements.ts";
import { showResults } from "../result_page.ts";
import { scorm12Interaction } from "../tracking/scorm12_interactions.ts";
import { scorm2004Interaction } from "../tracking/scorm2004_interactions.ts";

window.courseQuiz = { createQuizSession, mountQuiz, showResults, quizStatements, scorm12Interaction, scorm2004Interaction };
