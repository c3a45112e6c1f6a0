"""Quotes: the words of others, with their source below."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, exported
from scorm_export.source.syntax import Container

_OPEN, _CLOSE = "container_quote_open", "container_quote_close"


def _end(page: Page, tokens: Sequence[Token], index: int) -> str:
    """End a quote with the title of its container, which names the source."""
    level = tokens[index].level
    opening = next(t for t in reversed(tokens[:index]) if t.type == _OPEN and t.level == level)
    source = page.title(opening)
    return f"</blockquote>{f'<figcaption>{source}</figcaption>' if source else ''}</figure>\n"


BLOCK = Block(
    name="quote",
    containers=(Container(name="quote", alike=("testimonial", "epigraph", "pull-quote")),),
    classes=frozenset({"quote"}),
    page={_OPEN: closing('<figure class="quote"><blockquote>\n'), _CLOSE: _end},
    export=exported("quote"),
)
