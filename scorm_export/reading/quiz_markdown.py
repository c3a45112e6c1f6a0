"""Quizzes and banks as Markdown: front matter, an introduction, and a second-level heading for each question.

They are read to the mapping that the same file in YAML would hold, and written from it; neither loses anything.
"""

from __future__ import annotations

import re
from itertools import pairwise

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.questions import QUESTION_TYPES
from scorm_export.questions.notation import Missing, Reader, heading_text
from scorm_export.source.pieces import Lines, pieces
from scorm_export.source.yaml import Mapping, Node, Scalar, Sequence, read_yaml

KIND = "quiz"
"""What the front matter of a quiz or bank calls it: `kind: quiz`."""
_LEVEL = 2
NOTATIONS = {each.name: each.notation for each in QUESTION_TYPES}
_UNGRADED = frozenset(each.name for each in QUESTION_TYPES if not each.graded)


def front_matter_end(file: SourceFile) -> int | None:
    """Return the line that closes the fields at the top of a file, or None where there are none."""
    if not file.lines or file.lines[0].rstrip() != "---":
        return None
    return next((n for n, line in enumerate(file.lines[1:], 2) if line.rstrip() == "---"), None)


def reader(found: Diagnostics, missing: Missing | None = None, *, practice: bool = False) -> Reader:
    """Return what reads the questions of a file; ids that are missing are noted in `missing`."""
    return Reader(NOTATIONS, found, missing or Missing(), ungraded=_UNGRADED, practice=practice)


def says_quiz(file: SourceFile) -> bool:
    """Whether the front matter of a Markdown file says that it is a quiz or a bank."""
    head = file.lines[: front_matter_end(file) or 0]
    return any(re.fullmatch(rf"kind:\s*(['\"]?){KIND}\1\s*", line) for line in head)


def quiz_node(file: SourceFile, head: Mapping, found: Diagnostics, missing: Missing | None = None) -> Mapping:
    """Return a quiz or bank as YAML would hold it; `head` is its front matter."""
    end = front_matter_end(file) or 0
    body = Lines.of(file, end + 1, len(file.lines))
    starts = [piece.lines.first for piece in pieces(body) if piece.level == _LEVEL]
    introduction = Lines.of(file, end + 1, (starts[0] if starts else len(file.lines) + 1) - 1).stripped()
    entries = [(key, value) for key, value in head.entries if key.text != "kind"]
    if introduction.texts:
        at = introduction.span
        entries.append((Scalar("introduction", at, at.line, at.line), introduction.scalar()))
    read = reader(found, missing)
    questions = []
    for start, following in pairwise([*starts, len(file.lines) + 1]):
        heading = Lines.of(file, start, start)
        content = Lines.of(file, start + 1, following - 1)
        question = read.question(heading_text(heading), content, heading.span)
        questions += [question] if question else []
    if questions:
        at = questions[0].span
        entries.append((Scalar("questions", at, at.line, at.line), Sequence(tuple(questions), at)))
    return Mapping(tuple(entries), head.span)


def read_quiz_file(file: SourceFile, found: Diagnostics, missing: Missing | None = None) -> Node | None:
    """Return a quiz or bank as nodes, whichever way it is written; None after reporting why there is none."""
    if not file.path.endswith(".md"):
        return read_yaml(file, found)
    end = front_matter_end(file)
    head = read_yaml(file, found, 2, end - 1) if end else None
    if not isinstance(head, Mapping):
        if end is None:
            hint = "its first line is `---`, then fields such as `kind: quiz`, then `---`"
            found.error(
                "missing-front-matter", "a quiz starts with its fields between two lines of `---`", file.span(), hint
            )
        return None
    return quiz_node(file, head, found, missing)
