"""Glossaries: the terms of a lesson with their definitions."""

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
        "this glossary is empty",
        "a glossary is one list of terms, each with its definition",
        "write each term on a line, `: ` and its definition on the next, and an empty line between terms",
    ),
    classes=frozenset({"glossary", "glossary-title"}),
    page={"container_glossary_open": _opening, "container_glossary_close": closing("</div>\n")},
    export=exported("glossary"),
)
