import { waitForPlayer } from "../page/early.ts";
import { trustOwn } from "../page/trusted_types.ts";

trustOwn(window);
waitForPlayer();
