import { waitForPlayer } from "../page/early.ts";
import { trustOwn } from "../page/trusted_types.ts";

const style = document.getElementById("first-style");
if (style) style.setAttribute("media", "all");
// It is in the page, and a file for pages whose policy refuses that
if (!window.playerStarted) {
  trustOwn(window);
  waitForPlayer();
}
