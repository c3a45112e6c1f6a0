/**
 * xAPI 1.0.3 with the launch parameters of "Tin Can" packages: endpoint, auth, actor, registration, activity_id, grouping.
 * Without them the course runs untracked. They are kept only in the tab, for a reload.
 */
import { collectPageActivities } from "../../player/src/record/activities.ts";
import { findFlaw, readActor } from "../../player/src/record/actor.ts";
import { createLrs } from "../../player/src/record/lrs.ts";
import { now } from "../../player/src/record/stamps.ts";
import type { OpenTracking } from "../../player/src/tracking/tracking.ts";
import { readEndpoint, reloadWatch, tabMemory, takeParameters, text } from "../../player/src/tracking/lrs/launch.ts";
import type { LrsLaunch, LrsRecord, Refusal } from "../../player/src/tracking/lrs/lrs_launch.ts";
import { lrsTracking } from "../../player/src/tracking/lrs/lrs_tracking.ts";

const PARAMETERS = ["endpoint", "auth", "actor", "registration", "activity_id", "grouping"];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const xapi: OpenTracking = (page, onSaveStatus, course) => {
  const memory = tabMemory(page);
  const parameters = takeParameters(page);
  const pageActivities = collectPageActivities(page);
  const reloading = reloadWatch(page);

  function read(): LrsRecord | Refusal {
    const kept = memory.read();
    const resumed = !parameters.has("endpoint");
    const given = resumed ? kept : Object.fromEntries(PARAMETERS.map((name) => [name, parameters.get(name) ?? ""]));
    const { endpoint, credentials } = readEndpoint(text(given["endpoint"]));
    const actor = readActor(text(given["actor"]));
    const activities = page.courseActivities;
    if (!endpoint || !actor || !activities) return { status: "untracked" };
    const flaw = findFlaw(actor);
    if (flaw !== null) return { status: "refused", detail: `actor, ${flaw}` };
    const id = text(given["activity_id"]) || activities.course.id;
    const registration = UUID.test(text(given["registration"])) ? text(given["registration"]) : null;
    const agent = JSON.stringify(actor);
    const grouping = [text(given["grouping"])].filter((iri) => /^[a-z][a-z0-9+.-]*:\S+$/i.test(iri)).map((id) => ({ id }));
    const root = { id, definition: activities.course.definition };
    const authorization = header(text(given["auth"]) || credentials);

    function launch(handed: Readonly<Record<string, unknown>>): Promise<LrsLaunch> {
      const reloaded = resumed && kept["reloading"] === true;
      const begun = Number(handed["started"] ?? (reloaded ? kept["started"] : NaN));
      const started = begun || now(page);
      memory.write({ ...given, started, reloading: false });
      return Promise.resolve({
        lrs: createLrs(page, { endpoint, authorization, activityId: id, agent, registration }),
        about: { actor, registration, root, activities: activities as NonNullable<typeof activities>, pageActivities, grouping },
        mode: "normal",
        launchData: parameters.has("time") ? `time=${parameters.get("time") ?? ""}` : "",
        session: "",
        started,
        resumed: begun > 0,
        began() {},
        share: () => ({ started }),
        leave() {
          const again = reloading();
          memory.write({ ...given, started, reloading: again });
          return again ? "kept" : "said";
        },
        ended() {},
      });
    }

    return { name: JSON.stringify([endpoint, id, agent, registration]), learner: agent, launch };
  }

  return lrsTracking(page, onSaveStatus, course, read);
};

/** The Authorization header. Some launches leave out the scheme, and some percent-encode the value. */
function header(auth: string): string {
  const plain = auth.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
  return !plain || /\s/.test(plain) ? plain : `Basic ${plain}`;
}
