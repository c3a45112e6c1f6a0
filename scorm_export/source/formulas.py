r"""Formulas of a text: read, converted to MathML, and reported where that fails.

They stand between dollar signs, also those with formulas in their texts: `$\text{if $x > 0$}$`.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from mdit_py_plugins.dollarmath import dollarmath_plugin

from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.source.document import walk
from scorm_export.source.maths import MOST_CHARACTERS, MathsError, loses_words, to_mathml
from scorm_export.source.places import Places

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

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
"""A formula. A dollar sign within a word does not close one, except in `$n$th`."""
_TEX_COMMAND = re.compile(r"\\(?:[A-Za-z]+|.)")
_QUOTED_TEX = re.compile(r"`(.+)`", re.DOTALL)
"""A formula as GitHub has it."""


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
    last = start + MOST_CHARACTERS
    if text.find("}", start, last) < 0:
        return None
    dollars = (match.start(1) for match in _DOLLAR.finditer(text, start + 1, last))
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


def convert_maths(state: StateCore) -> None:
    """Keep each formula as MathML in `meta["mathml"]`, or what is wrong with it in `meta["problem"]`."""
    for token, _ in walk(state.tokens):
        if token.type.startswith("math_"):
            if quoted := _QUOTED_TEX.fullmatch(token.content):
                token.content = quoted[1]
            try:
                token.meta["mathml"] = to_mathml(token.content, is_block=token.type.startswith("math_block"))
            except MathsError as problem:
                token.meta["problem"] = problem


def report_maths(tokens: list[Token], places: Places, found: Diagnostics) -> None:
    """Report formulas that cannot be converted, or that would lose words."""
    for token, block in walk(tokens):
        if problem := token.meta.get("problem"):
            at = _place_in(token.content, problem.offset, block, places)
            found.error("maths-syntax", problem.problem, at, problem.hint)
    for token in tokens:
        parts = token.children or [token]
        raw = "".join(each.content if each.type.startswith("html_") else escape(each.content) for each in parts)
        if "<math" in raw.lower() and loses_words(raw):
            message = "a part of this formula cannot be shown"
            hint = "words stand in `<mi>`, `<mn>`, `<mo>` or `<mtext>`, which hold nothing else; or write it as TeX"
            found.error("maths-syntax", message, places.of(token, "<math"), hint)


def _place_in(tex: str, offset: int | None, block: Token, places: Places) -> Span:
    """Return where a character of a formula stands; the formula's first line where that is not known."""
    lines = tex.split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    start = places.of(block, lines[first].strip(), ("$$", "$", ""))
    if offset is None or not start.length:
        return start
    before = tex[: min(offset, len(tex.rstrip()))].split("\n")
    number, column = len(before) - 1, len(before[-1])
    line = start.line + number - first
    begin = start.column - 1 - (len(lines[first]) - len(lines[first].lstrip()))
    if number != first:
        begin = places.file.lines[line - 1].find(lines[number]) if line <= len(places.file.lines) else -1
    if begin < 0:
        return places.file.line(min(line, places.last_line))
    command = _TEX_COMMAND.match(lines[number], column)
    return places.file.span(line, begin + column + 1, len(command.group()) if command else 1)
