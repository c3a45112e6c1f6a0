"""What a lesson has for facilitators, taken out of the text before anything else reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scorm_export.course import Facilitation, FacilitationKind, Origin
from scorm_export.diagnostics import SourceFile, did_you_mean, respelt
from scorm_export.reading.body import read_body
from scorm_export.source.fields import MarkdownText
from scorm_export.source.kinds import FOR_FACILITATORS, Body, Reading
from scorm_export.source.pieces import Attributed, Lines, attributed, containers
from scorm_export.source.scalars import Minutes

_NAMES = tuple(map(str, FacilitationKind))
_OPENING = re.compile(rf"\s*:{{3,}}\s*(?P<name>{'|'.join(_NAMES)})(?![\w-])\s*")
_CLOSING = re.compile(r"\s*:{3,}\s*")
_MINUTES = Minutes(1, 480)
_ESSENTIAL = "essential"


def take_facilitation(file: SourceFile, first: int, reading: Reading) -> tuple[SourceFile, tuple[Facilitation, ...]]:
    """Return a lesson without its blocks for facilitators, whose text begins at a line, and what they say.

    The lesson is as if they had never been written: also the empty lines after each are taken out. A block that is not
    closed, or stands in a list or quote, is left in the text, where it is reported.
    """
    lines = file.lines
    if not any(_OPENING.match(line) for line in lines[first - 1 :]):
        return file, ()
    taken: list[Facilitation] = []
    kept: list[int] = list(range(1, first))
    done = first
    for start, end in _blocks(file, first):
        if start < done:
            continue
        kept += range(done, start)
        done = end + 1
        if start == first or not lines[start - 2].strip():
            while done <= len(lines) and not lines[done - 1].strip():
                done += 1
        opening, content = Lines.of(file, start, start), Lines.of(file, start + 1, end - 1)
        block = _read(opening, content, len(taken) + 1, reading)
        taken += [block] if block else []
    kept += range(done, len(lines) + 1)
    places = tuple((at.origin, at.included) for at in map(file.line, kept))
    left = SourceFile(path=file.path, lines=tuple(lines[number - 1] for number in kept), written=places)
    return left, tuple(taken)


def _blocks(file: SourceFile, first: int) -> Iterator[tuple[int, int]]:
    """Yield the lines, from 1, that open and close each block which is closed."""
    for start, end in containers(Lines.of(file, first, len(file.lines)), _NAMES):
        begins, ends = first + start, first + end
        is_closed = ends <= len(file.lines) and _CLOSING.fullmatch(file.lines[ends - 1])
        if is_closed and _OPENING.match(file.lines[begins - 1]):
            yield begins, ends


def _read(opening: Lines, content: Lines, number: int, reading: Reading) -> Facilitation | None:
    match = _OPENING.match(opening.texts[0])
    assert match is not None
    kind = FacilitationKind(match["name"])
    heading = attributed(opening.cut([match.end()]))
    name_at = opening.file.span(opening.first, match.start("name") + 1, len(match["name"]))
    if not content.stripped().texts:
        reading.found.error("block-content", f"this `{kind}` is empty", name_at, "write its text below, or delete it")
        return None
    reading = reading.of(FOR_FACILITATORS).of(str(number))
    _report_attributes(heading, kind, reading)
    title = heading.text.scalar() if "".join(heading.text.texts).strip() else None
    minutes = heading.value("minutes") if kind.takes_time else None
    return Facilitation(
        kind=kind,
        title=MarkdownText(inline=True).read(title, reading.of("title")) if title else None,
        minutes=_MINUTES.read(minutes, reading) if minutes else None,
        is_essential=_ESSENTIAL in _words(heading),
        text=read_body(Body(content.file, content.first, content.texts), reading.of("text")),
        origin=Origin(name_at, {"minutes": minutes.span} if minutes else {}),
    )


def _words(heading: Attributed) -> Sequence[str]:
    return [each.value.text for each in heading.attributes if each.name.text == "word"]


def _report_attributes(heading: Attributed, kind: FacilitationKind, reading: Reading) -> None:
    known = ("minutes", f".{_ESSENTIAL}") if kind.takes_time else ()
    for each in heading.attributes:
        name, at = each.name.text, each.name.span
        written = {"word": f".{each.value.text}", "id": f"#{each.value.text}"}.get(name, name)
        if written not in known:
            message, hint = f"`{written}` cannot be set here", did_you_mean(written, known)
            reading.found.error("unknown-attribute", message, at, hint, fix=respelt(at, written, known))
