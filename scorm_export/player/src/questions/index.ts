/** The question types the player knows. A new one is a file beside this and a line in `types`. */
import type { Interaction, Question, Response } from "../types.ts";
import { multipleChoice } from "./multiple_choice.ts";
import { singleChoice } from "./single_choice.ts";
import { trueFalse } from "./true_false.ts";

/** What a question type can do. Methods, so that a type may narrow the question to its own shape. */
export interface QuestionType<Q extends Question = Question> {
  /** What standards call it. */
  readonly interaction: Interaction["type"];
  /** The learner's answer in the form; null when there is none. */
  read(fieldset: HTMLFieldSetElement): Response | null;
  /** Put an answer, or none, into the form. */
  show(fieldset: HTMLFieldSetElement, response: Response | null): void;
  /** Hundredths of points the answer earns. */
  grade(question: Q, response: Response | null): number;
  /** The answer in characters of `[A-Za-z0-9_-]` for the saved state. */
  encode(response: Response): string;
  /** The answer back; null when this edition of the question has no such option. */
  decode(question: Q, text: string): Response | null;
  /** The answers that earn all points. */
  correct(question: Q): readonly Response[];
}

const types: Readonly<Record<string, QuestionType>> = {
  "single-choice": singleChoice,
  "multiple-choice": multipleChoice,
  "true-false": trueFalse,
};

export function questionType(name: string): QuestionType {
  const type = types[name];
  if (!type) throw new Error(`no question type ${name}`);
  return type;
}
