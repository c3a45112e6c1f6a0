/** The question types the player knows. A new one is a folder beside this and a line in `types`. */
import { branchingCase } from "./branching_case/question.ts";
import { categorise } from "./categorise/question.ts";
import { fillIn } from "./fill_in/question.ts";
import { hotspot } from "./hotspot/question.ts";
import { likert } from "./likert/question.ts";
import { longAnswer } from "./long_answer/question.ts";
import { matching } from "./matching/question.ts";
import { multipleChoice } from "./multiple_choice/question.ts";
import { numeric } from "./numeric/question.ts";
import { sequencing } from "./sequencing/question.ts";
import { singleChoice } from "./single_choice/question.ts";
import { trueFalse } from "./true_false/question.ts";
import type { QuestionType } from "./type.ts";

const types: Readonly<Record<string, QuestionType>> = {
  "single-choice": singleChoice,
  "multiple-choice": multipleChoice,
  "true-false": trueFalse,
  "fill-in": fillIn,
  numeric,
  matching,
  sequencing,
  categorise,
  hotspot,
  likert,
  "long-answer": longAnswer,
  "branching-case": branchingCase,
};

export function questionType(name: string): QuestionType {
  const type = types[name];
  if (!type) throw new Error(`no question type ${name}`);
  return type;
}
