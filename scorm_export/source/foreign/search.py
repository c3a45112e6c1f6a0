"""Looks through a parsed text for marks of other dialects."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scorm_export.source.dialects import syntax_of
from scorm_export.source.foreign.blocks import find_in_fence, find_indented, find_listings, find_ruled
from scorm_export.source.foreign.found import Foreign
from scorm_export.source.foreign.marks import MARKS, MARKS_IN_WORDS, MAY_HOLD, SIGNS
from scorm_export.source.foreign.shown import CODE, KEPT, shown_text, written_in
from scorm_export.source.syntax import Syntax

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_EDITORS = {"{++": "++}", "{--": "--}", "{==": "==}", "{>>": "<<}", "{~~": "~~}"}
"""What an editor's mark opens and closes with, in CriticMarkup."""
_MOST = 1000
"""Characters that an editor's mark holds."""
_KEYS = re.compile(
    r"\+\+(?:ctrl|control|alt|shift|cmd|command|meta|win|super|fn|esc|escape|enter|tab|backspace|caps-lock|print-screen"
    r"|(?:page|arrow)-(?:up|down|left|right)|f\d{1,2})(?:\+[\w-]+)*\+\+(?!\+)",
    re.IGNORECASE,
)


def keep_foreign(state: StateInline, silent: bool) -> bool:
    """Keep an editor's mark or the names of keys together, so that what is in them is not read by itself."""
    start = state.pos
    end = -1
    if closing := _EDITORS.get(state.src[start : start + 3]):
        end = state.src.find(closing, start + 4, min(start + _MOST, state.posMax))
        end = end if end < 0 else end + len(closing)
    elif state.src[start] == "+" and (keys := _KEYS.match(state.src, start, state.posMax)):
        end = keys.end()
    if end < 0:
        return False
    if not silent:
        token = state.push("text_special", "", 0)
        token.content = token.markup = state.src[start:end]
        token.info = "foreign"
    state.pos = end
    return True


def find_foreign(state: StateCore) -> None:
    """Keep what would stand on the page as signs in `meta["foreign"]` of the text, code or line that it is in."""
    before = around = None
    in_checks: list[bool] = []  # of each container around: what is an option of a check is no task
    syntax = syntax_of(state)
    for token in state.tokens:
        if token.type.startswith("container_") and token.nesting > 0:
            in_checks.append(token.info.split()[:1] == ["check"])
        elif token.type.startswith("container_") and in_checks:
            in_checks.pop()
        if token.type == "inline":
            is_paragraph = before is not None and before.type == "paragraph_open" and not before.hidden
            is_item = around is not None and around.type == "list_item_open" and not any(in_checks)
            token.meta["foreign"] = list(_in_text(token, syntax, is_paragraph=is_paragraph, is_item=is_item))
        elif token.type == "fence":
            token.meta["foreign"] = list(find_in_fence(token, syntax))
        elif token.type == "code_block":
            token.meta["foreign"] = list(find_indented(token, syntax))
        before, around = token, before
    find_ruled(state)
    find_listings(state)


def foreign_in(words: str) -> str | None:
    """Return what of some plain words is a mark of another dialect, or would be one of ours."""
    found = (mark.pattern.search(words) for mark in MARKS if not mark.in_paragraphs and not mark.in_items)
    return next((match.group() for match in found if match), None)


def _in_text(block: Token, syntax: Syntax, *, is_paragraph: bool, is_item: bool) -> Iterator[Foreign]:
    shown = shown_text(block)
    if not MAY_HOLD.search(shown):
        return
    reported = [False] * len(shown)
    codes = _Codes(block, shown)
    for mark in MARKS if SIGNS.search(shown) else MARKS_IN_WORDS:
        if (mark.in_paragraphs and not is_paragraph) or (mark.in_items and not is_item):
            continue
        if block.meta.get("heading") and mark.rule == "attribute-syntax":
            continue  # a heading has them, and those that cannot be read are reported
        for match in mark.pattern.finditer(shown):
            if not any(reported[match.start() : match.end()]):
                reported[match.start() : match.end()] = [True] * len(match[0])
                written = written_in(match[0])
                hint = mark.hint if isinstance(mark.hint, str) else mark.hint(syntax)
                is_whole = match[0].strip(KEPT) == written
                fix = mark.fixed(written) if is_whole else None
                yield Foreign(written, mark.rule, mark.message, hint, codes.holding(written, match.start()), fix)


class _Codes:
    """The code in a text, which is not looked through: marks in it are passed over where a place is looked for."""

    def __init__(self, block: Token, shown: str) -> None:
        self._text = ""
        self._ends = [0]
        """Where each piece of code ends in the text of all."""
        pieces = [f"{token.content}\0" for token in block.children or () if token.type == "code_inline"]
        for piece in pieces:
            self._ends.append(self._ends[-1] + len(piece))
        self._text = "".join(pieces)
        self._places = [match.start() for match in re.finditer(CODE, shown)]
        self._counted: dict[str, int] = {}
        """By text, up to where it was counted."""

    def holding(self, written: str, at: int) -> int:
        """Return how often a text stands in the code before a place, counted from where it was asked last."""
        number = min(bisect_left(self._places, at), len(self._ends) - 1)
        begin, end = self._counted.get(written, 0), self._ends[number]
        self._counted[written] = max(begin, end)
        return self._text.count(written, begin, end) if begin < end else 0
