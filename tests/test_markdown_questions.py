"""Questions in Markdown: the same course as in YAML, ids that are written once, and what can be wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import strategies
from scorm_export.commands.ids import with_ids
from scorm_export.commands.main import main
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.reading.quiz import BANK, QUIZ
from scorm_export.reading.quiz_conversion import as_markdown, as_yaml
from scorm_export.reading.quiz_markdown import read_quiz_file
from scorm_export.reading.survey import record_for
from scorm_export.source.kinds import Reading
from scorm_export.source.yaml import Mapping, plain

ROOT = Path(__file__).parent.parent
QUIZ_FILES = sorted(
    path for path in (ROOT / "course_source").rglob("*.yaml") if "\nquestions:" in path.read_text("utf-8")
)

FOUR_OPTIONS = """\
## Which gas do plants take in? {#gas points=2}

- [x] carbon dioxide {#a}
  > They build sugar from it.
- [ ] oxygen {#b}
  > They give it off.
- [ ] nitrogen {#c}
  > Their roots take it in, bound in salts.
- [ ] helium {#d}
  > Nothing alive needs it.
"""
WITHOUT_IDS = """\
---
kind: quiz
id: plants
title: Plants
minutes: 5
---

Read the chapter first.

## Which gas do plants take in? {points=2}

- [x] carbon dioxide
- [ ] oxygen {#b}

## Plants take in \\[gas].

They take in [[carbon dioxide|CO2]] and give off [[(oxygen)|helium]]{feedback="It burns."}.

## Order them.

1. seed
2. leaf
3. flower

## Pair them.

leaf {#l}
: light

root
: water

## True?

- [x] true
- [ ] false
"""


def file_of(text: str, path: str = "quiz.md") -> SourceFile:
    return SourceFile(path=path, lines=tuple(text.split("\n")))


def read(text: str, path: str) -> tuple[Mapping, object]:
    """Return a quiz or bank as nodes and as what it is; without problems but with the blocks that only a course has."""
    found = Diagnostics()
    node = read_quiz_file(file_of(text, path), found)
    assert isinstance(node, Mapping)
    is_quiz = any(key.text == "minutes" for key, _ in node.entries)
    value = (record_for(node) if is_quiz else BANK).read(node, Reading("quiz", found))
    assert [d.message for d in found if not d.message.startswith("there is no container")] == []
    draws = [plain(value) for key, value in node.entries if key.text == "draws"]
    return node, (value.quiz, draws) if is_quiz and value else value


def assert_the_same_both_ways(text: str) -> str:
    node, quiz = read(text, "quiz.yaml")
    markdown = as_markdown(node)
    again, from_markdown = read(markdown, "quiz.md")
    assert from_markdown == quiz
    _, from_yaml = read(as_yaml(again), "quiz.yaml")
    assert from_yaml == quiz
    return markdown


@pytest.mark.parametrize("path", QUIZ_FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_quiz_of_our_courses_is_the_same_in_markdown(path: Path) -> None:
    """And all of it in Markdown's own shapes: none needs a fence of fields."""
    assert "yaml fields" not in assert_the_same_both_ways(path.read_text("utf-8"))


@given(strategies.courses(), st.data())
@settings(max_examples=25)
def test_any_quiz_is_the_same_in_markdown_and_back(files: dict[str, str], data: st.DataObject) -> None:
    quizzes = sorted(path for path, text in files.items() if "questions" in text and path != "course.yaml")
    if quizzes:
        assert_the_same_both_ways(files[data.draw(st.sampled_from(quizzes))])


def test_four_options_with_feedback_take_ten_lines() -> None:
    assert FOUR_OPTIONS.count("\n") == 10
    head = "---\nkind: quiz\nid: gas\ntitle: Gas\nminutes: 1\n---\n\n"
    node, _ = read(head + FOUR_OPTIONS, "quiz.md")
    assert as_markdown(node) == head + FOUR_OPTIONS


def test_ids_are_written_once_and_nothing_else_is_touched() -> None:
    chance = random.Random(3)
    written, number = with_ids(WITHOUT_IDS, chance)
    assert number == 4 + 1 + 2 + 3 + 2 + 1 + 1
    assert with_ids(written, chance) == (written, 0)
    read(written.replace("points=2", "").replace("## Which", "## Which") and _with_points(written), "quiz.md")
    assert _without_ids(written) == _without_ids(WITHOUT_IDS)


def _with_points(text: str) -> str:
    return "\n".join(
        line.replace("}", " points=1}") if line.startswith("## ") and "points=" not in line else line
        for line in text.split("\n")
    )


def _without_ids(text: str) -> str:
    import re

    return re.sub(r" ?\{\}", "", re.sub(r"#[a-z0-9-]+ ?", "", text.replace("## ", "§§ ")))


def test_ids_tell_nothing_of_the_order_that_is_right() -> None:
    for seed in range(200):
        written, _ = with_ids(WITHOUT_IDS, random.Random(seed))
        found = Diagnostics()
        node = read_quiz_file(file_of(_with_points(written)), found)
        assert isinstance(node, Mapping)
        quiz = QUIZ.read(node, Reading("", found))
        assert quiz
        for question in quiz.quiz.questions:
            question.check(found)
        assert "telling-ids" not in [d.rule for d in found]


def test_the_commands_write_ids_and_convert(tmp_path: Path) -> None:
    runner = CliRunner()
    course = tmp_path / "plants"
    assert runner.invoke(main, ["new", str(course)]).exit_code == 0
    quiz = next(path for path in course.rglob("*.yaml") if "\nquestions:" in path.read_text("utf-8"))
    converted = runner.invoke(main, ["convert", str(quiz)])
    assert converted.exit_code == 0, converted.output
    markdown = quiz.with_suffix(".md")
    assert runner.invoke(main, ["convert", str(quiz)]).exit_code == 2
    module = quiz.parent / "module.yaml"
    module.write_text(module.read_text("utf-8").replace(quiz.name, markdown.name), "utf-8")
    quiz.unlink()
    checked = runner.invoke(main, ["check", str(course)])
    assert checked.exit_code == 0, checked.output
    text = markdown.read_text("utf-8")
    markdown.write_text(text.replace(" {#a}", ""), "utf-8")
    missing = runner.invoke(main, ["check", str(course)])
    assert missing.exit_code == 1
    assert "missing-id" in missing.output
    assert "scorm-export ids" in missing.output
    assert runner.invoke(main, ["ids", str(course)]).exit_code == 0
    assert runner.invoke(main, ["check", str(course)]).exit_code == 0
