import { start } from "../../player/src/page/main.ts";
import { beside } from "../../player/src/tracking/lrs/beside.ts";
import { scorm2004 } from "./tracking.ts";

start(beside(scorm2004));
