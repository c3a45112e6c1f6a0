/**
 * Random lives of a cmi5 registration: sessions that are reloaded, left, killed and launched again, under every fault. Whatever
 * happens, no rule of the specification is broken, and once faults end the AU is satisfied if the learner has passed.
 */
import assert from "node:assert/strict";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import type { Outcome } from "../../scorm_export/player/src/reports.ts";
import type { Opened, SaveStatus, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { HANGS, type Fault } from "./fake_lrs.ts";
import { testLives } from "./lives.ts";
import { random } from "./random.ts";
import { plainStates, stateText } from "./states.ts";
import { strictCmi5 } from "./strict_cmi5.ts";
import { newTab, webPage, type Fetch, type Tab, type WebPage } from "./web.ts";

const STEPS = 30;
const course = { id: "a-course", shared: false, keepAlive: true, answersEarly: false, states: plainStates };
const score = { earned: 7000, total: 10000 };
const outcomes: readonly Outcome[] = [
  { status: "incomplete", completed: false, progress: 0.5, score: null },
  { status: "incomplete", completed: true, progress: 1, score },
  { status: "failed", completed: true, progress: 1, score },
  { status: "passed", completed: true, progress: 1, score: { earned: 8000, total: 10000 } },
];
const weathers: readonly (Fault | null | "lost")[] = [null, null, null, null, 500, 0, HANGS, { status: 429, retryAfter: "5" }, "lost"];

interface Visit {
  readonly page: WebPage;
  readonly tracking: Tracking;
  status: SaveStatus | null;
  opened: Opened | null;
}

async function live(seed: number): Promise<void> {
  const chance = random(seed * 7919);
  const pick = <T>(list: readonly T[]): T => list[chance.below(list.length)] as T;
  const strict = strictCmi5({ masteryScore: 0.8 });
  const { lrs } = strict;
  const { localStorage } = newTab();
  let tab: Tab = newTab(localStorage);
  let fetch: Fetch | null = null;
  let facts = 0;
  /** The status reached: the session never reports a lower one, except that failed may follow incomplete. */
  let reached = 0;
  let weather: (typeof weathers)[number] = null;
  lrs.fault = () => (weather === "lost" ? null : weather);
  lrs.lost = () => (weather === "lost" ? 0 : null);

  async function open(page: WebPage): Promise<Visit> {
    const visit: Visit = { page, status: null, opened: null, tracking: cmi5(page.page, (status) => (visit.status = status), course) };
    void visit.tracking.open().then((opened) => {
      visit.opened = opened;
      if (opened.tracked && reached) visit.tracking.outcome(outcomes[reached] as Outcome);
    });
    await page.pass(0);
    if (!visit.opened) await page.pass(20_000);
    return visit;
  }

  async function launch(): Promise<Visit> {
    tab = newTab(localStorage);
    if (fetch) strict.launch();
    const page = strict.open(tab);
    fetch = (page.page as unknown as { fetch: Fetch }).fetch;
    return open(page);
  }

  let visit = await launch();
  for (let n = 0; n < STEPS; n++) {
    weather = pick(weathers);
    const { tracking, page } = visit;
    const acts: readonly (() => unknown)[] = [
      () => tracking.save(`place-${++facts}`, () => stateText("m", `f${facts}`)),
      () => tracking.visited?.("three-loops"),
      () => tracking.attempted?.("check", 1, "aB3"),
      ...[1, 2, 3].map(() => () => {
        reached = Math.max(reached, chance.below(outcomes.length));
        tracking.outcome(outcomes[reached] as Outcome);
        tracking.commit();
      }),
      () => page.hear("online"),
      async () => {
        page.hear("pagehide");
        tracking.close(1);
        await page.pass(0);
        visit = await open(webPage("", fetch as Fetch, tab));
      },
      async () => {
        // By the course's own button, which waits until everything that is being sent has arrived or failed.
        void tracking.settled?.();
        await page.pass(31_000);
        tracking.close(1);
        await page.pass(pick([0, 1000, 60_000]));
        visit = await launch();
      },
      async () => void (visit = await launch()),
    ];
    await pick(acts)();
    await visit.page.pass(pick([0, 1000, 5000, 61_000]));
  }

  weather = null;
  // A session may report only one verdict, so that a pass after a failure is reported in the next.
  for (let launches = 0; launches < 3; launches++) {
    visit = await launch();
    assert.equal(visit.opened?.tracked, true);
    reached = outcomes.length - 1;
    visit.tracking.outcome(outcomes[reached] as Outcome);
    visit.tracking.commit();
    await visit.page.pass(70_000);
    assert.equal(visit.status, "saved");
    visit.tracking.close(1);
    await visit.page.pass(0);
    assert.equal(visit.status, "closed");
  }
  assert.deepEqual(strict.mistakes(), []);
  assert.equal(strict.satisfied(), true);
}

testLives("a cmi5 registration", live);
