/** An institution's LRS beside an LMS, and the authorization for a learner's statements. */
import type { CourseLrs } from "../../record/activity_types.ts";
import { createLrsStatements, exchangeText, type LrsStatements } from "../../record/lrs.ts";
import { parseObject } from "../../guarded.ts";
import { text } from "./launch.ts";

/** `learner`: the LMS's id; `activity`: the course's IRI. */
export async function openLrs(page: Window, courseLrs: CourseLrs, learner: string, activity: string): Promise<LrsStatements> {
  const renew = () => authorize(page, courseLrs, learner, activity);
  return createLrsStatements(page, { endpoint: courseLrs.endpoint, authorization: (await renew()) ?? "", renew });
}

/** The whole Authorization header; null when the institution does not grant one now. */
async function authorize(page: Window, { access }: CourseLrs, learner: string, activity: string): Promise<string | null> {
  if ("key" in access) return access.key;
  const body = JSON.stringify({ learner, activity });
  const init = { method: "POST", headers: { "Content-Type": "application/json" }, body };
  const token = text(parseObject((await exchangeText(page, access.token, init)).text)["auth-token"]);
  return token ? (/\s/.test(token) ? token : `Basic ${token}`) : null;
}
