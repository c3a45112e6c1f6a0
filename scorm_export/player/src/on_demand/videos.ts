/** What comes with the page of a lesson that has videos, where an LRS is told what happens with them (decision 15). */
import type { watchVideos } from "../page/video.ts";
import type { videoStatements } from "../record/video_statements.ts";

export interface VideoPart {
  readonly watchVideos: typeof watchVideos;
  readonly videoStatements: typeof videoStatements;
}

declare global {
  interface Window {
    courseVideos?: VideoPart;
  }
}
