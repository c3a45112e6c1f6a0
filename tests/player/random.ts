/** Pseudo-random numbers, the same in every run. */

export interface Random {
  /** 0 to one less than a whole number. */
  below(most: number): number;
  /** Some of a list, in its order. */
  some<T>(list: readonly T[], count: number): T[];
}

/** The linear congruential generator of Numerical Recipes. */
export function random(seed: number): Random {
  let state = seed;
  const below = (most: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  return {
    below,
    some(list, count) {
      const kept = new Set<number>();
      while (kept.size < Math.min(count, list.length)) kept.add(below(list.length));
      return list.filter((_, at) => kept.has(at));
    },
  };
}
