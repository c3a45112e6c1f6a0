/** Objectives in the format of SCORM 2004, in the order of the data model. */
import { quizPart } from "../../player/src/on_demand/quiz.ts";
import type { ObjectiveResult } from "../../player/src/reports.ts";
import type { Sets } from "../../player/src/tracking/outbox.ts";
import type { RecordFormat } from "../../player/src/tracking/scorm/records.ts";
import { percent } from "../../player/src/tracking/scorm/values.ts";
import { share } from "./values.ts";

function newObjective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.id`, given.id],
    [`cmi.objectives.${n}.score.min`, "0"],
    [`cmi.objectives.${n}.score.max`, "100"],
    ...objective(n, given),
  ];
}

function objective(n: number, { earned, total, status, progress }: ObjectiveResult): Sets {
  const judged = status === "passed" || status === "failed" ? status : "unknown";
  return [
    [`cmi.objectives.${n}.score.raw`, percent(earned, total)],
    [`cmi.objectives.${n}.score.scaled`, share(earned, total)],
    [`cmi.objectives.${n}.progress_measure`, share(progress, 1)],
    [`cmi.objectives.${n}.success_status`, judged],
    [`cmi.objectives.${n}.completion_status`, status === "incomplete" ? "incomplete" : "completed"],
  ];
}

export const scorm2004Records: RecordFormat = {
  interaction: (n, given) => quizPart()?.scorm2004Interaction(n, given) ?? [],
  newObjective,
  objective,
};
