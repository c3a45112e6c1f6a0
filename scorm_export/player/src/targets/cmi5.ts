import { start } from "../main.ts";
import { cmi5 } from "../tracking/cmi5.ts";
import { watchVideos } from "../video.ts";

start(cmi5, watchVideos);
