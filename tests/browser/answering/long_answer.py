"""Answering with a longer text and, where there are criteria, comparing it with the model and ticking some."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator

from answering import NoSuchAnswer
from scorm_export.course import Question
from scorm_export.questions.long_answer import LongAnswer


def answer(
    fieldset: Locator, question: Question, how: Literal["right", "partly", "wrong"], by: Literal["mouse", "keyboard"]
) -> None:
    assert isinstance(question, LongAnswer)
    count = len(question.criteria)
    if (how == "partly" and count < 2) or (how != "right" and not count):
        raise NoSuchAnswer
    ticked = {"right": count, "partly": 1, "wrong": 0}[how]
    keyboard = fieldset.page.keyboard
    if by == "mouse":
        fieldset.locator("textarea").click()
    else:
        fieldset.locator("textarea").focus()
    keyboard.type("What I think of it.")
    if not count:
        return
    if by == "mouse":
        fieldset.locator("[data-action=compare]").click()
        for criterion in question.criteria[:ticked]:
            fieldset.locator(f'[data-option="{criterion.id}"] label').click()
        return
    keyboard.press("Tab")
    keyboard.press("Enter")
    for _ in range(ticked):
        keyboard.press("Tab")
        keyboard.press("Space")
