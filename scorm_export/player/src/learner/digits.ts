/** Numbers as digits to base 64, most significant first, and checksums, for saved states. */
import { STATE_DIGITS } from "../limits.ts";

export function encodeNumber(value: number, digits: number): string {
  let text = "";
  for (let n = 0, rest = value; n < digits; n++, rest = Math.floor(rest / 64)) text = STATE_DIGITS.charAt(rest % 64) + text;
  return text;
}

/** The number, or the largest that fits. */
export function encodeCapped(decodeNumber: number, digits: number): string {
  return encodeNumber(Math.min(decodeNumber, 64 ** digits - 1), digits);
}

export function value(text: string): number {
  return [...text].reduce((sum, digit) => sum * 64 + STATE_DIGITS.indexOf(digit), 0);
}

/** FNV-1a of 32 bits, folded to 18: enough to detect what an LMS truncated or changed. */
export function checksum(body: string): string {
  let hash = 0x811c9dc5;
  for (const character of body) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return encodeNumber((hash >>> 18) ^ (hash & 0x3ffff), 3);
}

/** A whole number of any size, small ones short: each digit has five bits, and one that says whether more digits follow. */
export function encodeCounter(value: number): string {
  return value < 32 ? encodeNumber(value, 1) : encodeNumber(32 + (value % 32), 1) + encodeCounter(Math.floor(value / 32));
}

/** Reads a text from its beginning. Numbers read beyond its end are meaningless: check `isAtEnd`. */
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

  /** A counter and as many items, or fewer where the text ends. */
  list<T>(read: () => T): T[] {
    const list: T[] = [];
    for (let left = this.counter(); left > 0 && this.at < this.text.length; left--) list.push(read());
    return list;
  }

  /** Whether exactly the whole text was read. */
  isAtEnd(): boolean {
    return this.at === this.text.length;
  }
}
