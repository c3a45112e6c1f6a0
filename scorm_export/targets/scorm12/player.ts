import { start } from "../../player/src/page/main.ts";
import { scorm12 } from "./tracking.ts";

start(scorm12);
