/**
 * SCORM 1.2, by its Run-Time Environment (RTE). Element names stay whole words: some platforms look through packages
 * for them.
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
  // RTE 3.4.4, exit: "suspend" while there is something to come back to.
  exitDone: "",
  learner: "cmi.core.student_id",
  learnerName: "cmi.core.student_name",
  sure: "cmi.core.lesson_status",
  // CMIString255 and CMIString4096.
  mostLocation: 255,
  mostState: 4096,
  heavy: Infinity,
  // Moodle commits what differs from the commit before, and does not mind whether that one arrived.
  forgets: true,
  savesAtTheEnd: false,
  readLaunch,
  begin(outbox, launch) {
    const { said, state } = launch;
    holdScore(outbox, "cmi.core.score", launch);
    const lessonStatus = said["cmi.core.lesson_status"] ?? "";
    outbox.holds("cmi.core.lesson_status", lessonStatus);
    // RTE 3.4.4, lesson_status: an LMS turns a status the SCO never set into "completed". Who has a state has a status,
    // also where the LMS does not tell it.
    const unset = lessonStatus === "not attempted" || (lessonStatus === "" && state === "");
    if (unset) outbox.put("cmi.core.lesson_status", "incomplete");
  },
  // There is no roll-up: each part tells its share of the course's 100, so that their sum is the course's score.
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
  const lessonStatus = calls.getForSure("cmi.core.lesson_status");
  const mode = calls.get("cmi.core.lesson_mode");
  const credit = calls.get("cmi.core.credit");
  const location = calls.get("cmi.core.lesson_location");
  const state = calls.getForSure("cmi.suspend_data");
  if (lessonStatus === null || state === null) return null;
  const raw = state && calls.get("cmi.core.score.raw");
  const said = { "cmi.core.lesson_status": lessonStatus, "cmi.core.score.raw": raw };
  return { mode: modeOf(mode, credit), status: statusOf(lessonStatus), location, state, said };
}

function statusOf(lessonStatus: string): Status {
  const known: readonly Status[] = ["passed", "completed", "failed"];
  return known.find((status) => status === lessonStatus) ?? "incomplete";
}
