import assert from "node:assert/strict";
import { test } from "node:test";
import { createCombinedStatus } from "../../scorm_export/player/src/tracking/lrs/combined_status.ts";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";

const CASES: readonly (readonly [statements: SaveStatus, state: SaveStatus, shown: SaveStatus])[] = [
  ["saved", "saved", "saved"],
  ["saving", "saved", "saving"],
  ["device", "saved", "device"],
  // The device may have no copy of what is being saved: its storage may be full.
  ["device", "saving", "saving"],
  ["saving", "device", "saving"],
  ["device", "unsaved", "unsaved"],
  ["refused", "unsaved", "refused"],
];

for (const [statements, state, shown] of CASES) {
  test(`statements ${statements} and state ${state} are shown as ${shown}`, () => {
    let last: SaveStatus | undefined;
    const combined = createCombinedStatus((status) => (last = status), () => false);
    combined.setPart("statements")(statements);
    combined.setPart("state")(state);
    assert.equal(last, shown);
  });
}
