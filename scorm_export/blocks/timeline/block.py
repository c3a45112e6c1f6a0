"""Timelines: what happened and when, written as a definition list, read as a list in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, exported
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_OPEN, _CLOSE = "container_timeline_open", "container_timeline_close"
_LIST = frozenset({"dl_open", "dl_close", "dt_open", "dt_close", "dd_open", "dd_close"})
_EXAMPLE = "write each date on a line, below it `: ` and what happened, and an empty line between them"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a timeline that holds anything else than one definition list."""
    for index, token in enumerate(tokens):
        if token.type == _OPEN:
            inside = [inner for inner in _inside(tokens, index) if not inner.content.startswith("<!--")]
            other = next((inner for inner in inside if inner.type != "dl_open"), None)
            if not inside:
                found.error(
                    "block-content", "there is nothing in this timeline", places.of(token, "timeline"), _EXAMPLE
                )
            elif other or len(inside) > 1:
                message = "a timeline is one list of dates, each with what happened"
                found.error("block-content", message, places.of(other or inside[1]), _EXAMPLE)
    return ()


def _inside(tokens: Sequence[Token], index: int) -> Iterator[Token]:
    """Yield the blocks right inside a container."""
    level = tokens[index].level + 1
    for token in tokens[index + 1 :]:
        if token.level < level:
            return
        if token.level == level and token.nesting >= 0:
            yield token


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    """Give the tokens of the list right inside a timeline types of their own."""
    within: list[int] = []
    for token in tokens:
        if token.type == _CLOSE:
            within.pop()
        is_ours = bool(within) and token.type in _LIST and token.level in (within[-1] + 1, within[-1] + 2)
        yield token.copy(type=f"timeline_{token.type}") if is_ours else token
        if token.type == _OPEN:
            within.append(token.level)


def _opening(page: Page, tokens: Sequence[Token], index: int) -> str:
    title = page.title(tokens[index])
    shown = f'<p class="timeline-title">{title}</p>\n' if title else ""
    return f'<div class="timeline">{shown}'


def _date(_page: Page, tokens: Sequence[Token], index: int) -> str:
    """Begin an item with its date, and end the one before it."""
    end = "" if tokens[index - 1].type == "timeline_dl_open" else "</li>\n"
    return f'{end}<li><p class="timeline-date">'


BLOCK = Block(
    name="timeline",
    containers=(Container(name="timeline"),),
    check=_check,
    arrange=_arrange,
    classes=frozenset({"timeline", "timeline-title", "timeline-date"}),
    page={
        _OPEN: _opening,
        _CLOSE: closing("</div>\n"),
        "timeline_dl_open": closing("<ol>\n"),
        "timeline_dl_close": closing("</li>\n</ol>\n"),
        "timeline_dt_open": _date,
        "timeline_dt_close": closing("</p>\n"),
        "timeline_dd_open": closing("<div>"),
        "timeline_dd_close": closing("</div>\n"),
    },
    export=exported("timeline"),
)
