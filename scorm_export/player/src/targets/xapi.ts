import { start } from "../main.ts";
import { xapi } from "../tracking/xapi.ts";

start(xapi);
