"""Checks: a question in a lesson, which learners answer for themselves. What it asks is read apart from the text."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, inside
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_OPEN, _CLOSE = "container_check_open", "container_check_close"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a check that is not read as a question: anywhere but in a lesson, or in a list or quote of it."""
    for index, token in enumerate(tokens):
        if token.type == _OPEN and inside(tokens, index):
            message = "learners cannot answer here: a check stands in a lesson, outside of lists and quotes"
            hint = "write `::: check` in lower case, without braces or indentation, or ask it in a quiz"
            found.error("block-content", message, places.of(token, "check"), hint)
    return ()


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    return page.form(tokens[index].info.strip().partition(" ")[2])


BLOCK = Block(
    name="check",
    containers=(Container(name="check"),),
    check=_check,
    classes=frozenset({"check", "check-actions"}),
    page={_OPEN: _opening, _CLOSE: closing("")},
)
