"""Gates: what follows one is shown when a learner goes on; without script, in print and in other tools at once."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, closing, inside
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_OPEN = "container_continue_open"
_EXAMPLE = "write `::: continue Words of the button`, and `:::` in the next line"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a gate that holds text, has a link in its button, or stands within something else."""
    for index, token in enumerate(tokens):
        if token.type != _OPEN:
            continue
        if token.level:
            message = "this stands within something else: a part of the lesson ends between two blocks"
            found.error("block-content", message, places.of(token, "continue"), "put it outside")
        elif blocks := inside(tokens, index):
            message = "this would be hidden for good: what follows the block is what it opens"
            found.error("block-content", message, places.of(blocks[0]), _EXAMPLE)
        elif any(each.type == "link_open" for title in token.meta.get("title", ()) for each in title.children or ()):
            message = "the words of a button cannot hold a link"
            found.error("block-content", message, places.of(token, "continue"), "put the link into the text")
    return ()


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index]) or escapeHtml(page.words["gate"]["title"])
    return f'<div class="gate"><p class="gate-title">{title}</p>'


def _exported(export: Export, _tokens: Sequence[Token], _index: int) -> str:
    export.lose("a button that shows what follows: it is shown at once")
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
