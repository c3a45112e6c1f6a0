/** The LMS's side of SCORM: scorm-again for a launch, a record of every call, and what can go wrong. */

/** As the manifest of the part and the panel set it for a launch. */
export interface Launch {
  readonly version: "1.2" | "2004";
  readonly mode: string;
  readonly learner: number;
  /** What was kept of an earlier launch. */
  readonly kept: Model | undefined;
  /** Elements of the data model that the manifest sets. */
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

/** How the LMS fails: see the choices of "Saving" in the panel. */
export type Trouble = "" | "refused" | "silent" | "throws" | "signed-out" | "forgets";

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

/** Makes a new API object for each launch, under the names that its version gives it. */
export function createRuntime(heard: (call: Call) => void, kept: (model: Model) => void): {
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
        const answer = fails ? (name === "GetValue" ? "" : "false") : String(own[call]!(...given));
        const error = failed || String(own[theirs(version, "GetLastError")]!());
        const words = failed ? "General failure" : String(own[theirs(version, "GetErrorString")]!(error));
        heard({ name, given, answer, error: error === "0" ? "" : `${error} ${words}` });
        if (SAVING.has(name) && !fails && trouble !== "forgets") kept(own.renderCMIToJSONObject().cmi);
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
  const id = `learner-${learner}`;
  const name = `Learner, ${learner}`;
  if (version === "2004") {
    return { ...kept, ...given, learner_id: id, learner_name: name, credit: "credit", mode, entry };
  }
  const core = (kept?.["core"] ?? {}) as Model;
  const status = core["lesson_status"] || "not attempted";
  const always = { student_id: id, student_name: name, credit: "credit", lesson_mode: mode, entry, lesson_status: status };
  return { ...kept, core: { ...core, ...always } };
}
