"""Brackets that cannot open anything are taken as text at once.

The parser looks for the end of a label at every opening bracket, also for those within it, and reads an address at
every `](`. Where the text has no sign left that could close them, that takes time and finds nothing.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it.rules_inline import image

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline


def use_brackets(parser: MarkdownIt) -> None:
    """Let a parser ask first whether a bracket can open anything."""
    parser.inline.ruler.before("link", "bracket", _take_bracket)
    parser.inline.ruler.at("image", _image)


def _take_bracket(state: StateInline, silent: bool) -> bool:
    """Take a bracket that opens no link, no span with attributes and no footnote."""
    at, text = state.pos, state.src
    is_open = text[at] == "[" and _last(text, "]") > at
    if text[at] != "[" or (is_open and (text[at + 1] == "^" or _last(text, "]{") > at or _may_have_address(state))):
        return False
    if not silent:
        state.append_pending("[")
    state.pos += 1
    return True


def _image(state: StateInline, silent: bool) -> bool:
    return _may_have_address(state) and image(state, silent)


def _may_have_address(state: StateInline) -> bool:
    """Whether an address can follow: in parentheses, or one that the text defines under a name."""
    return bool(state.env.get("references")) or _last(state.src, ")") > state.pos


@lru_cache(maxsize=4)
def _last(text: str, signs: str) -> int:
    return text.rfind(signs)
