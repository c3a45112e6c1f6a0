/** A sample of what `make soak` plays: random schedules against every promise of saving. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { soak, WORLDS } from "../soak/soak.ts";

const SAMPLE = 60;

for (const standard of Object.keys(WORLDS)) {
  test(`${standard}: ${SAMPLE} random schedules break no promise`, async (context) => {
    context.mock.method(console, "warn", () => {});
    assert.deepEqual(await soak(standard, SAMPLE), []);
  });
}
