import { waitForPlayer } from "../early.ts";

waitForPlayer();
