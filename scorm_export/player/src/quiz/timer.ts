/**
 * The time that is left of an attempt: always to be seen, and said aloud a few times only, so that nobody is interrupted
 * again and again (WCAG 2.2, 2.2.1 and 4.1.3).
 */
import type { Tools } from "../../../questions/type.ts";
import { duration, inDigits, type Say } from "../page/words.ts";

/** Seconds that are left when it is said. */
const WARNINGS = [1800, 600, 300, 60, 20];
/** From here on seconds are shown. */
const SECONDS_FROM = 120;

export interface Timing {
  /** Go by what is left now, until the attempt ends or the form is gone. */
  start(): void;
  /** Do something at a time, if the form is still there. */
  at(time: Date, then: () => void): void;
}

export function keepTime(form: HTMLElement, timer: HTMLElement, tools: Tools, left: () => number | null, over: () => void): Timing {
  let ticking = 0;
  let last = Infinity;

  function tick(): void {
    const secondsLeft = left();
    timer.hidden = secondsLeft === null;
    if (secondsLeft === null || !form.isConnected) return stop();
    timer.textContent = tools.say("time_of_attempt", { time: timeText(tools.say, secondsLeft) });
    timer.classList.toggle("urgent", secondsLeft <= 60);
    const warning = WARNINGS.find((at) => secondsLeft <= at && last > at && last !== Infinity);
    if (warning !== undefined && secondsLeft) tools.announce(timer.textContent);
    last = secondsLeft;
    if (secondsLeft) return;
    stop();
    over();
  }

  function stop(): void {
    clearInterval(ticking);
    ticking = 0;
    last = Infinity;
  }

  return {
    start() {
      stop();
      ticking = window.setInterval(tick, 1000);
      tick();
    },
    at(time, then) {
      const wait = time.getTime() - Date.now() + 1000;
      // What is further off than setTimeout can count is not waited for.
      if (wait < 2 ** 31) setTimeout(() => form.isConnected && then(), wait);
    },
  };
}

function timeText(say: Say, seconds: number): string {
  if (seconds > SECONDS_FROM) return duration(say, Math.ceil(seconds / 60));
  return inDigits(say, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`);
}
