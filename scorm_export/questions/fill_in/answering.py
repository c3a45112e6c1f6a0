"""Answering a text with blanks: each is clicked, or reached by Tab in the order of the text."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from answering import By, How, NoSuchAnswer, write
from scorm_export.course import Question
from scorm_export.questions.credit import Rule
from scorm_export.questions.fill_in.question import Blank, FillIn


def choose(fieldset: Locator, blank: Blank, text: str, by: By, *, is_first: bool) -> None:
    """Choose from a list; the keyboard goes down to the choice."""
    field = fieldset.locator(f'[data-blank="{blank.id}"]')
    if by != "keyboard":
        field.select_option(text)
        return
    field.focus() if is_first else fieldset.page.keyboard.press("Tab")
    expect(field).to_be_focused()
    for _ in range(blank.choices.index(text) + 1 if text else 0):
        fieldset.page.keyboard.press("ArrowDown")
    expect(field).to_have_value(text)


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, FillIn)
    if how == "partly" and (len(question.blanks) == 1 or question.credit.rule is not Rule.PARTIAL):
        raise NoSuchAnswer
    keyboard = fieldset.page.keyboard
    for number, blank in enumerate(question.placed):
        text = "?" if how == "wrong" else "" if how == "partly" and number else blank.answers[0]
        if blank.choices:
            wrong = next(choice for choice in blank.choices if choice not in blank.answers)
            choose(fieldset, blank, wrong if how == "wrong" else text, by, is_first=not number)
        elif by == "keyboard" and number:
            keyboard.press("Tab")
            keyboard.type(text)
        else:
            write(fieldset.locator(f'[data-blank="{blank.id}"]'), text, by)
