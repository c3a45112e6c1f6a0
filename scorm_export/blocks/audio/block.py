"""Recordings: an audio file of the course, alone in its paragraph, followed by a transcript."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, alone, is_audio
from scorm_export.blocks.figure.block import exported_alone


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    (medium,) = tokens[index].children or []
    title, address = escapeHtml(medium.content.strip()), escapeHtml(page.media(str(medium.attrs["src"])))
    given = str(medium.attrGet("id") or "")
    name = f' id="{escapeHtml(page.named(given))}"' if given else ""
    player = f'<audio{name} controls preload="none" aria-label="{title}"><source src="{address}"></audio>'
    return page.slot(f'<figure class="audio"><figcaption>{title}</figcaption>{player}</figure>') + "\n"


BLOCK = Block(
    name="audio",
    arrange=lambda tokens: alone(tokens, "audio", is_audio),
    classes=frozenset({"audio"}),
    page={"audio": _page},
    export={"audio": exported_alone},
)
