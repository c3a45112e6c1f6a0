/** The same learner told to each standard. After a wanted change: UPDATE=1 node --test, and read the difference. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { scorm12 } from "../../scorm_export/player/src/tracking/scorm12.ts";
import { learn } from "./scenario.ts";
import { lms } from "./strict_scorm12.ts";

function compare(name: string, transcript: string): void {
  const file = new URL(`transcripts/${name}.txt`, import.meta.url);
  if (process.env["UPDATE"]) writeFileSync(file, transcript);
  assert.equal(transcript, readFileSync(file, "utf8"));
}

test("SCORM 1.2", async () => {
  const strict = lms();
  await learn(strict, scorm12);
  assert.deepEqual(strict.mistakes(), []);
  compare("scorm12", strict.transcript());
});
