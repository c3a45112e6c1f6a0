/** The texts of the interface, in its language: the course's, or English where there are none in that. */
import type { CourseData, Words } from "../course.ts";

declare global {
  /** The words of quizzes and results, which stand before the script that says them. */
  var courseWords: Words | undefined;
}

/** The text for a key with its placeholders filled; of a text with plural forms, the one for `values.count`. */
export interface Say {
  (key: string, values?: Readonly<Record<string, string | number>>): string;
  /** The language of the words. */
  readonly wordsIn: string;
  /** That of dates: the course's, with its region. */
  readonly datesIn: string;
}

type Spoken = Pick<CourseData, "words" | "language" | "wordsIn" | "datesIn">;

/** Speaks as the course says at the time: a package may hold several languages. */
export function speaker(course: Spoken): Say {
  const { language, wordsIn = language, datesIn = language } = course;
  const say: Say = Object.assign(
    (key: string, values: Readonly<Record<string, string | number>> = {}): string => {
      const word = course.words[key] ?? globalThis.courseWords?.[key] ?? key;
      const text = typeof word === "string" ? word : (word[new Intl.PluralRules(say.wordsIn).select(Number(values.count))] ?? word.other ?? "");
      // A text is its own spelling in every language; a number has one in each.
      return text.replace(/\{(\w+)\}/g, (placeholder, name: string) => (values[name] ?? placeholder).toLocaleString(say.wordsIn));
    },
    { wordsIn, datesIn },
  );
  return say;
}

/** A number as it stands, "12.50" or "1:05", in the digits of the language and with its decimal mark. */
export function inDigits({ wordsIn }: Say, number: string): string {
  const { format } = new Intl.NumberFormat(wordsIn);
  return number.replace(/\d/g, (digit) => format(Number(digit))).replace(".", format(1.5)[1] ?? "");
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
