/**
 * xAPI 1.0.3 with the launch parameters of "Tin Can" packages: endpoint, auth, actor, registration, activity_id, grouping.
 * Without them the course runs untracked. They are kept for a reload of the tab, and nowhere else.
 */
import { collectPageActivities } from "../activities.ts";
import { readActor } from "../actor.ts";
import { createLrs } from "../lrs.ts";
import { now } from "../stamps.ts";
import type { OpenTracking, SaveStatus } from "../types.ts";
import { reloadWatch, tabMemory, takeParameters, text } from "./launch.ts";
import { lrsTracking, type LrsLaunch } from "./lrs_tracking.ts";

const PARAMETERS = ["endpoint", "auth", "actor", "registration", "activity_id", "grouping"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const xapi: OpenTracking = (page, onSaveStatus) => {
  const memory = tabMemory(page);
  const parameters = takeParameters(page);
  const pageActivities = collectPageActivities(page);
  const reloading = reloadWatch(page);

  function launch(): Promise<LrsLaunch | SaveStatus> {
    const kept = memory.read();
    const resumed = !parameters.has("endpoint");
    const given = resumed ? kept : Object.fromEntries(PARAMETERS.map((name) => [name, parameters.get(name) ?? ""]));
    const endpoint = text(given["endpoint"]);
    const actor = readActor(text(given["actor"]));
    const activities = page.courseActivities;
    if (!endpoint || !actor || !activities) return Promise.resolve("untracked");
    const reloaded = resumed && kept["reloading"] === true;
    const started = reloaded ? Number(kept["started"]) : now(page);
    memory.write({ ...given, started, reloading: false });
    const id = text(given["activity_id"]) || activities.course.id;
    const registration = UUID.test(text(given["registration"])) ? text(given["registration"]) : null;
    const agent = JSON.stringify(actor);
    const grouping = [text(given["grouping"])].filter((iri) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(iri));
    const root = { id, definition: activities.course.definition };
    return Promise.resolve({
      lrs: createLrs(page, { endpoint, authorization: header(text(given["auth"])), activityId: id, agent, registration }),
      about: { actor, registration, root, activities, pageActivities, grouping },
      mode: "normal",
      launchData: parameters.has("time") ? `time=${parameters.get("time") ?? ""}` : "",
      record: JSON.stringify([endpoint, id, agent, registration]),
      session: "",
      started,
      resumed: reloaded,
      reloading() {
        const again = reloading();
        memory.write({ ...given, started, reloading: again });
        return again;
      },
      ended() {},
    });
  }

  return lrsTracking(page, onSaveStatus, launch);
};

/** Old launches leave the scheme out. */
function header(auth: string): string {
  return !auth || /\s/.test(auth) ? auth : `Basic ${auth}`;
}
