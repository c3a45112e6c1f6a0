import { start } from "../main.ts";
import { beside } from "../tracking/beside.ts";
import { scorm12 } from "../tracking/scorm12.ts";

start(beside(scorm12));
