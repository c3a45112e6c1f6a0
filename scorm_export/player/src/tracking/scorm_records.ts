/** The two lists a SCO may write: what was answered, and how objectives stand. */
import type { Interaction, ObjectiveResult } from "../types.ts";
import type { Sets, Unsent } from "./outbox.ts";
import type { Calls } from "./scorm_calls.ts";

/** How a version of SCORM spells the records. id comes first, an interaction's type second. */
export interface Spelling {
  interaction(n: number, given: Interaction): Sets;
  newObjective(n: number, given: ObjectiveResult): Sets;
  objective(n: number, given: ObjectiveResult): Sets;
}

/** A list that cannot be written now or ever says so instead of what to set. */
export interface Records {
  interaction(interaction: Interaction): Sets | Unsent;
  objective(objective: ObjectiveResult): Sets | Unsent;
}

/** `length`: how many interactions the LMS holds. Every attempt adds its own behind them. */
export function createRecords(calls: Calls, spelling: Spelling, length: number | Unsent): Records {
  let interactions = length;
  let objectives: Map<string, number> | null = null;

  function interaction(given: Interaction): Sets | Unsent {
    if (interactions === "failed") interactions = calls.count("cmi.interactions._count");
    return typeof interactions === "string" ? interactions : spelling.interaction(interactions++, given);
  }

  function objective(given: ObjectiveResult): Sets | Unsent {
    const known = objectives ?? readObjectives(calls);
    if (typeof known === "string") return known;
    objectives = known;
    const n = known.get(given.id);
    if (n !== undefined) return spelling.objective(n, given);
    known.set(given.id, known.size);
    return spelling.newObjective(known.size - 1, given);
  }

  return { interaction, objective };
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
