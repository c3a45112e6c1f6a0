r"""Formulas between dollar signs, also those with formulas in their texts: `$\text{if $x > 0$}$`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mdit_py_plugins.dollarmath import dollarmath_plugin

from scorm_export.source.maths import MOST_CHARACTERS

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

_DOLLAR = re.compile(r"(?<!\\)(?:\\\\)*(\$)")
_WORDS = r"(?:[^{}$\\]|\\.|\{[^{}$]*\})*\Z"
_WITHIN_TEXT = re.compile(_WORDS, re.DOTALL)
_OPENS_TEXT = re.compile(r"\\(?:text[a-z]*|mbox|hbox)\s*\{" + _WORDS, re.DOTALL)
_MASK = "\ue0ff"
IN_A_WORD = re.compile("[0-9A-Za-z_À-ɏ]")
"""What words with spaces between them are made of: in other scripts, marks stand within what has none."""
_FORMULA = re.compile(
    rf"(?<!\$)(?:\$(?![\s$])(?P<tex>(?:\\.|[^$\\])+)(?<!\s)\$"
    rf"(?!{IN_A_WORD.pattern})|\$(?![\s$])(?P<counted>(?:\\.|[^$\\])+)(?<!\s)\$"
    r"(?=(?:th|st|nd|rd|s|e|er|re|[iè]?ème|te[nrs]?|[ao])\b)"
    r"|\$\$ *(?P<double>(?:\\.|[^$\\\n])*[^$\\\s]) *\$\$(?!\$| \([\w:.-]+\)\s*$| \{#))",
    re.DOTALL,
)
"""A formula; one that ends within a word is none, but for `$n$th`."""


def use_maths(parser: MarkdownIt) -> None:
    """Let a parser read formulas: `$…$` in a line, `$$` around lines."""
    parser.use(dollarmath_plugin, allow_space=False, allow_digits=False, allow_labels=False)
    parser.inline.ruler.at("math_inline", _formula)


def _formula(state: StateInline, silent: bool) -> bool:
    """Read a formula between dollar signs, or two of them as Kramdown has it within a line.

    A dollar sign behind a word, or of a variable such as `$HOME/$USER`, opens none; within its texts it ends none.
    """
    start, written = state.pos, state.src
    if written[start] != "$" or IN_A_WORD.match(written[start - 1 : start] if start else ""):
        return False
    end = _end(written, start)
    masked = written[: start + 1] + written[start + 1 : end].replace("$", _MASK) + written[end:] if end else written
    match = _FORMULA.match(masked, start, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        first, last = match.span(match.lastgroup or 0)
        token.content, token.markup = written[first:last], "$"
    state.pos = match.end()
    return True


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
