/** What comes with the first lesson that is done only when it was read (decision 15). */
import type { watchReading } from "../page/reading.ts";

declare global {
  interface Window {
    /** What `reading.js` brings. */
    watchReading?: typeof watchReading;
  }
}
