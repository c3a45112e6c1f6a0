"""Answering a hotspot: by mouse or finger in the image, by keyboard in the list."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer, press
from scorm_export.course import Question
from scorm_export.questions.credit import Rule
from scorm_export.questions.hotspot.question import Hotspot


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, Hotspot)
    chosen = _chosen(question, how)
    if by != "keyboard":
        for name in chosen:
            press(fieldset.locator(f'.marker[data-area="{name}"]'), by)
        return
    fieldset.locator("input").first.focus()
    keyboard = fieldset.page.keyboard
    for area in question.options:
        if area.id in chosen:
            keyboard.press("Space")
            if not question.has_several:
                return
        keyboard.press("Tab" if question.has_several else "ArrowDown")


def _chosen(question: Hotspot, how: How) -> list[str]:
    right = [area.id for area in question.options if area.correct]
    wrong = [area.id for area in question.options if not area.correct]
    if how == "right":
        return right
    if how == "wrong" and wrong:
        return wrong[:1]
    if how == "partly" and question.has_several and question.credit.rule is Rule.PARTIAL:
        return right[:1]
    raise NoSuchAnswer
