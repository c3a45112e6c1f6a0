/** Saved states as texts, for tests to which their content does not matter. */
import type { States } from "../../scorm_export/player/src/tracking/tracking.ts";

/** A state with this mark and these facts. */
export function stateText(mark: string, ...facts: string[]): string {
  return `${mark}|${facts.join(" ")}`;
}

const markOf = (text: string): string => (text.includes("|") ? text.slice(0, text.indexOf("|")) : "");
/** No facts in any other text. */
const factsOf = (text: string): string[] => text.slice(text.indexOf("|") + 1 || text.length).split(" ").filter(Boolean);

export const plainStates: States = {
  markOf,
  merge: (one, other) => (one && other ? stateText(markOf(one) || markOf(other), ...[...new Set([...factsOf(one), ...factsOf(other)])].sort()) : one || other),
  shorten: (text) => factsOf(text).join(" "),
  adds: (text, other) => factsOf(other).some((fact) => !factsOf(text).includes(fact)),
};
