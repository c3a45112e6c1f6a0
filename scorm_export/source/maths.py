"""TeX to MathML, by Temml in an engine for JavaScript within this process.

Nothing of it is loaded before the first formula.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from scorm_export.diagnostics import Hint, closest
from scorm_export.source.document import COMMENT
from scorm_export.source.elements import elements_in, without_elements
from scorm_export.trust.html import clean

if TYPE_CHECKING:
    import quickjs

_THIRD_PARTY = Path(__file__).parent.parent / "third_party"
_MEMORY = 128 * 1024 * 1024
_SECONDS = 5
MOST_CHARACTERS = 2000
"""Of a formula: the longest known fill a page, and what takes the engine long is far beyond."""
_REFUSED = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<command>\\(?:href|url|includegraphics|class|id|style|data|(?:eq)?ref|label|cancelto|mathchoice"
    r"|longdiv|angl|actuarial)(?![A-Za-z]))"
)
"""Commands that lead out of a formula, and those that no page could draw."""
_COLOUR_NAME = re.compile(r'style="(?:[^"]*;)?(?:background-)?color:([^#;"][^;"]*)')
"""A colour that Temml does not know and passes on."""
_HINTS = {
    r"\href": "write the link in Markdown, beside the formula: `[words](address)`",
    r"\url": "write the link in Markdown, beside the formula: `<https://example.org>`",
    r"\includegraphics": "write the image in Markdown: `![What it shows](file)`",
    r"\label": r"name the formula with `\tag{1}` and say in words which is meant",
    r"\ref": "say in words which formula is meant: `(1)`",
    r"\eqref": "say in words which formula is meant: `(1)`",
    r"\cancelto": r"use `\cancel{x}`, and write the value beside it",
}
_TAG = re.compile(r"<(/?[\w-]+)((?: [\w:-]+=\"[^\"]*\")*) ?/?>")
_ATTRIBUTE = re.compile(r' ([\w:-]+)="([^"]*)"')
_MATHML = re.compile("math")
_UNSEEN = re.compile("annotation(?:-xml)?")
_ANY_TAG = re.compile(r"<[^>]*>")
_COMMENT = re.compile(r"(?<!\\)(?:\\\\)*(?P<sign>%)")
"""What TeX leaves out, with the rest of its line."""
_UNITS = r"write units upright: `5\,\mathrm{m}`"
_MISPLACED = {
    "&": r"it stands between `\begin{aligned}` and `\end{aligned}`, or in a matrix; an and-sign is `\&`",
    "}": r"no brace is open that it closes; a brace to be seen is `\}`",
    "#": r"a number sign to be seen is `\#`",
    "_": r"close the brace of the text before it; an underscore to be seen is `\_`",
    "^": "close the brace of the text before it",
}
_BRACKETS = re.compile(r"\\(?:begin|end|left|right)(?![A-Za-z])|\\.|[{}]", re.DOTALL)
_CLOSED = {"{": "}", r"\left": r"\right", r"\begin": r"\end"}
_UNCLOSED = {
    "{": ("this brace is never closed", "put a `}` where its group ends"),
    r"\left": (r"this `\left` has no `\right`", r"write `\right.` where nothing is to stand there"),
    r"\begin": ("this environment never ends", r"put an `\end` of the same name behind it"),
}
_NO_TEXT = "close the brace of the text before it, or put dollar signs around it"
_SAID: tuple[tuple[str, str, str], ...] = (
    (r"call stack|too deep(.?)", "this formula is nested too deeply", "make several formulas of it"),
    (r"No such environment: (\S+)", "there is no environment `{}`", "use `aligned`, `gathered`, `cases` or `matrix`"),
    (r"Too many expansions(.?)", "a command calls itself without end", r"leave out what `\def` defines by itself"),
    (r"Double (sub|super)script", "this is a second {}script", "put a brace around what has the first"),
    (
        r"\\middle without preceding \\left",
        r"this `\middle` stands between no `\left` and `\right`",
        r"put `\left.` and `\right.` around what it parts",
    ),
    (
        r"(\{[a-z]+\*?\}|\\[a-z]+) (?:works only|can be used only) in display mode",
        "`{}` is taken only in formulas on lines of their own",
        "put `$$` on a line before the formula and on one after it",
    ),
    (
        r"\\hline valid only",
        r"`\hline` stands between the rows of an `array` only",
        r"put the rows between `\begin{array}{cc}` and `\end{array}`, or delete it",
    ),
    (
        r"can't use function '\\(\S+)' in text mode",
        r"`\{}` is no text",
        _NO_TEXT,
    ),
    (r"invalid unit: '(.+)'", "there is no unit `{}`", "lengths are like `1em`, `2ex`, `3pt`, `4mm`"),
)
"""What Temml reports, what it means, and the hint."""


class MathsError(Exception):
    """A text is no TeX that can be shown."""

    def __init__(self, problem: str, hint: Hint, offset: int | None) -> None:
        """Take the message, the hint, and the place in the formula."""
        super().__init__(problem)
        self.problem = problem
        self.hint = hint
        self.offset = offset
        """How many characters of the text come before the fault, where that is known."""


@dataclass(frozen=True, slots=True)
class _Answer:
    mathml: str = ""
    problem: str = ""
    offset: int | None = None


@cache
def _engine() -> quickjs.Context:
    import quickjs  # noqa: PLC0415 — costs what only courses with formulas should pay

    context = quickjs.Context()
    context.set_memory_limit(_MEMORY)
    context.set_time_limit(_SECONDS)
    scripts = [_THIRD_PARTY / "temml.min.js", _THIRD_PARTY / "mhchem.min.js", Path(__file__).parent / "maths.js"]
    for script in scripts:
        context.eval(script.read_text("utf-8"))
    return context


@lru_cache(maxsize=4096)
def _converted(tex: str, *, is_block: bool) -> _Answer:
    import quickjs  # noqa: PLC0415 — as above

    call = f"convert({json.dumps(tex)}, {json.dumps(is_block)})"
    try:
        answer = _Answer(**json.loads(_engine().eval(call)))
        is_whole = _parts(answer.mathml) == _parts(clean(answer.mathml, named=str))
        return answer if is_whole else replace(answer, problem="not whole")
    except (quickjs.JSException, quickjs.StackOverflow):
        _engine.cache_clear()
        return _Answer(problem="too deep")


def to_mathml(tex: str, *, is_block: bool) -> str:
    """Return a formula as MathML, as XML. Raises MathsError."""
    if refused := _REFUSED.search(tex):
        command = refused["command"]
        raise MathsError(f"`{command}` is not taken", _HINTS.get(command, "delete it"), refused.start("command"))
    if len(tex) > MOST_CHARACTERS:
        problem = f"this formula has {len(tex):,} characters, at most {MOST_CHARACTERS:,} can be shown"
        raise MathsError(problem, "close it with `$` or `$$`, or make several of it", 0)
    if comment := _COMMENT.search(tex):
        problem = "TeX leaves out what stands behind this sign"
        raise MathsError(problem, r"a per cent sign to be seen is `\%`; leave comments out", comment.start("sign"))
    answer = _converted(tex, is_block=is_block)
    if answer.problem == "line break":
        hint = r"put the lines between `\begin{aligned}` and `\end{aligned}`"
        raise MathsError("a line cannot be broken here", hint, _break_in(tex))
    if answer.problem and not answer.mathml:
        raise _explained(answer.problem, tex, answer.offset)
    if colour := _COLOUR_NAME.search(answer.mathml):
        hint = "name one of LaTeX's colours, or write it as `#1a6e5c`"
        at = tex.find(colour[1])
        raise MathsError(f"there is no colour `{colour[1]}`", hint, None if at < 0 else at)
    if answer.problem:
        raise MathsError("a part of this formula cannot be shown", "say it with other commands", None)
    return answer.mathml


def formulas_in(text: str) -> set[str]:
    """Return the formulas in some raw HTML."""
    return {text[start:end] for start, end in elements_in(text, _MATHML)}


def loses_words(formula: str) -> bool:
    """Tell whether a formula in raw HTML has words where none are shown."""

    def words(formula: str) -> str:
        return "".join(html.unescape(_ANY_TAG.sub("", without_elements(COMMENT.sub("", formula), _UNSEEN))).split())

    return words(formula) != words(clean(formula, named=str))


def _parts(mathml: str) -> list[object]:
    """Return the words of a formula, and its elements with what they draw, in order."""
    parts: list[object] = []
    at = 0
    for tag in _TAG.finditer(mathml):
        attributes = {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag[2]) if name != "xmlns"}
        style = {declaration.strip() for declaration in attributes.pop("style", "").split(";")} - {""}
        parts += [html.unescape(mathml[at : tag.start()]), tag[1], attributes, style]
        at = tag.end()
    return [*parts, html.unescape(mathml[at:])]


def _unclosed(tex: str) -> tuple[str, int] | None:
    """Return what was opened last and is never closed, and where."""
    opened: list[tuple[str, int]] = []
    for token in _BRACKETS.finditer(tex):
        if token.group() in _CLOSED:
            opened.append((token.group(), token.start()))
        elif opened and token.group() == _CLOSED[opened[-1][0]]:
            opened.pop()
    return opened[-1] if opened else None


def _break_in(tex: str) -> int | None:
    """Return where the first line break stands that is in no environment."""
    depth = 0
    for token in _BRACKETS.finditer(tex):
        if token.group() == r"\\" and not depth:
            return token.start()
        depth += {r"\begin": 1, r"\end": -1}.get(token.group(), 0)
    return None


@cache
def _commands() -> frozenset[str]:
    return frozenset(re.findall(r'"\\\\([A-Za-z]{2,})"', (_THIRD_PARTY / "temml.min.js").read_text("utf-8")))


def _named(said: str, tex: str) -> int | None:
    """Return where the command or environment stands that a message begins with."""
    named = re.match(r"\\[A-Za-z]+|\{[A-Za-z]+\*?\}", said)
    at = tex.find(named.group() if said[:1] == "\\" else rf"\begin{named.group()}") if named else -1
    return None if at < 0 else at


def _meant(command: str) -> str:
    close = closest(command, _commands())
    return rf"did you mean `\{close}`?" if close else "check its name"


def _explained(message: str, tex: str, offset: int | None) -> MathsError:
    """Return the message and the hint for what Temml reports: its message ends in a piece of the formula."""
    said = re.split(r" at (?:position \d+|end of input)", " ".join(message.split()))[0].rstrip(":. ")
    hint: Hint
    for pattern, problem, hint in _SAID:
        if known := re.search(pattern, said, re.IGNORECASE):
            command = tex.rfind(r"\middle", 0, offset) if pattern.startswith(r"\\middle") else -1
            place = _named(said, tex) if offset is None else offset
            return MathsError(problem.format(*known.groups()), hint, place if command < 0 else command)
    if unknown := re.search(r"Unsupported function name: \\(\S+)", said):
        if unknown[1] in _commands():
            return MathsError(rf"`\{unknown[1]}` is no text", _NO_TEXT, offset)
        hint = partial(_meant, unknown[1])
        if unknown[1] in ("require", "usepackage", "input", "include"):
            hint = "delete it: what is known here needs no package, and nothing else can be put in"
        if unknown[1] in ("SI", "si", "num", "qty", "unit", "ang"):
            hint = _UNITS
        return MathsError(rf"there is no TeX command `\{unknown[1]}`", hint, offset)
    at_end = offset is None or offset >= len(tex.rstrip())
    if at_end and (unclosed := _unclosed(tex)):
        return MathsError(*_UNCLOSED[unclosed[0]], unclosed[1])
    if misplaced := re.search("expected 'EOF', got '(.+)'", said, re.IGNORECASE):
        return MathsError(f"`{misplaced[1]}` has no place here", _MISPLACED.get(misplaced[1], "delete it"), offset)
    reason = "something is missing" if at_end else (said[:1].lower() + said[1:]).replace("\\\\", "\\")
    return MathsError(
        f"this is not TeX that can be shown: {reason}", "see what each `^`, `_`, `&` and command takes", offset
    )
