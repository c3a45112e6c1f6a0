/** Long texts come back with their points in every standard: SCORM 1.2's 4,096 characters are the limit of no other. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { SaveStatus, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { fakeBrowser } from "./browser.ts";
import { course, question, quiz, tracked } from "./course.ts";
import { fakeLrs } from "./fake_lrs.ts";
import { createSession } from "./learner.ts";
import { launch } from "./lrs_run.ts";
import { fakePage } from "./page.ts";
import { strictCmi5 } from "./strict_cmi5.ts";
import { SCORM2004 } from "./tracking.ts";
import { newTab, webPage } from "./web.ts";

const LENGTH = 800;
const IDS = ["a", "b", "c", "d"];
const QUIZZES = ["first", "second"];
const data = course(QUIZZES.map((id, n) => quiz(id, `Q0${n}`, { points: 400, attempts: 1 })));
const QUESTIONS = IDS.map((id, n) =>
  question({ id, key: n + 1, type: "long-answer", points: 100, objectives: [], length: LENGTH, limit: LENGTH, criteria: ["a"] }),
);

/** A device on which the course is launched; nothing is kept there between two launches. */
interface Device {
  readonly tracking: Tracking;
  readonly clock: Parameters<typeof createSession>[2];
  readonly pass: (ms: number) => Promise<void>;
  readonly statuses: readonly SaveStatus[];
}

/** Each standard's platform, as a function that launches the course on one more device. */
const platforms: Readonly<Record<string, () => () => Device>> = {
  "SCORM 2004": () => {
    let stored: Readonly<Record<string, string>> = {};
    let last = SCORM2004.lms({ stored });
    return () => {
      stored = last.durable();
      last = SCORM2004.lms({ stored });
      const statuses: SaveStatus[] = [];
      const fake = fakePage({ ...fakeBrowser().window(), ...last.window });
      const tracking = SCORM2004.tracking(fake.page, (status) => statuses.push(status), tracked(data));
      return { tracking, clock: { ...fake.clock, random: () => 0.5 }, pass: fake.pass, statuses };
    };
  },
  xAPI: () => {
    const lrs = fakeLrs();
    return () => {
      const statuses: SaveStatus[] = [];
      const page = webPage(launch(), lrs.fetch, newTab());
      const tracking = xapi(page.page, (status) => statuses.push(status), tracked(data));
      return { tracking, clock: { ...page.clock, random: () => 0.5 }, pass: page.pass, statuses };
    };
  },
  cmi5: () => {
    const strict = strictCmi5({ masteryScore: 0.8 });
    return () => {
      strict.launch();
      const statuses: SaveStatus[] = [];
      const page = strict.open(newTab(), fakeBrowser().window());
      const tracking = cmi5(page.page, (status) => statuses.push(status), tracked(data));
      return { tracking, clock: { ...page.clock, random: () => 0.5 }, pass: page.pass, statuses };
    };
  },
};

for (const [standard, platform] of Object.entries(platforms)) {
  test(`two quizzes of four texts of ${LENGTH} characters come back on another device; ${standard}`, async () => {
    const next = platform();
    const open = async (device: Device) => {
      const session = createSession(data, device.tracking, device.clock);
      void device.tracking.open().then((opened) => session.open(opened));
      await device.pass(1000);
      for (const id of QUIZZES) session.loaded(id, QUESTIONS);
      return session;
    };
    const text = (quizId: string, id: string) => `${quizId} ${id} `.padEnd(LENGTH, "word ");
    const first = next();
    const session = await open(first);
    for (const id of QUIZZES) {
      for (const each of IDS) session.answer(id, each, { kind: "essay", text: text(id, each), met: ["a"] });
      session.handIn(id);
      await first.pass(20_000);
    }
    assert.equal(first.statuses.at(-1), "saved");
    assert.deepEqual(QUIZZES.map((id) => session.standing(id).counted), [400, 400]);
    session.close();
    await first.pass(1000);

    const again = await open(next());
    for (const id of QUIZZES) {
      assert.equal(again.standing(id).counted, 400);
      for (const each of IDS) assert.deepEqual(again.quiz(id).responses.get(each), { kind: "essay", text: text(id, each), met: ["a"] });
    }
  });
}
