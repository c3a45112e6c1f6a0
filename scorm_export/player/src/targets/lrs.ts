/** The part of the player that sends to the LRS beside an LMS, and comes after the first page. */
import { createQueue } from "../queue.ts";
import { openLrs } from "../tracking/beside_lrs.ts";

window.courseLrsPart = { openLrs, createQueue };
