"""Answering whether a statement is true."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from answering.options import choose
from scorm_export.course import Question
from scorm_export.questions.true_false.question import TrueFalse


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, TrueFalse)
    if how == "partly":
        raise NoSuchAnswer
    choose(fieldset, [str(question.answer is (how == "right")).lower()], by)
