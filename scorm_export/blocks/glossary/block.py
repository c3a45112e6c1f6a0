"""Glossaries: the terms of a lesson, each with what it means."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, exported, holds_one
from scorm_export.source.syntax import Container


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index]) or escapeHtml(page.words["glossary"]["title"])
    return f'<div class="glossary"><p class="glossary-title">{title}</p>\n'


BLOCK = Block(
    name="glossary",
    containers=(Container(name="glossary"),),
    check=holds_one(
        "glossary",
        "dl_open",
        "there is nothing in this glossary",
        "a glossary is one list of terms, each with what it means",
        "write each term on a line, below it `: ` and what it means, and an empty line between them",
    ),
    classes=frozenset({"glossary", "glossary-title"}),
    page={"container_glossary_open": _opening, "container_glossary_close": closing("</div>\n")},
    export=exported("glossary"),
)
