import { start } from "../../player/src/page/main.ts";
import { cmi5 } from "./tracking.ts";

start(cmi5);
