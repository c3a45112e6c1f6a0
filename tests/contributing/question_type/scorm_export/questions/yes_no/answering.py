"""Answering yes or no."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from answering.options import choose
from scorm_export.course import Question
from scorm_export.questions.yes_no.question import YesNo


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, YesNo)
    if how == "partly":
        raise NoSuchAnswer
    choose(fieldset, ["yes" if question.yes is (how == "right") else "no"], by)
