"""Timelines: dated events, written as a definition list and read as an ordered list."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Page, closing, exported, holds_one, own_list, titled
from scorm_export.source.syntax import Container

_EXAMPLE = "write each date on a line, `: ` and what happened on the next, and an empty line between dates"


def _date(_page: Page, tokens: Sequence[Token], index: int) -> str:
    """Begin an item with its date, and end the one before it."""
    end = "" if tokens[index - 1].type == "timeline_dl_open" else "</li>\n"
    return f'{end}<li><p class="timeline-date">'


BLOCK = Block(
    name="timeline",
    containers=(Container(name="timeline"),),
    check=holds_one(
        "timeline",
        "dl_open",
        "this timeline is empty",
        "a timeline is one list of dates, each with what happened",
        _EXAMPLE,
    ),
    arrange=own_list("timeline"),
    classes=frozenset({"timeline", "timeline-title", "timeline-date"}),
    page={
        "container_timeline_open": lambda page, tokens, index: titled(page, tokens[index], "timeline"),
        "container_timeline_close": closing("</div>\n"),
        "timeline_dl_open": closing("<ol>\n"),
        "timeline_dl_close": closing("</li>\n</ol>\n"),
        "timeline_dt_open": _date,
        "timeline_dt_close": closing("</p>\n"),
        "timeline_dd_open": closing("<div>"),
        "timeline_dd_close": closing("</div>\n"),
    },
    export=exported("timeline"),
)
