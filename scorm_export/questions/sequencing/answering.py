"""Putting items in order: by dragging, with the arrow keys, or by the buttons that a finger finds."""

from __future__ import annotations

from playwright.sync_api import Locator

from answering import By, How, NoSuchAnswer
from scorm_export.course import Question
from scorm_export.questions.credit import Rule
from scorm_export.questions.sequencing.question import Sequencing


def answer(fieldset: Locator, question: Question, how: How, by: By) -> None:
    assert isinstance(question, Sequencing)
    wanted = _order(question, how)
    {"keyboard": _press, "touch": _tap}.get(by, _drag)(fieldset, wanted)
    assert shown(fieldset) == wanted


def shown(fieldset: Locator) -> list[str]:
    """Return the ids in the order on display."""
    ids: list[str] = fieldset.locator(".sequence > li").evaluate_all("rows => rows.map((row) => row.dataset.option)")
    return ids


def _order(question: Sequencing, how: How) -> list[str]:
    first, *others = right = [item.id for item in question.items]
    if how == "right":
        return right
    if how == "wrong":
        return right[::-1]
    if question.credit.rule is Rule.ALL_OR_NOTHING or len(others) - 1 <= question.credit.penalty:
        raise NoSuchAnswer
    return [*others, first]


def _drag(fieldset: Locator, wanted: list[str]) -> None:
    """Drag each row up to its place, past one neighbour at a time."""
    mouse = fieldset.page.mouse
    for place, name in enumerate(wanted):
        for at in range(shown(fieldset).index(name), place, -1):
            rows = fieldset.locator(".sequence > li")
            rows.nth(at).locator(".handle").hover()
            mouse.down()
            above = rows.nth(at - 1).bounding_box()
            assert above
            mouse.move(above["x"] + 20, above["y"] + above["height"] / 4, steps=4)
            mouse.up()
    fieldset.get_by_role("checkbox").check()


def _tap(fieldset: Locator, wanted: list[str]) -> None:
    """Move each row up to its place by its button."""
    for place, name in enumerate(wanted):
        for _ in range(shown(fieldset).index(name) - place):
            fieldset.locator(f"[data-option={name}] [data-step='-1']").tap()
    keep = fieldset.get_by_role("checkbox")
    if not keep.is_checked():
        keep.tap()


def _press(fieldset: Locator, wanted: list[str]) -> None:
    """Carry each row up to its place. A row has two stops of the Tab key; the box that keeps the order comes last."""
    keyboard = fieldset.page.keyboard
    fieldset.locator("button").first.focus()
    focused = 0
    for place, name in enumerate(wanted):
        at = shown(fieldset).index(name)
        for _ in range(2 * (at - focused)):
            keyboard.press("Tab")
        for _ in range(at - place):
            keyboard.press("ArrowUp")
        focused = place
    for _ in range(2 * (len(wanted) - focused)):
        keyboard.press("Tab")
    if not fieldset.get_by_role("checkbox").is_checked():
        keyboard.press("Space")
