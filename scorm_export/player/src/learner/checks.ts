/**
 * Checks in lessons. To a learner's record each is a quiz of one question, for practice: it has attempts and facts like any
 * other, and counts for nothing.
 */
import type { Activity, CourseData, Quiz } from "../course.ts";

/** Every activity, and after a lesson its checks. */
export function recordedIn(course: CourseData): readonly Activity[] {
  return course.activities.flatMap((activity) => [activity, ...(activity.kind === "lesson" ? checksOf(activity) : [])]);
}

export function checksOf({ id: lesson, title, module, checks = [] }: Extract<Activity, { kind: "lesson" }>): readonly Quiz[] {
  return checks.map((check) => ({
    ...check, kind: "quiz", id: `${lesson}/${check.id}`, title, module, minutes: 0, purpose: "practice", attempts: 0, objectives: {}, lesson,
  }));
}
