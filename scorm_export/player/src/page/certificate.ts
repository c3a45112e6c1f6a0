/** The certificate, once it is earned: the learner's name, the date, the score, and a code that follows from them. */
import { sha256 } from "@noble/hashes/sha2.js";
import { fillFacts, knownFacts } from "./evidence.ts";
import type { Session } from "../learner/session.ts";
import type { CourseData } from "../course.ts";
import { points, score, type Say } from "./words.ts";

/** Crockford's digits to base 32: without letters that are taken for others. */
const DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_DIGITS = 12;

export function showCertificate(page: HTMLElement, course: CourseData, session: Session, say: Say): void {
  const date = session.achieved();
  if (!date) return;
  const reached = shownScore(course, session);
  const learner = session.learnerName();
  const day = date.toISOString().slice(0, 10);
  fillFacts(page, {
    ...knownFacts(session, say),
    score: reached ? score(say, "score", reached.earned, reached.total) : "",
    code: codeOf([course.iri, course.version, learner, reached ? String(points(reached.earned)) : "", day]),
  });
}

/** A score below the pass mark was reached in a later edition, or is what is left of a lost state: it is not the certificate's. */
function shownScore({ scoring }: CourseData, session: Session) {
  const { score: reached } = session.outcome();
  return reached && scoring && reached.earned >= scoring.pass ? reached : null;
}

/** `scorm_export/course/certificate_code.py` computes the same. */
export function codeOf(facts: readonly string[]): string {
  const text = facts.map((fact) => fact.normalize("NFC").replace(/\s+/g, " ").trim()).join("\n");
  const digest = sha256(new TextEncoder().encode(text));
  const bits = [...digest.slice(0, 8)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const digits = Array.from({ length: CODE_DIGITS }, (_, n) => DIGITS[parseInt(bits.slice(n * 5, n * 5 + 5), 2)]).join("");
  return digits.replace(/.{4}(?=.)/g, "$&-");
}
