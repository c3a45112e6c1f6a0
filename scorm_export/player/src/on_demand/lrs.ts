/** The script that sends to the LRS beside an LMS, loaded after the first page (decision 15). */
import type { createQueue } from "../record/queue.ts";
import type { openLrs } from "../tracking/lrs/beside_lrs.ts";

export interface LrsPart {
  readonly openLrs: typeof openLrs;
  readonly createQueue: typeof createQueue;
}

declare global {
  interface Window {
    /** What `lrs.js` provides. */
    courseLrsPart?: LrsPart;
  }
}
