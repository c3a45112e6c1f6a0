"""Tabs: texts of which learners see one at a time; without script, in print and in other tools they see all."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, closing, exported, titled
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.document import walk
from scorm_export.source.places import Places
from scorm_export.source.syntax import Container

_TABS, _TAB = "container_tabs", "container_tab"
_EXAMPLE = "write `:::: tabs`, then for each `::: tab Title`, its text and `:::`, and `::::` at the end"


def _check(tokens: Sequence[Token], _lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Report a tab outside `tabs` or without a title, and `tabs` that are empty or hold anything but tabs."""
    around: list[Token] = []
    with_tabs: set[int] = set()
    for token in tokens:
        parent = around[-1] if around else None
        is_tab, in_tabs = token.type == f"{_TAB}_open", parent is not None and parent.type == f"{_TABS}_open"
        if token.nesting < 0:
            opened = around.pop()
            if token.type == f"{_TABS}_close" and id(opened) not in with_tabs:
                found.error("block-content", "these tabs are empty", places.of(opened, "tabs"), _EXAMPLE)
            continue
        if is_tab and in_tabs:
            with_tabs.add(id(parent))
            title = token.meta.get("title", ())
            if not title:
                found.error("block-content", "this tab has no title", places.of(token, "tab"), "write `::: tab Title`")
            elif any(inner.type == "link_open" for inner, _ in walk(title)):
                message = "the title of a tab cannot hold a link: it is a button"
                found.error("block-content", message, places.of(token, "tab"), "move the link into the text of the tab")
        elif is_tab:
            found.error("block-content", "this tab is outside `tabs`", places.of(token, "tab"), _EXAMPLE)
        elif in_tabs and not token.content.startswith("<!--"):
            found.error("block-content", "this is outside the tabs", places.of(token), _EXAMPLE)
        if token.nesting > 0:
            around.append(token)
    return ()


def _exported_tabs(export: Export, tokens: Sequence[Token], index: int) -> str:
    export.lose("tabs: their texts are shown one below the other")
    return exported("tabs")[f"{_TABS}_open"](export, tokens, index)


BLOCK = Block(
    name="tabs",
    containers=(
        Container(name="tabs", alike=("tab-set",)),
        Container(name="tab", alike=("tab-item",)),
    ),
    check=_check,
    classes=frozenset({"tabs", "tabs-title", "tab", "tab-title"}),
    page={
        f"{_TABS}_open": lambda page, tokens, index: titled(page, tokens[index], "tabs"),
        f"{_TABS}_close": closing("</div>\n"),
        f"{_TAB}_open": lambda page, tokens, index: titled(page, tokens[index], "tab"),
        f"{_TAB}_close": closing("</div>\n"),
    },
    export={**exported("tabs"), **exported("tab"), f"{_TABS}_open": _exported_tabs},
    behaves=True,
)
