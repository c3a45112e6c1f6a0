/** What the results page shows besides the score: the result of each objective, and what is left to do. Pure, like rules.ts. */
import { average, pointsFor, summaryOf } from "./attempts.ts";
import type { State } from "./facts.ts";
import { canStillRaise, earnedInCourse, earnedOf, gradedQuizzes, isDone, judgePoints, passMark, requiredActivities, sum } from "./rules.ts";
import type { CourseData, Quiz } from "../course.ts";
import type { ObjectiveResult, Outcome } from "../reports.ts";

/** What is left to do to complete and pass the course. */
export type Missing =
  | { readonly kind: "lesson"; readonly id: string }
  | { readonly kind: "quiz"; readonly id: string }
  /** A quiz that must be passed, with `pass` hundredths of points. */
  | { readonly kind: "essential"; readonly id: string; readonly pass: number }
  /** Everything is done, but `points` hundredths are missing to pass; `quizzes` can still raise them: if empty, nothing can. */
  | { readonly kind: "points"; readonly points: number; readonly quizzes: readonly string[] };

/** Judged like the course: once every quiz that tests the objective was handed in, by the proportion of points that passes the course. */
export function judgeObjectives(course: CourseData, state: State): readonly ObjectiveResult[] {
  return course.objectives.flatMap(({ id }) => {
    const testing = gradedQuizzes(course).filter((quiz) => pointsFor(quiz, id) > 0);
    return testing.length ? [judgeObjective(course, state, id, testing)] : [];
  });
}

function judgeObjective(course: CourseData, state: State, id: string, testing: readonly Quiz[]): ObjectiveResult {
  const most = (quiz: Quiz) => pointsFor(quiz, id);
  const earnedIn = (quiz: Quiz) => {
    const summary = summaryOf(course, state, quiz);
    const points = summary.objectives.get(id) ?? 0;
    return quiz.counts === "average" ? average(points, summary.attempts) : points;
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
  const todo = requiredActivities(course).filter((activity) => !isDone(course, state, activity));
  const missing: Missing[] = todo.map(({ kind, id }) => ({ kind, id }));
  if (todo.length || !course.scoring || outcome.status === "passed") return missing;
  for (const quiz of gradedQuizzes(course)) {
    const mark = passMark(course, quiz) ?? 0;
    if (quiz.essential && earnedOf(course, state, quiz) < mark) missing.push({ kind: "essential", id: quiz.id, pass: mark });
  }
  const points = course.scoring.pass - earnedInCourse(course, state);
  const open = gradedQuizzes(course).filter((quiz) => canStillRaise(course, state, quiz));
  return points > 0 ? [...missing, { kind: "points", points, quizzes: open.map(({ id }) => id) }] : missing;
}
