/**
 * SCORM 1.2, by its Run-Time Environment (RTE). Element names are written as whole strings, because some platforms search
 * packages for them.
 */
import type { Status } from "../../player/src/reports.ts";
import { holdScore, modeOf, scorm } from "../../player/src/tracking/scorm/scorm.ts";
import type { Launch } from "../../player/src/tracking/scorm/version.ts";
import type { Calls } from "../../player/src/tracking/scorm/calls.ts";
import { percent } from "../../player/src/tracking/scorm/values.ts";
import { scorm12Records } from "./records.ts";
import { timespan } from "./values.ts";

export const scorm12 = scorm({
  name: "API",
  api: {
    initialize: "LMSInitialize",
    terminate: "LMSFinish",
    prefix: "LMS",
    // Invalid argument, not implemented, keyword, read only, write only, incorrect type.
    refused: ["201", "401", "402", "403", "404", "405"],
    unset: [],
  },
  location: "cmi.core.lesson_location",
  state: "cmi.suspend_data",
  exit: "cmi.core.exit",
  // RTE 3.4.4, exit: "suspend" while the course is not completed.
  exitDone: "",
  learner: "cmi.core.student_id",
  learnerName: "cmi.core.student_name",
  alwaysSet: "cmi.core.lesson_status",
  // CMIString255 and CMIString4096.
  maxLocationLength: 255,
  maxStateLength: 4096,
  heavyFrom: Infinity,
  // Moodle commits only what differs from the commit before, even if that one failed.
  forgets: true,
  terminateCommits: false,
  readLaunch,
  begin(outbox, launch) {
    const { values, state } = launch;
    holdScore(outbox, "cmi.core.score", launch);
    const lessonStatus = values["cmi.core.lesson_status"] ?? "";
    outbox.holds("cmi.core.lesson_status", lessonStatus);
    // RTE 3.4.4, lesson_status: an LMS turns a status that the SCO never set into "completed". Where there is a state,
    // a status was set, even if the LMS does not return it.
    const unset = lessonStatus === "not attempted" || (lessonStatus === "" && state === "");
    if (unset) outbox.put("cmi.core.lesson_status", "incomplete");
  },
  // There is no rollup: the parts report scores that add up to the course's score of 0–100.
  outcome(outbox, { status, score, whole }) {
    if (score) {
      outbox.put("cmi.core.score.raw", percent(score.earned, whole ?? score.total));
      outbox.putOptional("cmi.core.score.min", "0");
      outbox.putOptional("cmi.core.score.max", percent(score.total, whole ?? score.total));
    }
    outbox.put("cmi.core.lesson_status", status);
  },
  records: scorm12Records,
  time: (seconds) => ["cmi.core.session_time", timespan(Math.floor(seconds))],
});

function readLaunch(calls: Calls): Launch | null {
  const lessonStatus = calls.getOrNull("cmi.core.lesson_status");
  const mode = calls.get("cmi.core.lesson_mode");
  const credit = calls.get("cmi.core.credit");
  const location = calls.get("cmi.core.lesson_location");
  const state = calls.getOrNull("cmi.suspend_data");
  if (lessonStatus === null || state === null) return null;
  const raw = state && calls.get("cmi.core.score.raw");
  const values = { "cmi.core.lesson_status": lessonStatus, "cmi.core.score.raw": raw };
  return { mode: modeOf(mode, credit), status: statusOf(lessonStatus), location, state, values };
}

function statusOf(lessonStatus: string): Status {
  const known: readonly Status[] = ["passed", "completed", "failed"];
  return known.find((status) => status === lessonStatus) ?? "incomplete";
}
