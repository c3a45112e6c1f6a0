"""What can be written at a position: fields, their values, ids, files, headings and blocks."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from scorm_export.blocks import blocks_of, syntax_of
from scorm_export.commands.lsp.courses import Courses
from scorm_export.commands.lsp.fields import (
    field_at,
    fields_of,
    kind_at,
    names_at,
    place_in,
    record_of,
    words_of,
)
from scorm_export.commands.lsp.references import Reference, target_of
from scorm_export.course import Course, Lesson
from scorm_export.source.document import plain_text
from scorm_export.source.folder import Folder

_BLOCK = re.compile(r"\s*:{3,} *(?P<word>[\w-]*)$")
_ADDRESS = re.compile(r"\]\(<?(?P<path>[^\s<>()]*)$")
_OBJECTIVES = re.compile(r"\{[^{}]*\bobjectives=\"?(?:[\w-]+ )*(?P<word>[\w-]*)$")
_MEDIA_OR_LESSON = re.compile(r"\.(?:md|svg|png|jpe?g|gif|webp|mp4|webm|mp3|m4a|ogg|pdf|vtt)$", re.IGNORECASE)


class Proposal(NamedTuple):
    """Something that can be written: what is shown, what it is, what it is for, and what is inserted."""

    label: str
    what: str
    about: str = ""
    inserted: str = ""


def proposals(courses: Courses, path: Path, lines: Sequence[str], row: int, column: int) -> list[Proposal]:
    """Return what can be written at a position; rows and columns count from 0."""
    course = courses.of(path)
    within = fields_of(path.name, lines)
    if row in within:
        return list(_in_fields(courses, course, path, lines[within.start : within.stop], row - within.start, column))
    return list(_in_text(courses, course, path, lines[row][:column])) if path.suffix == ".md" else []


def _in_fields(
    courses: Courses, course: Course | None, path: Path, lines: Sequence[str], row: int, column: int
) -> Iterator[Proposal]:
    record = record_of(path.name, lines)
    if record is None:
        return
    place = place_in(lines, row, column)
    kind = kind_at(record, place)
    if place.of_value is None:
        for name, about in names_at(kind).items():
            if name not in place.beside[-1]:
                yield Proposal(name, "field", about, f"{name}: ")
        if place.keys:
            yield from _values(courses, course, path, place.keys[-1])
        return
    named = field_at(record, place, place.of_value)
    for word in words_of(named.kind if named else kind, place.of_value):
        yield Proposal(word, "value")
    yield from _values(courses, course, path, place.of_value)


def _values(courses: Courses, course: Course | None, path: Path, name: str) -> Iterator[Proposal]:
    """Propose ids and files for the fields that name some."""
    root = courses.root_of(path)
    if course and name == "objectives" and path.name != "course.yaml":
        yield from _objectives(course)
    elif course and name == "read":
        yield from (Proposal(lesson.id, "id", lesson.title) for lesson in course.lessons)
    elif root and name == "modules":
        yield from (Proposal(each.name, "file") for each in sorted(root.iterdir()) if (each / "module.yaml").is_file())
    elif name in ("activities", "bank"):
        for each in sorted(path.parent.iterdir()):
            if each.suffix in (".md", ".yaml") and each.name not in ("module.yaml", "course.yaml"):
                yield Proposal(each.name, "file")
    elif name == "image":
        for each in sorted(path.parent.iterdir()):
            if each.suffix.lower() in (".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"):
                yield Proposal(each.name, "file")


def _objectives(course: Course) -> Iterator[Proposal]:
    for objective in course.objectives:
        yield Proposal(objective.id, "id", plain_text(objective.text.tokens))


def _in_text(courses: Courses, course: Course | None, path: Path, before: str) -> Iterator[Proposal]:
    root = courses.root_of(path)
    if _BLOCK.fullmatch(before):
        for name in (*syntax_of(blocks_of(course.blocks if course else ())).names, "include"):
            yield Proposal(name, "block")
    elif course and _OBJECTIVES.search(before):
        yield from _objectives(course)
    elif root and (address := _ADDRESS.search(before)):
        written = address["path"]
        if "#" in written:
            yield from _headings(course, root, path, written)
        else:
            for name in Folder(root).files():
                if _MEDIA_OR_LESSON.search(name):
                    yield Proposal(Path(os.path.relpath(root / name, path.parent)).as_posix(), "file")


def _headings(course: Course | None, root: Path, path: Path, written: str) -> Iterator[Proposal]:
    target = target_of(Reference(1, 1, written), path)
    for activity in course.activities if course else ():
        if root / activity.path == target and isinstance(activity, Lesson):
            yield from (Proposal(heading.anchor, "heading", heading.text) for heading in activity.body.headings)
