/** A learner in a package of this compiler, for `scorm-export verify --play`: runs in the course's own page. */
import { courseOf, fillIn, openActivity, readForms, until, work, type Filled, type How } from "./filling.ts";

declare global {
  interface Window {
    verifyLearner?: Learner;
  }
}

interface Learner {
  /** Reads, answers and hands in everything from the activity with this id on. */
  take(how: How, from: string): Promise<readonly Filled[]>;
  /** Does everything right before the activity with this id; there, answers wrongly and hands nothing in. Returns both. */
  begin(stop: string): Promise<readonly [before: readonly Filled[], draft: readonly Filled[]]>;
  /** The id of the activity on display, "" where there is none, and the answers in its forms. */
  standing(): Promise<readonly [place: string, filled: readonly Filled[]]>;
}

const { activities } = courseOf(window);

window.verifyLearner = {
  async take(how, from) {
    const filled: Filled[] = [];
    for (const activity of activities.slice(activities.findIndex(({ id }) => id === from))) filled.push(...(await work(window, activity, how)));
    return filled;
  },
  async begin(stop) {
    const before: Filled[] = [];
    for (const activity of activities) {
      if (activity.id !== stop) {
        before.push(...(await work(window, activity, "right")));
        continue;
      }
      await openActivity(window, activity);
      const draft = await fillIn(window, "wrong");
      await hide();
      return [before, draft];
    }
    return [before, []];
  },
  async standing() {
    const place = document.querySelector<HTMLElement>("#page article[data-activity]")?.dataset["activity"] ?? "";
    return [place, await readForms(window)];
  },
};

/** The learner goes to another window, and what was not sent to a record store is. Playwright does not see what is sent later, while a page goes away. */
async function hide(): Promise<void> {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
  await until(window, () => document.getElementById("save-status")?.dataset["status"] !== "saving" || null);
}
