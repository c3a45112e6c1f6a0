import { start } from "../../player/src/page/main.ts";
import { scorm2004 } from "./tracking.ts";

start(scorm2004);
