"""How a learner answers: each question type has a module `answering` in its folder, with one function `answer`."""

from __future__ import annotations

from importlib import import_module
from typing import Literal

from playwright.sync_api import Locator, expect

from scorm_export.course import Question

How = Literal["right", "partly", "wrong"]
Device = Literal["mouse", "keyboard", "touch"]
By = Device | Literal["script"]
"""A device, or the clicks of a script, which cost little: for tests in which answering is only a means."""


class NoSuchAnswer(Exception):  # noqa: N818 — a test that asks goes on without one
    """The question has no answer of this kind."""


def answer(fieldset: Locator, question: Question, how: How, by: By = "mouse") -> None:
    """Answer a question whose form is blank, or raise NoSuchAnswer and leave it so.

    Who answers by keyboard focuses the first control and from then on only presses keys.
    """
    folder = question.type.replace("-", "_")
    import_module(f"scorm_export.questions.{folder}.answering").answer(fieldset, question, how, by)


def press(control: Locator, by: By) -> None:
    """Press a control with the mouse, a finger or a script."""
    if by == "script":
        control.evaluate("control => control.click()")
    elif by == "touch":
        control.tap()
    else:
        control.click()


def write(field: Locator, text: str, by: By) -> None:
    """Go to a field and write in it; what a finger writes comes from a keyboard on the screen, without keys."""
    if by == "script":
        field.fill(text)
        return
    if by == "keyboard":
        field.focus()
    else:
        press(field, by)
    expect(field).to_be_focused()
    keyboard = field.page.keyboard
    keyboard.insert_text(text) if by == "touch" else keyboard.type(text)
