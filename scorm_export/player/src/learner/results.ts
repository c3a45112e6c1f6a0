/** What the results tell beside the score: how each objective stands, and what is missing. Pure, like rules.ts. */
import { average, pointsFor, recordOf } from "./attempts.ts";
import type { State } from "./facts.ts";
import { canStillRaise, earnedIn, earnedOf, graded, isDone, judgePoints, passMark, required, sum } from "./rules.ts";
import type { CourseData, Quiz } from "../course.ts";
import type { ObjectiveResult, Outcome } from "../reports.ts";

/** What still stands between the learner and the end of the course. */
export type Missing =
  | { readonly kind: "lesson"; readonly id: string }
  | { readonly kind: "quiz"; readonly id: string }
  /** A quiz that has to be passed, with `pass` hundredths of points. */
  | { readonly kind: "essential"; readonly id: string; readonly pass: number }
  /** Everything is done but `points` are missing to pass; `quizzes` may still raise them (none: it cannot be passed any more). */
  | { readonly kind: "points"; readonly points: number; readonly quizzes: readonly string[] };

/** Judged like the course: when every quiz that tests the objective was handed in, by the course's share to pass. */
export function judgeObjectives(course: CourseData, state: State): readonly ObjectiveResult[] {
  return course.objectives.flatMap(({ id }) => {
    const testing = graded(course).filter((quiz) => pointsFor(quiz, id) > 0);
    return testing.length ? [judgeObjective(course, state, id, testing)] : [];
  });
}

function judgeObjective(course: CourseData, state: State, id: string, testing: readonly Quiz[]): ObjectiveResult {
  const most = (quiz: Quiz) => pointsFor(quiz, id);
  const earnedIn = (quiz: Quiz) => {
    const record = recordOf(course, state, quiz);
    const points = record.objectives.get(id) ?? 0;
    return quiz.counts === "average" ? average(points, record.attempts) : points;
  };
  const earned = sum(testing, earnedIn);
  const total = sum(testing, most);
  const reachable = sum(testing, (quiz) => (canStillRaise(course, state, quiz) ? most(quiz) : earnedIn(quiz)));
  const { total: all, pass } = course.scoring ?? { total: 1, pass: 0 };
  const done = testing.filter((quiz) => isDone(course, state, quiz)).length;
  const complete = done === testing.length;
  const status = complete ? judgePoints(earned * all, pass * total, reachable * all) : "incomplete";
  return { id, earned, total, status, progress: done / testing.length };
}

export function listMissing(course: CourseData, state: State, outcome: Outcome): readonly Missing[] {
  const todo = required(course).filter((activity) => !isDone(course, state, activity));
  const missing: Missing[] = todo.map(({ kind, id }) => ({ kind, id }));
  if (todo.length || !course.scoring || outcome.status === "passed") return missing;
  for (const quiz of graded(course)) {
    const mark = passMark(course, quiz) ?? 0;
    if (quiz.essential && earnedOf(course, state, quiz) < mark) missing.push({ kind: "essential", id: quiz.id, pass: mark });
  }
  const points = course.scoring.pass - earnedIn(course, state);
  const open = graded(course).filter((quiz) => canStillRaise(course, state, quiz));
  return points > 0 ? [...missing, { kind: "points", points, quizzes: open.map(({ id }) => id) }] : missing;
}
