"""How a learner answers each type of question: a module for each, named like it, with one function `answer`."""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from playwright.sync_api import Locator

from scorm_export.course import Question

How = Literal["right", "partly", "wrong"]
By = Literal["mouse", "keyboard"]


class NoSuchAnswer(Exception):  # noqa: N818 — a test that asks goes on without one
    """The question has no answer of this kind."""


def answer(fieldset: Locator, question: Question, how: How, by: By = "mouse") -> None:
    """Answer a question whose form is blank, or raise NoSuchAnswer and leave it so.

    Who answers by keyboard focuses the first control and from then on only presses keys.
    """
    import_module(f"{__name__}.{question.type.replace('-', '_')}").answer(fieldset, question, how, by)
