"""Figures: an image alone in its paragraph, with its caption."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page, alone, is_audio, is_video


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    return alone(tokens, "figure", lambda image: not (is_video(image) or is_audio(image)))


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    (image,) = tokens[index].children or []
    caption = page.title(image)
    shown = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{_enlargeable(page, image)}{shown}</figure>\n"


def _enlargeable(page: Page, image: Token) -> str:
    """Link a figure to its file, since a figure drawn for a page is small on a phone."""
    html = page.inline_image(image)
    if not image.content.strip():
        return html
    address = escapeHtml(page.media(str(image.attrs["src"])))
    return f'<a class="enlarge" href="{address}" target="_blank">{html}{page.new_window()}</a>'


def exported_alone(export: Export, tokens: Sequence[Token], index: int) -> str:
    """Write an image, video or recording that stands alone for another tool."""
    (image,) = tokens[index].children or []
    caption = export.title(image)
    html = export.inline_image(image)
    if not caption:
        return f"<p>{html}</p>\n"
    return f'<div class="figure"><p>{html}</p><p class="caption">{caption}</p></div>\n'


BLOCK = Block(
    name="figure",
    arrange=_arrange,
    classes=frozenset({"figure", "caption", "enlarge"}),
    page={"figure": _page},
    export={"figure": exported_alone},
)
