"""Diagrams that Graphviz draws when the text is read, in the colours of the theme."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from scorm_export.blocks.base import Block, Export, Page
from scorm_export.diagnostics import Diagnostics
from scorm_export.source.places import Places
from scorm_export.trust.svg import clean_svg

_FENCES = ("dot", "graphviz")
_SECONDS = 20
_MOST_KEPT = 64
"""Diagrams that are drawn again and again while an author previews a course."""
_FONTS = ("-Gfontname=sans-serif", "-Nfontname=sans-serif", "-Efontname=sans-serif")
_LINE = re.compile(r"in line (\d+)")
_FOLLOWS = frozenset({"none", "transparent", "black", "white", "lightgrey"})
"""The colours of Graphviz for which `block.css` has colours of the theme."""
_COLOUR = re.compile(r' (?:fill|stroke)="([^"]+)"')
_NAME = re.compile(r"( id=\"|url\(#|=\"#)")
_TIP = re.compile(r"<title>[^<]*</title>|<title/>")
_WIDE = 330
"""Points; a wider diagram is not made smaller to fit a phone, since nobody could read it."""
_SIZE = re.compile(r'(?<=<svg)((?: [\w:-]+="[^"]*")*?) width="([\d.]+)pt" height="([\d.]+)pt"')


class _NotDrawnError(Exception):
    """Graphviz did not draw a diagram; the message is its own."""


@lru_cache(maxsize=_MOST_KEPT)
def _draw(source: str) -> bytes:
    """Return the SVG of a diagram. Raises _NotDrawnError, or FileNotFoundError without Graphviz."""
    program = shutil.which("dot")
    if program is None:
        raise FileNotFoundError("dot")
    try:
        done = subprocess.run(  # noqa: S603 — the program is Graphviz, and the text is its input
            [program, "-Tsvg", "-Gbgcolor=transparent", *_FONTS],
            input=source.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
            env=os.environ | {"SERVER_NAME": "scorm-export", "LC_ALL": "C.UTF-8"},  # it reads no files as a server
        )
    except subprocess.TimeoutExpired as problem:
        raise _NotDrawnError(f"it was not drawn within {_SECONDS} seconds") from problem
    if done.returncode or not done.stdout:
        message = done.stderr.decode("utf-8", "replace").strip().partition("\n")[0]
        raise _NotDrawnError(message.removeprefix("Error: ").replace("<stdin>: ", ""))
    return done.stdout


def _is_diagram(token: Token) -> bool:
    return token.type == "fence" and token.info.strip().partition(" ")[0].lower() in _FENCES


def _alternative(fence: Token) -> str:
    return fence.info.strip().partition(" ")[2].strip()


def _check(tokens: Sequence[Token], lines: Sequence[str], places: Places, found: Diagnostics) -> tuple[int, ...]:
    """Draw each diagram, and report those that cannot be drawn, or that have no text alternative."""
    for token in tokens:
        if _is_diagram(token):
            _take(token, lines, places, found)
    return ()


def _take(fence: Token, lines: Sequence[str], places: Places, found: Diagnostics) -> None:
    name = fence.info.strip().partition(" ")[0]
    at = places.of(fence, name)
    if not _alternative(fence):
        hint = f"say after `{name}` what it shows: ```` ```{name} Three loops, each around the last ````"
        found.error("missing-alternative-text", "this diagram has no text alternative", at, hint, "WCAG 2.2, 1.1.1")
    try:
        figure = clean_svg(_draw(fence.content))
    except FileNotFoundError:
        hint = "install Graphviz; or draw it elsewhere with `dot -Tsvg`, and write `![What it shows](file.svg)`"
        found.error("diagram-not-drawn", "Graphviz, which draws this diagram, is not installed", at, hint)
        return
    except _NotDrawnError as problem:
        said = str(problem)
        line = _LINE.search(said)
        number = fence.map[0] + int(line[1]) if line and fence.map else len(lines)
        if number < len(lines):
            at = places.on(number, lines[number].strip())
        hint = (
            "the mistake is in this line or in the one before it" if line else "try it with `dot -Tsvg`, piece by piece"
        )
        found.error("diagram-not-drawn", f"Graphviz does not draw this: {said}", at, hint)
        return
    for refused in figure.problems[:1]:
        hint = "a diagram consists of shapes and texts alone"
        found.error("diagram-not-drawn", f"in this diagram, {refused.message}", at, hint)
    drawn = figure.content.decode()
    if "<a " in drawn:
        hint = "leave out `URL` and `href`, and write the links in the text"
        found.error("diagram-not-drawn", "not everyone can follow links in a diagram", at, hint)
    if others := sorted(set(_COLOUR.findall(drawn)) - _FOLLOWS):
        message = f"the colour `{others[0]}` is the same in light, dark and high contrast"
        hint = 'write `class="accent"` for a colour of the theme; there are `accent`, `key`, `right`, `partly`, `wrong`'
        found.warn("diagram-colour", message, places.of(fence, others[0]), hint)
    fence.meta["drawn"] = drawn


def _arrange(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token.copy(type="diagram") if _is_diagram(token) else token for token in tokens)


def _page(page: Page, tokens: Sequence[Token], index: int) -> str:
    fence = tokens[index]
    prefix = page.own(f"diagram-{index}-")
    svg = _NAME.sub(rf"\g<1>{prefix}", _TIP.sub("", str(fence.meta["drawn"]).strip()))
    size = _SIZE.search(svg)
    is_wide = size is not None and float(size[2]) > _WIDE
    attributes = 'class="diagram diagram-wide" tabindex="0"' if is_wide else 'class="diagram"'
    svg = _SIZE.sub(r'\1 width="\2pt" height="\3pt" aria-hidden="true"', svg, count=1)
    label = escapeHtml(_alternative(fence))
    return page.slot(f'<div {attributes} role="img" aria-label="{label}">{svg}</div>') + "\n"


def _exported(export: Export, tokens: Sequence[Token], index: int) -> str:
    export.lose("a diagram; its text alternative is kept")
    return f"<p>{escapeHtml(_alternative(tokens[index]))}</p>\n"


BLOCK = Block(
    name="diagram",
    fences=_FENCES,
    check=_check,
    arrange=_arrange,
    classes=frozenset({"diagram", "diagram-wide"}),
    page={"diagram": _page},
    export={"diagram": _exported},
)
