"""Reports what of a Markdown text would be lost: blocks that do not end where they should, cells, stray signs.

Nothing of a text may vanish from the page, or stand on it as signs, without a diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from scorm_export.diagnostics import Diagnostics, Fix, Related, replaced, respelt
from scorm_export.source.definitions import report_definitions
from scorm_export.source.foreign.blocks import container_problem
from scorm_export.source.places import Places
from scorm_export.source.raw_html import report_unfinished
from scorm_export.source.syntax import Syntax

if TYPE_CHECKING:
    from markdown_it.token import Token

_COLONS = re.compile(r"[\s>]*(:{3,})\s*")
_NAME = re.compile(r"\{[^}]*\}|(?:[!?+]{3,} *)?[\w-]+|\S+")
_TICKS = re.compile(r"[\s>]*(`{3,}|~{3,})\s*")


def report_lost(
    tokens: Sequence[Token],
    lines: Sequence[str],
    env: dict[str, Any],
    places: Places,
    found: Diagnostics,
) -> bool:
    """Report what would not come to the page as it was meant; return whether the text was read to its end."""
    before = found.errors
    _report_fences(tokens, lines, places, found)
    report_unfinished(tokens, places, found)
    whole = found.errors == before
    syntax: Syntax = env["syntax"]
    cut = {number for check in syntax.checks for number in check(tokens, lines, places, found)}
    uncut = [token for token in tokens if not token.map or token.map[0] not in cut]
    _report_foreign(uncut, places, found)
    _report_containers(tokens, lines, places, found, syntax)
    report_definitions(tokens, lines, env, places, found)
    return whole


def _report_foreign(tokens: Iterable[Token], places: Places, found: Diagnostics) -> None:
    for token in tokens:
        for mark in token.meta.get("foreign", ()):
            for _ in range(mark.in_code):
                places.of(token, mark.written)  # which goes on from there
            at = places.of(token, mark.written)
            fix = () if mark.fix is None else replaced(at, mark.written, mark.fix)
            found.error(mark.rule, mark.message, at, mark.hint, fix=fix)


def _report_containers(
    tokens: Sequence[Token], lines: Sequence[str], places: Places, found: Diagnostics, syntax: Syntax
) -> None:
    """Report containers that are not ours, not closed, empty, or closed without having been opened."""
    around: list[Token] = []
    expected = 0
    """Ends that are too many only since a container took the end of another."""
    for index, token in enumerate(tokens):
        if token.type.startswith("container_"):
            if token.nesting < 0:
                around.pop()
                continue
            if token.meta.get("unknown"):
                _report_unknown(token, places, found, syntax)
            if "closes" not in token.meta:
                expected += _report_end(token, around, lines, places, found)
            elif tokens[index + 1].nesting < 0:
                found.error(
                    "container-syntax",
                    "this callout is empty",
                    places.of(token),
                    "indent its text by four spaces, or write `::: note`, the text, and `:::`",
                )
            around.append(token)
        for line in token.content.split("\n") if token.type == "inline" else ():
            if fence := _COLONS.fullmatch(line):
                if not expected:
                    found.error(
                        "container-syntax",
                        "there is no open container for this to close",
                        places.of(token, fence.group(1)),
                        "delete it; a container around another needs more colons: `::::`",
                    )
                expected = max(0, expected - 1)


def _report_unknown(token: Token, places: Places, found: Diagnostics, syntax: Syntax) -> None:
    name = _name(token)
    message, hint = container_problem(name, str(token.meta.get("written", "")), syntax)
    at = places.of(token, name)

    def fix() -> Fix:
        return respelt(at, name, syntax.names) if callable(hint) else ()

    found.error("unknown-container", message, at, hint, fix=fix)


def _name(token: Token) -> str:
    """Return what a container is called where it is opened, without its title."""
    match = _NAME.match(str(token.meta.get("written", token.info)))
    return match.group() if match else token.info


def _report_end(token: Token, around: Sequence[Token], lines: Sequence[str], places: Places, found: Diagnostics) -> int:
    """Report a container that does not end by itself; return how many ends are too many after it."""
    assert token.map is not None
    end = _COLONS.fullmatch(lines[token.map[1]]) if token.map[1] < len(lines) else None
    outer = next((other for other in reversed(around) if other.map and other.map[1] == token.map[1]), None)
    if end is None or (outer is not None and len(outer.markup) > len(token.markup)):
        found.error(
            "container-syntax",
            "this container is not closed",
            places.of(token, token.markup),
            "put a line `:::` where it ends; one around another needs more colons: `::::`",
        )
    elif outer is not None and len(end.group(1)) >= len(token.markup):
        names = [_name(one) for one in (outer, token)]
        found.error(
            "container-syntax",
            f"`{names[1]}` starts before `{names[0]}` is closed",
            places.of(token, token.markup),
            f"put a line `:::` before it; or, to keep it within, give `{names[0]}` and its end more colons: `::::`",
            related=Related(f"`{names[0]}` is open since here", places.of(outer, outer.markup)),
        )
        return 1
    return 0


def _report_fences(tokens: Iterable[Token], lines: Sequence[str], places: Places, found: Diagnostics) -> None:
    for token in tokens:
        if token.map and (token.type == "fence" or (token.type == "math_block" and token.markup != "$$")):
            last = lines[token.map[1] - 1] if token.map[1] - 1 > token.map[0] else ""
            end = _TICKS.fullmatch(last)
            if end is None or not end.group(1).startswith(token.markup):
                found.error(
                    "unclosed-mark",
                    "this code is never closed",
                    places.of(token, token.markup),
                    f"put a line ```` {token.markup} ```` where it ends",
                )
