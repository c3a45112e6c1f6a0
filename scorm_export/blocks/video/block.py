"""Videos: a video file of the course, alone in its paragraph, with captions that are also copied into the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, alone, is_video
from scorm_export.blocks.figure.block import exported_alone
from scorm_export.source.document import Document, walk


def video_id(src: str, given: str | None = None) -> str:
    """Return the id of a video's element: the author's, or one derived from the file name."""
    return given or "video-" + re.sub(r"[^a-z0-9]+", "-", src.rsplit("/", 1)[-1].rsplit(".", 1)[0].lower())


def videos(body: Document) -> Iterator[tuple[str, str]]:
    """Yield the id of each video's element in a text, and what the video shows."""
    for token, _ in walk(body.tokens):
        if token.type == "image" and is_video(token):
            yield video_id(str(token.attrs["src"]), str(token.attrGet("id") or "")), token.content.strip()


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    return alone(tokens, "video", is_video)


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    (medium,) = tokens[index].children or []
    src, title = str(medium.attrs["src"]), medium.content.strip()
    captions, poster = medium.attrGet("captions"), medium.attrGet("poster")
    given = str(medium.attrGet("id") or "")
    identifier = escapeHtml(video_id(src, given))
    name = escapeHtml(page.named(given or page.own(video_id(src))))
    opening = f'<figure class="video"><video id="{name}" data-video="{identifier}" controls playsinline preload="none"'
    parts = [f'{opening} aria-label="{escapeHtml(title)}"']
    if poster:
        parts.append(f' poster="{escapeHtml(page.media(str(poster)))}"')
    parts.append(f'><source src="{escapeHtml(page.media(src))}">')
    if captions:
        label = escapeHtml(page.words["video"]["captions"])
        parts.append(
            f'<track kind="captions" src="{escapeHtml(page.media(str(captions)))}" '
            f'srclang="{page.language}" label="{label}" default>'
        )
    parts.append(f"</video><figcaption>{escapeHtml(title)}</figcaption></figure>")
    if captions:
        cues = [[cue.start, cue.end, cue.text] for cue in page.cues(str(captions))]
        copy = json.dumps(cues, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
        parts.append(f'<script type="application/json" class="cues" data-for="{identifier}">{copy}</script>')
    return page.slot("".join(parts)) + "\n"


BLOCK = Block(
    name="video",
    arrange=_arrange,
    classes=frozenset({"video"}),
    page={"video": _page},
    export={"video": exported_alone},
    behaves=True,
)
