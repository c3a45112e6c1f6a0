/**
 * Reads what a question's page contains about right answers, as `answer_key.py` describes: a seal stands for an answer,
 * a veiled text is shown later. SHA-256 is bundled because browsers offer theirs on secure pages only.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import type { Question } from "../course.ts";

const SEAL_LENGTH = 8;

type Salted = Pick<Question, "salt">;

export function seal({ salt }: Salted, answer: string): string {
  return toBase64url(digest(salt, answer)).slice(0, SEAL_LENGTH);
}

/** "" when it is not a veiled text. */
export function unveil({ salt }: Salted, veiled: string): string {
  const data = fromBase64url(veiled);
  let stream = new Uint8Array();
  for (let at = 0; at < data.length; at++) {
    const place = at % 32;
    if (!place) stream = digest(salt, String(at / 32));
    data[at] = (data[at] ?? 0) ^ (stream[place] ?? 0);
  }
  return new TextDecoder().decode(data);
}

/** The texts that are shown after an answer, as HTML from the compiler, by the name of their place. */
export function unveilTexts(question: Pick<Question, "salt" | "texts">): Readonly<Record<string, string>> {
  return question.texts ? (JSON.parse(unveil(question, question.texts)) as Record<string, string>) : {};
}

export function toBase64url(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** No bytes when it is not base64url. */
export function fromBase64url(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}

function digest(...texts: readonly string[]): Uint8Array<ArrayBuffer> {
  return sha256(new TextEncoder().encode(texts.join("\n")));
}
