"""Answering a single choice."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from answering.options import choose
from scorm_export.course import Question
from scorm_export.questions.single_choice.question import SingleChoice


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, SingleChoice)
    kinds = {o.id: "right" if o.correct else "partly" if o.share else "wrong" for o in question.options}
    found = [name for name, kind in kinds.items() if kind == how]
    if not found:
        raise NoSuchAnswer
    choose(fieldset, found[:1], by)
