"""What holds for any valid course, and for any course at all."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

import strategies
from scorm_export.blocks import BLOCK_SYNTAX
from scorm_export.check import CheckedCourse
from scorm_export.commands import messages
from scorm_export.commands.new import STARTER
from scorm_export.course import state
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.interface.words import words_for
from scorm_export.render.html import HtmlRenderer
from scorm_export.source.markdown import read_markdown
from sources import Source, copy_of_starter

TEXTS = {
    path.relative_to(STARTER).as_posix(): path.read_text("utf-8")
    for path in sorted(STARTER.rglob("*"))
    if path.suffix in (".md", ".yaml")
}


def checked(files: dict[str, str]) -> CheckedCourse:
    with tempfile.TemporaryDirectory() as directory:
        source = Source(Path(directory))
        for path, text in files.items():
            source.write(path, text)
        assert source.shown() == []
        assert source.checked
        return source.checked


@given(strategies.courses())
@strategies.examples(40)
def test_a_valid_course_has_no_mistakes_and_is_read_whole(files: dict[str, str]) -> None:
    proven = checked(files)
    course = proven.course
    banks = {path for path in files if path.endswith("-bank.yaml")}
    read = {one.path for one in (*course.activities, *course.modules, *proven.assets)}
    assert read | banks | {"course.yaml"} == set(files)
    assert {question.prompt.path for quiz in course.quizzes for question in quiz.pool} >= banks


@given(strategies.courses())
@strategies.examples(20)
def test_the_saved_state_has_room_for_everything(files: dict[str, str]) -> None:
    """Each lesson has its key, each quiz its head, and each question a head and a response."""
    course = checked(files).course
    lessons, quizzes = len(list(course.lessons)), list(course.quizzes)
    least = 7 + 3 * lessons + 10 * len(quizzes)
    most = least
    for quiz in quizzes:
        lengths = sorted(3 + question.response_length() for question in quiz.pool)
        least += sum(lengths[: quiz.length])
        most += sum(lengths[-quiz.length :]) + 2 * quiz.length + 6 * len(state.objectives_of(quiz)) + 9
        most += 1 + quiz.length // 6 + 1
    assert least <= state.worst_case(course) <= most


@given(strategies.courses())
@strategies.examples(20)
def test_what_is_saved_has_a_key_of_its_own(files: dict[str, str]) -> None:
    course = checked(files).course
    activities = [activity.id for activity in course.activities]
    assert len({key.short for key in state.activity_keys(activities).values()}) == len(activities)


@pytest.mark.parametrize("path", TEXTS)
@given(data=st.data())
@strategies.examples(60)
def test_any_mutation_gives_diagnostics_or_a_clean_course(path: str, data: st.DataObject) -> None:
    content = data.draw(strategies.mutations(TEXTS[path]))
    with tempfile.TemporaryDirectory() as directory:
        source = copy_of_starter(Path(directory))
        source.write(path, content)
        found = source.check()
        assert source.checked or source.found.errors
        for diagnostic in found:
            span = diagnostic.span
            assert 1 <= span.line <= max(1, len(span.file.lines))
            assert 1 <= span.column <= len(span.text) + 1
            assert span.column - 1 + span.length <= max(len(span.text), span.column)
            assert "\n" not in diagnostic.message
        for form in messages.FORMATS.values():
            form(found)


@pytest.fixture(scope="module")
def renderer() -> HtmlRenderer:
    with tempfile.TemporaryDirectory() as directory:
        source = copy_of_starter(Path(directory))
        source.check()
        assert source.checked
        return HtmlRenderer(source.checked, words_for("en"))


SIGNS = re.compile(
    r"\*\*|~~|==\w|\+\+\w|`|:::|\$\$|\]\(|\[\^\w+\]|\[\[\w+\]\]|\[!\w+\]|!\[\S+\]|\[@\w+\]|\{\{ \w+ \}\}|\{% \w+ %\}"
    r"|\{\.|^!!! \w|^\?\?\? \w|=== |<!--|\[TOC\]|:smile:|\*\[\w+\]:|##|\| |^- \[",
    re.MULTILINE,
)
"""What nobody should have to read."""


@given(text=strategies.marked_texts())
@strategies.examples(400)
def test_what_a_text_says_is_on_the_page_or_reported(renderer: HtmlRenderer, text: str) -> None:
    """No word of it is lost, and no sign of it stands there, unless something is reported."""
    found, lines = Diagnostics(), text.split("\n")
    file = SourceFile(path="text.md", lines=tuple(lines))
    document = read_markdown(file, "text.md", text, found, first_line=1, last_line=len(lines), syntax=BLOCK_SYNTAX)
    if found.found:
        return
    page = BeautifulSoup(renderer.blocks(document), "lxml")
    written = re.sub(r"!\[(w\d+)\]\(image.svg\)|(?s:\$\$.*%.*\$\$)", "", text)  # an attribute; a comment of TeX
    words = set(re.findall(r"w\d+", re.sub(r"(?m)^(?:~~~|```).*", "", written)))
    maths = set(re.findall(r"w|\d+", page.get_text()))
    assert {word for word in words if word not in str(page) and not set(re.findall(r"w|\d+", word)) <= maths} == set()
    for code in page.find_all(["code", "math"]):
        code.decompose()
    assert SIGNS.findall(page.get_text()) == []


@given(st.binary(max_size=200))
@strategies.examples(60)
def test_any_bytes_give_diagnostics_or_a_clean_course(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        source = copy_of_starter(Path(directory))
        source.write("first-steps/a-lesson.md", content)
        assert source.check() or source.checked


@given(st.text(max_size=120))
@strategies.examples(100)
def test_any_lesson_text_gives_diagnostics_or_a_clean_course(text: str) -> None:
    with tempfile.TemporaryDirectory() as directory:
        source = copy_of_starter(Path(directory))
        head = TEXTS["going-further/media.md"].partition("## Figures")[0]
        source.write("going-further/media.md", f"{head}{text}\n")
        assert source.check() or source.checked
