"""Places in an image as Markdown: the image in a paragraph of its own, and tasks that have a `shape`."""

from __future__ import annotations

import re

from scorm_export.questions.choosing import read_options, write_options
from scorm_export.questions.notation import Answers, Body, Entry, Fields, Notation, Written, tasks
from scorm_export.source.pieces import Piece
from scorm_export.source.yaml import Scalar

_IMAGE = re.compile(r"!\[(?P<alternative>[^\[\]]*)\]\((?P<image>[^()\s]+)\)")


def _read(body: Body, named: bool) -> Answers | None:
    items = tasks(body)
    if not items or (not named and not any(each.text.value("shape") for each in items)):
        return None
    start = len(body.pieces) - 1
    image = _image(body.pieces[start - 1]) if start else []
    return Answers(start - bool(image), [*image, read_options(body, items, "areas")])


def _image(piece: Piece) -> list[Entry]:
    lines = piece.lines
    match = _IMAGE.fullmatch(lines.texts[0].strip()) if len(lines.texts) == 1 else None
    if match is None:
        return []
    indent = len(lines.texts[0]) - len(lines.texts[0].lstrip())
    entries: list[Entry] = []
    for name in ("image", "alternative"):
        at = lines.file.span(lines.first, lines.columns[0] + indent + match.start(name), len(match[name]))
        entries.append((Scalar(name, at, at.line, at.line), Scalar(match[name], at, at.line, at.line)))
    return entries


def _write(fields: Fields, _after: str) -> Written | None:
    lines = write_options(fields, "paragraph", field="areas")
    if lines is None:
        return None
    alternative = " ".join(str(fields.get("alternative", "")).split())
    image = f"![{alternative}]({fields.get('image', '')})"
    return Written([image, "", *lines], {"type", "image", "alternative", "areas"})


NOTATION = Notation(
    'an image in a paragraph of its own, and below it areas: `- [x] right {shape="circle 60 50 12"}`',
    _read,
    _write,
    rank=3,
)
