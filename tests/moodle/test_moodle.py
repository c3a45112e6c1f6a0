"""Learners in a real Moodle: what it holds of them whatever happens, and that the screen says no more than that."""

from __future__ import annotations

import random
import re
import shutil
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect

from conftest import REFERENCE, Enrol, Packages
from learner import questions_worth
from real_moodle import Activity, Held, RealMoodle
from scorm_export.course import Course, Quiz, Structure
from scorm_export.questions.single_choice import SingleChoice
from scorm_export.questions.true_false import TrueFalse
from scorm_export.words import words_for
from student import Device, Student

WORDS = words_for("en")["player"]
TARGETS = ("scorm12", "scorm2004-3rd", "scorm2004-4th")
CUTS = (Structure.MODULE, Structure.LESSON)
NewDevice = Callable[[Activity, Course], Student]


def last_quiz(course: Course) -> Quiz:
    return list(course.quizzes)[-1]


def some(quiz: Quiz, count: int) -> list[str]:
    """Return ids of questions that stay as they are when they are answered twice."""
    return [q.id for q in quiz.questions if isinstance(q, SingleChoice | TrueFalse)][:count]


def new_edition(into: Path) -> Path:
    """The reference course with a new lesson in its first module and another title."""
    shutil.copytree(REFERENCE, into)
    for name, old, new in (
        ("course.yaml", "\nversion: 1.0.0\n", "\nversion: 1.1.0\n"),
        ("why-learning-matters/module.yaml", "  - quiz.yaml\n", "  - new.md\n  - quiz.yaml\n"),
    ):
        text = (into / name).read_text("utf-8")
        assert text.count(old) == 1
        (into / name).write_text(text.replace(old, new), "utf-8")
    matter = "id: new-lesson\ntitle: New in this edition\nkind: reading\nminutes: 1\nobjectives: [why-learning]"
    (into / "why-learning-matters/new.md").write_text(f"---\n{matter}\n---\n\nText.\n", "utf-8")
    return into


@pytest.mark.parametrize("target", TARGETS)
def test_exactly_80_points_are_grade_80_passed_and_complete_whatever_edition(
    target: str, enrol: Enrol, packages: Packages, tmp_path: Path
) -> None:
    student = enrol(REFERENCE, target)
    student.launch()
    first, last = next(student.course.quizzes), last_quiz(student.course)
    student.go_to(first.id)
    drafts = student.fill(first, only=some(first, 4))
    student.leave()
    student.launch()
    assert student.answers(first) == drafts
    student.leave()

    student.course, package = packages(new_edition(tmp_path / "edition"), target)
    student.activity.replace(package, status="passed")
    student.launch()
    assert student.answers(first) == drafts
    student.take_course({last.id: questions_worth(last, Decimal(20))})
    student.stands("saved")
    student.leave()

    held = student.activity.held()
    assert (held.grade, held.status(), held.completion, held.attempts) == (80, "passed", "complete", 1)
    assert len(held.interactions()) == sum(len(quiz.questions) for quiz in student.course.quizzes)
    student.activity.replace(packages(REFERENCE, target)[1], status="passed")
    student.launch(status=None)
    expect(student.frame.locator("#verdict")).to_contain_text("80")
    student.leave()
    held = student.activity.held()
    assert (held.grade, held.status(), held.completion) == (80, "passed", "complete")
