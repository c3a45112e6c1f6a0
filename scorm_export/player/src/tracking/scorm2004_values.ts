/** Data types of the SCORM 2004 RTE (4.1.1.7), spelt so that strict LMSs take them. */
import type { Interaction, Response } from "../types.ts";
import { decimal } from "./scorm_values.ts";

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

/** `b` or `a[,]c` for a choice, `true` or `false`; the same for a pattern (RTE 4.2.9.1). */
export function responseText(response: Response): string {
  return response.kind === "boolean" ? String(response.value) : response.ids.join("[,]");
}

/** `correct`, `incorrect` (not "wrong"), or the points earned in between. */
export function result({ earned, points }: Interaction): string {
  if (earned === points) return "correct";
  return earned === 0 ? "incorrect" : decimal(earned);
}

/**
 * A text on one line, with "…" for what would be too long. A leading brace would be taken for a language (`{lang=…}`),
 * so a space comes before it.
 */
export function description(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const plain = line.startsWith("{") ? ` ${line}` : line;
  if (plain.length <= MOST_DESCRIPTION) return plain;
  return `${plain.slice(0, MOST_DESCRIPTION - 1).replace(/[\uD800-\uDBFF]$/, "").trimEnd()}…`;
}
