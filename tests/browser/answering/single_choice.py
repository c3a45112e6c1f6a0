"""Answering a single choice."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from answering._options import choose
from scorm_export.course import Question
from scorm_export.questions.single_choice import SingleChoice


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, SingleChoice)
    found = [option.id for option in question.options if option.correct == (how == "right")]
    if how == "partly" or not found:
        raise NoSuchAnswer
    choose(fieldset, found[:1], by)
