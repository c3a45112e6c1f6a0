"""What facilitators alone read: notes, discussions, work in groups, slides, handouts. Lessons are without it."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block
from scorm_export.course import FacilitationKind
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a block that learners would see: anywhere but in a lesson, or in a list, quote or block of its kind."""
    for token in tokens:
        name = next((kind for kind in FacilitationKind if token.type == f"container_{kind}_open"), None)
        if name:
            message = f"learners would see this: a `{name}` stands in a lesson, outside of lists, quotes and its like"
            hint = f"write `::: {name}` without braces or indentation, and a line `:::` where it ends"
            found.error("block-content", message, places.of(token, str(name)), hint)
    return ()


BLOCK = Block(
    name="facilitator",
    containers=tuple(Container(name=str(kind)) for kind in FacilitationKind),
    check=_check,
)
