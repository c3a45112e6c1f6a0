/** Texts of the interface: placeholders, plural forms and numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { points, score, speaker } from "../../scorm_export/player/src/page/words.ts";

const forms = { one: "{earned} sur {count} point", other: "{earned} sur {count} points" };
const cases = [
  { language: "fr", decimal_mark: ",", earned: 4950, total: 10_000, expected: "49,5 sur 100 points" },
  { language: "fr", decimal_mark: ",", earned: 25, total: 150, expected: "0,25 sur 1,5 point" },
  { language: "en", decimal_mark: ".", earned: 25, total: 150, expected: "0.25 sur 1.5 points" },
];

for (const { language, decimal_mark, earned, total, expected } of cases) {
  test(`${earned} of ${total} hundredths in ${language}: ${expected}`, () => {
    assert.equal(score(speaker({ decimal_mark, score: forms }, language), "score", earned, total), expected);
  });
}

test("only numbers take the decimal mark, not titles that look like one", () => {
  const say = speaker({ decimal_mark: ",", missing: "À faire : {title}", pass: "{pass} points" }, "fr");
  assert.equal(say("missing", { title: "2.5" }), "À faire : 2.5");
  assert.equal(say("pass", { pass: points(250) }), "2,5 points");
});
