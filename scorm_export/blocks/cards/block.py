"""Flashcards: a question on the front, and on the back the answer with which learners compare their own."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, closing, exported, holds_one, own_list, titled
from scorm_export.source.syntax import Container

_OPEN = "container_cards_open"


def _front(_page: Page, tokens: Sequence[Token], index: int) -> str:
    """Begin a card with its front, and end the one before it."""
    end = "" if tokens[index - 1].type == "cards_dl_open" else "</div></details></li>\n"
    return f"{end}<li><details><summary>"


def _exported(export: Export, tokens: Sequence[Token], index: int) -> str:
    export.lose("flashcards: both sides are shown at once")
    return exported("cards")[_OPEN](export, tokens, index)


BLOCK = Block(
    name="cards",
    containers=(Container(name="cards", alike=("flashcards",)),),
    check=holds_one(
        "cards",
        "dl_open",
        "these cards are empty",
        "cards are one list of fronts, each with its back",
        "write each front on a line, `: ` and its back on the next, and an empty line between cards",
    ),
    arrange=own_list("cards"),
    classes=frozenset({"cards", "cards-title", "card-back"}),
    page={
        _OPEN: lambda page, tokens, index: titled(page, tokens[index], "cards"),
        "container_cards_close": closing("</div>\n"),
        "cards_dl_open": closing("<ul>\n"),
        "cards_dl_close": closing("</div></details></li>\n</ul>\n"),
        "cards_dt_open": _front,
        "cards_dt_close": closing('</summary>\n<div class="card-back">'),
        "cards_dd_open": closing("<div>"),
        "cards_dd_close": closing("</div>\n"),
    },
    export={**exported("cards"), _OPEN: _exported},
)
