r"""Formulas between dollar signs, also those with formulas in their texts: `$\text{if $x > 0$}$`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar

from scorm_export.source.maths import MOST_CHARACTERS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*(\$)")
_WORDS = r"(?:[^{}$\\]|\\.|\{[^{}$]*\})*\Z"
_WITHIN_TEXT = re.compile(_WORDS, re.DOTALL)
_OPENS_TEXT = re.compile(r"\\(?:text[a-z]*|mbox|hbox)\s*\{" + _WORDS, re.DOTALL)
_MASK = "\ue0ff"
_whole = math_inline_dollar(allow_space=False, allow_digits=False)


def use_maths(parser: MarkdownIt) -> None:
    """Let a parser read formulas: `$…$` in a line, `$$` around lines."""
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False)
    parser.inline.ruler.at("math_inline", _formula)


def _formula(state: StateInline, silent: bool) -> bool:
    """Read a formula; dollar signs within its texts do not end it."""
    start, written = state.pos, state.src
    if written[start] != "$":
        return False
    end = _end(written, start)
    state.src = written[: start + 1] + written[start + 1 : end].replace("$", _MASK) + written[end:] if end else written
    try:
        is_read = _whole(state, silent)
    finally:
        state.src = written
    if is_read and end and not silent:
        state.tokens[-1].content = written[start + 1 : end]
    return is_read


def _end(text: str, start: int) -> int | None:
    """Return where a formula ends whose texts have formulas; None where they have none, or it does not end."""
    dollars = (match.start(1) for match in _DOLLAR.finditer(text, start + 1, start + MOST_CHARACTERS))
    at, is_nested, is_text = start + 1, False, False
    for dollar in dollars:
        is_text = (is_text and bool(_WITHIN_TEXT.match(text, at, dollar))) or bool(_OPENS_TEXT.search(text, at, dollar))
        if not is_text:
            return dollar if is_nested else None
        closing = next(dollars, None)
        inner = text[dollar + 1 : closing]
        if closing is None or inner != inner.strip():
            return None
        at, is_nested = closing + 1, True
    return None
