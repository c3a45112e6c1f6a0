"""Answering with a number."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer, write
from scorm_export.course import Question
from scorm_export.questions.numeric.question import Numeric


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, Numeric)
    if how == "partly":
        raise NoSuchAnswer
    least, most = question.accepted
    write(fieldset.locator("input"), f"{least if how == 'right' else most + 1:f}", by)
