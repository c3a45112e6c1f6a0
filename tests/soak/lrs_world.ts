/** xAPI and cmi5: every device writes to one LRS, which keeps, refuses, drops and loses as it is told. */
import assert from "node:assert/strict";
import type { ActivityDefinition, CourseActivities, XapiActivity } from "../../scorm_export/player/src/record/activity_types.ts";
import type { Statement } from "../../scorm_export/player/src/record/statements.ts";
import { cmi5 } from "../../scorm_export/targets/cmi5/tracking.ts";
import { xapi } from "../../scorm_export/targets/xapi/tracking.ts";
import type { Interaction } from "../../scorm_export/player/src/reports.ts";
import type { OpenTracking } from "../../scorm_export/player/src/tracking/tracking.ts";
import { ENDPOINT, fakeLrs, HANGS, STATE, type Asked, type FakeLrs } from "../player/fake_lrs.ts";
import type { Session } from "../player/learner.ts";
import { strictCmi5 } from "../player/strict_cmi5.ts";
import { COURSE, newTab, webPage, type Tab, type WebPage } from "../player/web.ts";
import { EDITIONS, OLD_STATE, QUESTIONS } from "./course.ts";
import type { Schedule, Step } from "./schedule.ts";
import type { World } from "./world.ts";

const ADL = "http://adlnet.gov/expapi/activities/";

function activity(path: string, type: string, more: object = {}): XapiActivity {
  const definition: ActivityDefinition = { name: { en: path }, type: ADL + type, ...more };
  return { objectType: "Activity", id: `${COURSE}/${path}`, definition };
}

const [, latest] = EDITIONS;
const ids = latest?.activities.map(({ id }) => id) ?? [];
const ACTIVITIES: CourseActivities = {
  revision: "1.0.0",
  language: "en",
  platform: "scorm-export",
  course: { objectType: "Activity", id: COURSE, definition: { name: { en: "A course" }, type: `${ADL}course` } },
  modules: { m1: activity("m1", "module") },
  activities: Object.fromEntries(ids.map((id) => [id, activity(id, id in QUESTIONS ? "assessment" : "lesson")])),
  moduleOf: Object.fromEntries(ids.map((id) => [id, "m1"])),
  objectives: {},
};

function bringPages(page: Window): void {
  for (const [quiz, questions] of Object.entries(QUESTIONS)) {
    const asked = questions.map(({ id }) => [id, activity(`${quiz}/${id}`, "cmi.interaction", { interactionType: "other" })] as const);
    page.pageActivities?.(quiz, Object.fromEntries(asked));
  }
}

/** What a statement says that may be said once. */
function saying({ verb, object, context }: Statement): string {
  const attempt = context.extensions?.["http://id.tincanapi.com/extension/attempt-id"] ?? "";
  return [verb.id.split("/").pop(), (object as { id: string }).id, attempt].join(" ");
}

const LATE_MS = 10_000;

type Forced = Extract<Step, { do: "answers" }>;

/** An LRS before anything happened, and how a page is launched that reports to it. */
interface Store {
  readonly lrs: FakeLrs;
  readonly root: string;
  /** The name of the State document, as the fake has it. */
  readonly document: string;
  open(tab: Tab, more: Readonly<Record<string, unknown>>): WebPage;
}

