"""Answering a hotspot: by mouse in the image, by keyboard in the list."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Locator

from answering import NoSuchAnswer
from scorm_export.course import Question
from scorm_export.questions._credit import Rule
from scorm_export.questions.hotspot import Hotspot


def answer(
    fieldset: Locator, question: Question, how: Literal["right", "partly", "wrong"], by: Literal["mouse", "keyboard"]
) -> None:
    assert isinstance(question, Hotspot)
    chosen = _chosen(question, how)
    if by == "mouse":
        for name in chosen:
            fieldset.locator(f'.marker[data-area="{name}"]').click()
        return
    fieldset.locator("input").first.focus()
    keyboard = fieldset.page.keyboard
    for area in question.options:
        if area.id in chosen:
            keyboard.press("Space")
            if not question.has_several:
                return
        keyboard.press("Tab" if question.has_several else "ArrowDown")


def _chosen(question: Hotspot, how: Literal["right", "partly", "wrong"]) -> list[str]:
    right = [area.id for area in question.options if area.correct]
    wrong = [area.id for area in question.options if not area.correct]
    if how == "right":
        return right
    if how == "wrong" and wrong:
        return wrong[:1]
    if how == "partly" and question.has_several and question.credit.rule is Rule.PARTIAL:
        return right[:1]
    raise NoSuchAnswer
