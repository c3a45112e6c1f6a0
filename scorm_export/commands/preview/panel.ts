/** The panel beside the course: follows the author's changes, launches the course on a platform, and shows what that sees. */
import type { CourseData } from "../../player/src/course.ts";
import { fillIn, jumpToEnd, type How } from "../../verify/play/filling.ts";
import { connect, mirror } from "./looks.ts";
import { mark, reload, type Problem } from "./place.ts";
import { showAsked, showCall, showHeld, showModel, type Held } from "./record_view.ts";
import { activityOf, listComments, offerBlocks, showComments, type Comment } from "./remarks.ts";
import { createRuntime, type Launch, type Model } from "./runtime.ts";
import type { Asked } from "./statements.ts";

interface Part {
  readonly id: string;
  readonly title: string;
  readonly page: string;
  /** The IRI of its xAPI activity. */
  readonly activity: string;
  readonly given: Readonly<Record<string, string>>;
}

/** What the server says of a course. */
interface State {
  readonly name: string;
  readonly revision: number;
  readonly changed: readonly string[];
  readonly problems: readonly Problem[];
  readonly launches: readonly Part[];
  readonly choice: Readonly<Record<Choice, string>>;
  readonly choices: Readonly<Record<Choice, readonly string[]>>;
  readonly stateLimit: number;
  readonly version: Launch["version"] | "xapi" | "cmi5";
  readonly comments: readonly Comment[];
  /** Whether this page was opened by the link for reviewers. */
  readonly shared: boolean;
}
const CHOICES = ["target", "lms", "structure", "theme", "beside", "language"] as const;
type Choice = (typeof CHOICES)[number];
const DEFAULTS: Readonly<Record<string, string>> = { beside: "As the course says", language: "The source's" };

/** How saving can fail, with whether that is in the SCORM API alone. */
const TROUBLES: readonly (readonly [value: string, label: string, inApi?: true])[] = [
  ["", "Works"],
  ["refused", "Commit answers false", true],
  ["silent", "Commit answers false, error 0", true],
  ["throws", "Every call fails", true],
  ["forgets", "Commit answers true, nothing is stored", true],
  ["slow", "Slow: 4 seconds"],
  ["dropped", "Stored, but the answer is lost"],
  ["400", "The server answers 400"],
  ["401", "The server answers 401"],
  ["403", "The server answers 403"],
  ["429", "The server answers 429"],
  ["500", "The server answers 500"],
  ["503", "The server answers 503"],
  ["signed-out", "Signed out of the platform"],
];
const LEAVING_MS = 1500;
/** Without a further call. */
const REPORT_MS = 100;

const by = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const frame = by<HTMLIFrameElement>("course");
const selected = (id: string): HTMLSelectElement => by<HTMLSelectElement>(id);
const asked = new URLSearchParams(location.search);

let state: State | null = null;
let learner = asked.get("learner") ?? sessionStorage.getItem("learner") ?? "";
/** Whose record the frame shows: parameters of requests for it. */
let launched = "";
let heardTerminated: () => void = () => {};
const runtime = createRuntime((call) => {
  showCall(call);
  reportSoon();
}, keep);

const isScorm = (): boolean => state?.version === "1.2" || state?.version === "2004";

// What the platform keeps, in the server, by learner, version and part

const record = (): string =>
  new URLSearchParams({ learner, version: state?.version ?? "", part: selected("part").value }).toString();

/** As an LMS's run-time does, with a synchronous request: a call is answered when it is known whether it was stored. */
function request(method: "GET" | "POST", body?: string): XMLHttpRequest | null {
  const made = new XMLHttpRequest();
  made.open(method, `record?${launched}`, false);
  made.setRequestHeader("Content-Type", "application/json");
  try {
    made.send(body);
  } catch {
    return null;
  }
  return made;
}

