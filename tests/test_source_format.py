"""The examples of docs/source-format.md are read without a problem."""

from __future__ import annotations

from pathlib import Path

import pytest

from scorm_export.commands.new import STARTER
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.project import PROJECT
from scorm_export.reading.course_fields import COURSE_ALONE
from scorm_export.reading.lesson import read_lesson
from scorm_export.reading.own_blocks import syntax_in
from scorm_export.reading.quiz import QUIZ
from scorm_export.reading.quiz_markdown import read_quiz_file
from scorm_export.reading.survey import SURVEY
from scorm_export.reading.theme_fields import THEME
from scorm_export.source.kinds import Reading
from scorm_export.source.yaml import read_yaml
from sources import Source, fences

DOCS = Path(__file__).parent.parent / "docs"
PAGES = ("source-format.md", "cheat-sheet.md")
EXAMPLES = [fence for page in PAGES for fence in fences((DOCS / page).read_text("utf-8"))]
LESSON = "---\nid: a\ntitle: A\nkind: reading\nminutes: 1\n---\n\n"
QUIZ_FIELDS = "id: a\ntitle: A\nminutes: 1\n"
QUESTION = f'---\nkind: quiz\n{QUIZ_FIELDS}---\n\n## Which? {{#a .fill-in points=1 objectives="a"}}\n\n'
OWN_BLOCKS = next(fence.text for fence in EXAMPLES if fence.text.startswith("blocks:"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda fence: f"{fence.heading}: {fence.text[:20]}".strip())
def test_an_example_is_read_without_a_problem(example) -> None:
    """The words after the ticks say what an example is. Parts are completed: a text is the whole of a lesson."""
    text = example.text
    match example.words:
        case ["markdown"]:
            found = problems(LESSON + text, "lesson.md")
        case ["markdown", "lesson"]:
            found = problems(text, "lesson.md")
        case ["markdown", "question"]:
            found = problems(QUESTION + text, "quiz.md")
        case ["markdown", "quiz"]:
            found = problems(text, "quiz.md")
        case ["yaml", "quiz"]:
            found = problems(text if text.startswith("id:") else QUIZ_FIELDS + text, "quiz.yaml")
        case ["yaml", "course"]:
            found = problems((STARTER / "course.yaml").read_text("utf-8") + text, "course.yaml")
        case ["yaml", kind]:
            found = problems(text, f"{kind}.yaml")
    assert found == []


def problems(text: str, name: str) -> list[str]:
    file, found = SourceFile(path=name, lines=tuple(text.splitlines())), Diagnostics()
    blocks = read_yaml(SourceFile(path="course.yaml", lines=tuple(OWN_BLOCKS.splitlines())), found)
    assert blocks
    reading = Reading(name, found, syntax_in(blocks))
    if name == "lesson.md":
        read_lesson(file, reading)
    elif node := read_quiz_file(file, found) if name == "quiz.md" else read_yaml(file, found):
        record = RECORDS[name.partition(".")[0]]
        record.read(node, reading)
    return [f"{d.span.line}: {d.message}" for d in found]


RECORDS = {"course": COURSE_ALONE, "quiz": QUIZ, "survey": SURVEY, "theme": THEME, "project": PROJECT}


def test_a_total_that_is_left_out_is_computed(starter: Source) -> None:
    starter.replace("course.yaml", "  total: 10\n", "")
    starter.check()
    assert starter.checked
    assert starter.checked.course.scoring
    assert starter.checked.course.scoring.total == 10
