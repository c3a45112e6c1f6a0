/**
 * A learner's hands and eyes in a page that a browser shows: does the steps of a schedule as clicks and input do them, and
 * tells what is to be seen. The device's cookies say how it is: `storage=full`, and `skew`, the milliseconds that its clock is ahead.
 */
import type { Step } from "./schedule.ts";

/** What can be told of a page at one moment. */
export interface Sight {
  /** How the record stands, as the learner reads it; "" before anything is said. */
  readonly status: string;
  /** The learner can leave, so a session was opened. */
  readonly opened: boolean;
  /** The learner has left. */
  readonly left: boolean;
  /** It is asked what becomes of work that this device kept. */
  readonly asked: boolean;
  /** The whole state that the page last wanted to keep on this device, whether it could or not. */
  readonly last: string;
  /** Every state that this device keeps. */
  readonly copies: readonly string[];
  /** What the outline says was done, by activity. */
  readonly outline: Readonly<Record<string, string>>;
  /** What the LMS around the page holds for good, by element; empty where there is none. */
  readonly record: Readonly<Record<string, string>>;
  /** The player has given up. */
  readonly broken: boolean;
}

const COPY = "scorm-export copy ";
const QUIZZES = ["best", "last", "timed", "once"];
const PATIENCE_MS = 1500;
let last = "";

const cookie = (name: string): string => new RegExp(`\\b${name}=([^;]*)`).exec(document.cookie)?.[1] ?? "";

function watchStorage(): void {
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key: string, value: string): void {
    const copy = key.startsWith(COPY) ? (JSON.parse(value) as { state: string; declined: boolean }) : null;
    if (copy && !copy.declined) last = copy.state;
    if (cookie("storage") === "full") throw new DOMException("full", "QuotaExceededError");
    setItem.call(this, key, value);
  };
}

function setClock(): void {
  const { timeOrigin } = performance;
  Object.defineProperty(performance, "timeOrigin", { value: timeOrigin + Number(cookie("skew")) });
}

if (location.protocol === "http:") {
  watchStorage();
  setClock();
}

const find = <E extends HTMLElement>(selector: string): E | null => document.querySelector<E>(selector);
const article = (id: string): HTMLElement | null => find(`#page:not([hidden]) article[data-activity="${id}"]`);

/** Whether it came true before the learner lost patience. Timers belong to the simulated clock, so they are not used. */
async function until(holds: () => boolean): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  const ends = performance.now() + PATIENCE_MS;
  while (!holds() && performance.now() < ends) {
    const heard = new Promise((resolve) => (port1.onmessage = resolve));
    port2.postMessage(null);
    await heard;
  }
  port1.close();
  return holds();
}

/** Press what can be seen and pressed. */
function press(selector: string): void {
  const button = find<HTMLButtonElement>(selector);
  if (button?.checkVisibility()) button.click();
}

/** False as well where this edition has no such activity. */
async function goTo(id: string): Promise<boolean> {
  if (!find(`#outline li[data-activity="${id}"]`)) return false;
  location.hash = `#/${id}`;
  return until(() => article(id) !== null);
}

/** The quiz has a time limit, and its attempt is not begun. */
const isReady = (): boolean => find("#page fieldset.question:not([hidden])") === null;

function write(text: string): void {
  const field = find<HTMLTextAreaElement>("#page textarea:enabled");
  if (!field) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function handIn(): void {
  const asks = (): boolean => find("#page .form-message:not([hidden])") !== null;
  const asked = asks();
  press("#page [data-action=hand-in]");
  if (!asked && asks()) press("#page [data-action=hand-in]");
}

function hide(): void {
  Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  Reflect.deleteProperty(document, "visibilityState");
}

export async function perform(step: Step): Promise<void> {
  if (step.do === "visit") await goTo(`l${step.lesson}`);
  if (step.do === "hide") hide();
  if (step.do === "takeOver") press("#notice button:not(.dismiss)");
  if (step.do === "leave") press("#exit");
  const quiz = step.do === "write" ? "essay" : "quiz" in step ? (QUIZZES[step.quiz] ?? "") : "";
  if (!quiz || !(await goTo(quiz))) return;
  const question = "question" in step ? (["a", "b", "c", "d"][step.question] ?? "") : "";
  if (step.do === "write") write(`Text ${step.text}`);
  if (step.do === "answer") press(`#${quiz}_${question}_${question === "b" ? step.right : step.right ? "b" : "a"}`);
  if (step.do === "check") press(`#page fieldset[data-question="${question}"] [data-action=check]`);
  if (step.do === "begin" && isReady()) press("#page [data-action=hand-in]");
  if (step.do === "handIn" && !isReady()) handIn();
  if (step.do === "retry") press("#page [data-action=retry]");
  if (step.do === "switchDraft") press("#page .other-draft button");
}

/** Whether the session is open within the learner's patience, or the learner is told why not. */
export const arrived = (): Promise<boolean> => until(() => look().opened || !["", "saving"].includes(look().status));

/** Whether this window has the record within the learner's patience. */
export const tookOver = (): Promise<boolean> => until(() => look().status !== "elsewhere");

/** Go to another place than this one, so that the session has something to keep; nothing that was seen before counts. */
export async function stir(): Promise<void> {
  last = "";
  const other = article("l0") ? "l1" : "l0";
  await goTo(other);
}

/** Decide about what this device kept. */
export function decide(takes: boolean): void {
  const [take, refuse] = document.querySelectorAll<HTMLButtonElement>("#kept .actions button");
  (takes ? take : refuse)?.click();
}

/** Leave, though not everything is saved. */
export const leaveAnyway = (): void => press("#page article.left .actions button:not(.primary)");

function copies(): readonly string[] {
  const keys = Array.from({ length: localStorage.length }, (_, n) => localStorage.key(n) ?? "");
  return keys.filter((key) => key.startsWith(COPY)).map((key) => (JSON.parse(localStorage.getItem(key) ?? "{}") as { state: string }).state);
}

export function look(): Sight {
  const status = find("#save-status");
  const { lms } = parent as unknown as { lms?: { durable(): Record<string, string> } };
  const items = [...document.querySelectorAll<HTMLElement>("#outline li[data-activity]")];
  return {
    status: status?.hidden === false ? (status.dataset.status ?? "") : "",
    opened: find("#exit")?.hidden === false,
    left: document.body.classList.contains("is-left"),
    asked: find("#kept") !== null,
    last,
    copies: copies(),
    outline: Object.fromEntries(items.map(({ dataset }) => [dataset.activity ?? "", dataset.status ?? ""])),
    record: lms?.durable() ?? {},
    broken: find("#notice")?.textContent === find("#notice")?.dataset.broken,
  };
}
