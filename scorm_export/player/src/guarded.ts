/** The result of the call; null when it throws, as windows of other sites, some LMSs, and browsers that forbid storage do. */
export function attempt<T>(call: () => T): T | null {
  try {
    return call();
  } catch {
    return null;
  }
}
