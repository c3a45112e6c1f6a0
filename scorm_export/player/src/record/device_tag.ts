/**
 * Names this device's fields in the State document: a random tag, and for the state a letter. The letter changes with each
 * write that overlaps another one or whose result is unknown, because the older write may arrive last.
 */
import type { TextStore } from "../device/web_storage.ts";
import { secondsField, stateField, TAG_LENGTH } from "./state_document.ts";

export interface DeviceTag {
  tag(): string;
  stateField(): string;
  secondsField(): string;
  nextLetter(): void;
  /** Replaces the tag. */
  renew(): void;
  /** Replaces the tag, for this window only, where another window uses the same one: it would empty this one's fields. */
  separate(): boolean;
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** `memory`: where this device keeps its tag. */
export function createDeviceTag(crypto: Crypto, memory: TextStore): DeviceTag {
  const [known = "", at = "0"] = (memory.read() ?? "").split(" ");
  let tag = known || newTag(crypto);
  let letter = Number(at);
  let isSeparate = false;

  return {
    tag: () => tag,
    stateField: () => stateField(tag, LETTERS.charAt(letter)),
    secondsField: () => secondsField(tag),
    nextLetter() {
      letter = (letter + 1) % LETTERS.length;
      if (!isSeparate) memory.write(`${tag} ${letter}`);
    },
    renew() {
      tag = newTag(crypto);
    },
    separate() {
      const kept = memory.read();
      if (isSeparate || kept === null || kept === `${tag} ${letter}`) return false;
      isSeparate = true;
      tag = newTag(crypto);
      return true;
    },
  };
}

function newTag(crypto: Crypto): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(TAG_LENGTH)), (byte) => (byte % 36).toString(36)).join("");
}