function keep(model: Model): string {
  const answer = request("POST", JSON.stringify(model));
  return answer?.status === 200 ? "" : answer ? `The LMS's server answered ${answer.status}` : "The LMS's server did not answer";
}

const post = (where: string, what: object): Promise<Response> =>
  fetch(where, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(what) });

// Launching

const part = (): Part | undefined => state?.launches.find(({ id }) => id === selected("part").value);

/** What a launch begins with; the page that was in the frame has been left by then. */
function beginning(): Launch {
  launched = record();
  const answer = request("GET");
  const kept = answer?.status === 200 ? (JSON.parse(answer.responseText) as Model | null) : null;
  return { version: state?.version === "2004" ? "2004" : "1.2", mode: selected("mode").value, learner, kept, given: part()?.given ?? {} };
}

/** Leaves what is in the frame, and launches the chosen part. */
async function launch(between: () => Promise<unknown> | void = () => {}): Promise<void> {
  await leave();
  await between();
  const now = part();
  frame.hidden = !now;
  by("nothing").hidden = !!now;
  if (!state || !now) return;
  if (isScorm()) runtime.provide(state.version === "2004" ? "2004" : "1.2", beginning);
  const base = new URL(".", location.href).href;
  const answer = await post("launch", { part: now.id, learner, mode: selected("mode").value, base });
  const { address } = (await answer.json()) as { address: string };
  launched = record();
  await loaded(`course/${address}`);
  shown();
}

/** By the course's own button, so that the last statement is there before the next launch; then the page goes. */
async function leave(): Promise<void> {
  const exit = frame.contentDocument?.getElementById("exit");
  if (!isScorm() && exit && !exit.hidden && selected("line").value !== "offline") {
    const said = new Promise<void>((resolve) => (heardTerminated = resolve));
    exit.click();
    await Promise.race([said, new Promise((resolve) => setTimeout(resolve, LEAVING_MS))]);
  }
  await loaded("about:blank");
}

const loaded = (address: string): Promise<void> =>
  new Promise((resolve) => {
    frame.addEventListener("load", () => resolve(), { once: true });
    frame.contentWindow?.location.replace(address === "about:blank" ? address : new URL(address, location.href));
  });

const again = (): void => reload(frame, shown);

function shown(): void {
  const page = frame.contentDocument;
  // A page that is on its way has no body yet: it is shown once it is there.
  if (!page?.body || !frame.contentWindow) return;
  page.documentElement.style.fontSize = pressed("large") ? "200%" : "";
  if (pressed("rtl")) mirror(page);
  frame.style.width = selected("width").value || "100%";
  connect(frame.contentWindow, selected("line").value !== "offline");
  remark();
  new MutationObserver(cameIn).observe(mainOf(page), { childList: true });
  reportSoon();
}

const mainOf = (page: Document): Element => page.querySelector("#page") ?? page.querySelector("main") ?? page.body;

function remark(): void {
  const page = frame.contentDocument;
  if (!page) return;
  mark(page, state?.problems ?? []);
  showComments(page, state?.comments ?? []);
  offerBlocks(page, selected("block"));
}

let isMarked = "";
/** A lesson has come into the page. */
function cameIn(): void {
  const page = frame.contentDocument;
  const now = page ? activityOf(page) : "";
  if (now !== isMarked) remark();
  isMarked = now;
}

const pressed = (id: string): boolean => by(id).getAttribute("aria-pressed") === "true";

// What the server says

const events = new EventSource("events");
events.addEventListener("message", ({ data }) => void told(JSON.parse(data as string) as State));
events.addEventListener("heard", ({ data }) => hear(JSON.parse(data as string) as readonly Asked[]));

