/** Data types of the SCORM 2004 RTE (4.1.1.7), spelt so that strict LMSs take them. */
import { spell } from "../../player/src/record/responses.ts";
import type { Interaction, Pattern } from "../../player/src/reports.ts";
import { decimal, inShort } from "../../player/src/tracking/scorm/values.ts";

/** The smallest maximum of a localized_string_type that describes. */
const MOST_DESCRIPTION = 250;

/**
 * A share as real(10,7), 0…1, rounded down like the pass mark in the manifest: equal points are equal shares, and a mark
 * just missed never reads as reached.
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

/** time(second,10,0) in universal time: a zone may only stand behind a fraction, which has at most two digits. */
export function timestamp(date: Date): string {
  return `${date.toISOString().slice(0, "2000-01-01T00:00:00.00".length)}Z`;
}

/** How long each type's response may be (RTE 4.2.9.1, smallest permitted maxima); one more character is a type mismatch. */
const MOST_TEXT = 250;
const MOST_LONG_TEXT = 4000;

/**
 * A response or pattern. Some LMSs take no line breaks (Moodle), and none more than is permitted: a longer text ends in
 * "…", and the whole of it stays in the saved state.
 */
export function responseText(given: Pattern): string {
  if (given.kind === "texts") return spell({ ...given, texts: given.texts.map((text) => inShort(text, MOST_TEXT)) });
  return given.kind === "essay" ? inShort(spell(given), MOST_LONG_TEXT) : spell(given);
}

/** Whether LMSs take a number or a range: Moodle, for one, has room for five digits before the point. */
export function isTaken(given: Pattern): boolean {
  const numbers = given.kind === "number" ? [given.value] : given.kind === "range" ? [given.least, given.most] : [];
  return numbers.every((number) => /^-?\d{1,5}(\.\d{1,18})?$/.test(number));
}

/** `correct`, `incorrect` (not "wrong"), or the points earned in between. Deducted points have no spelling that every LMS takes. */
export function result({ earned, points }: Interaction): string {
  if (!points) return "neutral";
  if (earned === points) return "correct";
  return earned > 0 ? decimal(earned) : "incorrect";
}

/** A leading brace would be taken for a language (`{lang=…}`), so a space comes before it. */
export function description(text: string): string {
  const line = text.trim();
  return inShort(line.startsWith("{") ? ` ${line}` : line, MOST_DESCRIPTION);
}
