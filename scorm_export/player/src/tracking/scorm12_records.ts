/** Interactions and objectives as SCORM 1.2 spells them; the order is that of the data model. */
import type { Interaction, ObjectiveResult } from "../types.ts";
import type { Sets } from "./outbox.ts";
import type { Spelling } from "./scorm_records.ts";
import { decimal, percent } from "./scorm_values.ts";
import { clockTime, feedback, result, timespan } from "./scorm12_values.ts";

function interaction(n: number, given: Interaction): Sets {
  const { response, latency } = given;
  return [
    [`cmi.interactions.${n}.id`, `${given.quiz}_${given.question}_${given.attempt}`],
    [`cmi.interactions.${n}.type`, given.type],
    ...given.objectives.map((id, k) => [`cmi.interactions.${n}.objectives.${k}.id`, id] as const),
    [`cmi.interactions.${n}.time`, clockTime(given.time)],
    ...given.correct.map((one, k) => [`cmi.interactions.${n}.correct_responses.${k}.pattern`, feedback(one)] as const),
    [`cmi.interactions.${n}.weighting`, decimal(given.points)],
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
