/** The script that changes the language, which only packages with several languages have, before the player's (decision 37). */
import type { CourseData } from "../course.ts";
import type { Session } from "../learner/session.ts";
import type { Notices } from "../page/notices.ts";
import type { View } from "../page/view.ts";
import type { Say } from "../page/words.ts";
import type { Opened } from "../tracking/tracking.ts";

/**
 * Resolves as `opening`, once the language is chosen and shown. `tell` says again how the record stands; `renew` takes note of the
 * exact place, lets the shell be changed, and shows it anew.
 */
export type SpeakLanguages = (
  session: Session, say: Say, notices: Notices, opening: Promise<Opened>, tell: () => void, renew: (change: () => void) => View,
) => Promise<Opened>;

/** What `<shell>_<language>.js` brings. */
export interface CourseVersion {
  readonly direction: string;
  /** What is different in the language. */
  readonly course: Pick<CourseData, "title" | "language" | "end" | "objectives" | "activities" | "words"> & {
    readonly wordsIn: string;
    readonly datesIn: string;
  };
  /** What the body holds, but for the player's data. */
  readonly html: string;
}

declare global {
  interface Window {
    courseLanguages?: SpeakLanguages;
    courseVersion?: (version: CourseVersion) => void;
  }
}
