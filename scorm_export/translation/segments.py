"""A text of many blocks in segments: the pieces that a translator sees, without what only marks where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scorm_export.source.texts import folded

_FENCE = re.compile(r"\s*(`{3,}|~{3,})")
_CONTAINER = re.compile(r"(?P<before>\s*:{3,}\s*[\w-]+\s+)(?P<text>[^{\s][^{]*?)(?P<after>\s*(?:\{.*\})?\s*)")
_COLONS = re.compile(r"\s*:{3,}")
_HEADING = re.compile(r"(?P<before>\s*#{1,6}\s+)(?P<text>.*?)(?P<after>\s*(?:\{[^{}]*\})?\s*)")
_DEFINITION = re.compile(r"\s*\[[^\]^][^\]]*\]:\s")
_ASKING = re.compile(r"\s*:{3,}\s*(?:check|reflection|worksheet|embed)\b")
"""Blocks whose line holds an id or an address."""
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Segment:
    """Lines `first` to `last`, from 0: the text without its indentation, and what stands around it on a line."""

    first: int
    last: int
    indent: str
    before: str
    text: str
    after: str

    @property
    def is_heading(self) -> bool:
        """Whether it is the words of a heading."""
        return self.before.lstrip().startswith("#")

    def written(self, text: str, anchor: str = "") -> list[str]:
        """Return the lines that hold another text in its place; `anchor` is that of a heading whose words made it."""
        after = self.after
        if anchor and "#" not in after:
            after = after.replace("{", f"{{#{anchor} ", 1) if "{" in after else f" {{#{anchor}}}"
        if self.before:
            return [self.before + folded(text) + after]
        return [f"{self.indent}{line}".rstrip() for line in text.split("\n")]


def segments(lines: Sequence[str]) -> Iterator[Segment]:
    """Yield the segments of a text: paragraphs, lists, tables, code; headings and titles of blocks alone."""
    number = 0
    while number < len(lines):
        end = _end(lines, number)
        line = lines[number]
        if not line.strip() or line.lstrip().startswith(("<!--", "$$")):
            pass
        elif (match := _CONTAINER.fullmatch(line) or _HEADING.fullmatch(line)) and not _ASKING.match(line):
            yield from _of_line(number, match)
        elif not _COLONS.match(line) and not all(_DEFINITION.match(each) for each in lines[number:end]):
            yield from _block(lines, number, end - 1)
        number = end


def _end(lines: Sequence[str], number: int) -> int:
    """Return the number of the line after what begins on a line."""
    line = lines[number].strip()
    if line.startswith("<!--"):
        return _after(lines, number, "-->")
    if line.startswith("$$"):
        return number + 1 if line.endswith("$$") and line != "$$" else _after(lines, number + 1, "$$")
    if fence := _FENCE.match(line):
        return _after(lines, number + 1, fence[1])
    end = number + 1
    if line and _continues(line):
        while end < len(lines) and _continues(lines[end]):
            end += 1
    return end


def _continues(line: str) -> bool:
    return bool(line.strip()) and not (_COLONS.match(line) or _FENCE.match(line) or _HEADING.fullmatch(line))


def _after(lines: Sequence[str], number: int, mark: str) -> int:
    return next((n + 1 for n in range(number, len(lines)) if mark in lines[n]), len(lines))


def _of_line(number: int, match: re.Match[str]) -> Iterator[Segment]:
    if _LETTER.search(match["text"]):
        yield Segment(number, number, "", match["before"], match["text"], match["after"])


def _block(lines: Sequence[str], first: int, last: int) -> Iterator[Segment]:
    written = lines[first : last + 1]
    indent = min((line[: len(line) - len(line.lstrip())] for line in written if line.strip()), key=len)
    text = "\n".join(line.removeprefix(indent).rstrip() for line in written)
    if _LETTER.search(text):
        yield Segment(first, last, indent, "", text, "")
