"""Answering a case: one decision after the other, to its end."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer, press
from scorm_export.course import Question
from scorm_export.questions.branching_case.question import BranchingCase, Choice, Step

Path = tuple[tuple[Step, Choice], ...]


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, BranchingCase)
    path = _path(question, how)
    keyboard = fieldset.page.keyboard
    if by == "keyboard":
        fieldset.locator(".step:not([hidden]) input").first.focus()
    for number, (step, choice) in enumerate(path):
        place = fieldset.locator(f'[data-step="{step.id}"]')
        if by != "keyboard":
            press(place.locator(f'[data-option="{choice.id}"] label'), by)
            press(place.locator(".decide"), by)
            continue
        if number:
            keyboard.press("Tab")
        keyboard.press("Space")
        for _ in range(step.choices.index(choice)):
            keyboard.press("ArrowDown")
        keyboard.press("Tab")
        keyboard.press("Enter")


def _path(question: BranchingCase, how: How) -> Path:
    """Return the first path that earns all points, some or none."""
    for path in _paths(question, question.steps[0].id):
        earned = sum((choice.points for _, choice in path), Decimal(0))
        if {"right": earned == question.points, "partly": 0 < earned < question.points, "wrong": not earned}[how]:
            return path
    raise NoSuchAnswer


def _paths(question: BranchingCase, start: str | None) -> Iterator[Path]:
    if start is None:
        yield ()
        return
    step = next(step for step in question.steps if step.id == start)
    for choice in step.choices:
        for rest in _paths(question, choice.following):
            yield ((step, choice), *rest)
