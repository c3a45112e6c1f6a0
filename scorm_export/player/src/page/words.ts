/** The texts of the interface, in its language: the course's, or English where there are none in that. */
import type { Words } from "../course.ts";

/** Texts, numbers, dates and lists in the language of the interface (CLDR, by the browser's `Intl`). */
export interface Say {
  /** The text for a key with its placeholders filled; of a text with plural forms, the one for `values.count`. */
  (key: string, values?: Readonly<Record<string, string | number>>): string;
  /** A number; a text keeps its digits and separators, but for the signs for them: "12.50", "1:05". */
  number(value: number | string): string;
  date(date: Date, format: Intl.DateTimeFormatOptions): string;
  list(texts: readonly string[]): string;
}

/** `language` is that of the words; dates are written as in the region of the course's, if it is the same language. */
export function speaker(words: Words, language: string, course = language): Say {
  const [plural, numbers] = [new Intl.PluralRules(language), new Intl.NumberFormat(language)];
  const decimal = numbers.format(1.5)[1] ?? ".";
  const region = course.split("-")[0]?.toLowerCase() === language.split("-")[0] ? course : language;

  function say(key: string, values: Readonly<Record<string, string | number>> = {}): string {
    const word = words[key] ?? key;
    const text = typeof word === "string" ? word : (word[plural.select(Number(values.count))] ?? word.other ?? "");
    return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
      const value = values[name] ?? placeholder;
      return typeof value === "number" ? numbers.format(value) : value;
    });
  }

  return Object.assign(say, {
    number: (value: number | string) =>
      typeof value === "number" ? numbers.format(value) : value.replace(/\d/g, (digit) => numbers.format(Number(digit))).replace(".", decimal),
    date: (date: Date, format: Intl.DateTimeFormatOptions) => date.toLocaleString(region, format),
    list: (texts: readonly string[]) => new Intl.ListFormat(language, { type: "unit" }).format(texts),
  });
}

/** Hundredths of points as points: 150 is 1.5. */
export function points(hundredths: number): number {
  return hundredths / 100;
}

/** "12 of 15 points". */
export function score(say: Say, key: string, earned: number, total: number): string {
  return say(key, { earned: points(earned), count: points(total) });
}

export function duration(say: Say, total: number): string {
  const hours = Math.floor(total / 60);
  const minutes = total % 60;
  const key = !hours ? "minutes" : minutes ? "hours_and_minutes" : "hours";
  return say(key, { hours, minutes });
}
