"""Details: a text that is opened at will."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, exported
from scorm_export.source.syntax import Container


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index]) or escapeHtml(page.words["details"]["title"])
    return f"<details><summary>{title}</summary>\n"


BLOCK = Block(
    name="details",
    containers=(Container(name="details", alike=("dropdown", "spoiler")),),
    classes=frozenset({"details"}),
    page={"container_details_open": _opening, "container_details_close": closing("</details>\n")},
    export=exported("details"),
)
