/** Outcomes where an LRS keeps the record: what earlier sessions said of the course is not said again. */
import { isDone, type Lrs } from "../../record/lrs.ts";
import type { Outcome } from "../../reports.ts";
import { ONCE, type Reporting, type Said } from "./reporting.ts";

export interface Recalled {
  outcome(outcome: Outcome): void;
  /**
   * Find out whether verdicts have arrived that were on their way when an earlier page went away; then say what had to wait
   * for that. `blind`: this session did not know everything when it began.
   */
  recall(blind: boolean): Promise<void>;
  /** The page goes away, and nobody will be there to hear of verdicts that are on their way. */
  leave(): void;
}

const LEAVING = "leaving-";

/** `knows`: whether it is known what earlier sessions kept. */
export function createRecalled(to: Reporting, lrs: Lrs, said: Said, isCmi5: boolean, knows: () => boolean): Recalled {
  let recalled = false;
  let held: Outcome | null = null;

  /** By what this session knows. What is not reached by that may be reached by what it does not know. */
  function reportReached(news: Outcome): void {
    if (news.status === "passed") to.events.outcome(news);
    else if (news.completed) to.events.outcome({ ...news, status: news.status === "failed" ? "incomplete" : news.status, score: null });
  }

  return {
    outcome(news) {
      if (recalled) return to.events.outcome(news);
      held = news;
      // By its id an LRS knows what it has. Under cmi5 saying it again is a fault all the same.
      if (!knows() && !isCmi5) reportReached(news);
    },
    async recall(blind) {
      for (const verb of ONCE) {
        const id = said.get(LEAVING + verb);
        if (said.get(verb) || typeof id !== "string" || !isDone(await lrs.readStatement(id))) continue;
        said.keep(to.fieldsOf([verb]));
      }
      recalled = true;
      const waits = held;
      held = null;
      if (waits) (blind ? reportReached : to.events.outcome)(waits);
    },
    leave: () => said.keep(Object.fromEntries([...to.onTheWay].map(([verb, id]) => [LEAVING + verb, id]))),
  };
}
