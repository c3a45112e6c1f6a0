/** The part of the player that comes with the page of a lesson that has videos. */
import { watchVideos } from "../page/video.ts";
import { videoStatements } from "../record/video_statements.ts";

window.courseVideos = { watchVideos, videoStatements };
