/** What the LMS and the LRS hold and were told, in the panel. */
import type { CourseData } from "../../player/src/course.ts";
import { savedStates } from "../../player/src/record/state_document.ts";
import type { Call, Model } from "./runtime.ts";
import { isFailure, line, sentence, type Asked } from "./statements.ts";
import { explain } from "./verdict.ts";

/** Calls and requests that are shown; older ones are dropped from the list. */
const MOST_CALLS = 500;
const MOST_STATEMENTS = 200;
const LAUNCH_DATA = "LMS.LaunchData";
const SAVED = "suspendData";

/** What the server says of the platform. */
export interface Held {
  readonly registration: string;
  readonly states: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly moveOn: string;
  readonly satisfied: boolean;
}

const by = (id: string): HTMLElement => document.getElementById(id)!;

export function showCall({ name, given, answer, error }: Call): void {
  const text = `${name}(${given.map((value) => JSON.stringify(value)).join(", ")}) → ${JSON.stringify(answer)}${error && `, error ${error}`}`;
  append("calls", MOST_CALLS, text, !!error || answer === "false");
}

export function showAsked(asked: Asked, titles: ReadonlyMap<string, string>): void {
  append("calls", MOST_CALLS, line(asked), isFailure(asked));
  for (const statement of asked.statements) {
    const json = document.createElement("pre");
    json.textContent = JSON.stringify(statement, null, 2);
    const [details, summary] = [document.createElement("details"), document.createElement("summary")];
    summary.textContent = sentence(statement, titles);
    details.append(summary, json);
    append("statements", MOST_STATEMENTS, details, false);
  }
}

function append(id: string, most: number, content: string | Element, refused: boolean): void {
  const [list, item] = [by(id), document.createElement("li")];
  item.append(content);
  item.classList.toggle("refused", refused);
  list.append(item);
  if (list.childElementCount > most) list.firstElementChild?.remove();
}

/** The record of a SCO. */
export function showModel(course: CourseData | null, model: Model, limit: number): void {
  const core = (model["core"] ?? model) as Record<string, unknown>;
  const score = (core["score"] ?? {}) as Record<string, unknown>;
  const saved = String(model["suspend_data"] ?? "");
  by("model-name").textContent = "Data model";
  by("model").textContent = JSON.stringify(model, null, 2);
  rows([
    ["Status", core["lesson_status"] ?? core["completion_status"]],
    ["Success", core["success_status"]],
    ["Score", score["raw"] ? `${score["raw"]} of ${score["max"]}` : ""],
    ["Place", core["lesson_location"] ?? core["location"]],
    ["State", `${saved.length} of ${limit} characters`],
    ["Learner", core["student_id"] ?? core["learner_id"]],
    ...explained(course, saved ? [saved] : []),
  ]);
}

/** The State documents of a registration. */
export function showHeld(course: CourseData | null, { registration, states, moveOn, satisfied }: Held, learner: string, limit: number): void {
  const document = states[SAVED] ?? {};
  const mastery = states[LAUNCH_DATA]?.["masteryScore"];
  by("model-name").textContent = "State";
  by("model").textContent = JSON.stringify(states, null, 2);
  rows([
    ["Place", document["location"] ?? ""],
    ["State", `${SAVED in states ? JSON.stringify(document).length : 0} of ${limit} characters`],
    ["Learner", learner],
    ["Registration", registration],
    ...(moveOn ? ([["moveOn", `${moveOn}: ${satisfied ? "satisfied" : "not satisfied yet"}`]] as const) : []),
    ...explained(course, savedStates(document), typeof mastery === "number" ? mastery : undefined),
  ]);
}

type Row = readonly [name: string, value: unknown];

/** What the saved state makes of the course; the reasons are a list of their own. */
function explained(course: CourseData | null, saved: readonly string[], mastery?: number): readonly Row[] {
  const verdict = course && explain(course, saved, mastery);
  by("why").replaceChildren(
    ...(verdict?.reasons ?? []).map((reason) => {
      const item = document.createElement("li");
      item.textContent = reason;
      return item;
    }),
  );
  return verdict ? [["Verdict", `${verdict.status}${verdict.score && `, ${verdict.score} points`}`]] : [];
}

function rows(all: readonly Row[]): void {
  by("record").replaceChildren(
    ...all.flatMap(([name, value]) => {
      if (value === undefined) return [];
      const [term, detail] = [document.createElement("dt"), document.createElement("dd")];
      term.textContent = name;
      detail.textContent = String(value) || "–";
      return [term, detail];
    }),
  );
}
