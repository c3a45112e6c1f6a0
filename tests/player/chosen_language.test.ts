/** The language that a learner has chosen, in the saved state. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { chosenLanguage, withLanguage } from "../../scorm_export/player/src/learner/chosen_language.ts";
import { encodeCompact } from "../../scorm_export/player/src/learner/compact_state.ts";
import { EMPTY_STATE, merge, type State } from "../../scorm_export/player/src/learner/facts.ts";
import { decodeState, encodeState } from "../../scorm_export/player/src/learner/state.ts";
import { bestOf } from "../../scorm_export/player/src/page/languages.ts";
import { course as courseOf, lesson } from "./course.ts";

const chosen = { kind: "quiz", id: "", key: "LaNgU", title: "", module: "", minutes: 0, points: 0, attempts: 0, objectives: {} } as const;
const languages = { tags: ["en", "fr", "pt-BR"], shell: "index", chosen };
const COURSE = courseOf([lesson("a", "les")]);
const course = { ...COURSE, languages };

test("the latest choice applies, on whatever device it was made, and merging is a join", () => {
  const first = withLanguage(languages, EMPTY_STATE, "fr");
  const later = withLanguage(languages, first, "pt-BR");
  assert.equal(chosenLanguage(languages, EMPTY_STATE), "");
  assert.equal(chosenLanguage(languages, first), "fr");
  assert.equal(chosenLanguage(languages, merge(later, first)), "pt-br");
  const elsewhere = withLanguage(languages, EMPTY_STATE, "en");
  assert.deepEqual(merge(first, elsewhere), merge(elsewhere, first));
});

test("every form of the state holds it", () => {
  const state = withLanguage(languages, EMPTY_STATE, "pt-BR");
  for (const text of [encodeState(course, state), encodeCompact(course, state, 4096)]) {
    assert.equal(chosenLanguage(languages, decodeState(course, text) as State), "pt-br");
  }
});

test("an edition with one language carries it along", () => {
  const text = encodeState(COURSE, withLanguage(languages, EMPTY_STATE, "fr"));
  const again = encodeState(COURSE, decodeState(COURSE, text) as State);
  assert.equal(chosenLanguage(languages, decodeState(course, again) as State), "fr");
});

test("the best language there is, in the order of what is wanted", () => {
  assert.equal(bestOf(languages.tags, ["de", "fr-CA", "en"]), "fr");
  assert.equal(bestOf(languages.tags, ["pt_PT"]), "pt-BR");
  assert.equal(bestOf(languages.tags, ["", " ", "sw"]), undefined);
});