async function told(now: State): Promise<void> {
  const before = state;
  state = now;
  learner ||= now.shared ? `reviewer-${crypto.randomUUID?.().slice(0, 4) ?? Date.now() % 10000}` : "learner-1";
  sessionStorage.setItem("learner", learner);
  document.title = `Preview: ${now.name}`;
  document.body.classList.toggle("shared", now.shared);
  summarise(now.problems);
  listComments(by("comments"), now.comments, now.shared ? null : (number) => void fetch(`comments/${number}`, { method: "DELETE" }));
  for (const name of CHOICES) {
    const label = DEFAULTS[name] ?? "The course's own";
    offer(name, now.choices[name].map((value) => [value, value || label]), now.choice[name]);
  }
  by("language").parentElement!.hidden = now.choices.language.length < 2;
  offer("part", now.launches.map(({ id, title }) => [id, title]), selected("part").value || (asked.get("part") ?? now.launches[0]?.id ?? ""));
  by("part").parentElement!.hidden = now.launches.length < 2;
  offer("saving", TROUBLES.filter(([, , inApi]) => !inApi || isScorm()).map(([value, label]) => [value, label]), selected("saving").value);
  by("lrs").hidden = isScorm() && !now.choice.beside && !by("statements").childElementCount;
  selected("beside").disabled = !isScorm();
  selected("mode").disabled = now.version === "xapi";
  const was = before && [before.version, before.choice.structure, before.choice.target, before.choice.beside].join();
  if (was !== [now.version, now.choice.structure, now.choice.target, now.choice.beside].join() || !before?.launches.length) {
    await provide(now.version);
    return launch();
  }
  const missed = now.revision > before.revision + 1;
  if (now.revision !== before.revision && (missed || now.changed.some(concerns))) again();
  else remark();
}

function hear(news: readonly Asked[]): void {
  by("lrs").hidden = false;
  const titles = new Map(state?.launches.map(({ activity, title }) => [activity, title]));
  for (const one of news) showAsked(one, titles);
  const verbs = news.flatMap(({ statements }) => statements.map(({ verb }) => verb.id));
  if (verbs.some((verb) => verb.endsWith("/terminated"))) heardTerminated();
  reportSoon();
}

/** Whether the page in the frame shows anything of a file; the pages of other activities are asked for when they are opened. */
function concerns(file: string): boolean {
  const open = /^#\/([^/]+)/.exec(frame.contentWindow?.location.hash ?? "")?.[1];
  const [, activity] = /^page-(.+)\.(?:html|js)$/.exec(file) ?? [];
  return activity === undefined ? !/^(imsmanifest|tincan|cmi5)\.xml$/.test(file) : activity === open || isLoaded(file);
}

const isLoaded = (file: string): boolean =>
  !!frame.contentWindow?.performance.getEntriesByType("resource").some(({ name }) => name.endsWith(`/${file}`));

function summarise(problems: readonly Problem[]): void {
  const count = problems.length;
  by("summary").textContent = count ? `${count} ${count === 1 ? "problem" : "problems"}` : "No problems";
  by("problems").replaceChildren(
    ...problems.map(({ severity, rule, message, path, line, hint }) => {
      const item = document.createElement("li");
      item.dataset["severity"] = severity;
      item.textContent = `${severity}[${rule}]: ${message} (${path}:${line})${hint ? ` – ${hint}` : ""}`;
      return item;
    }),
  );
}

function offer(id: string, options: readonly (readonly [string, string])[], value: string): void {
  const select = selected(id);
  const text = JSON.stringify(options);
  if (select.dataset["options"] !== text) {
    select.dataset["options"] = text;
    select.replaceChildren(...options.map(([value, label]) => new Option(label, value)));
  }
  select.value = options.some(([known]) => known === value) ? value : (options[0]?.[0] ?? "");
}

