/** An interaction in the format of SCORM 1.2, in the order of the data model. */
import type { Interaction } from "../../player/src/reports.ts";
import type { Sets } from "../../player/src/tracking/outbox.ts";
import { weighting } from "../../player/src/tracking/scorm/values.ts";
import { clockTime, feedback, interactionType, result, timespan } from "./values.ts";

export function scorm12Interaction(n: number, given: Interaction): Sets {
  const { response, latency } = given;
  // SCORM 1.2 has no ranges: where the only pattern is a range, none is reported.
  const patterns = given.correct.map(feedback).filter(Boolean);
  return [
    [`cmi.interactions.${n}.id`, given.name],
    [`cmi.interactions.${n}.type`, interactionType(given.type)],
    ...given.objectives.map((id, k) => [`cmi.interactions.${n}.objectives.${k}.id`, id] as const),
    [`cmi.interactions.${n}.time`, clockTime(given.time)],
    ...patterns.map((pattern, k) => [`cmi.interactions.${n}.correct_responses.${k}.pattern`, pattern] as const),
    [`cmi.interactions.${n}.weighting`, weighting(given)],
    ...(response ? [[`cmi.interactions.${n}.student_response`, feedback(response)] as const] : []),
    [`cmi.interactions.${n}.result`, result(given)],
    ...(latency === null ? [] : [[`cmi.interactions.${n}.latency`, timespan(latency)] as const]),
  ];
}
