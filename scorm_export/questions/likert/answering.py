"""Answering a scale: no answer is right, so there is one that is neither partly right nor wrong."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer, press
from scorm_export.course import Question
from scorm_export.questions.likert.question import Likert


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, Likert)
    if how != "right":
        raise NoSuchAnswer
    if by != "keyboard":
        press(fieldset.locator(f'[data-option="{question.scale[1].id}"] label'), by)
        return
    fieldset.locator("input").first.focus()
    fieldset.page.keyboard.press("ArrowDown")
