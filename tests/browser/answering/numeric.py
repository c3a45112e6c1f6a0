"""Answering with a number."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator

from answering import NoSuchAnswer
from scorm_export.course import Question
from scorm_export.questions.numeric import Numeric


def answer(
    fieldset: Locator, question: Question, how: Literal["right", "partly", "wrong"], by: Literal["mouse", "keyboard"]
) -> None:
    assert isinstance(question, Numeric)
    if how == "partly":
        raise NoSuchAnswer
    field = fieldset.locator("input")
    if by == "mouse":
        field.click()
    else:
        field.focus()
    least, most = question.accepted
    fieldset.page.keyboard.type(f"{least if how == 'right' else most + 1:f}")
