/** The part of the player that comes with the page of a lesson that is done only when it was read. */
import { watchReading } from "../page/reading.ts";
import type {} from "../on_demand/reading.ts";

window.watchReading = watchReading;
