"""WebVTT captions to cues, for the copy that is carried inside a page (W3C WebVTT 1, section 4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from scorm_export.diagnostics import Diagnostics, SourceFile

_TIME = r"(?:([0-9]{2,6}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIMING = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")


@dataclass(frozen=True, slots=True)
class Cue:
    """A caption: when it is shown, in seconds, and its text."""

    start: float
    end: float
    text: str


def read_captions(file: SourceFile, found: Diagnostics) -> tuple[Cue, ...]:
    """Return the cues of a WebVTT file, and report lines that belong to no cue."""
    if not re.match(r"WEBVTT([ \t]|$)", file.lines[0]):
        found.error("captions-syntax", "captions start with a line `WEBVTT`", file.line(1), "save them as WebVTT")
        return ()
    cues: list[Cue] = []
    number = 0
    while number < len(file.lines):
        line = file.lines[number]
        number += 1
        if "-->" not in line:
            continue
        match = _TIMING.fullmatch(line.strip())
        if match is None:
            found.error("captions-syntax", "this is not a time such as `00:01.000 --> 00:04.500`", file.line(number))
            continue
        text = []
        while number < len(file.lines) and file.lines[number].strip():
            text.append(file.lines[number].strip())
            number += 1
        start, end = _seconds(*match.groups()[:4]), _seconds(*match.groups()[4:])
        if end <= start or (cues and start < cues[-1].start):
            found.error(
                "captions-syntax",
                "a caption ends before it starts, or starts before the last one",
                file.line(number - len(text)),
            )
        cues.append(Cue(start, end, "\n".join(text)))
    if not cues:
        found.error("captions-syntax", "there are no captions in this file", file.span())
    return tuple(cues)


def _seconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> float:
    return int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds) + int(thousandths) / 1000
