/** What the results and the certificate say of the learner: name and date, as far as they are known, and a way to print. */
import { all } from "./dom.ts";
import type { Session } from "../learner/session.ts";
import type { Say } from "./words.ts";

/** The day of a certificate is the same wherever it is read. */
export function evidenceDay(date: Date, say: Say): string {
  return date.toLocaleDateString(say.datesIn, { dateStyle: "long", timeZone: "UTC" });
}

/** Fill the places of a page that are named in `facts`; what is empty is hidden with what holds it. */
export function fillFacts(page: HTMLElement, facts: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(facts)) {
    for (const holder of all(page, `[data-fact="${name}"]`)) {
      holder.hidden = !text;
      (holder.querySelector("dd, .fact") ?? holder).textContent = text;
    }
  }
  for (const button of all(page, "[data-action=print]")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
}

export function knownFacts(session: Session, say: Say): Readonly<Record<string, string>> {
  const date = session.achieved();
  return { learner: session.learnerName(), date: date ? evidenceDay(date, say) : "" };
}
