import { waitForPlayer } from "../page/early.ts";

waitForPlayer();
