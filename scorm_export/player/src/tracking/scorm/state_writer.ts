/** Writes the state with as many characters as this LMS keeps: some refuse a longer one, some truncate it. */
import { encodeCompact } from "../../learner/compact_state.ts";
import type { Answer } from "../outbox.ts";
import type { Encode } from "../tracking.ts";
import type { Calls } from "./calls.ts";

export interface StateWriter {
  /** How many characters the LMS is believed to keep. */
  maxLength(): number;
  /** `encode`: makes a shorter text of the same state. */
  set(text: string, encode: Encode | undefined): Answer;
}

/** Lengths to try where an LMS does not keep what the standard guarantees. */
const SHORTER_LENGTHS = [64_000, 4096, 4000, 2000, 1000, 255];
/** Every LMS keeps so many characters. */
const ALWAYS_KEPT = 255;

/** `guaranteed`: how many characters the standard guarantees. */
export function createStateWriter(calls: Calls, element: string, guaranteed: number): StateWriter {
  let maxLength = guaranteed;
  let longestKept = ALWAYS_KEPT;

  function set(text: string, encode: Encode | undefined): Answer {
    const answer = calls.set(element, text);
    const found = answer === "done" && text.length > longestKept ? calls.get(element) : "";
    const isTruncated = found !== "" && found.length < text.length && text.startsWith(found);
    if (answer === "done" && !isTruncated) longestKept = Math.max(longestKept, text.length);
    if (answer === "failed" || (answer === "done" && !isTruncated)) return answer;
    const length = isTruncated ? found.length : SHORTER_LENGTHS.find((one) => one < text.length);
    const shorter = length && encode?.(length, encodeCompact);
    if (!length || !shorter || shorter.length >= text.length) return "refused";
    const retried = set(shorter, encode);
    if (retried === "done") maxLength = Math.min(maxLength, length);
    return retried;
  }

  return { maxLength: () => maxLength, set };
}
