/** Ids and times of statements. */
import type { Stamp } from "./statements.ts";

/** A random id, and the learner's time as it was when the page was loaded going on evenly: it never goes back. */
export function stamper(page: Window): Stamp {
  return () => ({ id: uuid(page.crypto), timestamp: new Date(now(page)).toISOString() });
}

/** Milliseconds since 1970. */
export function now(page: Window): number {
  return page.performance.timeOrigin + page.performance.now();
}

/** Version 4 of RFC 9562. `randomUUID` is not there on pages without TLS. */
export function uuid(crypto: Crypto): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