/** The run-time of a version of SCORM, once. */
function provide(version: State["version"]): Promise<void> {
  const name = version === "1.2" ? "scorm12.min.js" : "scorm2004.min.js";
  if (!isScorm() || (version === "1.2" ? window.Scorm12API : window.Scorm2004API)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `panel/${name}`;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${name} does not load`));
    document.head.append(script);
  });
}

function courseData(): CourseData | null {
  const text = frame.contentDocument?.getElementById("course-data")?.textContent;
  return text ? (JSON.parse(text) as CourseData) : null;
}

let reporting = 0;
/** A launch makes many calls, and the state is read and judged for each report. */
function reportSoon(): void {
  clearTimeout(reporting);
  reporting = window.setTimeout(() => void report(), REPORT_MS);
}

/** Shows the record; of an LRS once it has answered, and only the newest answer. */
async function report(): Promise<void> {
  const limit = state?.stateLimit ?? 0;
  if (isScorm()) return showModel(courseData(), runtime.model(), limit);
  const at = launched;
  const held = (await (await fetch(`platform?${at}`)).json()) as Held;
  if (at === launched) showHeld(courseData(), held, learner, limit);
}

// What can be tried

for (const name of CHOICES) {
  selected(name).addEventListener("change", () => {
    void post("choose", Object.fromEntries(CHOICES.map((each) => [each, selected(each).value])));
  });
}
for (const name of ["part", "mode"]) selected(name).addEventListener("change", () => void launch());
for (const name of ["saving", "line"]) {
  selected(name).addEventListener("change", () => {
    const [saving, line] = [selected("saving").value, selected("line").value];
    runtime.trouble(saving);
    void post("trouble", { saving, line });
    if (frame.contentWindow) connect(frame.contentWindow, line !== "offline");
  });
}
selected("width").addEventListener("change", () => (frame.style.width = selected("width").value || "100%"));

const pressing = (id: string, act: () => unknown): void => by(id).addEventListener("click", () => void act());
const reset = (): Promise<unknown> => post("reset", { learner, part: selected("part").value });

pressing("resume", () => launch());
pressing("reset", () => launch(reset));
pressing("restart", () => launch(async () => {
  await reset();
  localStorage.clear();
  for (const { name } of await indexedDB.databases()) if (name) indexedDB.deleteDatabase(name);
}));
pressing("learner", () => launch(() => {
  learner = `learner-${Number(learner.replace(/\D/g, "")) + 1}`;
  sessionStorage.setItem("learner", learner);
}));
/** Each name of this computer is an origin with its own storage, so a window at the other one is another device. */
const other = (host: string): unknown => open(`${location.protocol}//${host}:${location.port}${location.pathname}?${record()}`, "_blank");
pressing("window", () => other(location.hostname));
pressing("device", () => other(location.hostname === "localhost" ? "127.0.0.1" : "localhost"));

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-fill]")) {
  button.addEventListener("click", () => void tried(async () => {
    const { length: count } = await fillIn(pageOf(frame), button.dataset["fill"] as How);
    return count ? `${count} ${count === 1 ? "question" : "questions"} answered` : "There is no question to answer on this page";
  }));
}
pressing("end", () => tried(async () => {
  const course = courseData();
  if (course) await jumpToEnd(pageOf(frame), course);
  return "The course was done to its end";
}));

function pageOf({ contentWindow }: HTMLIFrameElement): Window {
  if (!contentWindow) throw new Error("there is no course");
  return contentWindow;
}

async function tried(act: () => Promise<string>): Promise<void> {
  by("tried").textContent = "";
  by("tried").textContent = await act().catch((problem: unknown) => String(problem));
}

for (const name of ["large", "rtl"]) {
  pressing(name, () => {
    by(name).setAttribute("aria-pressed", String(!pressed(name)));
    if (name === "rtl" && !pressed("rtl")) return again();
    shown();
  });
}
pressing("clear", () => by("calls").replaceChildren());

by("comment").addEventListener("submit", (event) => {
  event.preventDefault();
  const page = frame.contentDocument;
  const activity = (page && activityOf(page)) || "home";
  const text = by<HTMLTextAreaElement>("text");
  void post("comments", { activity, block: selected("block").value, by: by<HTMLInputElement>("by").value, text: text.value }).then(({ ok }) => ok && (text.value = ""));
});
