/**
 * Sets of ids for the saved state: a bit mask over all possible ids, six to a character, so that inserted, removed and
 * reordered ones leave the meaning of a saved answer alone.
 */
const IDS = "abcdefghijklmnopqrstuvwxyz0123456789";
const MASKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BITS = 6;

export function mask(ids: readonly string[]): string {
  const masks: number[] = [];
  for (const id of ids) {
    const n = IDS.indexOf(id);
    const at = Math.floor(n / BITS);
    while (masks.length <= at) masks.push(0);
    masks[at] = (masks[at] ?? 0) | (1 << n % BITS);
  }
  return masks.map((bits) => MASKS.charAt(bits)).join("");
}

/** The ids of a mask in the order of `known`; null when it holds others, or is none. */
export function unmask(text: string, known: readonly string[]): string[] | null {
  const ids = [...IDS].filter((_, n) => MASKS.indexOf(text.charAt(Math.floor(n / BITS))) & (1 << n % BITS));
  const found = known.filter((id) => ids.includes(id));
  return mask(found) === text ? found : null;
}
