/**
 * cmi5 (Quartz, 1st edition), as an assignable unit. Section numbers are those of the specification.
 *
 * The token is fetched once (8.2), then LaunchData (10), then learner preferences, before any statement (11);
 * `initialized` comes first and `terminated` last in every mode (9.3), no verdict is sent in Browse and Review mode
 * (10.2.2), and leaving returns to returnURL (10.2.5). What a reload must not lose is kept in the tab, among it the token,
 * which is issued only once. Where the browser allows it, `terminated` waits until it is known whether the page comes back
 * (farewell.ts). After a new launch elsewhere, the LMS refuses this session: the learner is told, and nothing more is sent.
 */
import { collectPageActivities } from "../../player/src/record/activities.ts";
import { COMES_BACK_MS, createFarewell } from "../../player/src/tracking/lrs/farewell.ts";
import { createLrs, detailOf, exchangeText, isDone, isRefusal, type Lrs } from "../../player/src/record/lrs.ts";
import { now, uuidOf } from "../../player/src/record/stamps.ts";
import type { Context } from "../../player/src/record/statements.ts";
import { parseObject } from "../../player/src/guarded.ts";
import type { Mode, OpenTracking } from "../../player/src/tracking/tracking.ts";
import { reloadWatch, tabMemory, takeParameters, text } from "../../player/src/tracking/lrs/launch.ts";
import type { LrsLaunch, LrsRecord, Refusal } from "../../player/src/tracking/lrs/lrs_launch.ts";
import { lrsTracking } from "../../player/src/tracking/lrs/lrs_tracking.ts";

const PARAMETERS = ["endpoint", "fetch", "actor", "registration", "activityId"] as const;
const LAUNCH_DATA = "LMS.LaunchData";
const SESSION_ID = "https://w3id.org/xapi/cmi5/context/extensions/sessionid";
const PREFERENCES = "cmi5LearnerPreferences";
/** The session has not ended. */
const ALWAYS = Number.MAX_SAFE_INTEGER;
const READ_AGAIN_MS = [1000, 2000, 4000];

type Parameters = Readonly<Record<(typeof PARAMETERS)[number], string>>;

export const cmi5: OpenTracking = (page, onSaveStatus, course) => {
  const memory = tabMemory(page);
  const address = takeParameters(page);
  const pageActivities = collectPageActivities(page);
  const reloading = reloadWatch(page);
  let unloading = false;
  page.addEventListener("pagehide", () => (unloading = true));

  function readRecord(): LrsRecord | Refusal {
    const activities = page.courseActivities;
    const kept = memory.read();
    const given = address.has("fetch") ? read((name) => address.get(name)) : read((name) => kept[name]);
    const { endpoint, fetch, actor, registration, activityId } = given;
    const learner = parseObject(actor);
    if (!endpoint || !fetch || !activityId || !activities || !Object.keys(learner).length) return { status: "untracked" };

    async function launch(handed: Readonly<Record<string, unknown>>): Promise<LrsLaunch | Refusal> {
      if (!activities) return { status: "untracked" };
      // The token is issued only once: it is in the tab, or was handed over by the window that began the session.
      const begun = handed["fetch"] === fetch ? handed : kept["fetch"] === fetch ? kept : null;
      if (begun === kept && !(Number(kept["until"]) > now(page))) return { status: "refused" };
      const token = begun ? text(begun["token"]) : await fetchToken(page, fetch);
      if (typeof token !== "string") return token;
      const started = begun ? Number(begun["started"]) : now(page);
      const farewell = createFarewell(page, uuidOf(token));
      let initialized = begun?.["initialized"] === true;
      let until = ALWAYS;
      const remember = () => memory.write({ ...given, token, started, initialized, until });
      remember();

      const lrs = createLrs(page, { endpoint, authorization: `Basic ${token}`, activityId, agent: actor, registration });
      const data = await readLaunchData(page, lrs);
      if ("status" in data) return data;
      const preferences = parseObject((await lrs.readAgentProfile(PREFERENCES)).text);
      const mode = modeOf(data.found["launchMode"]);
      const mastery = typeof data.found["masteryScore"] === "number" ? data.found["masteryScore"] : null;
      const contextTemplate = (data.found["contextTemplate"] ?? {}) as Context;
      return {
        lrs,
        about: {
          actor: learner,
          registration: registration || null,
          root: { id: activityId },
          activities,
          pageActivities,
          cmi5: { contextTemplate, masteryScore: mastery },
        },
        mode,
        ...(mastery === null ? {} : { mastery }),
        // 11.1 and 11.2. The preferences may be missing or malformed.
        language: text(preferences["languagePreference"]),
        muted: preferences["audioPreference"] === "off",
        launchData: text(data.found["launchParameters"]),
        // Some platforms issue one token for all sessions; the session's id is in the context template (9.6.3.1).
        session: text(contextTemplate.extensions?.[SESSION_ID]) || token,
        started,
        resumed: initialized,
        began() {
          initialized = true;
          remember();
        },
        share: () => ({ fetch, token, started, initialized }),
        leave() {
          if (reloading()) return "kept";
          const waits = unloading ? farewell : null;
          until = waits ? now(page) + COMES_BACK_MS : 0;
          remember();
          return waits ?? "said";
        },
        ended(delivered) {
          const back = text(data.found["returnURL"]);
          if (delivered && /^https?:/i.test(back)) page.location.assign(back);
        },
      };
    }

    return { name: JSON.stringify([endpoint, activityId, actor, registration]), learner: actor, launch };
  }

  return lrsTracking(page, onSaveStatus, course, readRecord);
};

function read(value: (name: string) => unknown): Parameters {
  return Object.fromEntries(PARAMETERS.map((name) => [name, text(value(name))])) as Parameters;
}

/** 8.2: one POST, never repeated; errors may have the status 200 too. */
async function fetchToken(page: Window, url: string): Promise<string | Refusal> {
  const answer = await exchangeText(page, url, { method: "POST" });
  return text(parseObject(answer.text)["auth-token"]) || { status: "refused", detail: detailOf(answer) };
}

/** On some platforms fields are missing, but without an answer no statement would be correct. */
async function readLaunchData(page: Window, lrs: Lrs): Promise<{ readonly found: Readonly<Record<string, unknown>> } | Refusal> {
  for (const ms of [...READ_AGAIN_MS, null]) {
    const answer = await lrs.readState(LAUNCH_DATA);
    if (isDone(answer)) return { found: parseObject(answer.text) };
    if (isRefusal(answer) || answer.status === 404 || ms === null) return { status: "refused", detail: detailOf(answer) };
    await new Promise<void>((resolve) => page.setTimeout(resolve, Math.max(ms, answer.wait)));
  }
  return { status: "refused" };
}

function modeOf(launchMode: unknown): Mode {
  return launchMode === "Browse" ? "browse" : launchMode === "Review" ? "review" : "normal";
}
