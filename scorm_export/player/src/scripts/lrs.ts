/** The part of the player that sends to the LRS beside an LMS, loaded after the first page. */
import { createQueue } from "../record/queue.ts";
import { openLrs } from "../tracking/lrs/beside_lrs.ts";

window.courseLrsPart = { openLrs, createQueue };
