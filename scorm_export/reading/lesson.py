"""A lesson: its front matter and its text."""

from __future__ import annotations

import re

from scorm_export.course import Lesson, LessonKind
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.reading.body import read_body
from scorm_export.reading.checks import read_checks
from scorm_export.reading.facilitation import take_facilitation
from scorm_export.reading.shared_fields import MINUTES, OBJECTIVE_IDS, TITLE, objectives
from scorm_export.source.fields import Record, required
from scorm_export.source.kinds import Body, Reading
from scorm_export.source.scalars import OneOf
from scorm_export.source.texts import IDENTIFIER
from scorm_export.source.yaml import read_yaml

_LESSON_ID = required("id", IDENTIFIER, "the lesson's permanent id")
_KIND = required("kind", OneOf(LessonKind), "what the lesson mainly is")
LESSON = Record("the lesson", (_LESSON_ID, TITLE, _KIND, MINUTES, OBJECTIVE_IDS), lambda v: v)


def read_lesson(file: SourceFile, reading: Reading) -> Lesson | None:
    """Read a lesson; None when its front matter cannot be read."""
    path, found = reading.path, reading.found
    end = next((n for n, line in enumerate(file.lines[1:], 2) if line.rstrip() == "---"), None)
    if file.lines[0].rstrip() != "---" or end is None:
        _report_front_matter(file, found)
        return None
    node = read_yaml(file, found, 2, end - 1)
    values = LESSON.read(node, reading) if node else None
    if values is None:
        return None
    before = found.errors
    reading = reading.of(values[_LESSON_ID])
    file, facilitation = take_facilitation(file, end + 1, reading)
    lines, asked = read_checks(file, end + 1, reading)
    body = read_body(Body(file, end + 1, lines), reading.of("text"))
    if not body.has_content and found.errors == before:
        found.error(
            "empty-lesson",
            "there is nothing in this lesson",
            file.line(end),
            "write its text below the second `---`, or take it out of its module's `activities`",
        )
    names, origin = objectives(values)
    return Lesson(
        id=values[_LESSON_ID],
        title=values[TITLE],
        kind=values[_KIND],
        minutes=values[MINUTES],
        objectives=names,
        path=path,
        body=body,
        checks=tuple(asked.checks),
        notes=tuple(asked.notes),
        facilitation=facilitation,
        origin=origin,
    )


def _report_front_matter(file: SourceFile, found: Diagnostics) -> None:
    written = next((n for n, line in enumerate(file.lines, 1) if line.strip()), 1)
    if file.lines[0].rstrip() == "---":
        text = (n for n, line in enumerate(file.lines[1:], 2) if not re.match(r"\s*(?:[\w-]+:|- |$)", line))
        after = next(text, len(file.lines))
        found.error(
            "missing-front-matter",
            "the front matter is never closed",
            file.line(1),
            f"put a line `---` after its last field, before line {after}",
        )
    elif file.lines[written - 1].strip() == "---":
        found.error(
            "missing-front-matter",
            "the front matter starts with the first line of the file",
            file.line(written),
            "delete what is above it",
        )
    else:
        found.error(
            "missing-front-matter",
            "a lesson starts with its fields between two lines of `---`",
            file.line(written),
            "see `scorm-export explain missing-front-matter`",
        )
