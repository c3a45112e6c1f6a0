/** The same learner told to each standard. After a wanted change: UPDATE=1 node --test, and read the difference. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { scorm12 } from "../../scorm_export/player/src/tracking/scorm12.ts";
import { scorm2004 } from "../../scorm_export/player/src/tracking/scorm2004.ts";
import { learn } from "./scenario.ts";
import { lms as scorm12Lms } from "./strict_scorm12.ts";
import { lms as scorm2004Lms } from "./strict_scorm2004.ts";

function compare(name: string, transcript: string): void {
  const file = new URL(`transcripts/${name}.txt`, import.meta.url);
  if (process.env["UPDATE"]) writeFileSync(file, transcript);
  assert.equal(transcript, readFileSync(file, "utf8"));
}

const standards = [
  ["scorm12", scorm12, scorm12Lms()],
  ["scorm2004", scorm2004, scorm2004Lms({ given: { "cmi.scaled_passing_score": "0.8" } })],
] as const;

for (const [name, tracking, strict] of standards) {
  test(name, async () => {
    await learn(strict, tracking);
    assert.deepEqual(strict.mistakes(), []);
    compare(name, strict.transcript());
  });
}
