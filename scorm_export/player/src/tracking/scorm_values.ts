/** Numbers as both versions of SCORM spell them: a point, no exponent, and no more digits than every LMS takes. */

/** Hundredths as a decimal of at most two digits after the point. */
export function decimal(hundredths: number): string {
  return String(Math.round(hundredths) / 100);
}

/** A score on 0–100, rounded down so that a mark just missed never reads as reached. */
export function percent(earned: number, total: number): string {
  return decimal(Math.floor((earned * 10000) / total));
}
