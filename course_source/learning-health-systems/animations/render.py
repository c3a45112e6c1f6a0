"""Draws the course's animations: NAME.mp4, NAME.vtt and NAME.png beside every lesson that embeds a video.

    python3 render.py                  # every video of the course
    python3 render.py loops            # one, by its name
    python3 render.py loops --frames 2 --out DIR   # only a PNG every 2 seconds, to look at

Each paragraph of a lesson's transcript is a scene: its text becomes the captions and decides how long the scene lasts.
NAME.js, beside this script, draws the scenes with the library stage.js. Frames are functions of time, so the same
sources give the same video. Needs Python 3.11, playwright (the Python package), and Debian's chromium, ffmpeg and
fonts-noto-core.
"""

import argparse
import base64
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
SIZE = (1280, 720)
FRAMES_PER_SECOND = 12
CHARACTERS_PER_SECOND = 13  # the pace of reading; 17 is the most that captions should ask for
SHORTEST_CUE = 1.8
PAUSE = 0.5  # after each scene
LAST_PAUSE = 2.0
KEPT_PICTURES = 60  # frames kept for when they come again, as after the blink of an eye
LINE = 42  # characters of a caption's line
CLAUSE_PENALTY, WORD_PENALTY = 20, 60  # of breaking a text inside a sentence, in characters of unevenness

