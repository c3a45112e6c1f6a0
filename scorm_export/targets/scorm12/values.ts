/** Data types of the SCORM 1.2 RTE, in the form that strict LMSs accept. */
import type { Interaction, InteractionType, Pattern } from "../../player/src/reports.ts";
import { decimal, shortened } from "../../player/src/tracking/scorm/values.ts";

/** CMITimespan, `HHHH:MM:SS` or `HHHH:MM:SS.SS`: every LMS accepts four digits of hours. */
export function timespan(seconds: number): string {
  const max = 9999 * 3600 + 59 * 60 + 59;
  const hundredths = Math.round(Math.min(Math.max(seconds, 0), max) * 100);
  const whole = Math.floor(hundredths / 100);
  const clock = [pad(Math.floor(whole / 3600), 4), pad(Math.floor(whole / 60) % 60, 2), pad(whole % 60, 2)].join(":");
  return hundredths % 100 ? `${clock}.${pad(hundredths % 100, 2)}` : clock;
}

/** CMITime, `HH:MM:SS` on the learner's clock. */
export function clockTime(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => pad(part, 2)).join(":");
}

/** CMIString255. */
const MAX_RESPONSE = 255;

/** CMIFeedback (RTE 3.4.4): ids are single characters, `a,c` and `1.a,2.c`; texts that are too long end with "…". */
export function feedback(given: Pattern): string {
  switch (given.kind) {
    case "boolean":
      return given.value ? "t" : "f";
    case "choice":
    case "order":
      return given.ids.join(",");
    case "pairs":
      return given.pairs.map((pair) => pair.join(".")).join(",");
    case "number":
      return given.value;
    case "range":
      return given.least === given.most ? given.least : "";
    case "texts":
      return shortened(given.texts.join(", "), MAX_RESPONSE);
    case "essay":
      return shortened(given.text, MAX_RESPONSE);
  }
}

/** One of the eight types of RTE 3.4.4, which has none for long texts. */
export function interactionType(type: InteractionType): string {
  return type === "long-fill-in" || type === "other" ? "fill-in" : type;
}

/** `correct`, `wrong` (not "incorrect"), `neutral`, or the points for a partly right answer. Moodle refuses points below 0: they are `wrong`. */
export function result({ earned, points }: Interaction): string {
  if (!points) return "neutral";
  if (earned === points) return "correct";
  return earned > 0 ? decimal(earned) : "wrong";
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, "0");
}
