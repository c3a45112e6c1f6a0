"""Answering a multiple choice."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from answering.options import choose
from scorm_export.course import Question
from scorm_export.questions.credit import Rule
from scorm_export.questions.multiple_choice.question import MultipleChoice


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, MultipleChoice)
    choose(fieldset, _chosen(question, how), by)


def _chosen(question: MultipleChoice, how: How) -> list[str]:
    right = [option.id for option in question.options if option.correct]
    wrong = [option.id for option in question.options if not option.correct]
    if how == "right":
        return right
    if how == "wrong" and wrong:
        return wrong[:1]
    if how == "partly" and len(right) > 1 and question.credit.rule is Rule.PARTIAL:
        return right[:1]
    raise NoSuchAnswer
