/** Numbers as digits to base 64, most significant first, and check sums: what saved states are written in. */
import { STATE_DIGITS } from "../limits.ts";

export function number(value: number, digits: number): string {
  let text = "";
  for (let n = 0, rest = value; n < digits; n++, rest = Math.floor(rest / 64)) text = STATE_DIGITS.charAt(rest % 64) + text;
  return text;
}

/** The number, or the largest that the digits can hold. */
export function capped(value: number, digits: number): string {
  return number(Math.min(value, 64 ** digits - 1), digits);
}

export function value(text: string): number {
  return [...text].reduce((sum, digit) => sum * 64 + STATE_DIGITS.indexOf(digit), 0);
}

/** FNV-1a of 32 bits, folded to 18: enough to notice what an LMS cut off or changed. */
export function checksum(body: string): string {
  let hash = 0x811c9dc5;
  for (const character of body) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return number((hash >>> 18) ^ (hash & 0x3ffff), 3);
}

/** Whole numbers of any size, small ones short: five bits a digit, and one that tells that more come. */
export function counter(value: number): string {
  return value < 32 ? number(value, 1) : number(32 + (value % 32), 1) + counter(Math.floor(value / 32));
}

/** Takes a text apart from its beginning. Reading on behind the end gives numbers that are none: see `isSound`. */
export class Reader {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  take(length: number): string {
    return this.text.slice(this.at, (this.at += length));
  }

  number(digits: number): number {
    return value(this.take(digits));
  }

  counter(): number {
    const digit = this.number(1);
    return digit < 32 ? digit : (digit % 32) + 32 * this.counter();
  }

  /** As many as a counter says, as long as there is text. */
  list<T>(read: () => T): T[] {
    const list: T[] = [];
    for (let left = this.counter(); left > 0 && this.at < this.text.length; left--) list.push(read());
    return list;
  }

  /** Whether exactly the whole text was taken. */
  isSound(): boolean {
    return this.at === this.text.length;
  }
}
