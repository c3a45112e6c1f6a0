import { start } from "../main.ts";
import { scorm2004 } from "../tracking/scorm2004.ts";

start(scorm2004);
