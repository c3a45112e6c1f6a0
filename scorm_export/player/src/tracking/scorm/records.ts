/** The two lists a SCO may write: what was answered, and how objectives stand. */
import type { Interactions } from "../../course.ts";
import type { Interaction, ObjectiveResult } from "../../reports.ts";
import type { Sets, Unsent } from "../outbox.ts";
import type { Calls } from "./calls.ts";

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
  /** The index of the next interaction; null while it is not known. */
  next(): number | null;
  /** The same, asked of the LMS if need be. */
  length(): number | Unsent;
  /** Ids in the order of the list, as far as they are known. */
  objectives(): readonly string[];
}

/** What is known of the lists without the LMS. */
export interface Known extends Interactions {
  /** How many interactions this device has counted; null: not known. Counts where the LMS does not say. */
  readonly interactions: number | null;
  /** How many there are for sure, and all objectives: what another window wrote, which this window's LMS may not know of. */
  readonly least: number;
  readonly objectives: readonly string[];
}

/** Every attempt adds its interactions behind all that the LMS holds, unless each question has a place of its own. */
export function createRecords(calls: Calls, spelling: Spelling, known: Known): Records {
  let interactions: number | Unsent = "failed";
  let objectives: Map<string, number> | null = null;

  function length(): number | Unsent {
    if (interactions === "failed") interactions = readLength(calls, known);
    return interactions;
  }

  function interaction(given: Interaction): Sets | Unsent {
    const place = known.slots?.indexOf(given.name) ?? -1;
    if (place >= 0) return inPlace(place, given);
    const n = length();
    if (typeof n === "string") return n;
    if (n >= (known.most ?? Infinity)) return [];
    interactions = n + 1;
    return spelling.interaction(n, given);
  }

  /** A list has no gaps, so places before it that are still empty get their names. */
  function inPlace(place: number, given: Interaction): Sets | Unsent {
    if (place >= (known.most ?? Infinity)) return [];
    const found = typeof interactions === "number" ? interactions : calls.count("cmi.interactions._count");
    if (typeof found === "string") return found;
    const before = found ?? 0;
    interactions = Math.max(before, place + 1);
    const empty = (known.slots ?? []).slice(before, place).map((name, n) => [`cmi.interactions.${before + n}.id`, name] as const);
    return [...empty, ...spelling.interaction(place, given)];
  }

  function objective(given: ObjectiveResult): Sets | Unsent {
    const listed = objectives ?? readObjectives(calls);
    if (typeof listed === "string") return listed;
    objectives = listed;
    const missing = known.objectives.slice(listed.size).map((id) => [`cmi.objectives.${add(listed, id)}.id`, id] as const);
    const n = listed.get(given.id);
    return [...missing, ...(n === undefined ? spelling.newObjective(add(listed, given.id), given) : spelling.objective(n, given))];
  }

  return {
    interaction,
    objective,
    next: () => (typeof interactions === "number" ? interactions : known.interactions),
    length,
    objectives: () => (objectives ? [...objectives.keys()] : known.objectives),
  };
}

function add(list: Map<string, number>, id: string): number {
  const n = list.size;
  list.set(id, n);
  return n;
}

/** Where the LMS does not say how many there are, ids that can be read tell, or what this device has counted. */
function readLength(calls: Calls, { interactions, least }: Known): number | Unsent {
  const count = calls.count("cmi.interactions._count");
  if (count !== null) return typeof count === "string" ? count : Math.max(count, least);
  for (let n = Math.max(interactions ?? 0, least); ; n++) {
    const { value, answer } = calls.read(`cmi.interactions.${n}.id`);
    if (value) continue;
    if (answer === "done" || interactions !== null || least) return n;
    console.warn("The LMS does not tell how many interactions it holds; none are added");
    return "refused";
  }
}

/** Index by id; an id the LMS holds twice or not at all keeps its place. */
function readObjectives(calls: Calls): Map<string, number> | Unsent {
  const count = calls.count("cmi.objectives._count");
  if (typeof count === "string") return count;
  const listed = new Map<string, number>();
  for (let n = 0; count === null || n < count; n++) {
    const { value, answer } = calls.read(`cmi.objectives.${n}.id`);
    if (count === null && !value) break;
    if (answer === "failed") return "failed";
    listed.set(value && !listed.has(value) ? value : ` ${n}`, n);
  }
  return listed;
}
