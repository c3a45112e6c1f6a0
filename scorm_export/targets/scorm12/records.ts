/** Objectives in the format of SCORM 1.2, in the order of the data model. */
import { quizPart } from "../../player/src/on_demand/quiz.ts";
import type { ObjectiveResult } from "../../player/src/reports.ts";
import type { Sets } from "../../player/src/tracking/outbox.ts";
import type { RecordFormat } from "../../player/src/tracking/scorm/records.ts";
import { percent } from "../../player/src/tracking/scorm/values.ts";

function newObjective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.id`, given.id],
    [`cmi.objectives.${n}.score.min`, "0"],
    [`cmi.objectives.${n}.score.max`, "100"],
    ...objective(n, given),
  ];
}

function objective(n: number, given: ObjectiveResult): Sets {
  return [
    [`cmi.objectives.${n}.score.raw`, percent(given.earned, given.total)],
    [`cmi.objectives.${n}.status`, given.status],
  ];
}

export const scorm12Records: RecordFormat = {
  interaction: (n, given) => quizPart()?.scorm12Interaction(n, given) ?? [],
  newObjective,
  objective,
};
