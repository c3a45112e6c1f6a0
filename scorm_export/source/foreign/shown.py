"""The text as learners would read it, with a character of Unicode's private use area for what is not plain text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

ESCAPED, ELEMENT, CODE, LINK, IMAGE, NOTE, KEPT = "\ue000\ue001\ue002\ue003\ue004\ue005\ue006"
ESCAPED_BRACKETS = dict(zip("()[]\\", "\ue010\ue011\ue012\ue013\ue014", strict=True))
"""What stands for text that is not plain, in the text that is looked through."""
_WRITTEN = {sign: f"\\{bracket}" for bracket, sign in ESCAPED_BRACKETS.items()}
"""How some of it is written."""
BACKSLASH = ESCAPED_BRACKETS["\\"]
_STAND_INS = re.compile(f"[{ESCAPED}-{BACKSLASH}]")


def shown_text(block: Token) -> str:
    """Return the text of a block as it is looked through."""
    return "".join(map(_shown, block.children or ()))


def _shown(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.info == "foreign":
        return f"{KEPT}{token.content}{KEPT}"
    if token.type == "text_special" and token.content.startswith("\\") and token.content == token.markup:
        return token.content  # a backslash before a letter escapes nothing
    if token.type == "text_special":
        return ESCAPED_BRACKETS.get(token.content, ESCAPED)
    return {
        "softbreak": "\n",
        "hardbreak": "\r\n",
        "code_inline": CODE,
        "link_open": LINK,
        "image": IMAGE,
        "footnote_ref": NOTE,
        "blank": ESCAPED,
    }.get(token.type, ELEMENT)


def written_in(found: str) -> str:
    """Return what stands in the source of the first line of a match: how it begins, or its longest part."""
    first = found.strip().split("\n", 1)[0].rstrip()
    parts = _STAND_INS.split(first)
    return _WRITTEN.get(first[:1]) or (parts[0] if len(parts[0]) > 1 else max(parts, key=len))
