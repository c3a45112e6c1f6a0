"""Captions from the times of words, as WebVTT; in other languages from the times of sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storyboard import Storyboard, sentences, words

LINE = 42
"""Characters of a caption's line."""
LONGEST = 5.5
"""Seconds after which a caption is better cut in two."""
_CLAUSE, _WORD, _OVER = 20, 60, 50
"""What it costs to break a text at a comma, elsewhere, and for each character too many, in characters of unevenness."""
_LINGER = 0.6


@dataclass(frozen=True)
class Cue:
    """A caption: its time in seconds and its text."""

    start: float
    end: float
    text: str


def cues(board: Storyboard, spoken: Sequence[Sequence[tuple[float, float]]]) -> list[Cue]:
    """Return the captions of what is said, by scene the times of its words."""
    found = []
    for scene, times in zip(board.scenes, spoken, strict=True):
        position = 0
        for sentence in sentences(scene.say):
            count = len(words(sentence))
            own = times[position : position + count]
            for part in _parts(sentence, own[-1][1] - own[0][0]):
                said = own[: len(words(part))]
                own = own[len(said) :]
                found.append(Cue(said[0][0], said[-1][1], _lines(part)))
            position += count
    return list(_lingering(found))


def translated(
    board: Storyboard, spoken: Sequence[Sequence[tuple[float, float]]], paragraphs: Sequence[str]
) -> list[Cue]:
    """Return the captions of a translation, by scene its paragraph: each sentence while its original is said."""
    found = []
    for scene, times, paragraph in zip(board.scenes, spoken, paragraphs, strict=True):
        original, own = sentences(scene.say), sentences(paragraph)
        if len(original) != len(own):
            raise ValueError(f"not as many sentences: {scene.say!r}, {paragraph!r}")
        position = 0
        for sentence, text in zip(original, own, strict=True):
            count = len(words(sentence))
            start, end = times[position][0], times[position + count - 1][1]
            parts, at = _parts(text, end - start), start
            for part in parts:
                until = at + (end - start) * len(part) / sum(map(len, parts))
                found.append(Cue(at, until, _lines(part)))
                at = until
            position += count
    return list(_lingering(found))


def _lingering(found: Sequence[Cue]) -> Iterator[Cue]:
    """Let each caption stay a little, but not into the next."""
    for cue, following in zip(found, [*found[1:], None], strict=False):
        end = cue.end + _LINGER
        yield Cue(cue.start, min(end, following.start) if following else end, cue.text)


def _parts(sentence: str, seconds: float) -> list[str]:
    if len(sentence) > 2 * LINE - 4 or seconds > LONGEST:
        return [part for half in _cut(sentence) for part in ([half] if len(half) <= 2 * LINE - 4 else _cut(half))]
    return [sentence]


def _lines(text: str) -> str:
    return text if len(text) <= LINE else "\n".join(_cut(text, LINE))


def _cut(text: str, limit: int = 2 * LINE) -> tuple[str, str]:
    """Cut a text in two parts of even length, if possible at the end of a clause and within a limit of characters."""

    def cost(place: int) -> int:
        before = text[place - 1]
        inside = 0 if before in ".?!:;؛" else _CLAUSE if before in ",،" else _WORD
        over = max(0, place - limit, len(text) - place - 1 - limit)
        return abs(2 * place + 1 - len(text)) + inside + _OVER * over

    place = min((match.start() for match in re.finditer(r" (?![:;!?»])", text)), key=cost)
    return text[:place], text[place + 1 :]


def web_vtt(found: Sequence[Cue]) -> str:
    """Write captions as WebVTT."""
    return "WEBVTT\n\n" + "\n".join(f"{_clock(cue.start)} --> {_clock(cue.end)}\n{cue.text}\n" for cue in found)


def _clock(seconds: float) -> str:
    minutes, thousandths = divmod(round(seconds * 1000), 60_000)
    return f"{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
