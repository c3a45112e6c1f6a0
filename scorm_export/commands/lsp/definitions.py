"""Where something that is named was defined, and what a field is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from scorm_export.commands.lsp.courses import Courses
from scorm_export.commands.lsp.fields import field_at, fields_of, place_in, record_of
from scorm_export.commands.lsp.references import reference_at, target_of
from scorm_export.course import Course, Lesson
from scorm_export.diagnostics import SourceFile, Span
from scorm_export.reading.course import MODULE_FILE

_WORD = re.compile(r"[\w-]+(?:#[\w-]+)?")


def definition(courses: Courses, path: Path, lines: Sequence[str], row: int, column: int) -> Path | Span | None:
    """Return the file, or the place of the heading, objective, lesson or block, that a position names."""
    course, root = courses.of(path), courses.root_of(path)
    file = SourceFile(path=str(path), lines=tuple(lines))
    reference = reference_at(file, row + 1, column + 1)
    if reference:
        target = target_of(reference, path)
        if course and root and reference.fragment:
            return _heading(course, root, target, reference.fragment) or target
        if target.is_dir():
            target = target / MODULE_FILE
        return target if target.is_file() else None
    word = next((m.group() for m in _WORD.finditer(lines[row]) if m.start() <= column <= m.end()), "")
    return _named(course, root, word) if course and root and word else None


def _heading(course: Course, root: Path, target: Path, anchor: str) -> Span | None:
    lessons = (lesson for lesson in course.lessons if root / lesson.path == target)
    return next(
        (each.span.origin for lesson in lessons for each in lesson.body.headings if each.anchor == anchor), None
    )


def _named(course: Course, root: Path, word: str) -> Path | Span | None:
    """Return where an objective, a lesson with one of its headings, or a block of the course's own is defined."""
    for objective in course.objectives:
        if objective.id == word:
            return objective.origin.of("id")
    name, _, anchor = word.partition("#")
    for activity in course.activities:
        if activity.id == name:
            target = root / activity.path
            found = _heading(course, root, target, anchor) if anchor and isinstance(activity, Lesson) else None
            return found or target
    return next((block.origin.span for block in course.blocks if block.name == word), None)


def description(path: Path, lines: Sequence[str], row: int, column: int) -> str:
    """Return what the field at a position is for; empty where there is none."""
    within = fields_of(path.name, lines)
    if row not in within:
        return ""
    record, fields = record_of(path.name, lines), lines[within.start : within.stop]
    key = re.match(r"\s*(?:- +)*([\w-]+):", lines[row])
    if record is None or key is None or not key.start(1) <= column <= key.end(1):
        return ""
    place = place_in(fields, row - within.start, key.start(1))
    named = field_at(record, place, key[1])
    return f"`{key[1]}`: {named.doc} ({named.kind.what})" if named else ""
