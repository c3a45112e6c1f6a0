/** The part of the player for quizzes and checks, loaded with the first of them. */
import { mountChecks } from "../quiz/checks.ts";
import { mountQuiz } from "../quiz/form.ts";
import { createQuizSession } from "../learner/quiz_session.ts";
import { quizStatements } from "../record/quiz_statements.ts";
import { scorm12Interaction } from "../../../targets/scorm12/interactions.ts";
import { scorm2004Interaction } from "../../../targets/scorm2004/interactions.ts";

window.courseQuiz = { createQuizSession, mountQuiz, mountChecks, quizStatements, scorm12Interaction, scorm2004Interaction };
