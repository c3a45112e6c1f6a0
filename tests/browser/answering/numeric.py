"""Answering with a number."""

from __future__ import annotations

from decimal import Decimal
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
    right = least if least is not None else most
    assert right is not None
    number = right if how == "right" else right - 1 if least is not None else right + 1
    fieldset.page.keyboard.type(f"{number + Decimal(0):f}")
