/** The LMS's side of SCORM: scorm-again for a launch, a record of every call, and what can go wrong. */

/** As the manifest of the part and the panel set it for a launch. */
export interface Launch {
  readonly version: "1.2" | "2004";
  readonly mode: string;
  readonly learner: string;
  /** What was kept of an earlier launch. */
  readonly kept: Model | null;
  /** Elements of the data model that the manifest sets, without `cmi.`. */
  readonly given: Readonly<Record<string, string>>;
}

export type Model = Readonly<Record<string, unknown>>;

export interface Call {
  readonly name: string;
  readonly given: readonly string[];
  readonly answer: string;
  /** The error's number with the LMS's words, or empty. */
  readonly error: string;
}

/** How the LMS's API fails: see the choices of "Saving" in the panel; others are the server's. */
export type Trouble = string;

interface Runtime {
  readonly [name: string]: (...given: string[]) => unknown;
}
interface Constructed {
  loadFromJSON(model: Model, root: string): void;
  renderCMIToJSONObject(): { cmi: Model };
}
type Constructor = new (settings: object) => Constructed & Runtime;

declare global {
  interface Window {
    Scorm12API?: Constructor;
    Scorm2004API?: Constructor;
  }
}

const NAMES = ["Initialize", "Terminate", "GetValue", "SetValue", "Commit", "GetLastError", "GetErrorString", "GetDiagnostic"];
const SILENT = new Set(["GetLastError", "GetErrorString", "GetDiagnostic"]);
const SAVING = new Set(["Commit", "Terminate"]);

const theirs = (version: Launch["version"], name: string): string =>
  version === "2004" ? name : `LMS${name === "Terminate" ? "Finish" : name}`;

/**
 * Makes a new API object for each launch, under the names that its version gives it. `keep` hands the data model to the LMS's
 * server, and returns what went wrong there, or "".
 */
export function createRuntime(heard: (call: Call) => void, keep: (model: Model) => string): {
  /** Provides the API. Each Initialize begins a launch, as a page does that is loaded again. */
  provide(version: Launch["version"], launch: () => Launch): void;
  trouble(kind: Trouble): void;
  model(): Model;
} {
  let runtime: (Constructed & Runtime) | null = null;
  let failed = "";
  let trouble: Trouble = "";

  function begun(how: Launch): Constructed & Runtime {
    const made = how.version === "1.2" ? window.Scorm12API : window.Scorm2004API;
    if (!made) throw new Error("the run-time is missing");
    const own = new made({ autocommit: false, logLevel: 5 });
    own.loadFromJSON(beginning(how), "cmi");
    return own;
  }

  function provide(version: Launch["version"], launch: () => Launch): void {
    const api: Record<string, unknown> = version === "2004" ? { version: "1.0" } : {};
    runtime = null;
    for (const name of NAMES) {
      const call = theirs(version, name);
      api[call] = (...given: string[]): string => {
        if (name === "Initialize") runtime = null;
        const own = (runtime ??= begun(launch()));
        if (SILENT.has(name) && failed) return name === "GetLastError" ? failed : name === "GetErrorString" ? "General failure" : "";
        if (SILENT.has(name)) return String(own[call]!(...given));
        failed = "";
        if (trouble === "throws") {
          heard({ name, given, answer: "", error: "the call failed" });
          throw new Error("The LMS's script failed, as the panel of the preview asks.");
        }
        const fails = trouble === "signed-out" || (SAVING.has(name) && (trouble === "refused" || trouble === "silent"));
        failed = fails ? (trouble === "silent" ? "0" : version === "1.2" ? "101" : "391") : "";
        let answer = fails ? (name === "GetValue" ? "" : "false") : String(own[call]!(...given));
        const flaw = SAVING.has(name) && answer === "true" && trouble !== "forgets" ? keep(own.renderCMIToJSONObject().cmi) : "";
        if (flaw) [answer, failed] = ["false", version === "1.2" ? "101" : "391"];
        const error = failed || String(own[theirs(version, "GetLastError")]!());
        const words = failed ? flaw || "General failure" : String(own[theirs(version, "GetErrorString")]!(error));
        heard({ name, given, answer, error: error === "0" ? "" : `${error} ${words}` });
        return answer;
      };
    }
    const page = window as unknown as Record<string, unknown>;
    delete page["API"];
    delete page["API_1484_11"];
    page[version === "1.2" ? "API" : "API_1484_11"] = api;
  }

  return { provide, trouble: (kind) => void (trouble = kind), model: () => runtime?.renderCMIToJSONObject().cmi ?? {} };
}

/** The data model that a launch begins with. */
function beginning({ version, mode, learner, kept, given }: Launch): Model {
  const entry = kept ? "resume" : "ab-initio";
  const name = learner.replace(/^(\w)(\w*)-/, (_, first: string, rest: string) => `${first.toUpperCase()}${rest}, `);
  if (version === "2004") {
    return { ...kept, ...given, learner_id: learner, learner_name: name, credit: "credit", mode, entry };
  }
  const core = (kept?.["core"] ?? {}) as Model;
  const status = core["lesson_status"] || "not attempted";
  const always = { student_id: learner, student_name: name, credit: "credit", lesson_mode: mode, entry, lesson_status: status };
  return { ...kept, ...nested(given), core: { ...core, ...always } };
}

/** `student_data.mastery_score` as an object in an object. */
function nested(given: Launch["given"]): Model {
  return Object.fromEntries(
    Object.entries(given).map(([element, value]) => {
      const [group = "", part] = element.split(".");
      return [group, part ? { [part]: value } : value];
    }),
  );
}
