/** Calls that must not throw. */

/** The result of the call; null when it throws, as windows of other sites, some LMSs, and browsers without storage do. */
export function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}

/** The JSON object that a text contains; empty when it contains none. */
export function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  const value = attempt((): unknown => JSON.parse(text ?? ""));
  return typeof value === "object" && value && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
