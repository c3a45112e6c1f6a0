/** Finds question types by name. */
import * as all from "./all.ts";
import type { QuestionType } from "./type.ts";

const types: Readonly<Record<string, QuestionType>> = all;

export function questionType(name: string): QuestionType {
  const type = types[name];
  if (!type) throw new Error(`no question type ${name}`);
  return type;
}
