import assert from "node:assert/strict";
import { test } from "node:test";
import type { VideoEvent } from "../../scorm_export/player/src/reports.ts";
import { covered, watchVideos, type Videos } from "../../scorm_export/player/src/page/video.ts";

interface Screen {
  readonly told: VideoEvent[];
  readonly videos: Videos;
  play(): void;
  /** Plays on to a time. */
  until(time: number): void;
  pause(): void;
  seek(time: number): void;
}

/** A video of a hundred seconds that sends the events a browser sends. */
function screen(length = 100): Screen {
  const told: VideoEvent[] = [];
  const heard: Record<string, (event: { target: unknown }) => void> = {};
  const video = { dataset: { video: "video-loops" }, currentTime: 0, duration: length, closest: () => ({ dataset: { activity: "three-loops" } }) };
  const root = { addEventListener: (name: string, hear: (event: { target: unknown }) => void) => (heard[name] = hear) };
  const videos = watchVideos(root as unknown as HTMLElement, (event) => told.push(event));
  const send = (name: string) => heard[name]?.({ target: video });
  const until = (time: number) => {
    video.currentTime = time;
    send("timeupdate");
  };
  return {
    told,
    videos,
    until,
    play: () => send("playing"),
    pause: () => send("pause"),
    seek(time) {
      video.currentTime = time;
      send("seeking");
      send("timeupdate");
      send("seeked");
    },
  };
}

const kinds = ({ told }: Screen) => told.map(({ kind }) => kind);

test("a video played to its end", () => {
  const shown = screen();
  shown.play();
  shown.until(100);
  shown.pause();
  shown.videos.end();
  assert.deepEqual(kinds(shown), ["initialized", "played", "paused", "completed", "terminated"]);
  const completed = shown.told.find(({ kind }) => kind === "completed");
  assert.deepEqual(completed, {
    kind: "completed", lesson: "three-loops", video: "video-loops", time: 100, from: 100, length: 100, played: [[0, 100]], progress: 1, covered: 1,
  });
});

test("seeking forward while it plays: what was skipped is not played", () => {
  const shown = screen();
  shown.play();
  shown.until(10);
  shown.seek(60);
  shown.play();
  shown.until(70);
  shown.pause();
  assert.deepEqual(kinds(shown), ["initialized", "played", "seeked", "paused"]);
  const [, , seeked, paused] = shown.told;
  assert.deepEqual([seeked?.from, seeked?.time], [10, 60]);
  assert.deepEqual([paused?.played, paused?.progress], [[[0, 10], [60, 70]], 0.2]);
});

test("playing the same part twice counts once, and completed is reported once", () => {
  const shown = screen();
  shown.play();
  shown.until(96);
  shown.pause();
  shown.seek(0);
  shown.play();
  shown.until(100);
  shown.pause();
  assert.deepEqual(kinds(shown), ["initialized", "played", "paused", "completed", "seeked", "played", "paused"]);
  assert.equal(shown.told.at(-1)?.progress, 1);
});

test("leaving while it plays pauses and ends it; the next view begins anew", () => {
  const shown = screen();
  shown.play();
  shown.until(5);
  shown.videos.end();
  shown.videos.end();
  shown.play();
  assert.deepEqual(kinds(shown), ["initialized", "played", "paused", "terminated", "initialized", "played"]);
});

test("a video that was not played, or whose length is not known, reports nothing", () => {
  const untouched = screen();
  untouched.seek(30);
  untouched.videos.end();
  assert.deepEqual(kinds(untouched), []);
  const endless = screen(Infinity);
  endless.play();
  assert.deepEqual(kinds(endless), []);
});

test("seconds that lie in at least one span", () => {
  assert.equal(covered([]), 0);
  assert.equal(covered([[5, 10], [0, 6], [20, 21]]), 11);
  assert.equal(covered([[0, 10], [2, 3]]), 10);
});