EMBED = re.compile(
    r"^!\[[^\]]+\]\(([a-z0-9._-]+)\.mp4\)\{captions=\"?([a-z0-9._-]+)\"? poster=\"?([a-z0-9._-]+)\"?\}$", re.MULTILINE
)
TRANSCRIPT = re.compile(r"^::: transcript[^\n]*\n(.+?)\n:::$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Cue:
    """A caption: its time in seconds and its text."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class Video:
    """A video that a lesson embeds: the names of its files and the text of its scenes."""

    name: str
    lesson: Path
    captions: str
    poster: str
    scenes: list[str]


def find_videos(course: Path) -> Iterator[Video]:
    """Yields the videos that the lessons of a course embed."""
    for lesson in sorted(course.glob("*/*.md")):
        text = lesson.read_text(encoding="utf-8")
        embed = EMBED.search(text)
        if not embed:
            continue
        transcript = TRANSCRIPT.search(text, embed.end())
        if not transcript:
            raise SystemExit(f"{lesson}: no transcript after the video")
        paragraphs = [" ".join(p.split()) for p in re.split(r"\n\s*\n", transcript[1].strip())]
        yield Video(embed[1], lesson, embed[2], embed[3], paragraphs)


def cut(text: str, limit: int) -> tuple[str, str]:
    """Cuts a text in two parts of even length, if possible at the end of a sentence or clause and within a limit."""

    def cost(at: int) -> int:
        before = text[at - 1]
        inside = 0 if before in ".?!" else CLAUSE_PENALTY if before in ",;:" else WORD_PENALTY
        too_long = 1000 if max(at, len(text) - at - 1) > limit else 0
        return abs(2 * at + 1 - len(text)) + inside + too_long

    at = min((m.start() for m in re.finditer(" ", text)), key=cost)
    return text[:at], text[at + 1 :]


def lines(text: str) -> list[str]:
    """Breaks a caption into one line or two."""
    return [text] if len(text) <= LINE else list(cut(text, LINE))


def split_scene(text: str) -> list[str]:
    """Splits a scene's text into one caption or two."""
    return [text] if max(map(len, lines(text))) <= LINE else list(cut(text, 2 * LINE - 6))


def schedule(scenes: list[str]) -> tuple[list[float], list[Cue]]:
    """Gives every scene its length and every caption its time; all are whole frames."""
    durations: list[float] = []
    cues: list[Cue] = []
    start = 0.0
    for number, scene in enumerate(scenes):
        time = start
        for text in split_scene(scene):
            seconds = max(SHORTEST_CUE, len(text) / CHARACTERS_PER_SECOND)
            end = time + round(seconds * FRAMES_PER_SECOND) / FRAMES_PER_SECOND
            cues.append(Cue(time, end, "\n".join(lines(text))))
            time = end
        end = time + (LAST_PAUSE if number == len(scenes) - 1 else PAUSE)
        durations.append(end - start)
        start = end
    return durations, cues


def web_vtt(cues: list[Cue]) -> str:
    """Writes captions as WebVTT."""

    def clock(seconds: float) -> str:
        minutes, thousandths = divmod(round(seconds * 1000), 60_000)
        return f"{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"

    blocks = [f"{clock(cue.start)} --> {clock(cue.end)}\n{cue.text}\n" for cue in cues]
    return "WEBVTT\n\n" + "\n".join(blocks)


class Stage:
    """A page of Chromium on which one film is drawn; pictures of equal frames are taken once."""

    def __init__(self, chromium: str, scenes: Path, durations: list[float]) -> None:
        self._playwright = sync_playwright().start()
        arguments = ["--disable-background-networking", "--force-color-profile=srgb"]
        self._browser = self._playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = self._browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
        page.goto((HERE / "stage.html").as_uri())
        page.add_script_tag(path=scenes)
        self._page = page
        self._camera = page.context.new_cdp_session(page)
        self._pictures: dict[str, bytes] = {}
        moments = page.evaluate("durations => setDurations(durations)", durations)
        self.poster: float = moments["poster"]
        self.cuts: list[float] = moments["cuts"]

    def picture(self, seconds: float) -> bytes:
        """Returns the frame at a time as a PNG."""
        markup: str = self._page.evaluate("seconds => draw(seconds)", seconds)
        if markup not in self._pictures:
            if len(self._pictures) > KEPT_PICTURES:
                self._pictures.clear()
            shot = self._camera.send("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})
            self._pictures[markup] = base64.b64decode(shot["data"])
        return self._pictures[markup]

    def close(self) -> None:
        """Ends the browser."""
        self._browser.close()
        self._playwright.stop()


def encode(ffmpeg: str, frames: Iterator[bytes], cuts: list[float], target: Path) -> None:
    """Makes an H.264 video without sound of frames; it can be entered at every cut."""
    colours = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
    command = [ffmpeg, "-v", "error", "-y", "-f", "image2pipe", "-c:v", "png", "-framerate", str(FRAMES_PER_SECOND)]
    command += ["-i", "-", "-an", "-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *colours]
    command += ["-c:v", "libx264", "-profile:v", "high", "-preset", "slow", "-tune", "animation", "-crf", "31"]
    command += ["-g", str(FRAMES_PER_SECOND * 20), "-force_key_frames", ",".join(f"{cut:.3f}" for cut in cuts)]
    command += ["-threads", "2", "-map_metadata", "-1", "-fflags", "+bitexact"]
    command += ["-flags:v", "+bitexact", "-movflags", "+faststart", str(target)]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        assert process.stdin
        for frame in frames:
            process.stdin.write(frame)
        process.stdin.close()
        if process.wait():
            raise SystemExit(f"{target}: ffmpeg failed")


def write_poster(ffmpeg: str, picture: bytes, target: Path) -> None:
    """Writes a picture as a small PNG with a palette."""
    palette = "scale=960:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=128[p];[b][p]paletteuse=dither=none"
    command = [ffmpeg, "-v", "error", "-y", "-f", "image2pipe", "-c:v", "png", "-i", "-", "-vf", palette]
    command += ["-frames:v", "1", "-update", "1", "-pred", "mixed", "-fflags", "+bitexact", str(target)]
    subprocess.run(command, input=picture, check=True)


def main() -> None:
    """Makes the videos that are named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="names of videos; all if left out")
    parser.add_argument("--course", type=Path, default=HERE.parent, help="the course's folder")
    parser.add_argument("--frames", type=float, help="write only a PNG every so many seconds")
    parser.add_argument("--out", type=Path, help="where to write, instead of beside the lesson")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--ffmpeg", default="ffmpeg")
    options = parser.parse_args()

    videos = [v for v in find_videos(options.course) if not options.names or v.name in options.names]
    if missing := set(options.names) - {v.name for v in videos}:
        parser.error(f"no lesson embeds {', '.join(sorted(missing))}")
    for video in videos:
        durations, cues = schedule(video.scenes)
        folder: Path = options.out or video.lesson.parent
        stage = Stage(options.chromium, HERE / f"{video.name}.js", durations)
        try:
            if options.frames:
                for number in range(int(sum(durations) / options.frames)):
                    at = (number + 0.5) * options.frames
                    (folder / f"{video.name}-{at:05.1f}.png").write_bytes(stage.picture(at))
                continue
            frame_count = round(sum(durations) * FRAMES_PER_SECOND)
            frames = (stage.picture(number / FRAMES_PER_SECOND) for number in range(frame_count))
            encode(options.ffmpeg, frames, stage.cuts, folder / f"{video.name}.mp4")
            write_poster(options.ffmpeg, stage.picture(stage.poster), folder / video.poster)
            (folder / video.captions).write_text(web_vtt(cues), encoding="utf-8")
        finally:
            stage.close()
        print(f"{video.name}: {sum(durations):.1f} s, {(folder / f'{video.name}.mp4').stat().st_size // 1024} KB")


if __name__ == "__main__":
    main()
