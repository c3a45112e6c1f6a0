"""Accordions: details that belong together, in one group. Learners open each as they like."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, children_of, closing, exported, titled
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_EXAMPLE = "write `:::: accordion`, then for each `::: details Title`, its text and `:::`, and `::::` at the end"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report an accordion that is empty, or holds anything but details with titles."""
    for block in children_of("accordion", tokens, places, found, _EXAMPLE):
        if block.type != "container_details_open":
            found.error("block-content", "this is outside the details of the accordion", places.of(block), _EXAMPLE)
        elif not block.meta.get("title"):
            message = "these details have no title"
            found.error("block-content", message, places.of(block, "details"), "write `::: details Title`")
    return ()


BLOCK = Block(
    name="accordion",
    containers=(Container(name="accordion"),),
    check=_check,
    classes=frozenset({"accordion", "accordion-title"}),
    page={
        "container_accordion_open": lambda page, tokens, index: titled(page, tokens[index], "accordion"),
        "container_accordion_close": closing("</div>\n"),
    },
    export=exported("accordion"),
)
