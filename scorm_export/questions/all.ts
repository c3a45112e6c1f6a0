/** The question types by the name that a course gives them. A new one is a folder beside this file and a line here. */
export { branchingCase as "branching-case" } from "./branching_case/question.ts";
export { categorise } from "./categorise/question.ts";
export { fillIn as "fill-in" } from "./fill_in/question.ts";
export { hotspot } from "./hotspot/question.ts";
export { likert } from "./likert/question.ts";
export { longAnswer as "long-answer" } from "./long_answer/question.ts";
export { matching } from "./matching/question.ts";
export { multipleChoice as "multiple-choice" } from "./multiple_choice/question.ts";
export { numeric } from "./numeric/question.ts";
export { sequencing } from "./sequencing/question.ts";
export { singleChoice as "single-choice" } from "./single_choice/question.ts";
export { trueFalse as "true-false" } from "./true_false/question.ts";
