/** The panel beside the course: follows the author's changes, launches the course in a run-time, and shows what an LMS sees. */
import { mark, reload, type Problem } from "./place.ts";
import { createRuntime, type Call, type Launch, type Model, type Trouble } from "./runtime.ts";

interface Part {
  readonly id: string;
  readonly title: string;
  readonly page: string;
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
  readonly version: "1.2" | "2004";
}
const CHOICES = ["target", "lms", "structure", "theme"] as const;
type Choice = (typeof CHOICES)[number];

/** Calls that are shown; older ones are dropped from the list. */
const MOST_CALLS = 500;

const by = <E extends HTMLElement>(id: string): E => document.getElementById(id) as E;
const frame = by<HTMLIFrameElement>("course");
const selected = (id: string): HTMLSelectElement => by<HTMLSelectElement>(id);

let state: State | null = null;
let learner = 1;
/** The place where what the frame shows is kept. */
let launched = "";
const runtime = createRuntime(heard, keep);

// What the LMS keeps, by learner, target and part, for as long as the tab is open.

const place = (): string => [state?.name, `learner-${learner}`, state?.version, selected("part").value].join(" ");

function kept(): Model | undefined {
  const text = sessionStorage.getItem(place());
  return text ? (JSON.parse(text) as Model) : undefined;
}

function keep(model: Model): void {
  sessionStorage.setItem(launched, JSON.stringify(model));
}

// Launching

const part = (): Part | undefined => state?.launches.find(({ id }) => id === selected("part").value);

/** What a launch begins with; the page that was in the frame has been left by then. */
function beginning(): Launch {
  launched = place();
  return { version: state?.version ?? "1.2", mode: selected("mode").value, learner, kept: kept(), given: part()?.given ?? {} };
}

/** Leaves what is in the frame, and launches the chosen part. */
async function launch(between: () => void = () => {}): Promise<void> {
  await leave();
  between();
  const now = part();
  frame.hidden = !now;
  by("nothing").hidden = !!now;
  if (!state || !now) return;
  runtime.provide(state.version, beginning);
  await loaded(`course/${now.page}`);
  shown();
}

const leave = (): Promise<void> => loaded("about:blank");

const loaded = (address: string): Promise<void> =>
  new Promise((resolve) => {
    frame.addEventListener("load", () => resolve(), { once: true });
    frame.contentWindow?.location.replace(address === "about:blank" ? address : new URL(address, location.href));
  });

const again = (): void => reload(frame, shown);

function shown(): void {
  const page = frame.contentDocument;
  if (!page) return;
  const root = page.documentElement;
  root.style.fontSize = pressed("large") ? "200%" : "";
  if (pressed("rtl")) root.dir = "rtl";
  frame.style.width = selected("width").value || "100%";
  mark(page, state?.problems ?? []);
  new MutationObserver(remark).observe(mainOf(page), { childList: true });
  report();
}

const mainOf = (page: Document): Element => page.querySelector("main") ?? page.body;

/** A lesson has come into the page. */
function remark(): void {
  const page = frame.contentDocument;
  const isOurs = (element: Element): boolean => element.hasAttribute("data-preview-problem");
  if (page && ![...mainOf(page).children].some(isOurs)) mark(page, state?.problems ?? []);
}

const pressed = (id: string): boolean => by(id).getAttribute("aria-pressed") === "true";

// What the server says

new EventSource("events").addEventListener("message", ({ data }) => void told(JSON.parse(data as string) as State));

async function told(now: State): Promise<void> {
  const before = state;
  state = now;
  document.title = `Preview: ${now.name}`;
  summarise(now.problems);
  for (const name of CHOICES) offer(name, now.choices[name].map((value) => [value, value || "The course's own"]), now.choice[name]);
  offer("part", now.launches.map(({ id, title }) => [id, title]), selected("part").value || (now.launches[0]?.id ?? ""));
  by("part").parentElement!.hidden = now.launches.length < 2;
  const was = before && [before.version, before.choice.structure, before.choice.target].join();
  if (was !== [now.version, now.choice.structure, now.choice.target].join() || !before?.launches.length) {
    await provide(now.version);
    return launch();
  }
  const missed = now.revision !== before.revision + 1;
  if (missed || now.changed.some(concerns)) again();
  else if (frame.contentDocument) mark(frame.contentDocument, now.problems);
}

/** Whether the page in the frame shows anything of a file; the pages of other activities are asked for when they are opened. */
function concerns(file: string): boolean {
  const open = /^#\/([^/]+)/.exec(frame.contentWindow?.location.hash ?? "")?.[1];
  const [, activity] = /^page-(.+)\.(?:html|js)$/.exec(file) ?? [];
  return activity === undefined ? file !== "imsmanifest.xml" : activity === open || isLoaded(file);
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
  if (version === "1.2" ? window.Scorm12API : window.Scorm2004API) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = `panel/${name}`;
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${name} does not load`));
    document.head.append(script);
  });
}

// What the LMS sees

function heard({ name, given, answer, error }: Call): void {
  const item = document.createElement("li");
  item.textContent = `${name}(${given.map((value) => JSON.stringify(value)).join(", ")}) → ${JSON.stringify(answer)}${error && `, error ${error}`}`;
  item.classList.toggle("refused", !!error);
  const list = by("calls");
  list.append(item);
  if (list.childElementCount > MOST_CALLS) list.firstElementChild?.remove();
  queueMicrotask(report);
}

function report(): void {
  const model = runtime.model();
  by("model").textContent = JSON.stringify(model, null, 2);
  const core = (model["core"] ?? model) as Record<string, unknown>;
  const score = (core["score"] ?? {}) as Record<string, unknown>;
  const saved = String(model["suspend_data"] ?? "").length;
  const limit = state?.stateLimit ?? 0;
  const rows: readonly (readonly [string, unknown])[] = [
    ["Status", core["lesson_status"] ?? core["completion_status"]],
    ["Success", core["success_status"]],
    ["Score", score["raw"] ? `${score["raw"]} of ${score["max"]}` : ""],
    ["Place", core["lesson_location"] ?? core["location"]],
    ["State", `${saved} of ${limit} characters`],
    ["Learner", core["student_id"] ?? core["learner_id"]],
  ];
  by("record").replaceChildren(
    ...rows.flatMap(([name, value]) => {
      if (value === undefined) return [];
      const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = name;
      detail.textContent = String(value) || "–";
      return [term, detail];
    }),
  );
}

// What can be tried

for (const name of CHOICES) {
  selected(name).addEventListener("change", () => {
    const choice = Object.fromEntries(CHOICES.map((each) => [each, selected(each).value]));
    void fetch("choose", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(choice) });
  });
}
for (const name of ["part", "mode"]) selected(name).addEventListener("change", () => void launch());
selected("trouble").addEventListener("change", ({ target }) => runtime.trouble((target as HTMLSelectElement).value as Trouble));
selected("width").addEventListener("change", () => (frame.style.width = selected("width").value || "100%"));
by("resume").addEventListener("click", () => void launch());
by("restart").addEventListener("click", () => void launch(() => sessionStorage.removeItem(place())));
by("learner").addEventListener("click", () => void launch(() => (learner += 1)));
for (const name of ["large", "rtl"]) {
  by(name).addEventListener("click", () => {
    by(name).setAttribute("aria-pressed", String(!pressed(name)));
    if (name === "rtl" && !pressed("rtl")) return again();
    shown();
  });
}
by("clear").addEventListener("click", () => by("calls").replaceChildren());
