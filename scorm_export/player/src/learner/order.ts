/**
 * Which questions an attempt asks and in which order, from its seed alone. Each item has a rank of its own, so that a
 * new edition that adds or removes one does not move the others.
 */
import type { Question, Quiz } from "../course.ts";

/** Seeds are 0…SEEDS-1: three digits of the saved state. */
export const SEEDS = 64 ** 3;

export function isRandom(quiz: Quiz): boolean {
  return quiz.draws !== undefined || quiz.shuffle !== undefined;
}

/** 0…2^32-1, pseudo-random: always the same for the same seed, turn and name. */
export function rank(seed: number, turn: number, name: string): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(turn, 0xc2b2ae35);
  for (let n = 0; n < name.length; n++) hash = mix(hash ^ name.charCodeAt(n));
  return mix(hash) >>> 0;
}

/** The finalizer of MurmurHash3. */
function mix(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return twice ^ (twice >>> 16);
}

/** `pool`: all questions that the quiz may ask, in the author's order. `turn`: that of the attempt. */
export function drawQuestions<Q extends Pick<Question, "id">>(quiz: Quiz, pool: readonly Q[], seed: number, turn: number): readonly Q[] {
  const byRank = (list: readonly Q[]) => [...list].sort((one, other) => rank(seed, turn, one.id) - rank(seed, turn, other.id));
  const draws = quiz.draws ?? [];
  const drawable = new Set(draws.flatMap(({ from }) => from));
  const chosen = pool.filter(({ id }) => !drawable.has(id));
  for (const { count, from } of draws) {
    const left = pool.filter((question) => from.includes(question.id) && !chosen.includes(question));
    chosen.push(...byRank(left).slice(0, count));
  }
  return quiz.shuffle === "questions" || quiz.shuffle === "all" ? byRank(chosen) : chosen;
}
