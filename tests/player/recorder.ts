/** A tracking that records its calls. */
import type { Interaction, ObjectiveResult, Outcome } from "../../scorm_export/player/src/reports.ts";
import type { Opened, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";

export interface Recorder extends Tracking {
  /** The names of the calls, in order. */
  readonly verbs: string[];
  readonly interactions: Interaction[];
  readonly objectives: ObjectiveResult[];
  readonly outcomes: Outcome[];
  readonly closedAfter: number[];
  location: string;
  state: string;
  count(verb: string): number;
}

export function recorder(): Recorder {
  const verbs: string[] = [];
  const told: Recorder = {
    verbs,
    interactions: [],
    objectives: [],
    outcomes: [],
    closedAfter: [],
    location: "",
    state: "",
    count: (verb) => verbs.filter((one) => one === verb).length,
    open: () => Promise.resolve(launched()),
    save(location, state) {
      verbs.push("save");
      told.location = location;
      told.state = state(64_000);
    },
    answered(interaction) {
      verbs.push("answered");
      told.interactions.push(interaction);
    },
    objective(result) {
      verbs.push("objective");
      told.objectives.push(result);
    },
    outcome(outcome) {
      verbs.push("outcome");
      told.outcomes.push(outcome);
    },
    commit: () => verbs.push("commit"),
    close(seconds) {
      verbs.push("close");
      told.closedAfter.push(seconds);
    },
  };
  return told;
}

/** The `Opened` of an LMS with a single state. */
export type Launched = Partial<Opened> & { readonly state?: string };

export function launched({ state, ...fields }: Launched = {}): Opened {
  return { tracked: true, mode: "normal", status: "incomplete", location: "", states: state ? [state] : [], ...fields };
}
