/** A shared worker that outlives its page and sends `terminated` unless the page comes back: see farewell.ts. */
import type { Message } from "../tracking/lrs/farewell.ts";

const timers = new Map<string, ReturnType<typeof setTimeout>>();

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  port.onmessage = ({ data: { session, last } }: MessageEvent<Message>) => {
    clearTimeout(timers.get(session));
    if (last) timers.set(session, setTimeout(() => void fetch(last.url, last.init), last.ms));
  };
});
