/** Saved states as texts, for tests to which it does not matter what is in them. */

/** A state of the attempt with this mark that holds these facts. */
export function stateText(mark: string, ...facts: string[]): string {
  return `${mark}|${facts.join(" ")}`;
}
