/** Where the session looks question types up: they come with the first quiz, in a script of their own. */
import type { QuestionType } from "./index.ts";

type Lookup = (name: string) => QuestionType;

let lookup: Lookup = (name) => {
  throw new Error(`no question type ${name} yet`);
};

export function provideQuestionTypes(provided: Lookup): void {
  lookup = provided;
}

export const questionType: Lookup = (name) => lookup(name);
