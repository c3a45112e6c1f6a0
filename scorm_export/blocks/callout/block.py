"""Callouts: text set apart, of one of seven kinds or of a kind that a course defines for itself."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, Rule, closing, exported
from scorm_export.course import Look, OwnBlock
from scorm_export.source.syntax import Container

KINDS = {
    "note": ("info", "callout", "admonition", "seealso"),
    "tip": (),
    "warning": ("attention", "caution", "danger", "error"),
    "example": (),
    "key": ("important", "keypoints", "summary"),
    "objectives": ("goals",),
    "prerequisites": ("prereq", "requirements"),
}
"""Each kind, with its names in other dialects."""
_CLASSES = frozenset({"callout", "callout-title", "plain", *KINDS})


def _page(name: str, look: str, title: str = "") -> dict[str, Rule[Page]]:
    def opening(page: Page, tokens: Sequence[Token], index: int) -> str:
        shown = page.title(tokens[index]) or escapeHtml(title or page.words["callout"][name])
        return f'<div class="callout {look}" role="note"><p class="callout-title">{shown}</p>\n'

    return {f"container_{name}_open": opening, f"container_{name}_close": closing("</div>\n")}


BLOCK = Block(
    name="callout",
    containers=tuple(
        Container(name=kind, alike=alike, collapsed="details", is_callout=True) for kind, alike in KINDS.items()
    ),
    classes=_CLASSES,
    page={type_: rule for kind in KINDS for type_, rule in _page(kind, kind).items()},
    export={type_: rule for kind in KINDS for type_, rule in exported(kind).items()},
)


def own_callout(own: OwnBlock) -> Block:
    """Return the block of a callout that a course defines; other tools show it as the kind that it looks like."""
    kind = "note" if own.look is Look.PLAIN else str(own.look)
    return Block(
        name=own.name,
        containers=(Container(name=own.name, collapsed="details", is_callout=True),),
        page=_page(own.name, str(own.look), own.title),
        export=exported(own.name, kind, escapeHtml(own.title)),
    )
