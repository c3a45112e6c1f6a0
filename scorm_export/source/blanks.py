"""Blanks: where a text leaves room for an answer, written `[[a]]` with the blank's id.

Only what stands in the words of a text is a blank: not what is in code or a formula, or has a backslash before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from scorm_export.source.document import BlankPlace, walk
from scorm_export.source.places import Places

if TYPE_CHECKING:
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_BLANK = re.compile(r"\[\[([a-z0-9])\]\]")


def take_blank(state: StateInline, silent: bool) -> bool:
    """Read a blank as a token of its own, where the text may have blanks."""
    match = _BLANK.match(state.src, state.pos, state.posMax) if state.env.get("blanks") else None
    if match is None:
        return False
    if not silent:
        token = state.push("blank", "", 0)
        token.content, token.info = match[0], match[1]
        token.meta = {"before": state.src.count(match[0], 0, state.pos)}
    state.pos = match.end()
    return True


def find_blanks(tokens: Iterable[Token], places: Places) -> Iterator[BlankPlace]:
    """Yield the blanks of a text in the order of the page, with their places."""
    passed: Counter[tuple[int, str]] = Counter()
    for token, block in walk(tokens):
        if token.type == "blank":
            written = (id(block), token.content)
            for _ in range(token.meta["before"] - passed[written]):
                places.of(block, token.content)  # the same signs in code or behind a backslash
            yield BlankPlace(token.info, places.of(block, token.content))
            passed[written] = token.meta["before"] + 1
        yield from find_blanks(token.meta.get("title", ()), places)
