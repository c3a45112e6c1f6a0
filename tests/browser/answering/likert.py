"""Answering a scale: no answer is right, so there is one that is neither partly right nor wrong."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator

from answering import NoSuchAnswer
from scorm_export.course import Question
from scorm_export.questions.likert import Likert


def answer(
    fieldset: Locator, question: Question, how: Literal["right", "partly", "wrong"], by: Literal["mouse", "keyboard"]
) -> None:
    assert isinstance(question, Likert)
    if how != "right":
        raise NoSuchAnswer
    if by == "mouse":
        fieldset.locator(f'[data-option="{question.scale[1].id}"] label').click()
        return
    fieldset.locator("input").first.focus()
    fieldset.page.keyboard.press("ArrowDown")
