/** What comes with the page of a lesson that is done only when it was read (decision 15). */
import type { watchReading } from "../page/reading.ts";

declare global {
  interface Window {
    watchReading?: typeof watchReading;
  }
}
