/**
 * An LMS's SCORM 2004 API (3rd and 4th Edition) that accepts only what the standard allows: data types, vocabularies,
 * smallest permitted maxima, ranges, states, and the order of entries. An attempt that is not suspended is lost at the
 * next launch; statuses follow from measures where the manifest gave a threshold or a pass mark.
 *
 * Deliberately stricter than the standard, like a large LMS: lengths are maxima; ids of interactions may not repeat;
 * the type of an interaction follows its id; numbers have at most five digits before the point; what identifies an option is
 * made of letters, digits, "_" and "."; texts that describe or answer have no line breaks; values must be strings.
 */
import {
  childrenOf, countOf, createDesk, matching, oneOf, pathOf, placesOf, r, repeatsId, rw, text, w,
  type Check, type Context, type LmsOptions, type Mode, type Path, type Rule, type StrictLms,
} from "./strict_lms.ts";

const identifier = matching(/^[\x21-\x7E]{1,4000}$/);
const real = matching(/^-?\d{1,5}(\.\d{1,18})?$/);
const measure = matching(/^-?\d{1,5}(\.\d{1,7})?$/);
const INTERVAL = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?=\d)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,2})?)S)?)?$/;
const interval = matching(INTERVAL);
const DATE = String.raw`(19[7-9]\d|20[0-2]\d|203[0-8])(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01])`;
const TIME = String.raw`(T([01]\d|2[0-3])(:[0-5]\d(:[0-5]\d(\.\d{1,2}(Z|[+-]([01]\d|2[0-3])(:[0-5]\d)?)?)?)?)?)?`;
const time = matching(new RegExp(`^${DATE}${TIME})?)?$`));
const line = (most: number): Check => (value) => {
  const { 1: spoken = "" } = /^\{lang=[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*\}(.*)$/s.exec(value) ?? { 1: value };
  return spoken.length <= most && !/^\{|[\n\r]/.test(spoken);
};

const OPTION = String.raw`[A-Za-z0-9_.]{1,250}`;
const NUMBER = String.raw`-?\d{1,5}(\.\d{1,18})?`;
const list = (one: string, most: number) => new RegExp(`^${one}(\\[,\\]${one}){0,${most - 1}}$`);
const RESPONSES: Readonly<Record<string, Check>> = {
  "true-false": oneOf("true", "false"),
  choice: (value) => list(OPTION, 36).test(value) && differ(value.split("[,]")),
  "fill-in": (value, lms, path) => value.split("[,]").length <= 10 && value.split("[,]").every((one) => line(250)(one, lms, path)),
  "long-fill-in": line(4000),
  matching: matching(list(String.raw`${OPTION}\[\.\]${OPTION}`, 36)),
  performance: matching(list(String.raw`(${OPTION})?\[\.\][^\[\]\n]{0,250}`, 125)),
  sequencing: matching(list(OPTION, 36)),
  likert: matching(new RegExp(`^${OPTION}$`)),
  numeric: matching(new RegExp(`^${NUMBER}$`)),
  other: text(4000),
};
/** A pattern that may begin with its matching rules. */
const texts = (type: string): Check => (value, lms, path) => {
  const rest = value.replace(/^(\{(case|order)_matters=(true|false)\}){1,2}/, "");
  return RESPONSES[type]?.(rest, lms, path) ?? false;
};
const PATTERNS: Readonly<Record<string, Check>> = {
  ...RESPONSES,
  "fill-in": texts("fill-in"),
  "long-fill-in": texts("long-fill-in"),
  numeric: matching(new RegExp(String.raw`^${NUMBER}\[:\]${NUMBER}$`)),
};
/** How many patterns an interaction of a type may have (RTE 4.2.9.1). */
const MOST_PATTERNS: Readonly<Record<string, number>> = {
  "true-false": 1, likert: 1, numeric: 1, other: 1, choice: 10, "fill-in": 5, "long-fill-in": 5, matching: 5, performance: 5, sequencing: 5,
};

const typeOf = (lms: Context, path: Path) => lms.get(`cmi.interactions.${path.indexes[0]}.type`) ?? "";
const differ = (ids: readonly string[]) => new Set(ids).size === ids.length;
const response: Check = (value, lms, path) => RESPONSES[typeOf(lms, path)]?.(value, lms, path) ?? false;
const pattern: Check = (value, lms, path) => PATTERNS[typeOf(lms, path)]?.(value, lms, path) ?? false;

const COMPLETION = oneOf("completed", "incomplete", "not attempted", "unknown");
const SUCCESS = oneOf("passed", "failed", "unknown");

const RULES: Readonly<Record<string, Rule>> = {
  "cmi._version": r,
  "cmi.completion_status": rw(COMPLETION),
  "cmi.completion_threshold": r,
  "cmi.credit": r,
  "cmi.entry": r,
  "cmi.exit": w(oneOf("time-out", "suspend", "logout", "normal", "")),
  "cmi.interactions._children": r,
  "cmi.interactions._count": r,
  "cmi.interactions.n.id": rw(identifier),
  "cmi.interactions.n.type": rw(oneOf(...Object.keys(RESPONSES))),
  "cmi.interactions.n.objectives._count": r,
  "cmi.interactions.n.objectives.n.id": rw(identifier),
  "cmi.interactions.n.timestamp": rw(time),
  "cmi.interactions.n.correct_responses._count": r,
  "cmi.interactions.n.correct_responses.n.pattern": rw(pattern),
  "cmi.interactions.n.weighting": rw(real),
  "cmi.interactions.n.learner_response": rw(response),
  "cmi.interactions.n.result": rw((value, lms, path) =>
    oneOf("correct", "incorrect", "unanticipated", "neutral")(value, lms, path) || real(value, lms, path)),
  "cmi.interactions.n.latency": rw(interval),
  "cmi.interactions.n.description": rw(line(250)),
  "cmi.launch_data": r,
  "cmi.learner_id": r,
  "cmi.learner_name": r,
  "cmi.learner_preference._children": r,
  "cmi.learner_preference.audio_level": rw(measure),
  "cmi.learner_preference.language": rw(matching(/^([A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*)?$/)),
  "cmi.learner_preference.delivery_speed": rw(measure),
  "cmi.learner_preference.audio_captioning": rw(oneOf("-1", "0", "1")),
  "cmi.location": rw(text(1000)),
  "cmi.max_time_allowed": r,
  "cmi.mode": r,
  "cmi.objectives._children": r,
  "cmi.objectives._count": r,
  "cmi.objectives.n.id": rw(identifier),
  "cmi.objectives.n.score._children": r,
  "cmi.objectives.n.score.scaled": rw(measure),
  "cmi.objectives.n.score.raw": rw(real),
  "cmi.objectives.n.score.min": rw(real),
  "cmi.objectives.n.score.max": rw(real),
  "cmi.objectives.n.success_status": rw(SUCCESS),
  "cmi.objectives.n.completion_status": rw(COMPLETION),
  "cmi.objectives.n.progress_measure": rw(measure),
  "cmi.objectives.n.description": rw(line(250)),
  "cmi.progress_measure": rw(measure),
  "cmi.scaled_passing_score": r,
  "cmi.score._children": r,
  "cmi.score.scaled": rw(measure),
  "cmi.score.raw": rw(real),
  "cmi.score.min": rw(real),
  "cmi.score.max": rw(real),
  "cmi.session_time": w(interval),
  "cmi.success_status": rw(SUCCESS),
  "cmi.suspend_data": rw(text(64_000)),
  "cmi.time_limit_action": r,
  "cmi.total_time": r,
  "adl.nav.request": rw(matching(
    /^(continue|previous|exit|exitAll|abandon|abandonAll|suspendAll|_none_|\{target=[A-Za-z0-9_.-]+\}(choice|jump))$/)),
  "adl.nav.request_valid.continue": r,
  "adl.nav.request_valid.previous": r,
};

const RANGES: readonly (readonly [shape: RegExp, least: number, most: number])[] = [
  [/score\.scaled$/, -1, 1],
  [/progress_measure$/, 0, 1],
  [/(audio_level|delivery_speed)$/, 0, Infinity],
];

const ERRORS: Readonly<Record<string, string>> = {
  "0": "No error",
  "101": "General exception",
  "103": "Already initialized",
  "104": "Content instance terminated",
  "112": "Termination before initialization",
  "113": "Termination after termination",
  "122": "Retrieve data before initialization",
  "123": "Retrieve data after termination",
  "132": "Store data before initialization",
  "133": "Store data after termination",
  "142": "Commit before initialization",
  "143": "Commit after termination",
  "201": "General argument error",
  "301": "General get failure",
  "351": "General set failure",
  "401": "Undefined data model element",
  "403": "Data model element value not initialized",
  "404": "Data model element is read only",
  "405": "Data model element is write only",
  "406": "Data model element type mismatch",
  "407": "Data model element value out of range",
  "408": "Data model dependency not established",
};
const WORDS = { get: "GetValue", set: "SetValue", numbers: /_count$|score\.raw$/, errors: ERRORS, width: 13 };

export function lms(options: LmsOptions = {}): StrictLms {
  const { call, fail, forget, errorText, lastError, log, mistakes, ...desk } = createDesk(WORDS, options.loose ?? false);
  let durable = new Map(Object.entries(options.stored ?? {}));
  let model = new Map<string, string>();
  let stage: "before" | "running" | "after" = "before";
  let mode: Mode = options.mode ?? "normal";
  const running = (before: string, after: string) => (stage === "running" ? null : stage === "before" ? before : after);

  /** RTE 4.2.7, 4.2.8: a suspended attempt continues; any other starts empty. */
  function relaunch(nextMode = mode): void {
    mode = nextMode;
    stage = "before";
    forget();
    model = new Map(durable.get("cmi.exit") === "suspend" ? [...durable, ["cmi.entry", "resume"]] : []);
    for (const element of ["cmi.exit", "cmi.session_time", "adl.nav.request"]) model.delete(element);
  }

  function initialize(empty: unknown): string {
    if (stage !== "before") return fail(stage === "running" ? "103" : "104");
    if (empty !== "") return fail("201");
    stage = "running";
    return "true";
  }

  function commit(empty: unknown): string {
    const wrong = running("142", "143") ?? (empty === "" ? null : "201");
    if (wrong) return fail(wrong);
    keep();
    return "true";
  }

  /** In review and browse mode the attempt is not changed. */
  function keep(): void {
    if (mode !== "normal") return;
    const judged = ["cmi.completion_status", "cmi.success_status"].map((status) => [status, valueOf(status) ?? ""] as const);
    durable = new Map([...model, ...judged]);
  }

  function terminate(empty: unknown): string {
    const wrong = running("112", "113") ?? (empty === "" ? null : "201");
    if (wrong) return fail(wrong);
    const seconds = secondsIn(model.get("cmi.total_time")) + secondsIn(model.get("cmi.session_time"));
    model.set("cmi.total_time", `PT${seconds}S`);
    keep();
    stage = "after";
    return "true";
  }

  function getValue(element: unknown): string {
    const path = pathOf(element);
    const rule = RULES[path.shape];
    const wrong = running("122", "123") ?? unknown(path, rule, "301") ?? (rule?.access === "w" ? "405" : null);
    if (wrong) return fail(wrong, "");
    if (placesOf(model, path).some(({ index, count }) => index >= count)) return fail("301", "");
    const value = valueOf(path.element);
    return value ?? fail("403", "");
  }

  function setValue(element: unknown, value: unknown): string {
    const path = pathOf(element);
    const rule = RULES[path.shape];
    const wrong = running("132", "133") ?? unknown(path, rule, "351") ?? (rule && refusal(path, rule, value));
    if (wrong) return fail(wrong);
    model.set(path.element, String(value));
    return "true";
  }

  function unknown(path: Path, rule: Rule | undefined, general: string): string | null {
    if (options.without?.some((start) => path.element.startsWith(start))) return "401";
    if (rule) return null;
    return /\._(children|count|version)$/.test(path.shape) ? general : "401";
  }

  function refusal(path: Path, rule: Rule, value: unknown): string | null {
    if (rule.access === "r") return "404";
    const misplaced = outOfOrder(path) ?? repeated(path, value);
    if (misplaced) return misplaced;
    if (typeof value !== "string" || !rule.check(value, { get: (other) => model.get(other) }, path)) return "406";
    const [, least, most] = RANGES.find(([shape]) => shape.test(path.shape)) ?? [/./, -Infinity, Infinity];
    return Number(value) < least || Number(value) > most ? "407" : null;
  }

  /** The entries of a list have no gaps and begin with their id; in an interaction the type follows. */
  function outOfOrder(path: Path): string | null {
    const places = placesOf(model, path);
    if (places.some(({ index, count }) => index > count) || (path.indexes[0] ?? 0) >= mostRecords(path)) return "351";
    const [, record = "", field = ""] = /^(cmi\.(?:interactions|objectives)\.\d+)\.(.+)$/.exec(path.element) ?? [];
    if (!record || field === "id") return null;
    if (!model.has(`${record}.id`)) return "408";
    if (!record.startsWith("cmi.interactions") || field === "type") return null;
    if (!model.has(`${record}.type`)) return "408";
    const most = field.endsWith(".pattern") ? (MOST_PATTERNS[model.get(`${record}.type`) ?? ""] ?? 0) : Infinity;
    return (path.indexes[1] ?? 0) < most ? null : "351";
  }

  /** An id is unique in its list, and does not change. */
  function repeated(path: Path, value: unknown): string | null {
    if (!path.shape.endsWith(".n.id")) return null;
    const held = model.get(path.element);
    return repeatsId(model, path, value) || (held !== undefined && held !== value) ? "351" : null;
  }

  function valueOf(element: string): string | undefined {
    if (element.endsWith("._count")) return String(countOf(model, element.slice(0, -"._count".length)));
    if (element.endsWith("._children")) return childrenOf(RULES, element.slice(0, -"._children".length));
    const given: Readonly<Record<string, string>> = {
      "cmi._version": "1.0",
      "cmi.learner_id": "learner-1",
      "cmi.learner_name": "Diallo, Awa",
      "cmi.credit": options.credit ?? "credit",
      "cmi.mode": mode,
      ...options.given,
    };
    const initial: Readonly<Record<string, string>> = {
      "cmi.completion_status": "unknown",
      "cmi.success_status": "unknown",
      "cmi.entry": "ab-initio",
      "cmi.total_time": "PT0S",
      "cmi.time_limit_action": "continue,no message",
      "adl.nav.request": "_none_",
      "adl.nav.request_valid.continue": "unknown",
      "adl.nav.request_valid.previous": "unknown",
    };
    return judged(element) ?? given[element] ?? model.get(element) ?? initial[element];
  }

  /** RTE 4.2.4.1 and 4.2.22: a threshold and a pass mark take precedence over the SCO. */
  function judged(element: string): string | undefined {
    const rules: Readonly<Record<string, readonly [mark: string, measure: string, reached: string, missed: string]>> = {
      "cmi.completion_status": ["cmi.completion_threshold", "cmi.progress_measure", "completed", "incomplete"],
      "cmi.success_status": ["cmi.scaled_passing_score", "cmi.score.scaled", "passed", "failed"],
    };
    const [mark = "", by = "", reached, missed] = rules[element] ?? [];
    const least = options.given?.[mark];
    const measured = model.get(by);
    if (least === undefined) return undefined;
    return measured === undefined ? "unknown" : Number(measured) >= Number(least) ? reached : missed;
  }

  relaunch();
  const API = {
    Initialize: call("Initialize", initialize),
    Terminate: call("Terminate", terminate),
    GetValue: call("GetValue", getValue),
    SetValue: call("SetValue", setValue),
    Commit: call("Commit", commit),
    GetLastError: lastError,
    GetErrorString: errorText,
    GetDiagnostic: errorText,
  };
  return {
    ...desk,
    API,
    window: { API_1484_11: API },
    log,
    /** Reading an optional element without a value is not an error of the SCO. */
    mistakes: () => mistakes().filter((mistake) => !/^GetValue\(.*: 403$/.test(mistake)),
    stored: (element) => durable.get(element) ?? "",
    durable: () => Object.fromEntries(durable),
    relaunch,
  };
}

/** RTE 4.2.9 and 4.2.17: how many entries every LMS keeps. */
function mostRecords({ shape }: Path): number {
  return shape.startsWith("cmi.interactions") ? 250 : 100;
}

function secondsIn(given = "PT0S"): number {
  const [, , , days = 0, hours = 0, minutes = 0, seconds = 0] = INTERVAL.exec(given) ?? [];
  return Number(days) * 86_400 + Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
