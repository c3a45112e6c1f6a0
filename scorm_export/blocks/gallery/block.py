"""Galleries: images side by side, as many in a row as fit."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, children_of, closing, exported, is_audio, is_video, titled
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_EXAMPLE = 'write each image in a paragraph of its own: `![What it shows](file "Caption")`'


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a gallery that is empty, or holds anything but images in paragraphs of their own."""
    for block in children_of("gallery", tokens, places, found, _EXAMPLE):
        if not _is_image(tokens[tokens.index(block) + 1] if block.type == "paragraph_open" else block):
            found.error("block-content", "this is not an image on its own", places.of(block), _EXAMPLE)
    return ()


def _is_image(text: Token) -> bool:
    children = text.children or []
    return len(children) == 1 and children[0].type == "image" and not (is_video(children[0]) or is_audio(children[0]))


BLOCK = Block(
    name="gallery",
    containers=(Container(name="gallery", alike=("carousel",)),),
    check=_check,
    classes=frozenset({"gallery", "gallery-title"}),
    page={
        "container_gallery_open": lambda page, tokens, index: titled(page, tokens[index], "gallery"),
        "container_gallery_close": closing("</div>\n"),
    },
    export=exported("gallery"),
)
