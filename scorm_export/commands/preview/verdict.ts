/** Says in words what the saved state makes of the course: what counts, what was earned, what is missing. */
import type { Activity, CourseData, Quiz } from "../../player/src/course.ts";
import { summaryOf } from "../../player/src/learner/attempts.ts";
import { EMPTY_STATE, merge, type State } from "../../player/src/learner/facts.ts";
import { listMissing } from "../../player/src/learner/results.ts";
import { earnedOf, gradedQuizzes, isDone, judgeCourse, passMark, requiredActivities, withMastery } from "../../player/src/learner/rules.ts";
import { decodeState } from "../../player/src/learner/state.ts";

export interface Verdict {
  readonly status: string;
  readonly score: string;
  readonly reasons: readonly string[];
}

/** `saved`: the states in the record, which merge; `mastery`: the LMS's pass mark where it sets one, 0…1. */
export function explain(given: CourseData, saved: readonly string[], mastery: number | undefined): Verdict {
  const course = withMastery(given, mastery);
  const read = saved.map((text) => decodeState(course, text));
  const unreadable = read.filter((state) => typeof state === "string").length;
  const state = read.reduce<State>((all, one) => (typeof one === "string" ? all : merge(all, one)), EMPTY_STATE);
  const outcome = judgeCourse(course, state, "incomplete");
  return {
    status: outcome.status,
    score: outcome.score ? `${points(outcome.score.earned)} of ${points(outcome.score.total)}` : "",
    reasons: [
      ...(unreadable ? ["The saved state cannot be read: the course would begin anew."] : []),
      ...completion(course, state),
      ...counting(course, state),
      ...missing(course, state),
      ...(course.part ? ["This is one part: the LMS adds up the parts by their points and judges the course."] : []),
    ],
  };
}

function completion(course: CourseData, state: State): readonly string[] {
  const asked = requiredActivities(course);
  const open = asked.filter((activity) => !isDone(course, state, activity));
  const done = `${asked.length - open.length} of ${asked.length} activities that completion asks for are done`;
  return [open.length ? `${done}; to do: ${open.map(titled).join(", ")}.` : `${done}, so the course is completed.`];
}

function counting(course: CourseData, state: State): readonly string[] {
  const { scoring } = course;
  if (!scoring) return ["No quiz counts: who completes the course has finished it, and nobody fails."];
  const quizzes = gradedQuizzes(course).map((quiz) => {
    const { attempts } = summaryOf(course, state, quiz);
    const earned = attempts ? `${points(earnedOf(course, state, quiz))} of ${points(quiz.points)} points (${rule(quiz, attempts)})` : `not handed in, ${points(quiz.points)} points`;
    const mark = quiz.essential ? `, must be passed with ${points(passMark(course, quiz) ?? 0)}` : "";
    return `${titled(quiz)}: ${earned}${mark}`;
  });
  return [`These quizzes count: ${quizzes.join("; ")}.`, `The course is passed with ${points(scoring.pass)} of ${points(scoring.total)} points.`];
}

function missing(course: CourseData, state: State): readonly string[] {
  const outcome = judgeCourse(course, state, "incomplete");
  if (outcome.status === "passed") return ["The pass mark is reached: passed."];
  const said = listMissing(course, state, outcome).flatMap((one) => {
    const quiz = course.activities.find(({ id }) => "id" in one && id === one.id);
    if (one.kind === "essential" && quiz) return [`${titled(quiz)} has to be passed with ${points(one.pass)} points.`];
    if (one.kind !== "points") return [];
    const left = course.activities.filter(({ id }) => one.quizzes.includes(id)).map(titled).join(", ");
    return [`${points(one.points)} points are missing to pass; ${left ? `attempts are left at ${left}` : "no attempt is left that could bring them"}.`];
  });
  const none = outcome.status === "incomplete" ? ["No verdict yet: a course fails only when no attempt is left that could pass it."] : [];
  return [...said, ...(course.scoring ? none : [])];
}

function rule({ counts, attempts }: Quiz, taken: number): string {
  const which = { last: "the last", first: "the first", average: "the average", best: "the best" }[counts ?? "best"];
  return taken > 1 || attempts !== 1 ? `${which} of ${taken} ${taken === 1 ? "attempt" : "attempts"}${attempts ? `, ${attempts} allowed` : ""}` : "the only attempt";
}

const titled = ({ title }: Activity): string => `“${title}”`;
const points = (hundredths: number): string => String(hundredths / 100);
