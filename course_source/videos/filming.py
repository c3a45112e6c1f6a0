"""Frames of a film as pictures, by Skia, and as MP4, by ffmpeg."""

from __future__ import annotations

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import skia

from speech import RATE
from stage import Film

_RGBA = skia.ImageInfo.Make(1280, 720, skia.kRGBA_8888_ColorType, skia.kOpaque_AlphaType)


def picture(film: Film, now: float) -> skia.Image:
    """Draw the frame of a moment."""
    dom = skia.SVGDOM.MakeFromStream(skia.MemoryStream(film.frame(now).encode(), copyData=True))
    surface = skia.Surface.MakeRaster(_RGBA)
    with surface as canvas:
        dom.render(canvas)
    return surface.makeImageSnapshot()


def film_to(film: Film, samples: np.ndarray, target: Path, rate: int) -> None:
    """Write a film with its narration: H.264 and AAC, in which a player can start at once and jump to every second."""
    with TemporaryDirectory() as folder:
        sound = Path(folder) / "narration.f32"
        sound.write_bytes(samples.tobytes())
        colours = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
        command = [
            "ffmpeg",
            "-v",
            "error",
            "-y",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgba",
            "-s",
            "1280x720",
            "-r",
            str(rate),
            "-i",
            "-",
        ]
        command += ["-f", "f32le", "-ar", str(RATE), "-ac", "1", "-i", str(sound)]
        command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p", *colours]
        command += ["-c:v", "libx264", "-profile:v", "high", "-preset", "medium", "-tune", "animation", "-crf", "27"]
        command += ["-g", str(rate * 10), "-threads", "1", "-c:a", "aac", "-b:a", "64k", "-ar", "44100"]
        command += ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact"]
        command += ["-movflags", "+faststart", str(target)]
        with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
            assert process.stdin
            for number in range(round(film.end * rate)):
                process.stdin.write(picture(film, number / rate).tobytes())
            process.stdin.close()
            if process.wait():
                raise SystemExit(f"{target}: ffmpeg failed")


def poster(film: Film, now: float, target: Path) -> None:
    """Write a frame as a small PNG with a palette."""
    palette = "scale=960:-1:flags=lanczos,split[a][b];[a]palettegen=max_colors=128[p];[b][p]paletteuse=dither=none"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "image2pipe", "-c:v", "png", "-i", "-", "-vf", palette]
    command += ["-frames:v", "1", "-update", "1", "-pred", "mixed", "-fflags", "+bitexact", str(target)]
    subprocess.run(command, input=bytes(picture(film, now).encodeToData()), check=True)


def contact_sheets(film: Film, folder: Path, name: str, every: float) -> None:
    """Write a frame every so many seconds, twenty a sheet."""
    times = np.arange(every / 2, film.end, every)
    for number in range(0, len(times), 20):
        surface = skia.Surface(4 * 420, 5 * 240)
        with surface as canvas:
            canvas.clear(skia.ColorWHITE)
            for place, now in enumerate(times[number : number + 20]):
                left, top = place % 4 * 420, place // 4 * 240
                canvas.drawImageRect(
                    picture(film, now),
                    skia.Rect.MakeXYWH(left, top, 414, 233),
                    skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear),
                )
        surface.makeImageSnapshot().save(str(folder / f"{name}-sheet-{number // 20 + 1}.png"), skia.kPNG)
