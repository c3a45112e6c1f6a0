/** Reports outcomes to an LRS, without repeating statements of earlier sessions. */
import { isDone, type Lrs } from "../../record/lrs.ts";
import type { Outcome } from "../../reports.ts";
import { ONCE, type Reported, type Reporting } from "./reporting.ts";

export interface Verdicts {
  outcome(outcome: Outcome): void;
  /**
   * Checks whether verdicts have arrived that were being sent when an earlier page was closed, and then reports the outcome
   * that had to wait for it. `blind`: this session began without knowing what the LRS holds.
   */
  checkArrived(blind: boolean): Promise<void>;
  /** Remembers which verdicts are being sent while the page is closed. */
  leave(): void;
}

const LEAVING = "leaving-";

/** `isLoaded`: whether it is known what earlier sessions reported. */
export function createVerdicts(to: Reporting, lrs: Lrs, reported: Reported, isCmi5: boolean, isLoaded: () => boolean): Verdicts {
  let isChecked = false;
  let waiting: Outcome | null = null;

  /** Reports only what is reached: what is not reached may have been reached in sessions that this one does not know. */
  function reportReached(outcome: Outcome): void {
    if (outcome.status === "passed") to.events.outcome(outcome);
    else if (outcome.completed) to.events.outcome({ ...outcome, status: outcome.status === "failed" ? "incomplete" : outcome.status, score: null });
  }

  return {
    outcome(outcome) {
      if (isChecked) return to.events.outcome(outcome);
      waiting = outcome;
      // An LRS ignores a statement whose id it has; under cmi5, repeating it would still be an error.
      if (!isLoaded() && !isCmi5) reportReached(outcome);
    },
    async checkArrived(blind) {
      for (const verb of ONCE) {
        const id = reported.get(LEAVING + verb);
        if (reported.get(verb) || typeof id !== "string" || !isDone(await lrs.readStatement(id))) continue;
        reported.keep(to.fieldsOf([verb]));
      }
      isChecked = true;
      const waits = waiting;
      waiting = null;
      if (waits) (blind ? reportReached : to.events.outcome)(waits);
    },
    leave: () => reported.keep(Object.fromEntries([...to.onTheWay].map(([verb, id]) => [LEAVING + verb, id]))),
  };
}
