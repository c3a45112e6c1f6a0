"""Transcripts: what is said and shown in a video or recording, which learners open when they want it."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, exported
from scorm_export.source.syntax import Container


def _opening(page: Page, _tokens: Sequence[Token], _index: int) -> str:
    return f'<details class="transcript"><summary>{escapeHtml(page.words["transcript"]["title"])}</summary>\n'


BLOCK = Block(
    name="transcript",
    containers=(Container(name="transcript"),),
    classes=frozenset({"transcript"}),
    page={"container_transcript_open": _opening, "container_transcript_close": closing("</details>\n")},
    export=exported("transcript"),
)
