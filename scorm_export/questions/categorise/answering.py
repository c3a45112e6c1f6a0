"""Answering a question that sorts items: radio buttons for each."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, press
from answering.pairs import chosen
from scorm_export.course import Question
from scorm_export.questions.categorise.question import Categorise


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, Categorise)
    groups = chosen(question, how)
    if by != "keyboard":
        for item, group in groups.items():
            press(fieldset.locator(f'label:has([data-source="{item}"][value="{group}"])'), by)
        return
    keyboard = fieldset.page.keyboard
    fieldset.locator("input").first.focus()
    order = [group.id for group in question.targets]
    for row in fieldset.locator(".pair").all():
        place = order.index(groups[str(row.get_attribute("data-pair"))])
        for _ in range(place):
            keyboard.press("ArrowDown")
        if not place:
            keyboard.press("Space")
        keyboard.press("Tab")
