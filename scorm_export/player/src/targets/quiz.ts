/** The part of the player that comes with the first quiz: the form, and every question type. */
import { questionType } from "../questions/index.ts";
import { mountQuiz } from "../quiz.ts";

window.courseQuiz = { questionType, mountQuiz };
