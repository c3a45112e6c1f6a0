"""Marks texts in another language than the course, so that they are pronounced and set as theirs (WCAG 2.2, 3.1.2)."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

_BLOCKS = frozenset(
    "paragraph_open heading_open bullet_list_open ordered_list_open blockquote_open table_open dl_open".split()
)


def mark_language(tokens: list[Token], language: str, lines: Collection[int] | None) -> None:
    """Give blocks at some lines (from 0), or all, a language; a text without blocks gets an element that has it.

    The direction of letters follows from the text itself (`dir="auto"`).
    """
    from markdown_it.token import Token  # noqa: PLC0415 — the parser's own, and few texts need it

    if len(tokens) == 1 and tokens[0].type == "inline":
        opening = Token("span_open", "span", 1, attrs={"lang": language, "dir": "auto"})
        tokens[0].children = [opening, *(tokens[0].children or ()), Token("span_close", "span", -1)]
        return
    for token in tokens:
        if token.type in _BLOCKS and token.map and (lines is None or token.map[0] in lines):
            token.attrs = {**token.attrs, "lang": language, "dir": "auto"}
