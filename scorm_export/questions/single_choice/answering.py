"""Answering a single choice."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from answering.options import choose
from scorm_export.course import Question
from scorm_export.questions.single_choice.question import SingleChoice


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, SingleChoice)
    shares = {o.id: Decimal(1) if o.correct else o.share or Decimal(0) for o in question.options}
    found = [name for name, share in shares.items() if how == _kind(share)]
    if not found:
        raise NoSuchAnswer
    choose(fieldset, [min(found, key=lambda name: shares[name])], by)


def _kind(share: Decimal) -> How:
    return "right" if share == 1 else "partly" if share > 0 else "wrong"
