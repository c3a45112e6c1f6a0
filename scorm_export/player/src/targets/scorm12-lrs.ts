import { start } from "../main.ts";
import { beside } from "../tracking/beside.ts";
import { scorm12 } from "../tracking/scorm12.ts";
import { watchVideos } from "../video.ts";

start(beside(scorm12), watchVideos);
