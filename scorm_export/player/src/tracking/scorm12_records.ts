/** Interactions and objectives as SCORM 1.2 spells them; the order is that of the data model. */
import type { Interaction, ObjectiveResult } from "../types.ts";
import type { Sets } from "./outbox.ts";
import type { Spelling } from "./scorm_records.ts";
import { percent, weighting } from "./scorm_values.ts";
import { clockTime, feedback, interactionType, result, timespan } from "./scorm12_values.ts";

function interaction(n: number, given: Interaction): Sets {
  const { response, latency } = given;
  // No type of SCORM 1.2 has a range: where only that would be right, no pattern is told.
  const patterns = given.correct.map(feedback).filter(Boolean);
  return [
    [`cmi.interactions.${n}.id`, `${given.quiz}_${given.question}_${given.attempt}`],
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

function newObjective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.id`, given.id],
    [`cmi.objectives.${n}.score.min`, "0"],
    [`cmi.objectives.${n}.score.max`, "100"],
    ...objective(n, given),
  ];
}

function objective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.score.raw`, percent(given.earned, given.total)],
    [`cmi.objectives.${n}.status`, given.status],
  ];
}

export const scorm12Records: Spelling = { interaction, newObjective, objective };
