"""`new --template` and `add`: what they write can be built, and everything that was there stays as it was."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scorm_export.commands.adding import QUESTIONS
from scorm_export.commands.main import main
from scorm_export.commands.new import TEMPLATES
from scorm_export.questions import QUESTION_TYPES
from sources import Source


def run(*arguments: object) -> Result:
    result = CliRunner().invoke(main, [str(each) for each in arguments])
    assert result.exit_code in (0, 2), result.output
    return result


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_new_course_can_be_built(template: str, tmp_path: Path) -> None:
    course = tmp_path / "a-course"
    run("new", course, "--template", template)
    assert run("check", "--strict", "--quiet", course).stdout == ""
    built = json.loads(run("build", course, "-o", tmp_path, "--format", "json").stdout)
    assert [each["course"] for each in built["packages"]] == ["a-course"]


@pytest.fixture
def course(starter: Source, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.chdir(starter.root)
    return starter


def added_lines(before: str, after: str) -> list[str]:
    """Return the lines that were added; fails where others were changed."""
    changes = [line for line in difflib.ndiff(before.splitlines(), after.splitlines()) if line[:1] in "+-"]
    assert all(line.startswith("+ ") for line in changes), changes
    return [line[2:] for line in changes]


def test_a_module_with_its_lesson_is_listed(course: Source) -> None:
    course.replace("course.yaml", "  - going-further\n", "  - going-further # the last\n")
    before = course.text("course.yaml")
    run("add", "module", "What's next: a plan")
    assert added_lines(before, course.text("course.yaml")) == ["  - whats-next-a-plan"]
    assert course.shown() == []
    assert [each.title for each in course.checked.course.modules][-1:] == ["What's next: a plan"]


def test_activities_are_the_last_of_a_module_and_their_ids_are_fresh(course: Source) -> None:
    before = course.text("first-steps/module.yaml")
    run("add", "lesson", "A lesson", "--to", "first-steps")
    run("add", "lesson", "درس", "--to", "first-steps")
    run("add", "lesson", "A lesson")
    assert course.shown() == []
    names = [activity.id for activity in course.checked.course.activities]
    assert "a-lesson-2" in names
    assert "a-lesson-3" in names
    first, second = added_lines(before, course.text("first-steps/module.yaml"))
    assert first == "  - a-lesson-2.md"
    assert second.startswith("  - x-")


def test_a_quiz_adds_its_points_to_the_total(course: Source) -> None:
    said = run("add", "quiz", "Another quiz").output
    assert "`total` is 11 now; see whether `pass: 8` still holds" in said
    run("add", "quiz", "One in Markdown", "--markdown")
    assert course.shown() == []
    assert course.checked.course.scoring.total == 12


def test_the_first_quiz_of_a_course_brings_its_scoring(tmp_path: Path) -> None:
    folder = tmp_path / "course"
    run("new", folder, "--template", "minimal")
    run("add", "quiz", "A quiz", "--to", folder / "first-steps")
    first_line = (folder / "first-steps" / "a-quiz.yaml").read_text("utf-8").splitlines()[0]
    assert first_line == "# yaml-language-server: $schema=../.schemas/quiz.schema.json"
    assert run("check", "--strict", folder).stdout == "0 errors, 0 warnings\n"


def test_a_question_of_every_type_in_yaml_and_markdown(course: Source) -> None:
    assert set(QUESTIONS) == {kind.name for kind in QUESTION_TYPES}
    run("add", "quiz", "In Markdown", "--markdown", "--to", "first-steps")
    for path in ("going-further/quiz.yaml", "first-steps/in-markdown.md"):
        course.write(path, course.text(path).replace("\n", "\r\n"))
        before = course.text(path)
        for kind in QUESTIONS:
            run("add", "question", kind, "--to", path)
        after = course.text(path)
        assert after.count("\n") == after.count("\r\n")
        assert added_lines(before, after)
    assert [line for line in course.shown() if not line.startswith("telling-ids")] == []
    quizzes = {quiz.id: [question.type for question in quiz.questions] for quiz in course.checked.course.quizzes}
    assert quizzes["last-quiz"] == ["multiple-choice", *QUESTIONS]
    assert quizzes["in-markdown"] == ["single-choice", *QUESTIONS]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lesson", "A", "--to", "nowhere"), "`nowhere` has no module.yaml"),
        (("question", "numeric", "--to", "first-steps/a-lesson.md"), "is not a quiz or bank"),
        (("question", "numeric", "--to", "first-steps/module.yaml"), "is not a quiz or bank"),
        (("module", "A", "--to", "/"), "has a course.yaml"),
    ],
)
def test_where_nothing_can_be_added_nothing_is_written(arguments: tuple[str, ...], said: str, course: Source) -> None:
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    result = run("add", *arguments)
    assert (result.exit_code, said in result.output) == (2, True), result.output
    assert {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()} == before
