/** The same scenario in each standard. After an intended change: UPDATE=1 node --test, and review the difference. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import type { Reporting } from "../../scorm_export/player/src/course.ts";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import { scorm12 } from "../../scorm_export/targets/scorm12/tracking.ts";
import { scorm2004 } from "../../scorm_export/targets/scorm2004/tracking.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import { ENDPOINT, fakeLrs } from "./fake_lrs.ts";
import { learn } from "./scenario.ts";
import { strictCmi5 } from "./strict_cmi5.ts";
import { lms as scorm12Lms } from "./strict_scorm12.ts";
import { lms as scorm2004Lms } from "./strict_scorm2004.ts";
import { COURSE, pageActivities, webPage } from "./web.ts";

/** Devices have random names: the first is called one. */
function withoutChance(transcript: string): string {
  const names = [...new Set([...transcript.matchAll(/seconds-(\w+)/g)].map(([, name]) => name ?? ""))];
  return names.reduce((text, name, n) => text.replaceAll(name, ["one", "two", "three", "four"][n] ?? name), transcript);
}

function compare(name: string, told: string): void {
  const transcript = withoutChance(told);
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

/** The policies that change what is said, each where it does. */
const policies: readonly (readonly [name: string, Reporting])[] = [
  ["question-slots", { interactions: { slots: ["check_single-loop", "check_which-loops", "check_why-learn"] } }],
  ["passed-for-good", { keepsPass: true, withoutTexts: true, interactions: { most: 2 } }],
];
for (const [policy, reporting] of policies) {
  for (const [name, tracking, launch] of [["scorm12", scorm12, scorm12Lms], ["scorm2004", scorm2004, scorm2004Lms]] as const) {
    test(`${name} with ${policy}`, async () => {
      const strict = launch();
      await learn(strict, tracking, reporting);
      assert.deepEqual(strict.mistakes(), []);
      compare(`${name}-${policy}`, strict.transcript());
    });
  }
}

const brings = (page: Window, id: string) => page.pageActivities?.(id, pageActivities[id] ?? {});

test("xAPI", async () => {
  const lrs = fakeLrs();
  const actor = JSON.stringify({ mbox: "mailto:learner@example.org" });
  const registration = "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11";
  const launch = new URLSearchParams({ endpoint: ENDPOINT, auth: "Basic a2V5", actor, registration, activity_id: COURSE });
  const open = () => webPage(`?${launch.toString()}`, lrs.fetch);
  // xAPI has no review mode: the fourth session is like the others.
  await learn({ note: lrs.note, relaunch() {}, open, brings }, xapi);
  compare("xapi", lrs.transcript());
});

test("cmi5", async () => {
  const strict = strictCmi5({ masteryScore: 0.8, returnURL: "https://lms.example.org/back" });
  const relaunch = (mode?: "review") => strict.launch(mode ? { launchMode: "Review" } : {});
  await learn({ note: strict.lrs.note, relaunch, open: () => strict.open(), brings }, cmi5);
  assert.deepEqual(strict.mistakes(), []);
  assert.equal(strict.satisfied(), true);
  compare("cmi5", strict.lrs.transcript());
});
