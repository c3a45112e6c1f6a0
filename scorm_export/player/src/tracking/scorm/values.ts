/** Formats of both versions of SCORM: numbers with a point, without exponent and with few digits; texts on one line. */
import type { Interaction } from "../../reports.ts";

/** Hundredths as a decimal of at most two digits after the point. */
export function decimal(hundredths: number): string {
  return String(Math.round(hundredths) / 100);
}

/** A score of 0–100, rounded down so that one just below the pass mark never looks as if it reached it. */
export function percent(earned: number, total: number): string {
  return decimal(Math.floor((earned * 10000) / total));
}

/** The points of a question, or 0 where they do not count. */
export function weighting({ points, counts }: Interaction): string {
  return decimal(counts ? points : 0);
}

/** A text on one line; one that is longer than `maxLength` ends with "…". */
export function shortened(text: string, maxLength: number): string {
  const line = text.replace(/\s+/g, " ").trimEnd();
  if (line.length <= maxLength) return line;
  return `${line.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, "").trimEnd()}…`;
}
