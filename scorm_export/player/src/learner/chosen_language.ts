/**
 * The language that the learner has chosen: a fact of the saved state, of which the latest applies. It is written as the answer in a
 * draft of a quiz that nobody sees, so it merges as answers do, and editions that do not know it carry it along.
 */
import { answered, newAttempt, nextStamp, withAttempt } from "./attempt_changes.ts";
import { answersOf, factsOf, idOf, lastChanged } from "./attempts.ts";
import type { State } from "./facts.ts";
import type { Languages } from "../course.ts";

/** The only question of that quiz. */
const QUESTION = 0;

/** In lower case; "" before there was a choice. */
export function chosenLanguage({ chosen }: Languages, state: State): string {
  const draft = lastChanged(factsOf(state, chosen));
  return (draft && answersOf(draft).get(QUESTION)) ?? "";
}

export function withLanguage({ chosen }: Languages, state: State, tag: string): State {
  const draft = lastChanged(factsOf(state, chosen)) ?? newAttempt(state, chosen, idOf(1));
  return withAttempt(state, chosen, answered(draft, QUESTION, tag.toLowerCase(), nextStamp(state, chosen)));
}
