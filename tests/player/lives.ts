/** Random lives: SCHEDULES=<n> says how many. A failure names its seed, and SEED=<n> runs that one alone. */
import { test } from "node:test";

const SCHEDULES = Number(process.env["SCHEDULES"] ?? 60);
const ONLY = process.env["SEED"];

/** `live`: one life, the same for the same seed; rejects when a promise was broken in it. */
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
