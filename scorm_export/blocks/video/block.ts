/**
 * Captions without a file. Each video's cues stand beside it in the article, because a <track> does not load from disk, and
 * some LMSs serve no .vtt. Taking them from there also saves a request for every video.
 */
import { provideBlock } from "../../player/src/on_demand/blocks.ts";

type Cue = readonly [start: number, end: number, text: string];

/** Take the tracks out; the answer gives the videos their captions. */
function takeCaptions(article: ParentNode): () => void {
  const videos = [...article.querySelectorAll<HTMLScriptElement>("script.cues")].flatMap((copy) => {
    const video = article.querySelector<HTMLVideoElement>(`video[data-video="${CSS.escape(copy.dataset.for ?? "")}"]`);
    const track = video?.querySelector("track");
    track?.remove();
    return video && track ? [{ video, track, copy }] : [];
  });
  return () => videos.forEach(({ video, track, copy }) => addCaptions(video, track, copy));
}

function addCaptions(video: HTMLVideoElement, track: HTMLTrackElement, copy: HTMLScriptElement): void {
  const captions = video.addTextTrack("captions", track.label, track.srclang);
  for (const [start, end, text] of JSON.parse(copy.text) as Cue[]) captions.addCue(new VTTCue(start, end, text));
  captions.mode = track.default ? "showing" : "disabled";
}

provideBlock("video", takeCaptions);
