/** Texts of the interface: placeholders, plural forms and numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { inDigits, points, score, speaker } from "../../scorm_export/player/src/page/words.ts";

const forms = { one: "{earned} sur {count} point", other: "{earned} sur {count} points" };
const cases = [
  { language: "fr", earned: 4950, total: 10_000, expected: "49,5 sur 100 points" },
  { language: "fr", earned: 25, total: 150, expected: "0,25 sur 1,5 point" },
  { language: "en", earned: 25, total: 150, expected: "0.25 sur 1.5 points" },
];

for (const { language, earned, total, expected } of cases) {
  test(`${earned} of ${total} hundredths in ${language}: ${expected}`, () => {
    assert.equal(score(speaker({ words: { score: forms }, language }), "score", earned, total), expected);
  });
}

test("numbers are written as in the language of the words", () => {
  assert.equal(inDigits(speaker({ words: {}, language: "bn" }), "1:05"), "১:০৫");
  assert.equal(inDigits(speaker({ words: {}, language: "de" }), "12.50"), "12,50");
  assert.equal(speaker({ words: { left: "{count}" }, language: "bn" })("left", { count: 1234.5 }), "১,২৩৪.৫");
});

test("only numbers take the decimal mark, not titles that look like one", () => {
  const say = speaker({ words: { missing: "À faire : {title}", pass: "{pass} points" }, language: "fr" });
  assert.equal(say("missing", { title: "2.5" }), "À faire : 2.5");
  assert.equal(say("pass", { pass: points(250) }), "2,5 points");
});
