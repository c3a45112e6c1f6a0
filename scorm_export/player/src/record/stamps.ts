/** Ids and times of statements. */
import { sha1 } from "./sha1.ts";
import type { Stamp } from "./statements.ts";

/** The namespace of ids derived from names; random. */
const NAMESPACE = "6f0f5d5e3a0c4c579b0a2c9b7f3f9d11";

/**
 * A random id or, for a statement that may exist only once, an id derived from `name`, the same on every device. The time
 * is that of the learner's clock when the page was loaded, plus the time since: it never goes back.
 */
export function stamper(page: Window): Stamp {
  return (name) => ({
    id: name ? uuidOf(JSON.stringify(name)) : uuid(page.crypto),
    timestamp: new Date(now(page)).toISOString(),
  });
}

/** Milliseconds since 1970. */
export function now(page: Window): number {
  return page.performance.timeOrigin + page.performance.now();
}

/** Version 4 of RFC 9562. `randomUUID` is not available on pages without TLS. */
export function uuid(crypto: Crypto): string {
  return formatUuid(crypto.getRandomValues(new Uint8Array(16)), 4);
}

/** Version 5 of RFC 9562. */
export function uuidOf(name: string): string {
  const space = (NAMESPACE.match(/../g) ?? []).map((byte) => parseInt(byte, 16));
  return formatUuid(sha1(Uint8Array.from([...space, ...new TextEncoder().encode(name)])), 5);
}

function formatUuid(bytes: Uint8Array, version: number): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
