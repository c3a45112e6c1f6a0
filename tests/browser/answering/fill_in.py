"""Answering a text with blanks: each is clicked, or reached by Tab in the order of the text."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer, write
from scorm_export.course import Question
from scorm_export.questions._credit import Rule
from scorm_export.questions.fill_in import FillIn


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, FillIn)
    if how == "partly" and (len(question.blanks) == 1 or question.credit.rule is not Rule.PARTIAL):
        raise NoSuchAnswer
    keyboard = fieldset.page.keyboard
    for number, blank in enumerate(question.placed):
        text = "?" if how == "wrong" else "" if how == "partly" and number else blank.answers[0]
        if by == "keyboard" and number:
            keyboard.press("Tab")
            keyboard.type(text)
        else:
            write(fieldset.locator(f'[data-blank="{blank.id}"]'), text, by)
