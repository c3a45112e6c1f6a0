/** An interaction in the format of SCORM 2004, in the order of the data model, but with the description last. */
import type { Interaction } from "../../player/src/reports.ts";
import type { Sets } from "../../player/src/tracking/outbox.ts";
import { weighting } from "../../player/src/tracking/scorm/values.ts";
import { description, interval, isTaken, responseText, result, timestamp } from "./values.ts";

/** The smallest permitted maximum of the types that allow several patterns (RTE 4.2.9). */
const MAX_PATTERNS = 5;

export function scorm2004Interaction(n: number, given: Interaction): Sets {
  const { response, latency } = given;
  const text = description(given.text);
  const patterns = given.correct.filter(isTaken).slice(0, MAX_PATTERNS);
  return [
    [`cmi.interactions.${n}.id`, given.name],
    [`cmi.interactions.${n}.type`, given.type],
    ...given.objectives.map((id, k) => [`cmi.interactions.${n}.objectives.${k}.id`, id] as const),
    [`cmi.interactions.${n}.timestamp`, timestamp(given.time)],
    ...patterns.map((one, k) => [`cmi.interactions.${n}.correct_responses.${k}.pattern`, responseText(one)] as const),
    [`cmi.interactions.${n}.weighting`, weighting(given)],
    ...(response && isTaken(response) ? [[`cmi.interactions.${n}.learner_response`, responseText(response)] as const] : []),
    [`cmi.interactions.${n}.result`, result(given)],
    ...(latency === null ? [] : [[`cmi.interactions.${n}.latency`, interval(latency)] as const]),
    ...(text ? [[`cmi.interactions.${n}.description`, text] as const] : []),
  ];
}
