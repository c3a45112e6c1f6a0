"""Details: a text that learners open when they want it."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, closing, exported
from scorm_export.source.syntax import Container


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index]) or escapeHtml(page.words["details"]["title"])
    return f"<details><summary>{title}</summary>\n"


def _exported(export: Export, tokens: Sequence[Token], index: int) -> str:
    export.lose("details that learners open: their content is shown at once")
    return exported("details")["container_details_open"](export, tokens, index)


BLOCK = Block(
    name="details",
    containers=(Container(name="details", alike=("dropdown", "spoiler")),),
    classes=frozenset({"details"}),
    page={"container_details_open": _opening, "container_details_close": closing("</details>\n")},
    export={**exported("details"), "container_details_open": _exported},
)
