"""Answering with a longer text and, where there are criteria, comparing it with the model and ticking some."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer, press, write
from scorm_export.course import Question
from scorm_export.questions.long_answer.question import LongAnswer


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, LongAnswer)
    count = len(question.criteria)
    if (how == "partly" and count < 2) or (how != "right" and not count):
        raise NoSuchAnswer
    ticked = {"right": count, "partly": 1, "wrong": 0}[how]
    keyboard = fieldset.page.keyboard
    write(fieldset.locator("textarea"), "What I think of it.", by)
    if not count:
        return
    if by != "keyboard":
        press(fieldset.locator("[data-action=compare]"), by)
        for criterion in question.criteria[:ticked]:
            press(fieldset.locator(f'[data-option="{criterion.id}"] label'), by)
        return
    keyboard.press("Tab")
    keyboard.press("Enter")
    for _ in range(ticked):
        keyboard.press("Tab")
        keyboard.press("Space")
