import { start } from "../main.ts";
import { beside } from "../tracking/beside.ts";
import { scorm2004 } from "../tracking/scorm2004.ts";

start(beside(scorm2004));
