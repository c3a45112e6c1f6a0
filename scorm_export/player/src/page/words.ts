/** The texts of the interface, in the course's language. */
import type { Words } from "../course.ts";

/**
 * The text for a key with its placeholders filled, numbers with the language's decimal mark; of a text with plural forms,
 * the one for `values.count`.
 */
export type Say = (key: string, values?: Readonly<Record<string, string | number>>) => string;

export function speaker(words: Words, language: string): Say {
  const plural = pluralRules(language);
  return (key, values = {}) => {
    const word = words[key] ?? key;
    const text = typeof word === "string" ? word : (word[plural.select(Number(values.count))] ?? word.other ?? "");
    return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => written(values[name] ?? placeholder));
  };

  function written(value: string | number): string {
    return typeof value === "number" ? String(value).replace(".", String(words["decimal_mark"])) : value;
  }
}

function pluralRules(language: string): Intl.PluralRules {
  try {
    return new Intl.PluralRules(language);
  } catch {
    return new Intl.PluralRules("en");
  }
}

/** Hundredths of points as points: 150 is 1.5. */
export function points(hundredths: number): number {
  return hundredths / 100;
}

/** "12 of 15 points". */
export function score(say: Say, key: string, earned: number, total: number): string {
  return say(key, { earned: points(earned), count: points(total) });
}

/** A day as it is written in the language of the page. */
export function day(date: Date): string {
  return date.toLocaleDateString(document.documentElement.lang, { dateStyle: "long" });
}

export function duration(say: Say, total: number): string {
  const hours = Math.floor(total / 60);
  const minutes = total % 60;
  const key = !hours ? "minutes" : minutes ? "hours_and_minutes" : "hours";
  return say(key, { hours, minutes });
}
