/** Either version of SCORM: each launch reads the record and writes to it what was committed, element by element. */
import assert from "node:assert/strict";
import type { Session } from "../player/learner.ts";
import { fakePage } from "../player/page.ts";
import type { StrictLms } from "../player/strict_lms.ts";
import type { Version } from "../player/tracking.ts";
import type { World } from "./world.ts";

export function scormWorld(version: Version): World {
  let record: Record<string, string> = {};
  let launches: { readonly lms: StrictLms; known: Record<string, string> }[] = [];
  /** How often each answer was told, by the id of its interaction. */
  const told = new Map<string, number>();
  let trouble: Parameters<StrictLms["trouble"]> | null = null;

  /** What the LMSs of open windows have committed since it was asked last. */
  function sync(): void {
    for (const launch of launches) {
      const durable = launch.lms.durable();
      const news = Object.entries(durable).filter(([element, value]) => launch.known[element] !== value);
      if (!news.length) continue;
      const before = record;
      record = { ...record, ...Object.fromEntries(news) };
      launch.known = durable;
      neverWithdrawn(before, record);
    }
    neverTwice();
  }

  function neverTwice(): void {
    const ids = Object.entries(record).flatMap(([element, id]) => (/^cmi\.interactions\.\d+\.id$/.test(element) ? [id] : []));
    for (const id of new Set(ids)) {
      const count = ids.filter((other) => other === id).length;
      assert.ok(count <= (told.get(id) ?? 0), `${id} is recorded ${count} times`);
    }
  }

  function neverWithdrawn(before: Record<string, string>, after: Record<string, string>): void {
    for (const element of ["cmi.core.lesson_status", "cmi.success_status"]) {
      if (before[element] === "passed") assert.equal(after[element], "passed", "passed was withdrawn");
    }
  }

  const percent = (session: Session): string | null => {
    const { score, status } = session.outcome();
    const pass = session.pass() ?? 0;
    if (!score || (status === "passed" && score.earned < pass)) return null;
    return String(Math.floor((score.earned * 10_000) / score.total) / 100);
  };

  return {
    promisesEverywhere: false,
    isHealthy: () => trouble === null,
    launch(device, course, onStatus, now) {
      sync();
      const lms = version.lms({ stored: record });
      if (trouble) lms.trouble(...trouble);
      launches.push({ lms, known: lms.durable() });
      const heard = new Map<string, (() => void)[]>();
      const owner = device.browser.window();
      const timeOrigin = now + device.skew;
      const fake = fakePage({
        ...owner,
        ...lms.window,
        performance: { timeOrigin, now: () => fake.clock.ms() },
        document: { visibilityState: "hidden", querySelector: () => null },
        location: { href: "https://lms.example.org/course/index.html", pathname: "/course/index.html" },
        addEventListener: (name: string, hear: () => void) => heard.set(name, [...(heard.get(name) ?? []), hear]),
      });
      return {
        page: fake.page,
        tracking: version.tracking(fake.page, onStatus, course),
        clock: { ms: fake.clock.ms, date: () => new Date(timeOrigin + fake.clock.ms()) },
        pass: fake.pass,
        holds: () => [lms.stored("cmi.suspend_data")],
        check(session) {
          const { status } = session.outcome();
          if (status === "passed") assert.ok(["cmi.core.lesson_status", "cmi.success_status"].some((element) => lms.stored(element) === "passed"));
          const raw = percent(session);
          if (raw !== null) assert.equal(lms.stored(`${version.score}.raw`), raw, "the score is not what the facts give");
        },
        hear: (event) => heard.get(event)?.forEach((run) => run()),
      };
    },
    fault(step) {
      if (step.do !== "fault" || step.kind === "slow") return;
      const name = ({ Initialize: version.initialize, Finish: version.terminate, Commit: version.commit } as Record<string, string>)[step.only] ?? step.only;
      trouble = [step.kind, step.calls, name];
      for (const { lms } of launches) lms.trouble(...trouble);
      trouble = [step.kind, 3, name];
    },
    heal() {
      trouble = null;
      for (const { lms } of launches) lms.trouble("none");
    },
    reported({ quiz, question, attempt }) {
      const id = `${quiz}_${question}_${attempt}`;
      told.set(id, (told.get(id) ?? 0) + 1);
    },
    reset() {
      sync();
      record = {};
      launches = [];
    },
  };
}
