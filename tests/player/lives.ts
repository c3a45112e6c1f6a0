/** Random schedules: SCHEDULES=<n> sets their number. A failure prints its seed, and SEED=<n> runs only that one. */
import { test } from "node:test";

const SCHEDULES = Number(process.env["SCHEDULES"] ?? 60);
const ONLY = process.env["SEED"];

/** `live`: one schedule, the same for the same seed; rejects when it breaks a promise. */
export function testLives(what: string, live: (seed: number) => Promise<void>): void {
  test(`${ONLY ? 1 : SCHEDULES} random lives of ${what}`, async (context) => {
    context.mock.method(console, "warn", () => {});
    for (const seed of ONLY ? [Number(ONLY)] : Array.from({ length: SCHEDULES }, (_, n) => n + 1)) {
      try {
        await live(seed);
      } catch (error) {
        throw new Error(`SEED=${seed}: ${String(error)}`, { cause: error });
      }
    }
  });
}
