import { start } from "../../player/src/page/main.ts";
import { untracked } from "../../player/src/tracking/untracked.ts";

start(untracked);
