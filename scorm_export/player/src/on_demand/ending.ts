/** What comes with the results or the certificate, in a script of its own (decision 15). */
import type { showCertificate } from "../page/certificate.ts";
import type { showResults } from "../page/result_page.ts";
import type { platformDate } from "../tracking/platform_date.ts";

export interface EndingPart {
  readonly showResults: typeof showResults;
  readonly showCertificate: typeof showCertificate;
  readonly platformDate: typeof platformDate;
}

declare global {
  interface Window {
    /** What `ending.js` brings. */
    courseEnding?: EndingPart;
  }
}
