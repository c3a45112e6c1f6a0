/**
 * Checks and notes in lessons. To a learner's record each is a quiz for practice: it has attempts and facts like any other, and
 * counts for nothing. Notes are a draft that is never handed in.
 */
import type { Activity, CourseData, Lesson, Quiz } from "../course.ts";

/** Every activity, and after a lesson its checks and notes. */
export function recordedIn(course: CourseData): readonly Activity[] {
  return course.activities.flatMap((one) => [one, ...(one.kind === "lesson" ? [...checksOf(one), ...notesOf(one)] : [])]);
}

export const checksOf = (lesson: Lesson): readonly Quiz[] => (lesson.checks ?? []).map((check) => ({ ...practice(lesson, check), points: check.points }));

export const notesOf = (lesson: Lesson): readonly Quiz[] => (lesson.notes ?? []).map((notes) => ({ ...practice(lesson, notes), isNotes: true }));

function practice({ id, title, module }: Lesson, { id: name, ...keys }: Pick<Quiz, "id" | "key" | "short">): Quiz {
  const { key, short } = keys;
  const named = { key, ...(short && { short }), id: `${id}/${name}` };
  return { ...named, kind: "quiz", title, module, minutes: 0, purpose: "practice", points: 0, attempts: 0, objectives: {}, lesson: id };
}
