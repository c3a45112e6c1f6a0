/** What comes with the results or the certificate, or with work of another attempt, in a script of its own (decision 15). */
import type { SessionCore } from "../learner/session.ts";
import type { takeUpNotes } from "../device/notes.ts";
import type { askAboutKept } from "../page/kept.ts";
import type { showCertificate } from "../page/certificate.ts";
import type { showResults } from "../page/result_page.ts";

export interface EndingPart {
  readonly showResults: typeof showResults;
  readonly showCertificate: typeof showCertificate;
  readonly askAboutKept: typeof askAboutKept;
  readonly takeUpNotes: typeof takeUpNotes;
  /** By the platform's clock. */
  readonly dateAchievement: (core: SessionCore) => Promise<void>;
}

declare global {
  interface Window {
    /** What `ending.js` brings. */
    courseEnding?: EndingPart;
  }
}
