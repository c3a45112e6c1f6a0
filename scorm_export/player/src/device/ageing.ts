/** The time by which what a device keeps grows old: no single reading of a clock, which may be wrong, makes anything old. */
import { attempt } from "../guarded.ts";
import type { Shadow } from "./shadow.ts";

/** The key of two times: the latest that this device's clock has shown, and the time by which copies age. */
const CLOCK = "scorm-export clock";
const DAY_MS = 24 * 60 * 60 * 1000;
/** How much a launch can add to the age of copies, whatever its clock says. */
const MAX_STEP_MS = 7 * DAY_MS;
export const MAX_AGE_MS = 30 * DAY_MS;

/**
 * `latest`: the time, but where the clock was set back, that of the latest copy. `time`: the time by which copies age, to which a
 * clock that is ahead adds a week at most. All in milliseconds.
 */
export function tick(page: Window, shadow: Shadow, now: number): { readonly latest: number; readonly time: number } {
  const [last, aged] = (page.localStorage.getItem(CLOCK) ?? "").split(" ").map(Number);
  const before = last || now;
  const step = Math.max(now - before, 0);
  const latest = before + step;
  const time = (aged ?? before) + Math.min(step, MAX_STEP_MS);
  const text = `${latest} ${time}`;
  attempt(() => page.localStorage.setItem(CLOCK, text));
  shadow.put(CLOCK, text);
  return { latest, time };
}
