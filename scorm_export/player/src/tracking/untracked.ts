/** Without an LMS, or with one that refused the session, the course runs and nothing is recorded. */
import type { Opened, OpenTracking } from "./tracking.ts";

export const NOT_TRACKED: Opened = { tracked: false, mode: "normal", status: "incomplete", location: "", states: [] };

export const untracked: OpenTracking = (_page, onSaveStatus) => ({
  open() {
    onSaveStatus("untracked");
    return Promise.resolve(NOT_TRACKED);
  },
  save() {},
  answered() {},
  objective() {},
  outcome() {},
  commit() {},
  close() {},
});
