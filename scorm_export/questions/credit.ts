/** What an answer that is partly right earns: the rule is that of `credit.py`. */
import type { Question } from "../player/src/course.ts";

export interface Credited extends Question {
  readonly credit: "partial" | "all-or-nothing";
  /** Hundredths of a right part that a wrong one takes away. */
  readonly penalty: number;
}

/** Whole numbers only: the share of the points, rounded half up to a hundredth, and never up to all of them. */
export function share({ points, credit, penalty }: Credited, right: number, wrong: number, all: number): number {
  if (credit === "all-or-nothing") return right === all && !wrong ? points : 0;
  const net = Math.max(0, 100 * right - penalty * wrong);
  if (net === 100 * all) return points;
  const rounded = Math.floor((2 * points * net + 100 * all) / (200 * all));
  return Math.max(0, Math.min(rounded, points - 1));
}
