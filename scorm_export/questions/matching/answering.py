"""Answering a matching question: a list of choices for each source."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How
from answering.pairs import chosen
from scorm_export.course import Question
from scorm_export.questions.matching.question import Matching


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, Matching)
    keyboard = fieldset.page.keyboard
    if by == "keyboard":
        fieldset.locator("select").first.focus()
    for source, target in chosen(question, how).items():
        control = fieldset.locator(f'select[data-source="{source}"]')
        if by != "keyboard":
            control.select_option(target)
            continue
        values = control.evaluate("select => [...select.options].map((option) => option.value)")
        for _ in range(values.index(target)):
            keyboard.press("ArrowDown")
        keyboard.press("Tab")
