/**
 * Captions where the browser will not load a <track>: from disk, or when the file fails to arrive.
 * The compiler puts a copy of the cues beside each video for this.
 */
type Cue = readonly [start: number, end: number, text: string];

export function provideCaptions(root: ParentNode): void {
  for (const copy of root.querySelectorAll<HTMLScriptElement>("script.cues")) {
    const video = root.querySelector<HTMLVideoElement>(`video#${CSS.escape(copy.dataset.for ?? "")}`);
    const track = video?.querySelector("track");
    if (!video || !track) continue;
    if (location.protocol === "file:") replaceTrack(video, track, copy);
    else track.addEventListener("error", () => replaceTrack(video, track, copy), { once: true });
  }
}

function replaceTrack(video: HTMLVideoElement, track: HTMLTrackElement, copy: HTMLScriptElement): void {
  const captions = video.addTextTrack("captions", track.label, track.srclang);
  for (const [start, end, text] of JSON.parse(copy.text) as Cue[]) captions.addCue(new VTTCue(start, end, text));
  captions.mode = track.default || track.track.mode === "showing" ? "showing" : "disabled";
  track.remove();
}
