"""The Markdown parser: CommonMark with tables, footnotes, definition lists, attributes, TeX maths and containers."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from scorm_export.source.attributes import ATTRIBUTES, take_attributes
from scorm_export.source.blanks import take_blank
from scorm_export.source.brackets import use_brackets
from scorm_export.source.definitions import find_repeated
from scorm_export.source.dialects import use_dialects
from scorm_export.source.document import plain_text, walk
from scorm_export.source.foreign.search import find_foreign, keep_foreign
from scorm_export.source.formulas import convert_maths, use_maths

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore


@cache
def markdown_parser() -> MarkdownIt:
    """Return the one parser, made when it is first needed."""
    parser = (
        MarkdownIt("commonmark", {"typographer": False, "store_labels": True})
        .enable(["table", "strikethrough"])
        .use(footnote_plugin, inline=False)
        .use(deflist_plugin)
        .use(attrs_plugin, spans=True, allowed=ATTRIBUTES)
        .use(use_maths)
        .use(container_plugin, "any", validate=lambda info, _marker: bool(info.strip()))
    )
    use_dialects(parser)
    use_brackets(parser)
    parser.inline.ruler.before("bracket", "blank", take_blank)
    parser.inline.ruler.before("emphasis", "foreign", keep_foreign)
    parser.core.ruler.after("inline", "headings", _name_headings)
    parser.core.ruler.after("headings", "foreign", find_foreign)
    parser.core.ruler.after("block", "repeated", find_repeated)
    parser.core.ruler.push("containers", _name_containers)
    parser.core.ruler.push("maths", convert_maths)
    return parser


def _name_containers(state: StateCore) -> None:
    """Give containers their own names: one rule of the parser reads them all, since each is asked at every line."""
    open_names: list[str] = []
    for token in state.tokens:
        if token.type == "container_any_open":
            open_names.append(token.info.strip().partition(" ")[0])
            token.type = f"container_{open_names[-1]}_open"
        elif token.type == "container_any_close":
            token.type = f"container_{open_names.pop()}_close"


def _name_headings(state: StateCore) -> None:
    """Give every heading the attributes at its end, and an anchor: the author's, or one made of its words."""
    headings = [(t, state.tokens[n + 1]) for n, t in enumerate(state.tokens) if t.type == "heading_open"]
    for token, inline in headings:
        inline.meta["heading"] = True
        take_attributes(token, inline)
    taken = {str(token.attrGet("id")) for token, _ in walk(state.tokens) if token.attrGet("id")}
    used: Counter[str] = Counter()
    for token, inline in headings:
        if not token.attrGet("id"):
            token.attrSet("id", _slug(plain_text([inline]), taken, used))
            taken.add(str(token.attrGet("id")))


def _slug(words: str, taken: set[str], used: Counter[str]) -> str:
    """Return an anchor made of words that is not taken; `used` counts the headings of the same words before it."""
    stem = re.sub(r"[^\w]+", "-", words.lower()).strip("-_") or "section"
    while True:
        used[stem] += 1
        slug = stem if used[stem] == 1 else f"{stem}-{used[stem]}"
        if slug not in taken:
            return slug
