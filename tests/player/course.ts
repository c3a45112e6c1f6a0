/** Small courses for tests. Points are whole hundredths, as everywhere in the player. */
import { sha256 } from "../../scorm_export/player/node_modules/@noble/hashes/sha2.js";
import { seal, toBase64url } from "../../scorm_export/player/src/learner/answer_key.ts";
import { statesOf } from "../../scorm_export/player/src/learner/state.ts";
import type { Activity, CourseData, Lesson, Question, Quiz } from "../../scorm_export/player/src/course.ts";
import type { TrackedCourse } from "../../scorm_export/player/src/tracking/tracking.ts";
import "./learner.ts";

/** A course as adapters see it. */
export function tracked(data: CourseData): TrackedCourse {
  const { interactions } = data.reporting ?? {};
  const told = { id: `${data.iri} ${data.id}`, shared: false, keepAlive: false, answersEarly: false, states: statesOf(data) };
  return { ...told, ...(interactions && { interactions }) };
}

type Overrides<T> = { -readonly [K in keyof T]?: T[K] };

/** A key of five digits whose beginning tests can read. */
export const long = (beginning: string): string => beginning.padEnd(5, "_");

export function lesson(id: string, key: string, minutes = 10): Lesson {
  return { kind: "lesson", id, key: long(key), title: id, module: "m1", minutes };
}

export function quiz(id: string, key: string, overrides: Overrides<Quiz> = {}): Quiz {
  return { kind: "quiz", id, key: long(key), title: id, module: "m1", minutes: 5, points: 10000, attempts: 0, objectives: {}, ...overrides };
}

export function course(activities: readonly Activity[], overrides: Overrides<CourseData> = {}): CourseData {
  const total = activities.reduce((sum, activity) => sum + (activity.kind === "quiz" ? activity.points : 0), 0);
  return {
    format: 1,
    iri: "https://example.org/a-course",
    id: "a-course",
    key: long("KEY"),
    title: "A course",
    version: "1.0.0",
    language: "en",
    scoring: total ? { total, pass: Math.round(total * 0.8) } : null,
    completion: { lessons: "all", quizzes: "all" },
    objectives: [
      { id: "why", key: long("wh"), text: "Say why" },
      { id: "loops", key: long("lo"), text: "Tell the loops apart" },
    ],
    activities,
    words: {},
    ...overrides,
  };
}

/** `b` is right. */
export function single(id: string, key: number, points: number, objectives: readonly string[] = []): Question {
  return question({ id, key, type: "single-choice", points, objectives, options: ["a", "b", "c"], right: sealed("b") });
}

/** `a` and `c` are right. */
export function multiple(id: string, key: number, points: number, objectives: readonly string[] = []): Question {
  const answers = { options: ["a", "b", "c", "d"], right: sealed("a", "c"), credit: "partial", penalty: 100 };
  return question({ id, key, type: "multiple-choice", points, objectives, ...answers });
}

/** True is right. */
export function truth(id: string, key: number, points: number, objectives: readonly string[] = []): Question {
  return question({ id, key, type: "true-false", points, objectives, right: sealed("true")[0] });
}

/** The salt of every question here. */
const SALT = "salt";

/** As the compiler seals answers. */
export const sealed = (...answers: readonly string[]) => answers.map((answer) => seal({ salt: SALT }, answer)).sort();

/** A question with the properties of its type, as in a page script. */
export function question<T extends Omit<Question, "text" | "salt">>(fields: T): Question {
  return { text: `${fields.id}?`, salt: SALT, ...fields };
}

export const choice = (...ids: string[]) => ({ kind: "choice", ids }) as const;
export const truthful = (value: boolean) => ({ kind: "boolean", value }) as const;

/** As the compiler veils a text. */
export function veiled(text: string): string {
  const data = new TextEncoder().encode(text);
  const block = (n: number) => sha256(new TextEncoder().encode(`${SALT}\n${n}`));
  return toBase64url(data.map((byte, at) => byte ^ (block(Math.floor(at / 32))[at % 32] ?? 0)));
}
