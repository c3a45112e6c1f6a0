/** Texts of the interface: placeholders, plural forms and numbers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { points, score, speaker } from "../../scorm_export/player/src/page/words.ts";

const forms = { one: "{earned} sur {count} point", other: "{earned} sur {count} points" };
const cases = [
  { language: "fr", earned: 4950, total: 10_000, expected: "49,5 sur 100 points" },
  { language: "fr", earned: 25, total: 150, expected: "0,25 sur 1,5 point" },
  { language: "en", earned: 25, total: 150, expected: "0.25 sur 1.5 points" },
];

for (const { language, earned, total, expected } of cases) {
  test(`${earned} of ${total} hundredths in ${language}: ${expected}`, () => {
    assert.equal(score(speaker({ score: forms }, language), "score", earned, total), expected);
  });
}

test("numbers, dates and lists are written as in the language of the words", () => {
  const bengali = speaker({}, "bn");
  assert.equal(bengali.number(1234.5), "১,২৩৪.৫");
  assert.equal(bengali.number("1:05"), "১:০৫");
  assert.equal(speaker({}, "de").number("12.50"), "12,50");
  assert.equal(speaker({}, "es").list(["una", "otra"]), "una y otra");
  const day = new Date(Date.UTC(2026, 10, 28));
  const format = { dateStyle: "long", timeZone: "UTC" } as const;
  assert.equal(speaker({}, "en", "en-GB").date(day, format), "28 November 2026");
  assert.equal(speaker({}, "en", "tlh").date(day, format), "November 28, 2026");
  assert.equal(speaker({}, "ru").date(day, format), "28 ноября 2026 г.");
});

test("only numbers take the decimal mark, not titles that look like one", () => {
  const say = speaker({ missing: "À faire : {title}", pass: "{pass} points" }, "fr");
  assert.equal(say("missing", { title: "2.5" }), "À faire : 2.5");
  assert.equal(say("pass", { pass: points(250) }), "2,5 points");
});
