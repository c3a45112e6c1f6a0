/** A script without the compact text, as those of LRSs are. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTHING } from "../../scorm_export/player/src/learner/facts.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import type { CourseData } from "../../scorm_export/player/src/course.ts";

test("a state that has too little room is written all the same: an LMS may refuse it, and nothing is put in its place", () => {
  // The shared courses of the tests bring the compact text along.
  const here = { key: "KEY__", objectives: [], activities: [] } as unknown as CourseData;
  const visited = { ...NOTHING, mark: "abc" };
  const text = encodeState(here, visited, 5);
  assert.equal(text, encodeState(here, visited));
  assert.equal(typeof decodeState(here, text), "object");
});
