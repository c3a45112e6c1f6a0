/** Values as both versions of SCORM spell them: numbers with a point, no exponent and few digits; texts on one line. */

import type { Interaction } from "../../reports.ts";

/** Hundredths as a decimal of at most two digits after the point. */
export function decimal(hundredths: number): string {
  return String(Math.round(hundredths) / 100);
}

/** A score on 0–100, rounded down so that a mark just missed never reads as reached. */
export function percent(earned: number, total: number): string {
  return decimal(Math.floor((earned * 10000) / total));
}

/** What a question weighs: its points, or nothing where they do not count. */
export function weighting({ points, counts }: Interaction): string {
  return decimal(counts ? points : 0);
}

/** A text on one line, with "…" for what would be longer than `most`. */
export function inShort(text: string, most: number): string {
  const line = text.replace(/\s+/g, " ").trimEnd();
  if (line.length <= most) return line;
  return `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, "").trimEnd()}…`;
}
