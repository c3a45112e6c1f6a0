/** The language that the learner has set in the LMS: SCORM 2004 RTE, 4.2.12; SCORM 1.2 RTE, 3.4.4. */
import { attempt } from "../guarded.ts";
import { findApi } from "./scorm/api.ts";

type Api = Readonly<Record<"GetValue" | "LMSGetValue", (name: string) => unknown>>;

/** A tag, or "" where there is no LMS, or it does not say. Asked once the LMS has opened the session. */
export function preferredLanguage(page: Window): string {
  const modern = findApi<Api>(page, "API_1484_11", "GetValue");
  const older = findApi<Api>(page, "API", "LMSGetValue");
  const said = attempt(() => modern?.GetValue("cmi.learner_preference.language") ?? older?.LMSGetValue("cmi.student_preference.language"));
  return typeof said === "string" ? said : "";
}
