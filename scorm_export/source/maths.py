"""TeX to MathML, by Temml in an engine for JavaScript within this process.

Nothing of it is loaded before the first formula.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import quickjs

_THIRD_PARTY = Path(__file__).parent.parent / "third_party"
_MEMORY = 128 * 1024 * 1024
_SECONDS = 5
_REFUSED = re.compile(
    r"(?<!\\)(?:\\\\)*(?P<command>\\(?:href|url|includegraphics|class|id|style|data|(?:eq)?ref|label|cancelto|mathchoice"
    r"|longdiv|angl|actuarial)(?![A-Za-z]))"
)
"""Commands that lead out of a formula, and those that no page could draw."""
_COLOUR_NAME = re.compile(r'(?<![a-z-])(?:background-)?color:([^#;"][^;"]*)')
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


class MathsError(Exception):
    """A text is no TeX that can be shown."""

    def __init__(self, problem: str, hint: str, offset: int | None) -> None:
        """Say what is wrong, the way out, and where."""
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
        return _Answer(**json.loads(_engine().eval(call)))
    except (quickjs.JSException, quickjs.StackOverflow):
        _engine.cache_clear()
        return _Answer(problem="it is too long or too deep", offset=None)


def to_mathml(tex: str, *, is_block: bool) -> str:
    """Return a formula as MathML, as XML. Raises MathsError."""
    if refused := _REFUSED.search(tex):
        command = refused["command"]
        raise MathsError(f"`{command}` is not taken", _HINTS.get(command, "leave it out"), refused.start("command"))
    answer = _converted(tex, is_block=is_block)
    if answer.problem == "line break":
        raise MathsError(
            "a line cannot be broken here",
            r"put the lines between `\begin{aligned}` and `\end{aligned}`",
            _break_in(tex),
        )
    if answer.problem:
        raise MathsError(*_explained(answer.problem, tex, answer.offset), answer.offset)
    if colour := _COLOUR_NAME.search(answer.mathml):
        name = colour[1]
        at = tex.find(name)
        raise MathsError(
            f"there is no colour `{name}`", "name one of LaTeX's, or write `#1a6e5c`", at if at >= 0 else None
        )
    return answer.mathml


def _break_in(tex: str) -> int | None:
    """Return where the first line break stands that is in no environment."""
    depth = 0
    for token in re.finditer(r"\\(?:begin|end)(?![A-Za-z])|\\.", tex, re.DOTALL):
        if token.group() == r"\\" and not depth:
            return token.start()
        depth += {r"\begin": 1, r"\end": -1}.get(token.group(), 0)
    return None


def _explained(message: str, tex: str, offset: int | None) -> tuple[str, str]:
    """Return what is wrong, and the way out, of what Temml says: its message ends in a piece of the formula."""
    said = re.split(r" at (?:position \d+|end of input)", " ".join(message.split()))[0].rstrip(":. ")
    if unknown := re.search(r"(?:Unsupported function name|Undefined control sequence): (\\\S+)", said):
        return f"there is no TeX command `{unknown[1]}`", "check its name; docs/source-format.md tells what is known"
    if environment := re.search(r"No such environment: (\S+)", said):
        return f"there is no environment `{environment[1]}`", "use `aligned`, `gathered`, `cases`, `array` or `matrix`"
    if "expected '}'" in said or (offset == len(tex) and "Expected '}'" in said):
        return "a brace that is opened is never closed", "put a `}` where its group ends"
    if "of null" in said or "undefined" in said:
        return "something is missing here", "see what comes after each `^`, `_` and command"
    return (said[:1].lower() + said[1:]).replace("\\\\", "\\"), "check braces, `&` and the names of commands"
