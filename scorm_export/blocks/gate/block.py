"""Gates: a button that reveals what follows. Without script, in print and in other tools it is all shown at once."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, closing, inside
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_OPEN = "container_continue_open"
_EXAMPLE = "write `::: continue Text of the button`, and `:::` on the next line"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a gate that holds text, has a link in its button, or is nested in another block."""
    for index, token in enumerate(tokens):
        if token.type != _OPEN:
            continue
        if token.level:
            message = "this is nested in another block: a gate divides a lesson between blocks"
            found.error("block-content", message, places.of(token, "continue"), "move it outside")
        elif blocks := inside(tokens, index):
            message = "this text would stay hidden: the button reveals what follows the block, not what is in it"
            found.error("block-content", message, places.of(blocks[0]), _EXAMPLE)
        elif any(each.type == "link_open" for title in token.meta.get("title", ()) for each in title.children or ()):
            message = "a button cannot hold a link"
            found.error("block-content", message, places.of(token, "continue"), "move the link into the text")
    return ()


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index]) or escapeHtml(page.words["gate"]["title"])
    return f'<div class="gate"><p class="gate-title">{title}</p>'


def _exported(export: Export, _tokens: Sequence[Token], _index: int) -> str:
    export.lose("a button that reveals what follows: everything is shown at once")
    return ""


BLOCK = Block(
    name="gate",
    containers=(Container(name="continue", alike=("gate",)),),
    check=_check,
    classes=frozenset({"gate", "gate-title"}),
    page={_OPEN: _opening, "container_continue_close": closing("</div>\n")},
    export={_OPEN: _exported, "container_continue_close": closing("")},
    behaves=True,
)
