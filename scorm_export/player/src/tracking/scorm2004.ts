/**
 * SCORM 2004, by its Run-Time Environment (RTE); what is said here is the same in the 3rd and the 4th Edition. Element
 * names stay whole words: some platforms look through packages for them.
 */
import type { Status } from "../types.ts";
import { modeOf, scorm, type Launch } from "./scorm.ts";
import type { Calls } from "./scorm_calls.ts";
import { percent } from "./scorm_values.ts";
import { scorm2004Records } from "./scorm2004_records.ts";
import { interval, share } from "./scorm2004_values.ts";

interface Lms {
  Initialize(empty: ""): unknown;
  Terminate(empty: ""): unknown;
  GetValue(element: string): unknown;
  SetValue(element: string, value: string): unknown;
  Commit(empty: ""): unknown;
  GetLastError(): unknown;
  GetErrorString(code: string): unknown;
  GetDiagnostic(code: string): unknown;
}

export const scorm2004 = scorm<Lms>({
  name: "API_1484_11",
  method: "Initialize",
  connect: (api) => ({
    initialize: () => api.Initialize(""),
    terminate: () => api.Terminate(""),
    getValue: (element) => api.GetValue(element),
    setValue: (element, value) => api.SetValue(element, value),
    commit: () => api.Commit(""),
    getLastError: () => api.GetLastError(),
    getErrorString: (code) => api.GetErrorString(code),
    getDiagnostic: (code) => api.GetDiagnostic(code),
  }),
  // Argument, general set, undefined, unimplemented, read only, write only, type, range, dependency; 403: no value yet.
  codes: { refused: ["201", "351", "401", "402", "404", "405", "406", "407", "408"], unset: ["403"] },
  location: "cmi.location",
  state: "cmi.suspend_data",
  learner: "cmi.learner_id",
  mostLocation: 1000,
  mostState: 64_000,
  readLaunch,
  begin(outbox, { opened, said }) {
    for (const element of ["cmi.completion_status", "cmi.success_status"]) outbox.holds(element, said[element] ?? "");
    if (opened.status === "incomplete") outbox.put("cmi.completion_status", "incomplete");
    // RTE 4.2.8: without "suspend" the next launch begins with nothing, also after a tab that died or a finished course.
    outbox.put("cmi.exit", "suspend");
  },
  /**
   * Complete is who has a verdict: an LMS may open a completed course for reading only, and attempts may be left. An
   * LMS that knows the pass mark judges by score.scaled as soon as there is one (RTE 4.2.22), so that comes with the
   * verdict too, or a learner would have failed after the first quiz; score.raw tells how far they are.
   */
  outcome(outbox, { status, completed, progress, score, whole }, { said }) {
    if (score) {
      outbox.put("cmi.score.raw", percent(score.earned, score.total));
      outbox.putOptional("cmi.score.min", "0");
      outbox.putOptional("cmi.score.max", "100");
    }
    if (score && (status !== "incomplete" || !said["cmi.scaled_passing_score"])) {
      outbox.put("cmi.score.scaled", share(score.earned, score.total));
    }
    outbox.putOptional("cmi.progress_measure", completed ? "1" : share(progress, 1));
    if (status === "passed" || status === "failed") outbox.put("cmi.success_status", status);
    // Of a part the LMS asks whether it is done, and judges the course by what the parts' scores add up to (SN, RB.1).
    const done = whole === undefined ? status !== "incomplete" : completed;
    outbox.put("cmi.completion_status", done ? "completed" : "incomplete");
  },
  records: scorm2004Records,
  // RTE 4.4: the request takes effect when the session ends.
  next: { valid: "adl.nav.request_valid.continue", request: ["adl.nav.request", "continue"] },
  leave: (seconds) => [["cmi.session_time", interval(Math.floor(seconds))]],
});

function readLaunch(calls: Calls): Launch | null {
  const completion = calls.getForSure("cmi.completion_status");
  const success = completion === "completed" ? calls.getForSure("cmi.success_status") : "";
  const mode = calls.get("cmi.mode");
  const credit = calls.get("cmi.credit");
  const location = calls.get("cmi.location");
  const state = calls.getForSure("cmi.suspend_data");
  const passing = calls.get("cmi.scaled_passing_score");
  const interactions = calls.count("cmi.interactions._count");
  if (completion === null || success === null || state === null) return null;
  const opened = { tracked: true, mode: modeOf(mode, credit), status: statusOf(completion, success), location, state };
  const said = { "cmi.completion_status": completion, "cmi.success_status": success, "cmi.scaled_passing_score": passing };
  return { opened, said, interactions };
}

/** An LMS that knows the pass mark may have judged the score of a learner who is not through yet. */
function statusOf(completion: string, success: string): Status {
  if (completion !== "completed") return "incomplete";
  return success === "passed" || success === "failed" ? success : "completed";
}
