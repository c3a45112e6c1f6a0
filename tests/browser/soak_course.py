"""The course of `tests/soak/course.ts` as its author would write it, in two editions."""

from __future__ import annotations

from pathlib import Path

COURSE = """\
id: soaked
iri: https://courses.example.org/soaked
version: {edition}.0.0
title: A course
language: en
description: A small course with every rule that matters for what two devices make of it.
provider:
  name: An institution
objectives:
  - id: why
    text: Say why.
scoring:
  total: 16
  pass: 1
completion:
  lessons: all
  quizzes: none
modules:
  - all
"""
MODULE = """\
id: all
title: All
description: All there is.
activities: [{files}]
"""
LESSON = """\
---
id: {id}
title: Lesson {id}
kind: reading
minutes: 10
---

A lesson.
"""
CHOICE = """\
  - id: {id}
    type: single-choice
    points: 1
    prompt: Which?
    options:
      - id: a
        text: This
        feedback: No.
      - id: b
        text: That
        feedback: Yes.
        correct: true
      - id: c
        text: The other
        feedback: No.
"""
TRUTH = """\
  - id: b
    type: true-false
    points: 1
    prompt: Is it?
    answer: true
    feedback:
      true: Yes.
      false: No.
"""
ESSAY = """\
id: essay
title: Essay
minutes: 5
purpose: practice
questions:
  - id: a
    type: long-answer
    prompt: Why?
    length: 200
    model: Because.
"""
RULES = {
    "best": "attempts: 3\n",
    "last": "counts: last\nshuffle: all\n",
    "timed": "time: 10 min\nwait: 1 min\nattempts: 2\n",
    "once": "feedback: immediately\nattempts: 1\n",
}
EDITIONS = (
    ("l0", "l1", *RULES, "essay"),
    ("l0", "l1", "l2", "essay", *reversed(RULES)),
)
"""The second has one lesson more, and the quizzes turned round."""


def write_edition(root: Path, edition: int) -> Path:
    """Write the course's source and return its folder."""
    activities = EDITIONS[edition]
    files = {f"all/{name}.yaml": quiz(name) for name in RULES} | {"all/essay.yaml": ESSAY}
    files |= {
        f"all/{name}.md": LESSON.format(id=name) for name in activities if name.startswith("l") and name != "last"
    }
    listed = ", ".join(f"{name}.md" if f"all/{name}.md" in files else f"{name}.yaml" for name in activities)
    files |= {"course.yaml": COURSE.format(edition=edition + 1), "all/module.yaml": MODULE.format(files=listed)}
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def quiz(name: str) -> str:
    questions = [CHOICE.format(id="a"), TRUTH, CHOICE.format(id="c"), CHOICE.format(id="d")]
    return f"id: {name}\ntitle: Quiz {name}\nminutes: 5\n{RULES[name]}questions:\n{''.join(questions)}"
