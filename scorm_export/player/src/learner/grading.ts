/**
 * Grades the answers of an attempt, and judges the attempt by its points. An answer may deduct points, but neither an
 * attempt nor an objective ever has fewer than 0 (decision 28).
 */
import { questionType } from "../../../questions/index.ts";
import { passMark, sum } from "./rules.ts";
import type { CourseData, Question, Quiz } from "../course.ts";
import type { QuizAttempt, Response } from "../reports.ts";

export interface AttemptResult {
  readonly earned: number;
  readonly total: number;
  /** In the order of the quiz. */
  readonly questions: readonly QuestionResult[];
}

export interface QuestionResult {
  readonly question: string;
  readonly response: Response | null;
  readonly earned: number;
  readonly points: number;
  /** neutral: the question has no points. */
  readonly verdict: "right" | "partly" | "wrong" | "neutral";
}

export function gradeAttempt(questions: readonly Question[], answers: ReadonlyMap<number, string>): AttemptResult {
  const graded = questions.map((question) => gradeQuestion(question, answers.get(question.key)));
  return { earned: flooredSum(graded, ({ earned }) => earned), total: sum(graded, ({ points }) => points), questions: graded };
}

function flooredSum<T>(parts: readonly T[], earned: (part: T, n: number) => number): number {
  return Math.max(0, sum(parts, earned));
}

function gradeQuestion(question: Question, text: string | undefined): QuestionResult {
  const type = questionType(question.type);
  const response = text === undefined ? null : type.decode(question, text);
  const earned = type.grade(question, response);
  const some = earned > 0 ? "partly" : "wrong";
  const verdict = !question.points ? "neutral" : earned === question.points ? "right" : some;
  return { question: question.id, response, earned, points: question.points, verdict };
}

/** Hundredths of points by objective id; a question counts in full for every objective that it names. */
export function gradeObjectives(quiz: Quiz, questions: readonly Question[], result: AttemptResult): Map<string, number> {
  const earned = (id: string) =>
    flooredSum(questions, (question, n) => (question.objectives.includes(id) ? (result.questions[n]?.earned ?? 0) : 0));
  return new Map(Object.keys(quiz.objectives).map((id) => [id, earned(id)]));
}

/** An attempt by itself, by the quiz's pass mark or the course's. A quiz that does not count cannot be failed. */
export function judgeAttempt(course: CourseData, quiz: Quiz, earned: number): QuizAttempt["status"] {
  const mark = passMark(course, quiz);
  if (mark === null) return "completed";
  return earned >= mark ? "passed" : "failed";
}
