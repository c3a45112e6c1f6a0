/** The two lists that a SCO may write: interactions and objectives. */
import type { Interactions } from "../../course.ts";
import type { Interaction, ObjectiveResult } from "../../reports.ts";
import type { Sets, Unsent } from "../outbox.ts";
import type { Calls } from "./calls.ts";

/** The elements and values of a list's entry, in a version of SCORM. The id comes first, an interaction's type second. */
export interface RecordFormat {
  interaction(n: number, given: Interaction): Sets;
  newObjective(n: number, given: ObjectiveResult): Sets;
  objective(n: number, given: ObjectiveResult): Sets;
}

/** The values to set for an entry, or why the list cannot be written. */
export interface Records {
  interaction(interaction: Interaction): Sets | Unsent;
  objective(objective: ObjectiveResult): Sets | Unsent;
  /** The index of the next interaction; null while it is not known. */
  next(): number | null;
  /** The same; asks the LMS if necessary. */
  length(): number | Unsent;
  /** The known ids in the order of the list. */
  objectives(): readonly string[];
}

/** What is known of the lists without asking the LMS. */
export interface Known extends Interactions {
  /** How many interactions this device has counted, for where the LMS does not say; null: not known. */
  readonly interactions: number | null;
  /** How many interactions there are at least: those that another window wrote, which this window's API may not know. */
  readonly least: number;
  /** The objectives that another window wrote. */
  readonly objectives: readonly string[];
}

/** Interactions of every attempt are appended to those that the LMS holds, unless they have places of their own. */
export function createRecords(calls: Calls, spelling: RecordFormat, known: Known): Records {
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

  /** A list has no gaps, so empty places before this one receive their ids. */
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

/** Where the LMS does not say how many there are: the number of ids that can be read, or what this device has counted. */
function readLength(calls: Calls, { interactions, least }: Known): number | Unsent {
  const count = calls.count("cmi.interactions._count");
  if (count !== null) return typeof count === "string" ? count : Math.max(count, least);
  for (let n = Math.max(interactions ?? 0, least); ; n++) {
    const { value, answer } = calls.read(`cmi.interactions.${n}.id`);
    if (value) continue;
    if (answer === "done" || interactions !== null || least) return n;
    console.warn("The LMS does not say how many interactions it holds; none are added");
    return "refused";
  }
}

/** Indexes by id; an entry with a repeated or missing id keeps its index under a placeholder. */
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
