/** Data types of the SCORM 2004 RTE (4.1.1.7), in the form that strict LMSs accept. */
import { formatResponse } from "../../player/src/record/responses.ts";
import type { Interaction, Pattern } from "../../player/src/reports.ts";
import { decimal, shortened } from "../../player/src/tracking/scorm/values.ts";

/** The smallest permitted maximum of a description. */
const MAX_DESCRIPTION = 250;

/**
 * A fraction of 0…1 as real(10,7), rounded down like the pass mark in the manifest, so that equal points give equal
 * fractions and a score just below the pass mark never looks as if it reached it.
 */
export function share(part: number, whole: number): string {
  return (Math.floor((part * 1e7) / whole) / 1e7).toFixed(7).replace(/\.?0+$/, "");
}

/** timeinterval(second,10,2): hours, minutes and seconds, with at most two decimals and only on the seconds. */
export function interval(seconds: number): string {
  const hundredths = Math.round(Math.max(seconds, 0) * 100);
  const hours = Math.floor(hundredths / 360_000);
  const minutes = Math.floor(hundredths / 6000) % 60;
  const rest = hundredths % 6000;
  const parts = [hours && `${hours}H`, minutes && `${minutes}M`, rest && `${decimal(rest)}S`].filter(Boolean);
  return `PT${parts.join("") || "0S"}`;
}

/** time(second,10,0) in UTC: a time zone is only allowed after a fraction, which has at most two digits. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, "2000-01-01T00:00:00.00".length)}Z`;
}

/** Smallest permitted maxima of responses (RTE 4.2.9.1); longer ones are a type mismatch. */
const MAX_TEXT = 250;
const MAX_LONG_TEXT = 4000;

/**
 * A response or pattern. Some LMSs, such as Moodle, do not accept line breaks, and none accepts more than the maximum: a
 * longer text ends with "…"; the saved state keeps all of it.
 */
export function responseText(given: Pattern): string {
  if (given.kind === "texts") return formatResponse({ ...given, texts: given.texts.map((text) => shortened(text, MAX_TEXT)) });
  return given.kind === "essay" ? shortened(formatResponse(given), MAX_LONG_TEXT) : formatResponse(given);
}

/** Whether LMSs accept a number or range: Moodle, for example, allows five digits before the point. */
export function isTaken(given: Pattern): boolean {
  const numbers = given.kind === "number" ? [given.value] : given.kind === "range" ? [given.least, given.most] : [];
  return numbers.every((number) => /^-?\d{1,5}(\.\d{1,18})?$/.test(number));
}

/** `correct`, `incorrect` (not "wrong"), `neutral`, or the points for a partly right answer. Points below 0 are `incorrect`, as in SCORM 1.2. */
export function result({ earned, points }: Interaction): string {
  if (!points) return "neutral";
  if (earned === points) return "correct";
  return earned > 0 ? decimal(earned) : "incorrect";
}

/** A leading brace would begin a language tag (`{lang=…}`), so a space is put before it. */
export function description(text: string): string {
  const line = text.trim();
  return shortened(line.startsWith("{") ? ` ${line}` : line, MAX_DESCRIPTION);
}
