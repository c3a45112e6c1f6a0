/**
 * SCORM 2004, by its Run-Time Environment (RTE), the same for the 3rd and the 4th Edition. Element names are written as
 * whole strings, because some platforms search packages for them.
 */
import type { Status } from "../../player/src/reports.ts";
import type { Outbox } from "../../player/src/tracking/outbox.ts";
import { holdScore, modeOf, scorm } from "../../player/src/tracking/scorm/scorm.ts";
import type { Launch } from "../../player/src/tracking/scorm/version.ts";
import type { Calls } from "../../player/src/tracking/scorm/calls.ts";
import { percent } from "../../player/src/tracking/scorm/values.ts";
import { scorm2004Records } from "./records.ts";
import { interval, share } from "./values.ts";

export const scorm2004 = scorm({
  name: "API_1484_11",
  api: {
    initialize: "Initialize",
    terminate: "Terminate",
    prefix: "",
    // Argument, general set, undefined, unimplemented, read only, write only, type, range, dependency.
    refused: ["201", "351", "401", "402", "404", "405", "406", "407", "408"],
    // No value yet.
    unset: ["403"],
  },
  location: "cmi.location",
  state: "cmi.suspend_data",
  exit: "cmi.exit",
  // RTE 4.2.8: without "suspend" the next launch starts without the state, even of a completed course.
  exitDone: "suspend",
  learner: "cmi.learner_id",
  learnerName: "cmi.learner_name",
  alwaysSet: "cmi.completion_status",
  maxLocationLength: 1000,
  maxStateLength: 64_000,
  // Moodle sends all elements each time, and at most 64 KiB when the page is unloaded.
  heavyFrom: 20,
  forgets: false,
  // RTE 3.1.3.2: Terminate commits.
  terminateCommits: true,
  readLaunch,
  begin(outbox, launch) {
    const { status, values, state } = launch;
    holdScore(outbox, "cmi.score", launch);
    if (status !== "incomplete") holdVerdict(outbox, values["cmi.score.raw"] ?? "");
    for (const element of ["cmi.completion_status", "cmi.success_status"]) outbox.holds(element, values[element] ?? "");
    // Where there is a state, a status was set, even if the LMS does not return it.
    const isHidden = values["cmi.completion_status"] === "" && state !== "";
    if (status === "incomplete" && !isHidden) outbox.put("cmi.completion_status", "incomplete");
  },
  /**
   * "completed" is reported with the verdict, because an LMS may open a completed course for reading only while attempts
   * are left. An LMS that knows the pass mark judges by score.scaled as soon as there is one (RTE 4.2.22), so that it is
   * reported with the verdict too: otherwise learners would fail after the first quiz. score.raw shows the points so far.
   */
  outcome(outbox, { status, completed, progress, score, whole }, { values }) {
    if (score) {
      outbox.put("cmi.score.raw", percent(score.earned, score.total));
      outbox.putOptional("cmi.score.min", "0");
      outbox.putOptional("cmi.score.max", "100");
    }
    if (score && (status !== "incomplete" || !values["cmi.scaled_passing_score"])) {
      outbox.put("cmi.score.scaled", share(score.earned, score.total));
    }
    outbox.putOptional("cmi.progress_measure", completed ? "1" : share(progress, 1));
    if (status === "passed" || status === "failed") outbox.put("cmi.success_status", status);
    // The LMS needs a part's completion, and judges the course by the sum of the parts' scores (SN, RB.1).
    const done = whole === undefined ? status !== "incomplete" : completed;
    outbox.put("cmi.completion_status", done ? "completed" : "incomplete");
  },
  records: scorm2004Records,
  // RTE 4.4: the request takes effect when the session ends.
  next: { valid: "adl.nav.request_valid.continue", request: ["adl.nav.request", "continue"] },
  time: (seconds) => ["cmi.session_time", interval(Math.floor(seconds))],
});

function readLaunch(calls: Calls): Launch | null {
  const completion = calls.getOrNull("cmi.completion_status");
  const success = completion === "completed" ? calls.getOrNull("cmi.success_status") : "";
  const mode = calls.get("cmi.mode");
  const credit = calls.get("cmi.credit");
  const location = calls.get("cmi.location");
  const state = calls.getOrNull("cmi.suspend_data");
  if (completion === null || success === null || state === null) return null;
  const values = {
    "cmi.completion_status": completion,
    "cmi.success_status": success,
    // Needed only until there is a verdict.
    "cmi.scaled_passing_score": success === "passed" || success === "failed" ? "" : calls.get("cmi.scaled_passing_score"),
    "cmi.score.raw": state && calls.get("cmi.score.raw"),
  };
  return { mode: modeOf(mode, credit), status: statusOf(completion, success), location, state, values };
}

/** What was reported together with a verdict. */
function holdVerdict(outbox: Outbox, raw: string): void {
  outbox.holds("cmi.progress_measure", "1");
  if (raw) outbox.holds("cmi.score.scaled", share(Number(raw), 100));
}

/** An LMS that knows the pass mark may have judged the score of a learner who has not completed the course. */
function statusOf(completion: string, success: string): Status {
  if (completion !== "completed") return "incomplete";
  return success === "passed" || success === "failed" ? success : "completed";
}
