"""What can be measured of a narration without listening to it."""

from __future__ import annotations

from itertools import pairwise

import jiwer
import numpy as np
from pocketsphinx import Decoder

from speech import RATE, Narration, loudness, pcm
from storyboard import Storyboard, words


def judged(board: Storyboard, narration: Narration, *, recognize: bool) -> str:
    """Return the length, pace, level and longest silence of a narration, and the share of words not recognized."""
    said = words(board.narration)
    seconds = len(narration.samples) / RATE
    integrated, peak = loudness(narration.samples)
    report = (
        f"{board.name}: {seconds:.1f} s, {len(said)} words, {len(said) / seconds * 60:.0f} a minute,"
        f" {integrated:.1f} LUFS, peak {peak:.1f} dBTP, longest silence {_silence(narration):.1f} s"
    )
    return f"{report}, word error rate {_error_rate(board, narration):.0%}" if recognize else report


def _silence(narration: Narration) -> float:
    """Return the longest time between two words."""
    times = [time for scene in narration.spoken for time in scene]
    return max(after[0] - before[1] for before, after in pairwise(times))


def _error_rate(board: Storyboard, narration: Narration) -> float:
    """Return the word error rate of PocketSphinx with its own English model, scene by scene."""
    expected, heard = [], []
    for scene, timing in zip(board.scenes, narration.timings, strict=True):
        decoder = Decoder(samprate=16000, loglevel="FATAL")
        decoder.start_utt()
        decoder.process_raw(
            pcm(np.asarray(narration.samples[int(timing.start * RATE) : int(timing.end * RATE)])), full_utt=True
        )
        decoder.end_utt()
        expected.append(" ".join(words(scene.say)).replace("-", " "))
        heard.append(decoder.hyp().hypstr if decoder.hyp() else "")
    return float(jiwer.wer(expected, heard))
