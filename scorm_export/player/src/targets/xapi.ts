import { start } from "../main.ts";
import { xapi } from "../tracking/xapi.ts";
import { watchVideos } from "../video.ts";

start(xapi, watchVideos);
