/** No LMS, or one that refused the session: the course runs, nothing is kept. */
import type { OpenTracking } from "../types.ts";

export const untracked: OpenTracking = (_page, onSaveStatus) => ({
  open() {
    onSaveStatus("untracked");
    return Promise.resolve({ tracked: false, mode: "normal", status: "incomplete", location: "", state: "" });
  },
  save() {},
  answered() {},
  objective() {},
  outcome() {},
  commit() {},
  close() {},
});
