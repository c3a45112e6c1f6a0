/** A page in a browser for adapters that talk to an LRS: address, storage, clock, network. */
import type { CourseActivities, PageActivities, XapiActivity } from "../../scorm_export/player/src/record/activity_types.ts";
import { createQueue } from "../../scorm_export/player/src/record/queue.ts";
import { openLrs } from "../../scorm_export/player/src/tracking/lrs/beside_lrs.ts";
import { watchVideos } from "../../scorm_export/player/src/page/video.ts";
import { videoStatements } from "../../scorm_export/player/src/record/video_statements.ts";
import "./learner.ts";
import { fakePage, type FakePage } from "./page.ts";

export const COURSE = "https://example.org/a-course";

/** What a browser keeps when a page is unloaded, for one tab. */
export interface Tab {
  readonly sessionStorage: Storage;
  readonly localStorage: Storage;
}

export interface WebPage extends FakePage {
  /** Addresses that replaced the first one, and those navigated to. */
  readonly replaced: string[];
  readonly visited: string[];
  /** What the page appended to its head. */
  readonly head: { name?: string; content?: string }[];
  hear(event: string, detail?: unknown): void;
  /** Messages to shared workers. */
  readonly workers: unknown[];
  /** The browser's navigation event for a reload. */
  reloads(): void;
}

export type Fetch = (url: string, init: RequestInit) => Promise<Answered>;

/** The part of a Response that the player reads. */
export interface Answered {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
}

export function answered(status: number, body = "", etag: string | null = null, retryAfter: string | null = null): Answered {
  const headers = new Map([["ETag", etag], ["Retry-After", retryAfter]]);
  return { status, headers: { get: (name) => headers.get(name) ?? null }, text: () => Promise.resolve(body) };
}

/** Half past eleven on a Thursday. */
export const LOADED = Date.UTC(2024, 1, 29, 11, 30);

/** `address`: what follows the file's name: `?…`, `#…`, or both. */
export function webPage(address: string, fetch: Fetch, tab: Tab = newTab(), more: Readonly<Record<string, unknown>> = {}): WebPage {
  const [, search = "", hash = "#/three-loops"] = /^([^#]*)(#.*)?$/s.exec(address) ?? [];
  const replaced: string[] = [];
  const visited: string[] = [];
  const head: { name?: string; content?: string }[] = [];
  const workers: unknown[] = [];
  const heard = new Map<string, ((detail: unknown) => void)[]>();
  const navigations: ((event: { navigationType: string }) => void)[] = [];
  const fake: FakePage = fakePage({
    fetch: (url: string, init: RequestInit) => fetch(url, init),
    crypto: globalThis.crypto,
    location: { search, pathname: "/course/index.html", hash, assign: (url: string) => visited.push(url) },
    history: { state: null, replaceState: (_state: unknown, _title: string, url: string) => replaced.push(url) },
    document: { createElement: () => ({}), head: { append: (element: object) => head.push(element) } },
    performance: { timeOrigin: LOADED, now: () => fake.clock.ms() },
    navigation: { addEventListener: (_name: string, hear: (typeof navigations)[number]) => navigations.push(hear) },
    addEventListener(name: string, hear: (detail: unknown) => void) {
      heard.set(name, [...(heard.get(name) ?? []), hear]);
    },
    courseActivities,
    courseVideos: { watchVideos, videoStatements },
    courseLrsPart: { openLrs, createQueue },
    SharedWorker: class {
      readonly port = { postMessage: (message: unknown) => workers.push(message) };
      constructor(_script: string, { extendedLifetime }: { extendedLifetime?: boolean }) {
        void extendedLifetime;
      }
    },
    ...tab,
    ...more,
  });
  return {
    ...fake,
    replaced,
    visited,
    head,
    workers,
    hear: (event, detail = {}) => heard.get(event)?.forEach((run) => run(detail)),
    reloads: () => navigations.forEach((run) => run({ navigationType: "reload" })),
  };
}

export function newTab(localStorage: Storage = storage()): Tab {
  return { sessionStorage: storage(), localStorage };
}

export function storage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
    clear: () => kept.clear(),
    key: (n: number) => [...kept.keys()][n] ?? null,
    get length() {
      return kept.size;
    },
  } as unknown as Storage;
}

/** The same, but full: it takes nothing more. */
export function full(kept: Storage): Storage {
  const setItem = (): void => {
    throw new DOMException("full", "QuotaExceededError");
  };
  return Object.assign(Object.create(kept) as Storage, { setItem });
}

const ADL = "http://adlnet.gov/expapi/activities/";

function activity(path: string, type: string, name: string, more: object = {}): XapiActivity {
  const id = path ? `${COURSE}/${path}` : COURSE;
  return { objectType: "Activity", id, definition: { name: { en: name, "en-US": name }, type, ...more } };
}

const parts = (kind: string, type: string, ...ids: string[]) =>
  Object.fromEntries(ids.map((id) => [id, activity(`${kind}/${id}`, ADL + type, id)]));

export const courseActivities: CourseActivities = {
  revision: "1.0.0",
  language: "en",
  platform: "scorm-export 1",
  course: activity("", `${ADL}course`, "A course"),
  modules: parts("modules", "module", "m1"),
  activities: { ...parts("lessons", "lesson", "what-is-learning", "three-loops"), ...parts("quizzes", "assessment", "check") },
  moduleOf: { "what-is-learning": "m1", "three-loops": "m1", check: "m1" },
  objectives: parts("objectives", "objective", "why", "loops"),
};

const option = (id: string) => ({ id, description: { en: `Option ${id}`, "en-US": `Option ${id}` } });
const question = (id: string, interactionType: string, pattern: string, ...choices: string[]) => {
  const interaction = { interactionType, correctResponsesPattern: [pattern] };
  const components = choices.length ? { choices: choices.map(option) } : {};
  return activity(`quizzes/check/questions/${id}`, `${ADL}cmi.interaction`, `${id}?`, { ...interaction, ...components });
};

export const pageActivities: Readonly<Record<string, PageActivities>> = {
  check: {
    "single-loop": question("single-loop", "choice", "b", "a", "b", "c"),
    "which-loops": question("which-loops", "choice", "a[,]c", "a", "b", "c", "d"),
    "why-learn": question("why-learn", "true-false", "true"),
  },
  "three-loops": {
    "video-loops": activity("lessons/three-loops/videos/loops", "https://w3id.org/xapi/video/activity-type/video", "Loops"),
  },
};

/** How many copies of a learner's work a device keeps. */
export function copiesIn(kept: Storage): number {
  return Array.from({ length: kept.length }, (_, n) => kept.key(n)).filter((key) => key?.startsWith("scorm-export copy ")).length;
}
