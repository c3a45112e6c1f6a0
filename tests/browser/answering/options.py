"""Choosing options: what the types whose form is a list of radio buttons or checkboxes have in common."""

from __future__ import annotations

from collections.abc import Collection

from playwright.sync_api import Locator

from answering import By, press


def choose(fieldset: Locator, values: Collection[str], by: By) -> None:
    """Choose the options with these values; by keyboard, in the order on display."""
    inputs = fieldset.locator("input")
    if by != "keyboard":
        for value in values:
            press(fieldset.locator(f".option:has(input[value='{value}']) label"), by)
        return
    keyboard, left = fieldset.page.keyboard, set(values)
    to_next = "Tab" if inputs.first.get_attribute("type") == "checkbox" else "ArrowDown"
    inputs.first.focus()
    for value in inputs.evaluate_all("all => all.map(({ value }) => value)"):
        if value in left:
            keyboard.press("Space")
            left.remove(value)
        if not left:
            return
        keyboard.press(to_next)
    raise AssertionError(f"no option {left}")