function lrsWorld(tracking: OpenTracking, { lacks, old }: Schedule, start: () => Store): World {
  let store = start();
  if (old) store.lrs.documents.set(store.document, { body: JSON.stringify({ state: OLD_STATE }), etag: '"old"' });
  let forced: Forced | null = null;
  let left = 0;
  /** So many requests are answered late. */
  let late = 0;

  function listen(): void {
    Object.assign(store.lrs, { lacksEtags: lacks.includes("etags"), dropsPosts: lacks.includes("posts"), wantsPrecondition: lacks.includes("merges") });
    store.lrs.fault = (asked) => {
      if (!isForced(asked) || forced?.how === "loses") return null;
      left--;
      if (forced?.how === "hangs") return HANGS;
      return { status: forced?.status ?? 0, ...(forced?.how === "delays" && { retryAfter: "30" }) };
    };
    store.lrs.lost = (asked) => {
      if (!isForced(asked) || forced?.how !== "loses") return null;
      left--;
      return forced.status;
    };
  }

  /** 409 to statements says that the LRS has them. */
  function isForced({ resource }: Asked): boolean {
    return forced !== null && left > 0 && resource.includes(forced.only) && !(forced.status === 409 && resource === "statements");
  }
  listen();

  const documents = (): Record<string, unknown> => {
    const found = [...store.lrs.documents].find(([key]) => key.includes("suspendData"))?.[1];
    return JSON.parse(found?.body ?? "{}") as Record<string, unknown>;
  };

  function neverTwice(): void {
    const once = store.lrs.statements.map(saying).filter((said) => /^(passed|completed|experienced) \S+ $/.test(said));
    assert.equal(new Set(once).size, once.length, `said twice: ${once.filter((said, n) => once.indexOf(said) < n).join(", ")}`);
    assert.equal(new Set(store.lrs.statements.map(({ id }) => id)).size, store.lrs.statements.length);
  }

  return {
    promisesEverywhere: true,
    isHealthy: () => (forced === null || left <= 0) && late <= 0,
    launch(device, course, onStatus, now) {
      const told: Interaction[] = [];
      const tab = { ...newTab(device.browser.localStorage) };
      const owner = device.browser.window();
      const timeOrigin = now + device.skew;
      const page: WebPage = store.open(tab, {
        ...owner,
        courseActivities: ACTIVITIES,
        performance: { timeOrigin, now: () => page.clock.ms() },
      });
      const { fetch } = page.page;
      page.page.fetch = async (...asked: Parameters<typeof fetch>) => {
        if (late-- > 0) await new Promise<void>((answered) => page.page.setTimeout(answered, LATE_MS));
        return fetch(...asked);
      };
      const adapter = tracking(page.page, onStatus, course);
      bringPages(page.page);
      const { lrs, root } = store;
      return {
        page: page.page,
        tracking: {
          ...adapter,
          answered(interaction) {
            told.push(interaction);
            adapter.answered(interaction);
          },
        },
        clock: { ms: page.clock.ms, date: () => new Date(now + device.skew + page.clock.ms()) },
        pass: page.pass,
        hear(event) {
          Object.assign(page.page.document, { visibilityState: "hidden" });
          page.hear(event);
        },
        holds: () => Object.entries(documents()).flatMap(([name, text]) => (name.startsWith("state") ? [String(text)] : [])),
        check(session: Session) {
          neverTwice();
          const said = new Set(lrs.statements.map(saying));
          for (const { quiz, question, attempt } of told) {
            const answer = ["answered", `${COURSE}/${quiz}/${question}`, String(attempt)].join(" ");
            assert.ok(said.has(answer), `"Saved", but the LRS has no ${answer}`);
          }
          // cmi5 takes one verdict of a session.
          const judged = ["passed", "failed"].some((verdict) => said.has(`${verdict} ${root} `));
          if (session.outcome().status === "passed") assert.ok(judged, "passed, and the LRS does not know");
        },
      };
    },
    fault(step) {
      if (step.do === "fault" && step.kind === "slow") late = step.calls;
      if (step.do !== "answers") return;
      forced = step;
      left = step.requests;
    },
    heal() {
      forced = null;
      late = 0;
    },
    reset() {
      store = start();
      listen();
    },
    reported() {},
  };
}

function documentOf(activityId: string, agent: string, registration: string): string {
  return JSON.stringify([STATE, { activityId, agent, registration, stateId: "suspendData" }]);
}

let registrations = 0;
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;

export const xapiWorld = (schedule: Schedule): World =>
  lrsWorld(xapi, schedule, () => {
    const lrs = fakeLrs();
    const registration = uuid(++registrations);
    const actor = JSON.stringify({ objectType: "Agent", mbox: "mailto:learner@example.org" });
    const launch = new URLSearchParams({ endpoint: ENDPOINT, auth: "Basic a2V5", actor, registration, activity_id: COURSE });
    return { lrs, root: COURSE, document: documentOf(COURSE, actor, registration), open: (tab, more) => webPage(`?${launch.toString()}`, lrs.fetch, tab, more) };
  });

export const cmi5World = (schedule: Schedule): World =>
  lrsWorld(cmi5, schedule, () => {
    const strict = strictCmi5({ masteryScore: 0.0625, registration: uuid(++registrations) });
    const open: Store["open"] = (tab, more) => {
      strict.launch();
      return strict.open(tab, more);
    };
    const { lrs, activityId, actor, registration } = strict;
    return { lrs, root: activityId, document: documentOf(activityId, JSON.stringify(actor), registration), open };
  });
