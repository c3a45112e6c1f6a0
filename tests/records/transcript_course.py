"""The course of the player's transcripts as a folder, and other courses for tests of records."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from scorm_export import check_course
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics

START = datetime(2026, 1, 5)  # noqa: DTZ001 — UTC, as everywhere in the store
COURSE = """\
id: a-course
iri: https://example.org/a-course
version: 1.0.0
title: A course
language: en
description: A course.
provider: {name: Example}
objectives:
  - {id: why, text: Say why}
  - {id: loops, text: Tell the loops apart}
scoring: {total: 100, pass: 80}
modules: [one]
"""
MODULE = "id: one\ntitle: One\nobjectives: [why, loops]\nactivities: [what.md, loops.md, quiz.yaml]\n"
LESSON = "---\nid: {id}\ntitle: A lesson\nkind: reading\nminutes: 10\nobjectives: [why]\n---\n\nA text.\n"
QUIZ = """\
id: check
title: A quiz
minutes: 5
attempts: 3
objectives: [why, loops]
questions:
  - id: single-loop
    type: single-choice
    points: 20
    objectives: [loops]
    prompt: Which?
    options: [{id: a, text: A}, {id: b, text: B, correct: true}, {id: c, text: C}]
  - id: which-loops
    type: multiple-choice
    points: 40
    objectives: [loops]
    prompt: Which ones?
    options: [{id: a, text: A, correct: true}, {id: b, text: B}, {id: c, text: C, correct: true}, {id: d, text: D}]
  - {id: why-learn, type: true-false, points: 40, objectives: [why], prompt: Is it?, answer: true}
"""


def course_in(root: Path) -> Course:
    """Write the course into a folder, and read it."""
    (root / "one").mkdir(parents=True)
    files = {"course.yaml": COURSE, "one/module.yaml": MODULE, "one/quiz.yaml": QUIZ}
    lessons = {"what": "what-is-learning", "loops": "three-loops"}
    files |= {f"one/{name}.md": LESSON.format(id=lesson) for name, lesson in lessons.items()}
    for name, text in files.items():
        (root / name).write_text(text, encoding="utf-8")
    return read(root)


def read(root: Path) -> Course:
    found = Diagnostics()
    checked = check_course(root, [], found)
    assert checked, [diagnostic.message for diagnostic in found]
    return checked.course
