/** What a learner does with the videos of a lesson. Times are seconds of the video. */
import { COMPLETION_THRESHOLD, type Span, type VideoEvent } from "../reports.ts";

export interface Videos {
  /** The lesson is being left: videos that were begun are paused and ended. */
  end(): void;
}

/** One video on display. `start` is where the span that is playing began; null while it does not play. */
interface Watch {
  readonly lesson: string;
  readonly played: Span[];
  start: number | null;
  /** The last place that was played. */
  at: number;
  seeking: boolean;
  completed: boolean;
}

/** Follow every video that is or will be inside `root`; media events do not bubble, but they can be captured. */
export function watchVideos(root: HTMLElement, tell: (event: VideoEvent) => void): Videos {
  const watches = new Map<HTMLVideoElement, Watch>();
  /** What was played before, by lesson and video. */
  const earlier = new Map<string, Span[]>();
  const nameOf = (video: HTMLVideoElement, { lesson }: Watch): string => `${lesson}/${video.dataset.video}`;

  function note(kind: VideoEvent["kind"], video: HTMLVideoElement, watch: Watch, from = watch.at): void {
    const length = video.duration;
    const played = [...watch.played];
    const share = (spans: readonly Span[]): number => Math.min(1, covered(spans) / length);
    const before = earlier.get(nameOf(video, watch)) ?? [];
    tell({ kind, lesson: watch.lesson, video: video.dataset.video ?? "", time: watch.at, from, length, played, progress: share(played), covered: share([...before, ...played]) });
  }

  /** The span that was playing ends at `at`. */
  function close(watch: Watch): void {
    if (watch.start !== null && watch.at > watch.start) watch.played.push([watch.start, watch.at]);
    watch.start = null;
  }

  function complete(video: HTMLVideoElement, watch: Watch): void {
    if (watch.completed || covered(watch.played) < COMPLETION_THRESHOLD * video.duration) return;
    watch.completed = true;
    note("completed", video, watch);
  }

  function playing(video: HTMLVideoElement): void {
    const lesson = video.closest<HTMLElement>("[data-activity]")?.dataset.activity;
    if (!lesson || !Number.isFinite(video.duration)) return;
    const known = watches.get(video);
    const watch = known ?? { lesson, played: [], start: null, at: video.currentTime, seeking: false, completed: false };
    watches.set(video, watch);
    if (!known) note("initialized", video, watch);
    if (watch.start !== null) return;
    watch.at = watch.start = video.currentTime;
    note("played", video, watch);
  }

  function paused(video: HTMLVideoElement, watch: Watch): void {
    if (watch.start === null) return;
    if (!watch.seeking) watch.at = video.currentTime;
    close(watch);
    note("paused", video, watch);
    complete(video, watch);
  }

  function seeked(video: HTMLVideoElement, watch: Watch): void {
    const from = watch.at;
    const going = watch.start !== null;
    close(watch);
    watch.seeking = false;
    watch.at = video.currentTime;
    if (going) watch.start = watch.at;
    if (Math.abs(watch.at - from) > 0.01) note("seeked", video, watch, from);
    complete(video, watch);
  }

  const heard: Readonly<Record<string, (video: HTMLVideoElement, watch: Watch) => void>> = {
    pause: paused,
    seeking: (_, watch) => (watch.seeking = true),
    seeked,
    timeupdate(video, watch) {
      if (!watch.seeking && watch.start !== null) watch.at = video.currentTime;
    },
  };

  root.addEventListener("playing", (event) => playing(event.target as HTMLVideoElement), true);
  for (const [name, hear] of Object.entries(heard)) {
    root.addEventListener(name, ({ target }) => {
      const watch = watches.get(target as HTMLVideoElement);
      if (watch) hear(target as HTMLVideoElement, watch);
    }, true);
  }

  return {
    end() {
      for (const [video, watch] of watches) {
        paused(video, watch);
        note("terminated", video, watch);
        earlier.set(nameOf(video, watch), [...(earlier.get(nameOf(video, watch)) ?? []), ...watch.played]);
      }
      watches.clear();
    },
  };
}

/** Seconds that lie in at least one span. */
export function covered(spans: readonly Span[]): number {
  let end = 0;
  let sum = 0;
  for (const [from, to] of [...spans].sort(([one], [other]) => one - other)) {
    sum += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return sum;
}
