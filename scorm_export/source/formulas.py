r"""Formulas of a text: read, converted to MathML, and reported where that fails.

They stand between dollar signs, also those with formulas in their texts: `$\text{if $x > 0$}$`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from mdit_py_plugins.dollarmath import dollarmath_plugin

from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.source.document import walk
from scorm_export.source.maths import MOST_CHARACTERS, MathsError, formulas_in, loses_words, to_mathml
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
MOST_FORMULAS = 1000
"""Different ones of a text."""
_TOO_MANY = f"a text may have {MOST_FORMULAS:,} different formulas, and this is one more"
_SPLIT = "split it into several lessons"
_MASK = "\ue0ff"
_BEHIND = 8
"""Characters from the end of a formula on that say whether it is one."""
IN_A_WORD = re.compile("[0-9A-Za-z_À-ɏ]")
"""What words with spaces between them are made of: in other scripts, marks stand within what has none."""
_FORMULA = re.compile(
    rf"(?<!\$)(?:\$(?![\s$])(?P<tex>(?:\\.|[^$\\])++)(?<!\s)\$"
    rf"(?!{IN_A_WORD.pattern})|\$(?![\s$])(?P<counted>(?:\\.|[^$\\])++)(?<!\s)\$"
    r"(?=(?:th|st|nd|rd|s|e|er|re|[iè]?ème|te[nrs]?|[ao])\b)"
    r"|\$\$ *+(?P<double>(?:[^\S\n]*+(?:\\.|[^$\\\s]))++) *\$\$(?!\$| \([\w:.-]+\)\s*$| \{#))",
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
    match = _FORMULA.match(written, start, state.posMax) if end is None else _nested(written, start, end, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        first, last = match.span(match.lastgroup or 0)
        begin = start - match.start()
        token.content, token.markup = written[begin + first : begin + last], "$"
    state.pos = start + len(match.group())
    return True


def _nested(text: str, start: int, end: int, most: int) -> re.Match[str] | None:
    """Match a formula whose texts have formulas, with what stands around it."""
    before = text[start - 1 : start] if start else ""
    masked = text[start + 1 : end].replace("$", _MASK)
    around = f"{before}${masked}{text[end : min(end + _BEHIND, most)]}"
    return _FORMULA.match(around, len(before)) if end < most else None


def _end(text: str, start: int) -> int | None:
    """Return where a formula ends whose texts have formulas; None where they have none, or it does not end."""
    end = _ends(text).get(start)
    return end if end is not None and end < start + MOST_CHARACTERS else None


@lru_cache(maxsize=4)
def _ends(text: str) -> dict[int, int]:
    """Return where each formula ends whose texts have formulas, by where it begins, if each dollar sign begins one.

    Every piece between two dollar signs is read once, from the last: a formula that a text has ends with the next sign,
    and what follows is either a formula's end or another one in its text.
    """
    dollars = [match.start(1) for match in _DOLLAR.finditer(text)]
    behind: dict[int, int] = {}
    """Where a formula ends in which one that a text has ended at a dollar sign, by the number of that sign."""
    ends: dict[int, int] = {}
    for number in range(len(dollars) - 2, -1, -1):
        begin, end = dollars[number : number + 2]
        opens = _OPENS_TEXT.search(text, begin + 1, end) is not None
        inner = text[end + 1 : dollars[number + 2]] if number + 2 < len(dollars) else " "
        further = behind.get(number + 2) if inner == inner.strip() else None
        if opens and further is not None:
            ends[begin] = further
        if not opens and not _WITHIN_TEXT.match(text, begin + 1, end):
            behind[number] = end
        elif further is not None:
            behind[number] = further
    return ends


def convert_maths(state: StateCore) -> None:
    """Keep each formula as MathML in `meta["mathml"]`, or what is wrong with it in `meta["problem"]`.

    It ends at the first formula that a text has too many, which has that problem.
    """
    different: set[tuple[str, str]] = set()
    for token, _ in walk(state.tokens):
        if token.type.startswith("math_"):
            different.add((token.type, token.content))
            if len(different) > MOST_FORMULAS:
                token.meta["problem"] = MathsError(_TOO_MANY, _SPLIT, None)
                return
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
    different: set[str] = set()
    for token in tokens:
        parts = token.children or [token]
        raw = "".join(each.content if each.type.startswith("html_") else escape(each.content) for each in parts)
        if "<math" not in raw.lower():
            continue
        own = formulas_in(raw) - different
        different |= own
        if len(different) > MOST_FORMULAS:
            found.error("maths-syntax", _TOO_MANY, places.of(token, "<math"), _SPLIT)
            return
        if any(map(loses_words, own)):
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
