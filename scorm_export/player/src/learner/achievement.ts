/**
 * When the course was passed, or completed where there is nothing to pass: a fact of the saved state, of which the earliest applies.
 * It is written as a draft that was begun at that time, under a key that no quiz has, so editions that do not know it carry it along.
 */
import type { State } from "./facts.ts";
import { EPOCH } from "../limits.ts";
import type { CourseData } from "../course.ts";
import type { Outcome } from "../reports.ts";

/** Whether the outcome is what a certificate is given for. */
export function isAchieved({ scoring }: CourseData, { status }: Outcome): boolean {
  return status === "passed" || (status === "completed" && !scoring);
}

export function achievedAt({ achievement }: CourseData, state: State): Date | null {
  const attempts = achievement && state.quizzes.get(achievement.key)?.attempts.values();
  const times = [...(attempts ?? [])].flatMap(({ begun }) => (begun === null ? [] : [begun]));
  return times.length ? new Date((EPOCH + Math.min(...times)) * 1000) : null;
}
