/** Each item belongs in one group, chosen by radio buttons. */
import type { QuestionType } from "../type.ts";
import { pairing, type Pairing } from "../pairs.ts";

export const categorise: QuestionType<Pairing> = pairing;
