/** An LRS that takes every statement but those of checks in lessons, until somebody has mended it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { Lesson } from "../../scorm_export/player/src/course.ts";
import type { XapiActivity } from "../../scorm_export/player/src/record/activity_types.ts";
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import type { SaveStatus } from "../../scorm_export/player/src/tracking/tracking.ts";
import { choice, course, lesson, quiz, single, tracked } from "./course.ts";
import { brief, fakeLrs, type Asked, type FakeLrs } from "./fake_lrs.ts";
import { createSession, type Session } from "./learner.ts";
import { launch } from "./lrs_run.ts";
import { COURSE, newTab, pageActivities, webPage, type Tab, type WebPage } from "./web.ts";

const CHECKED = "three-loops";
const withCheck: Lesson = {
  ...lesson(CHECKED, "L02"),
  practice: [quiz(`${CHECKED}/single-loop`, "C01", { purpose: "practice", points: 100, lesson: CHECKED })],
};
const data = course([withCheck, quiz("check", "Q01")]);
const OF_QUIZ = pageActivities["check"] ?? {};
const CHECK = { ...OF_QUIZ["single-loop"], objectType: "Activity", id: `${COURSE}/lessons/${CHECKED}/checks/single-loop` } as XapiActivity;
const [ASKED, QUESTIONS] = [[single("single-loop", 7, 100)], [single("which-loops", 2, 10_000)]];

interface Launched {
  readonly session: Session;
  readonly page: WebPage;
  readonly statuses: SaveStatus[];
  readonly details: string[];
}

async function open(lrs: FakeLrs, tab: Tab): Promise<Launched> {
  const page = webPage(launch(), lrs.fetch, tab);
  const statuses: SaveStatus[] = [];
  const details: string[] = [];
  const hear = (status: SaveStatus, detail = ""): void => void (statuses.push(status), details.push(detail));
  const tracking = xapi(page.page, hear, tracked(data));
  const session = createSession(data, tracking, { ...page.clock, random: () => 0.5 });
  void tracking.open().then((opened) => session.open(opened));
  await page.pass(1000);
  page.page.pageActivities?.(CHECKED, { "single-loop": CHECK });
  page.page.pageActivities?.("check", OF_QUIZ);
  session.loaded(`${CHECKED}/single-loop`, ASKED);
  session.loaded("check", QUESTIONS);
  return { session, page, statuses, details };
}

const ofCheck = ({ object }: Statement): boolean => (object as { id?: string }).id === CHECK.id;

/** As an LRS answers: one bad statement refuses its whole batch. */
function refuseChecks(lrs: FakeLrs): void {
  lrs.fault = ({ resource, method, body }: Asked) => {
    const sent = resource !== "statements" || method === "GET" ? [] : ([body].flat() as Statement[]);
    return sent.some(ofCheck) ? { status: 400, text: "checks are not known here" } : null;
  };
}

const answeredIn = ({ statements }: FakeLrs): number => statements.filter(ofCheck).length;
const passedIn = ({ statements }: FakeLrs): number => statements.filter((one) => brief(one) === "passed course").length;

test("everything else arrives, the learner is told, and what was refused arrives once the LRS takes it", async (context) => {
  context.mock.method(console, "warn", () => {});
  const lrs = fakeLrs();
  refuseChecks(lrs);
  const { session, page, statuses, details } = await open(lrs, newTab());
  session.visit(CHECKED);
  for (const option of ["a", "b"]) {
    if (session.quiz(`${CHECKED}/single-loop`).canRetry) session.retry(`${CHECKED}/single-loop`);
    session.answer(`${CHECKED}/single-loop`, "single-loop", choice(option));
    session.handIn(`${CHECKED}/single-loop`);
  }
  session.visit("check");
  session.answer("check", "which-loops", choice("b"));
  session.handIn("check");
  await page.pass(10_000);
  assert.equal(session.outcome().status, "passed");
  assert.deepEqual([answeredIn(lrs), passedIn(lrs)], [0, 1]);
  assert.deepEqual([statuses.at(-1), details.at(-1)], ["refused", "400 checks are not known here"]);

  lrs.fault = () => null;
  await page.pass(20 * 60_000);
  assert.deepEqual([answeredIn(lrs), passedIn(lrs)], [2, 1]);
  assert.equal(statuses.at(-1), "saved");
  assert.equal(new Set(lrs.statements.map(({ id }) => id)).size, lrs.statements.length);
});

test("the check itself is in the state all the time: the next launch shows its answer", async (context) => {
  context.mock.method(console, "warn", () => {});
  const lrs = fakeLrs();
  refuseChecks(lrs);
  const first = await open(lrs, newTab());
  first.session.visit(CHECKED);
  first.session.answer(`${CHECKED}/single-loop`, "single-loop", choice("a"));
  first.session.handIn(`${CHECKED}/single-loop`);
  await first.page.pass(10_000);
  first.session.close();
  await first.page.pass(1000);
  assert.equal(first.statuses.at(-1), "refused");
  const next = await open(lrs, newTab());
  assert.equal(next.session.quiz(`${CHECKED}/single-loop`).phase, "result");
  assert.deepEqual(next.session.quiz(`${CHECKED}/single-loop`).responses.get("single-loop"), choice("a"));
});
