/** What learners write: `writing.py` says when two texts are the same and how much room a text takes. */
import { fromBase64url, toBase64url } from "../player/src/learner/answer_key.ts";
import type { Tools } from "./type.ts";

/** What is compared as something plainer, by what it becomes. */
const ALIKE: readonly (readonly [plain: string, alike: RegExp])[] = [
  ["'", /[\u2018\u2019\u201a\u201b\u02bc\u2032\uff07]/g],
  ['"', /[\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02]/g],
  ["-", /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g],
  [" ", /[\t-\r\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g],
  ["", /[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]/g],
];

export interface Comparison {
  readonly matchCase: boolean;
  readonly exactSpacing: boolean;
}

export function normalise(text: string, { matchCase, exactSpacing }: Comparison): string {
  let plain = ALIKE.reduce((changed, [character, alike]) => changed.replace(alike, character), text);
  if (!exactSpacing) plain = plain.split(" ").filter(Boolean).join(" ");
  if (!matchCase) plain = plain.toLowerCase().replace(/ς/g, "σ");
  return plain.normalize("NFC");
}

/** Of its UTF-8 form. */
export function bytes(text: string): number {
  return new TextEncoder().encode(text).length;
}

export function encodeText(text: string): string {
  return toBase64url(new TextEncoder().encode(text));
}

/** null for what `encodeText` never writes, or for more bytes than there is room for. */
export function decodeText(text: string, limit: number): string | null {
  const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(fromBase64url(text));
  return encodeText(decoded) === text && bytes(decoded) <= limit ? decoded : null;
}

type Field = HTMLInputElement | HTMLTextAreaElement;

/** What stands in a field, without what came in last and has no room. */
export function within(field: Pick<Field, "value" | "selectionEnd">, limit: number): string {
  const { value } = field;
  let over = bytes(value) - limit;
  if (over <= 0) return value;
  const caret = field.selectionEnd || value.length;
  const before = [...value.slice(0, caret)];
  const after = [...value.slice(caret)];
  for (const part of [before, after]) while (over > 0 && part.length) over -= bytes(part.pop() ?? "");
  return [...before, ...after].join("");
}

/** Take no more into a field than there is room for, and say so. What is still being composed is left alone. */
export function keepWithin(field: Field, limit: number, { say, announce }: Tools): void {
  const keep = (): void => {
    const kept = within(field, limit);
    if (kept === field.value) return;
    const caret = Math.max(0, (field.selectionEnd ?? 0) - (field.value.length - kept.length));
    field.value = kept;
    field.setSelectionRange(caret, caret);
    announce(say("no_room"));
  };
  field.addEventListener("input", (event) => {
    if (!(event as InputEvent).isComposing) keep();
  });
  field.addEventListener("compositionend", keep);
}

/** Enter in a line hands nothing in. */
export function withoutEnter(field: HTMLInputElement): void {
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing) event.preventDefault();
  });
}
