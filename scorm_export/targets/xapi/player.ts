import { start } from "../../player/src/page/main.ts";
import { xapi } from "./tracking.ts";

start(xapi);
