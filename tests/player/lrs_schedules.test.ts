/**
 * Random lives of one record in an LRS: up to three devices, killed pages, slow, lost, refused and reordered requests. Whatever
 * happens, what was reported as "saved" is in the LRS from then on, what was reported as "device" is there at the next launch on that
 * device, and nothing is reported twice.
 */
import assert from "node:assert/strict";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { Outcome } from "../../scorm_export/player/src/reports.ts";
import type { Opened, SaveStatus, Tracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { brief, ENDPOINT, fakeLrs, HANGS, STATE, type Fault } from "./fake_lrs.ts";
import { testLives } from "./lives.ts";
import { random } from "./random.ts";
import { plainStates, stateText } from "./states.ts";
import { answered, COURSE, newTab, storage, webPage, type Fetch, type WebPage } from "./web.ts";

const STEPS = 40;
const { adds, merge } = plainStates;
const course = { id: "a-course", shared: false, keepAlive: true, answersEarly: false, states: plainStates };
const passed: Outcome = { status: "passed", completed: true, progress: 1, score: { earned: 8000, total: 10000 } };
const search = `?${new URLSearchParams({
  endpoint: ENDPOINT, auth: "Basic a2V5", actor: '{"mbox":"mailto:a@b.example"}', registration: "7a1f8d6e-52f0-4b9e-9a53-0c7f0f6d3c11", activity_id: COURSE,
}).toString()}`;

interface Visit {
  readonly page: WebPage;
  readonly tracking: Tracking;
  status: SaveStatus | null;
  opened: Opened | null;
  known: string;
  closed: boolean;
}

interface Device {
  readonly localStorage: Storage | null;
  visit: Visit | null;
}

const weathers: readonly (Fault | null | "late" | "lost")[] = [null, null, null, null, 500, 0, HANGS, { status: 429, retryAfter: "30" }, "late", "lost", 413];

async function live(seed: number): Promise<void> {
  const chance = random(seed * 7919);
  const next = (): number => chance.below(1000) / 1000;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const lrs = fakeLrs();
  pick([() => {}, () => (lrs.lacksEtags = true), () => (lrs.wantsPrecondition = true)])();
  const withoutPost = !lrs.lacksEtags && next() < 0.2;
  const devices: Device[] = Array.from({ length: 1 + Math.floor(next() * 3) }, () => ({ localStorage: next() < 0.8 ? storage() : null, visit: null }));
  const late: (() => void)[] = [];
  let weather: (typeof weathers)[number] = null;
  let facts = 0;
  /** What was reported to be in the LRS. */
  let promised = "";
  let everPassed = false;

  lrs.fault = ({ method, resource }) => {
    if (withoutPost && method === "POST" && resource === STATE) return 405;
    return weather === "late" || weather === "lost" || next() < 0.3 ? null : weather;
  };
  lrs.lost = () => (weather === "lost" && next() < 0.5 ? 0 : null);
  const fetch: Fetch = (url, init) => {
    if (weather !== "late" || next() < 0.5) return lrs.fetch(url, init);
    return new Promise((resolve, reject) => {
      late.push(() => resolve(lrs.fetch(url, init).catch(() => answered(500))));
      init.signal?.addEventListener("abort", reject);
    });
  };

  const held = () =>
    Object.entries(JSON.parse([...lrs.documents.values()].at(-1)?.body ?? "{}") as Record<string, unknown>)
      .filter(([name]) => name.startsWith("state"))
      .reduce((all, [, text]) => merge(all, String(text)), "");

  function check(): void {
    for (const { visit } of devices) {
      if (visit?.status === "saved" || visit?.status === "closed") promised = merge(promised, visit.known);
    }
    assert.ok(!adds(held(), promised), `told saved: ${promised}; held: ${held()}`);
  }

  async function open(device: Device): Promise<void> {
    const page = webPage(search, fetch, newTab(device.localStorage ?? undefined));
    if (!device.localStorage) Object.defineProperty(page.page, "localStorage", { get: () => { throw new Error("SecurityError"); } });
    const visit: Visit = { page, status: null, opened: null, known: "", closed: false, tracking: xapi(page.page, (status) => (visit.status = status), course) };
    device.visit = visit;
    void visit.tracking.open().then((opened) => {
      visit.opened = opened;
      visit.known = opened.states.reduce(merge, "");
    });
    await page.pass(0);
    if (!visit.opened) await page.pass(8000);
  }

  async function step(device: Device): Promise<void> {
    const { visit } = device;
    if (!visit) return open(device);
    if (!visit.opened || visit.closed) {
      if (visit.closed && next() < 0.5) device.visit = null;
      return visit.page.pass(10_000);
    }
    const acts: readonly (() => void)[] = [
      ...Array.from({ length: 5 }, () => () => {
        visit.known = merge(visit.known, stateText("m", `f${++facts}`));
        visit.tracking.save(`place-${facts}`, () => visit.known);
      }),
      ...Array.from({ length: 5 }, () => () => visit.tracking.commit()),
      () => {
        visit.tracking.outcome(passed);
        everPassed = true;
        visit.tracking.commit();
      },
      () => {
        Object.assign(visit.page.page.document, { visibilityState: "hidden" });
        visit.page.hear("visibilitychange");
      },
      () => visit.page.hear("online"),
      () => {
        visit.closed = true;
        visit.tracking.close(1);
      },
      () => {
        // The page was killed: nothing of it runs any more.
        device.visit = null;
      },
    ];
    pick(acts)();
    await visit.page.pass(pick([0, 0, 500, 1000, 5000, 30_000, 61_000]));
  }

  for (let n = 0; n < STEPS; n++) {
    weather = pick(weathers);
    const device = pick(devices);
    await step(device);
    if (next() < 0.5) late.splice(0).forEach((arrive) => arrive());
    await device.visit?.page.pass(0);
    check();
  }

  weather = null;
  late.splice(0).forEach((arrive) => arrive());
  for (const device of devices) {
    const kept = device.localStorage && device.visit?.status === "device" ? device.visit.known : "";
    await device.visit?.page.pass(0);
    check();
    device.visit = null;
    await open(device);
    const { visit } = device as { visit: Visit | null };
    assert.ok(visit?.opened && !adds(visit.known, merge(promised, kept)), `told: ${merge(promised, kept)}; at the next launch: ${visit?.known}`);
    if (everPassed) visit.tracking.outcome(passed);
    visit.tracking.commit();
    await visit.page.pass(10_000_000);
    assert.equal(visit.status, "saved");
    check();
  }
  const verdicts = lrs.statements.map(brief).filter((one) => /^(passed|completed) /.test(one));
  assert.deepEqual(verdicts.sort(), everPassed ? ["completed course", "passed course"] : []);
}

testLives("a record", live);
