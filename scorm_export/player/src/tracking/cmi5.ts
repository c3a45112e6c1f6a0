/**
 * cmi5 (Quartz, 1st edition), the assignable unit's part. Section numbers are those of the specification.
 *
 * Token once (8.2), LaunchData (10), learner preferences before any statement (11), `initialized` first and `terminated`
 * last in every mode (9.3), no verdict in Browse and Review (10.2.2), returnURL on leaving (10.2.5). What a reload must
 * not lose stays in the tab: the token cannot be had twice. After a new launch elsewhere the LMS refuses this session;
 * the learner is told and nothing is sent any more.
 */
import { collectPageActivities } from "../activities.ts";
import { createLrs, exchangeText, type Lrs } from "../lrs.ts";
import { now } from "../stamps.ts";
import type { Context } from "../statements.ts";
import { parseObject } from "../storage.ts";
import type { Mode, OpenTracking, SaveStatus } from "../types.ts";
import { reloadWatch, tabMemory, takeParameters, text } from "./launch.ts";
import { lrsTracking, type LrsLaunch } from "./lrs_tracking.ts";

const PARAMETERS = ["endpoint", "fetch", "actor", "registration", "activityId"] as const;
const LAUNCH_DATA = "LMS.LaunchData";
const PREFERENCES = "cmi5LearnerPreferences";
const READ_AGAIN_MS = [1000, 2000, 4000];

type Parameters = Readonly<Record<(typeof PARAMETERS)[number], string>>;

export const cmi5: OpenTracking = (page, onSaveStatus) => {
  const memory = tabMemory(page);
  const address = takeParameters(page);
  const pageActivities = collectPageActivities(page);
  const reloading = reloadWatch(page);

  async function launch(): Promise<LrsLaunch | SaveStatus> {
    const activities = page.courseActivities;
    const kept = memory.read();
    const given = address.has("fetch") ? read((name) => address.get(name)) : read((name) => kept[name]);
    const { endpoint, fetch, actor, registration, activityId } = given;
    const learner = parseObject(actor);
    if (!endpoint || !fetch || !activityId || !activities || !Object.keys(learner).length) return "untracked";
    const reloaded = kept["fetch"] === fetch;
    if (reloaded && kept["reloading"] !== true) return "refused";
    const token = reloaded ? text(kept["token"]) : await fetchToken(page, fetch);
    if (!token) return "refused";
    const started = reloaded ? Number(kept["started"]) : now(page);
    const remember = (again: boolean) => memory.write({ ...given, token, started, reloading: again });
    remember(false);

    const lrs = createLrs(page, { endpoint, authorization: `Basic ${token}`, activityId, agent: actor, registration });
    const data = await readLaunchData(page, lrs);
    if (typeof data === "string") return data;
    const muted = wantsSilence((await lrs.readAgentProfile(PREFERENCES)).text);
    const mode = modeOf(data["launchMode"]);
    const mastery = typeof data["masteryScore"] === "number" ? data["masteryScore"] : null;
    const contextTemplate = (data["contextTemplate"] ?? {}) as Context;
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
      muted,
      launchData: text(data["launchParameters"]),
      record: JSON.stringify([endpoint, activityId, actor, registration]),
      session: token,
      started,
      resumed: reloaded,
      reloading() {
        const again = reloading();
        remember(again);
        return again;
      },
      ended(delivered) {
        const back = text(data["returnURL"]);
        if (delivered && /^https?:/i.test(back)) page.location.assign(back);
      },
    };
  }

  return lrsTracking(page, onSaveStatus, launch);
};

function read(value: (name: string) => unknown): Parameters {
  return Object.fromEntries(PARAMETERS.map((name) => [name, text(value(name))])) as Parameters;
}

/** 8.2: one POST, never repeated; an error comes with status 200 too. "" when there is no token. */
async function fetchToken(page: Window, url: string): Promise<string> {
  const answer = await exchangeText(page, url, { method: "POST" });
  return text(parseObject(answer.text)["auth-token"]);
}

/** Any field may be missing (some platforms), but without an answer nothing can be said rightly. */
async function readLaunchData(page: Window, lrs: Lrs): Promise<Readonly<Record<string, unknown>> | SaveStatus> {
  for (const ms of [...READ_AGAIN_MS, null]) {
    const { status, text: found } = await lrs.readState(LAUNCH_DATA);
    if (status === 200) return parseObject(found);
    if (status === 401 || status === 403) return "refused";
    if (status === 404 || ms === null) break;
    await new Promise<void>((resolve) => page.setTimeout(resolve, ms));
  }
  return "refused";
}

/**
 * 11.2: audioPreference "off". languagePreference (11.1) is an order of languages to choose from; a package has one, so
 * there is nothing to choose. Any of it may be missing or misspelt.
 */
function wantsSilence(preferences: string): boolean {
  return parseObject(preferences)["audioPreference"] === "off";
}

function modeOf(launchMode: unknown): Mode {
  return launchMode === "Browse" ? "browse" : launchMode === "Review" ? "review" : "normal";
}
