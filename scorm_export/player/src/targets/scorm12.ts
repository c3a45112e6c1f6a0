import { start } from "../main.ts";
import { scorm12 } from "../tracking/scorm12.ts";

start(scorm12);
