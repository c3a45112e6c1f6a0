import { start } from "../main.ts";
import { cmi5 } from "../tracking/cmi5.ts";

start(cmi5);
