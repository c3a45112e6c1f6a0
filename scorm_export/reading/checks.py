"""Checks in a lesson: questions between `::: check` and `:::`, read apart from the text around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from scorm_export.course import Question
from scorm_export.diagnostics import SourceFile
from scorm_export.questions.notation import Missing
from scorm_export.reading.quiz import QuestionKind
from scorm_export.reading.quiz_markdown import reader
from scorm_export.source.kinds import Reading
from scorm_export.source.pieces import Lines, attributed, containers

CHECK = "check"
_OPENING = re.compile(rf"\s*:{{3,}}\s*{CHECK}\b\s*")


def has_checks(lines: Sequence[str]) -> bool:
    """Whether some line may open a check."""
    return any(_OPENING.match(line) for line in lines)


def read_checks(
    file: SourceFile, first: int, reading: Reading, missing: Missing | None = None
) -> tuple[Sequence[str], tuple[Question, ...]]:
    """Return the lines of a lesson from one on, with only its id in each check, and the checks' questions."""
    lines = list(file.lines[first - 1 :])
    if not has_checks(lines):
        return lines, ()
    read = reader(reading.found, missing, practice=True)
    questions = []
    for start, end in containers(Lines.of(file, first, len(file.lines)), CHECK):
        opening = Lines.of(file, first + start, first + start)
        match = _OPENING.match(lines[start])
        heading = attributed(opening.cut([match.end() if match else 0]))
        content = Lines.of(file, first + start + 1, first + end - 1)
        node = read.question(heading, content, opening.span)
        question = QuestionKind().read(node, reading) if node else None
        questions += [question] if question else []
        colons = re.match(r"\s*:+", lines[start])
        lines[start] = f"{colons[0] if colons else ':::'} {CHECK} {question.id if question else ''}".rstrip()
        lines[start + 1 : end] = [""] * (end - start - 1)
    return lines, tuple(questions)
