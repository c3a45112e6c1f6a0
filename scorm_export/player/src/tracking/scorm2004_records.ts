/** Interactions and objectives as SCORM 2004 spells them; the order is that of the data model, the description last. */
import type { Interaction, ObjectiveResult } from "../types.ts";
import type { Sets } from "./outbox.ts";
import type { Spelling } from "./scorm_records.ts";
import { percent, weighting } from "./scorm_values.ts";
import { description, interval, isTaken, responseText, result, share, timestamp } from "./scorm2004_values.ts";

/** The fewest that every type which has several keeps (RTE 4.2.9). */
const MOST_PATTERNS = 5;

function interaction(n: number, given: Interaction): Sets {
  const { response, latency } = given;
  const text = description(given.text);
  const patterns = given.correct.filter(isTaken).slice(0, MOST_PATTERNS);
  return [
    [`cmi.interactions.${n}.id`, `${given.quiz}_${given.question}_${given.attempt}`],
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

function newObjective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.id`, given.id],
    [`cmi.objectives.${n}.score.min`, "0"],
    [`cmi.objectives.${n}.score.max`, "100"],
    ...objective(n, given),
  ];
}

function objective(n: number, { earned, total, status, progress }: ObjectiveResult): Sets {
  const judged = status === "passed" || status === "failed" ? status : "unknown";
  return [
    [`cmi.objectives.${n}.score.raw`, percent(earned, total)],
    [`cmi.objectives.${n}.score.scaled`, share(earned, total)],
    [`cmi.objectives.${n}.progress_measure`, share(progress, 1)],
    [`cmi.objectives.${n}.success_status`, judged],
    [`cmi.objectives.${n}.completion_status`, status === "incomplete" ? "incomplete" : "completed"],
  ];
}

export const scorm2004Records: Spelling = { interaction, newObjective, objective };
