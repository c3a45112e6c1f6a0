/** The two lists a SCO may write in SCORM 1.2: what was answered, and how objectives stand. */
import type { Interaction, ObjectiveResult } from "../types.ts";
import type { Sets, Unsent } from "./outbox.ts";
import type { Calls } from "./scorm12_calls.ts";
import { clockTime, decimal, feedback, percent, result, timespan } from "./scorm12_values.ts";

/** A list that cannot be written now or ever says so instead of what to set. */
export interface Records {
  interaction(interaction: Interaction): Sets | Unsent;
  objective(objective: ObjectiveResult): Sets | Unsent;
}

/** `length`: how many interactions the LMS holds. They cannot be read back, so every attempt adds its own. */
export function createRecords(calls: Calls, length: number | Unsent): Records {
  let interactions = length;
  let objectives: Map<string, number> | null = null;

  function interaction(given: Interaction): Sets | Unsent {
    if (interactions === "failed") interactions = calls.count("cmi.interactions._count");
    return typeof interactions === "string" ? interactions : setInteraction(interactions++, given);
  }

  function objective(given: ObjectiveResult): Sets | Unsent {
    const known = objectives ?? readObjectives(calls);
    if (typeof known === "string") return known;
    objectives = known;
    const n = known.get(given.id);
    if (n !== undefined) return setObjective(n, given);
    known.set(given.id, known.size);
    return addObjective(known.size - 1, given);
  }

  return { interaction, objective };
}

/** id and type come first; the rest in the order of the data model. */
function setInteraction(n: number, given: Interaction): Sets {
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

function addObjective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.id`, given.id],
    [`cmi.objectives.${n}.score.min`, "0"],
    [`cmi.objectives.${n}.score.max`, "100"],
    ...setObjective(n, given),
  ];
}

function setObjective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.score.raw`, percent(given.earned, given.total)],
    [`cmi.objectives.${n}.status`, given.status],
  ];
}

/** Index by id; an id the LMS holds twice or not at all keeps its place. */
function readObjectives(calls: Calls): Map<string, number> | Unsent {
  const count = calls.count("cmi.objectives._count");
  if (typeof count === "string") return count;
  const known = new Map<string, number>();
  for (let n = 0; n < count; n++) {
    const id = calls.getForSure(`cmi.objectives.${n}.id`);
    if (id === null) return "failed";
    known.set(id && !known.has(id) ? id : ` ${n}`, n);
  }
  return known;
}
