/** The script that is loaded with a lesson with videos, where an LRS records how they are watched (decision 15). */
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
