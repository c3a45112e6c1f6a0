/** Data types of the SCORM 1.2 RTE, spelt so that strict LMSs take them. */
import type { Interaction, Response } from "../types.ts";
import { decimal } from "./scorm_values.ts";

/** CMITimespan, `HHHH:MM:SS` or `HHHH:MM:SS.SS`: four digits of hours are what every LMS takes. */
export function timespan(seconds: number): string {
  const most = 9999 * 3600 + 59 * 60 + 59;
  const hundredths = Math.round(Math.min(Math.max(seconds, 0), most) * 100);
  const whole = Math.floor(hundredths / 100);
  const clock = [pad(Math.floor(whole / 3600), 4), pad(Math.floor(whole / 60) % 60, 2), pad(whole % 60, 2)].join(":");
  return hundredths % 100 ? `${clock}.${pad(hundredths % 100, 2)}` : clock;
}

/** CMITime, `HH:MM:SS` on the learner's clock. */
export function clockTime(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(":");
}

/** CMIFeedback: `b` or `a,c` for a choice, `t` or `f`. */
export function feedback(response: Response): string {
  if (response.kind === "boolean") return response.value ? "t" : "f";
  return response.ids.join(",");
}

/** `correct`, `wrong` (not "incorrect"), or the points earned in between. */
export function result({ earned, points }: Interaction): string {
  if (earned === points) return "correct";
  return earned === 0 ? "wrong" : decimal(earned);
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
