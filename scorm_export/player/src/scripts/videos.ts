/** The part of the player that is loaded with a lesson with videos. */
import { watchVideos } from "../page/video.ts";
import { videoStatements } from "../record/video_statements.ts";

window.courseVideos = { watchVideos, videoStatements };
