"""Reflections and worksheets: fields to write in for oneself. What they ask is read apart from the text."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, inside
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_NAMES = ("reflection", "worksheet")


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a field that cannot be written in: anywhere but in a lesson, or in a list or quote of it."""
    for index, token in enumerate(tokens):
        name = next((name for name in _NAMES if token.type == f"container_{name}_open"), None)
        if name and inside(tokens, index):
            message = f"learners cannot write here: a {name} stands in a lesson, outside of lists and quotes"
            hint = f"write `::: {name}` without braces or indentation"
            found.error("block-content", message, places.of(token, name), hint)
    return ()


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    return page.form(tokens[index].info.strip().partition(" ")[2])


BLOCK = Block(
    name="reflection",
    containers=tuple(Container(name=name) for name in _NAMES),
    check=_check,
    classes=frozenset({"notes", "notes-print", "notes-prompt"}),
    page={
        **{f"container_{name}_open": _opening for name in _NAMES},
        **{f"container_{name}_close": closing("") for name in _NAMES},
    },
)
