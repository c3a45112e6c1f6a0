/**
 * Checks and notes in lessons. To a learner's record each is a quiz for practice: it has attempts and facts like any other, and
 * counts for nothing. Notes are a draft that is never handed in.
 */
import type { Activity, CourseData, Lesson, Quiz } from "../course.ts";

/** Whatever the state has facts of. */
export function recordedIn({ activities, achievement, languages }: CourseData): readonly Activity[] {
  return activities.flatMap((one) => [one, ...practiceIn(one)]).concat(achievement ?? [], languages?.chosen ?? []);
}

export const practiceIn = (activity: Activity): readonly Quiz[] => (activity as Lesson).practice ?? [];
