/** Either version of SCORM: each launch reads the record and writes to it what was committed, element by element. */
import assert from "node:assert/strict";
import type { Session } from "../player/learner.ts";
import { fakePage } from "../player/page.ts";
import type { StrictLms } from "../player/strict_lms.ts";
import type { Version } from "../player/tracking.ts";
import { OLD_STATE } from "./course.ts";
import type { Schedule } from "./schedule.ts";
import type { Device, World } from "./world.ts";

/** Where a version says that the learner has passed. */
const JUDGED = ["cmi.core.lesson_status", "cmi.success_status"];

const SLOW_MS = 2000;

/** An LMS's session, and what of it the record has. */
interface Launch {
  readonly lms: StrictLms;
  readonly device: Device;
  known: Record<string, string>;
  /** It knows of the pass: it began after it, said so, or took the record over in a browser where a window knew. */
  aware: boolean;
}

export function scormWorld(version: Version, { old }: Schedule): World {
  let record: Record<string, string> = old ? { ...version.begun, [version.location]: "", "cmi.suspend_data": OLD_STATE } : {};
  let launches: Launch[] = [];
  /** How often each answer was told, by the id of its interaction. */
  const told = new Map<string, number>();
  let trouble: Parameters<StrictLms["trouble"]> | null = null;
  /** So many calls take their time, and the page with them. */
  let slow = 0;
  /** What was said of a learner who had passed by a session that knew. */
  const withdrawn: string[] = [];

  /** Commits reach the record in the order in which they are made, whichever launch makes them. */
  function listening({ API }: StrictLms, launch: Launch, block: (ms: number) => void): Readonly<Record<string, unknown>> {
    const listen = (call: (typeof API)[string]) => (...args: unknown[]) => {
      if (slow-- > 0) block(SLOW_MS);
      try {
        return call(...args);
      } finally {
        if (launches.includes(launch)) take(launch);
      }
    };
    return { [version.api]: Object.fromEntries(Object.entries(API).map(([name, call]) => [name, listen(call)])) };
  }

  function take(launch: Launch): void {
    const durable = launch.lms.durable();
    const news = Object.entries(durable).filter(([element, value]) => launch.known[element] !== value);
    launch.known = durable;
    for (const [element, value] of news.filter(([element]) => JUDGED.includes(element))) {
      if (value === "passed") launch.aware = true;
      // A session that began before another passed cannot learn of it: an LMS tells it what it was told at the launch.
      else if (record[element] === "passed" && launch.aware) withdrawn.push(`${element} is ${value} after passed`);
    }
    record = { ...record, ...Object.fromEntries(news) };
  }

  function judgeRecord(): void {
    assert.deepEqual(withdrawn, [], "passed was withdrawn");
    neverTwice();
  }

  function neverTwice(): void {
    const ids = Object.entries(record).flatMap(([element, id]) => (/^cmi\.interactions\.\d+\.id$/.test(element) ? [id] : []));
    for (const id of new Set(ids)) {
      const count = ids.filter((other) => other === id).length;
      assert.ok(count <= (told.get(id) ?? 0), `${id} is recorded ${count} times`);
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
      judgeRecord();
      const lms = version.lms({ stored: record });
      if (trouble) lms.trouble(...trouble);
      const launch = { lms, device, known: lms.durable(), aware: JUDGED.some((element) => record[element] === "passed") };
      launches.push(launch);
      const heard = new Map<string, (() => void)[]>();
      const owner = device.browser.window();
      const timeOrigin = now + device.skew;
      const fake = fakePage({
        ...owner,
        ...listening(lms, launch, (ms) => fake.block(ms)),
        performance: { timeOrigin, now: () => fake.clock.ms() },
        document: { visibilityState: "hidden", querySelector: () => null },
        location: { href: "https://lms.example.org/course/index.html", pathname: "/course/index.html" },
        addEventListener: (name: string, hear: () => void) => heard.set(name, [...(heard.get(name) ?? []), hear]),
      });
      const adapter = version.tracking(fake.page, onStatus, course);
      return {
        page: fake.page,
        tracking: {
          ...adapter,
          async takeOver() {
            const opened = await adapter.takeOver?.();
            launch.aware ||= launches.some((other) => other.device === device && other.aware);
            return opened ?? assert.fail();
          },
        },
        clock: { ms: fake.clock.ms, date: () => new Date(now + device.skew + fake.clock.ms()) },
        pass: fake.pass,
        holds: () => [lms.stored("cmi.suspend_data")],
        check(session) {
          judgeRecord();
          const { status } = session.outcome();
          if (status === "passed") assert.ok(JUDGED.some((element) => lms.stored(element) === "passed"));
          const raw = percent(session);
          if (raw !== null) assert.equal(lms.stored(`${version.score}.raw`), raw, "the score is not what the facts give");
        },
        hear: (event) => heard.get(event)?.forEach((run) => run()),
      };
    },
    fault(step) {
      if (step.do !== "fault") return;
      if (step.kind === "slow") return void (slow = step.calls);
      const name = ({ Initialize: version.initialize, Finish: version.terminate, Commit: version.commit } as Record<string, string>)[step.only] ?? step.only;
      trouble = [step.kind, step.calls, name];
      for (const { lms } of launches) lms.trouble(...trouble);
      trouble = [step.kind, 3, name];
    },
    heal() {
      trouble = null;
      slow = 0;
      for (const { lms } of launches) lms.trouble("none");
    },
    reported({ quiz, question, attempt }) {
      const id = `${quiz}_${question}_${attempt}`;
      told.set(id, (told.get(id) ?? 0) + 1);
    },
    reset() {
      judgeRecord();
      record = {};
      launches = [];
    },
  };
}
