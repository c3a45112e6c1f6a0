"""The captions in a WebVTT file, with their lines, so that their words can be exchanged (W3C WebVTT 1, section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TIMING = re.compile(r"\s*(?P<start>(?:[0-9]+:)?[0-9]{2}:[0-9]{2}\.[0-9]{3})\s+-->\s")


@dataclass(frozen=True, slots=True)
class CueLines:
    """The words of a caption, in lines `first` to `last` from 0, and the time at which it is shown, as written."""

    start: str
    first: int
    last: int
    text: str


def cues(lines: Sequence[str]) -> Iterator[CueLines]:
    """Yield each caption that has words."""
    for number, line in enumerate(lines):
        if not (match := _TIMING.match(line)):
            continue
        end = number + 1
        while end < len(lines) and lines[end].strip():
            end += 1
        if end > number + 1:
            text = "\n".join(each.strip() for each in lines[number + 1 : end])
            yield CueLines(match["start"], number + 1, end - 1, text)
