"""Blocks of other dialects: directives, diagrams, containers, tables that are drawn, and what four spaces make code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from scorm_export.diagnostics import Hint, closest
from scorm_export.source.dialects import container
from scorm_export.source.foreign.found import (
    AS_HEADINGS,
    AS_IMAGE,
    AS_OWN,
    AS_TABLE,
    AS_TABS,
    IN_A_QUIZ,
    NOT_DRAWN,
    PUT_IN,
    Foreign,
    as_callout,
)
from scorm_export.source.syntax import Syntax

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_RULED = re.compile(r"[\s>]*(?P<dashes>-{2,}(?:\s+-{2,})+)\s*")
"""The line of dashes under the head of a table whose columns are drawn with spaces."""

_CONTAINERS = {
    **dict.fromkeys(("panel-tabset", "group-tab", "code-group", "tabbed"), AS_TABS),
    **dict.fromkeys(("grid", "card", "columns", "column"), AS_HEADINGS),
    **dict.fromkeys(("quiz", "question"), f"{IN_A_QUIZ}; a task is `::: example Title`"),
    "include": PUT_IN[1],
    "discussion": f"write `::: note Title`; {AS_OWN}",
    **dict.fromkeys(("figure", "image"), "write `![What it shows](file)`"),
    **dict.fromkeys(
        ("video", "youtube", "vimeo"),
        "a video is `![Title](file.mp4)`; one of the web is `::: embed [Title](https://…)`",
    ),
}
_DIAGRAMS = frozenset(
    "mermaid plantuml puml dot graphviz d2 vega vega-lite wavedrom ditaa tikz svgbob nomnoml geojson topojson flow "
    "flowchart sequence markmap mindmap echarts bpmn abc".split()
)
_AS_CODE = (
    "this is indented by four spaces, which makes it code",
    "indent it less; to show it as code, put it between lines ```` ```text ```` and ```` ``` ````",
)
_DIRECTIVES = {
    **dict.fromkeys(("figure", "image"), "write `![What it shows](file)`"),
    "math": "put `$$` on a line before it and on one after it",
    **dict.fromkeys(_DIAGRAMS, AS_IMAGE),
}
_LISTING = re.compile("-{4,}")
_AS_LISTING = (
    "lines of dashes do not enclose code: the second makes a heading of the line before it",
    "put code between lines of ```` ``` ````; a line across the page has an empty line after it",
)
_QUIZZES = frozenset("mcq quiz quizdown".split())
_INCLUDE = re.compile(r"<!--\s*[@#]include\b")
_AFTER_LANGUAGE = re.compile(r"\S+\s+(?P<rest>(?:.*\s)?(?:\{|\[|[\w-]+=|(?:showLineNumbers|linenums|live)\b).*)")

_NAMES_CODE = re.compile(r"[\"'“”]|name|title|caption", re.IGNORECASE)
"""What options have that learners would miss."""


@cache
def _indented(syntax: Syntax) -> re.Pattern[str]:
    """Return what begins a block where it is not indented."""
    others = ("quote", "abstract", "success", "failure", "bug")
    kinds = "|".join(map(re.escape, dict.fromkeys([*syntax.spellings, *_CONTAINERS, *others])))
    return re.compile(rf"^ *(?::{{3,}} ?[\w{{]|(?:!!!|\?\?\?\+?) ?(?:{kinds})\b|```|\$\$$|--\{{\{{).*", re.MULTILINE)


def find_indented(code: Token, syntax: Syntax) -> Iterator[Foreign]:
    """Find a block that four spaces make code."""
    if opened := _indented(syntax).search(code.content):
        yield Foreign(opened.group().strip(), "foreign-markdown", *_AS_CODE)


def find_ruled(state: StateCore) -> None:
    """Find tables whose columns are drawn with spaces: the first of two equal lines of dashes."""
    rules = [token for token in state.tokens if token.type == "hr" and token.markup.startswith("--") and token.map]
    lines = state.src.split("\n") if rules else []
    seen: set[str] = set()
    for token in rules:
        ruled = _RULED.fullmatch(lines[token.map[0]])  # type: ignore[index]  # those without were left out
        if ruled and ruled["dashes"] not in seen:
            seen.add(ruled["dashes"])
            token.meta["foreign"] = [Foreign(ruled["dashes"], "table-syntax", NOT_DRAWN, AS_TABLE)]


def find_listings(state: StateCore) -> None:
    """Find code between lines of dashes, as in AsciiDoc: the second line makes a heading of the line before it."""
    lines = state.src.split("\n")
    opening: Token | None = None
    for token in state.tokens:
        if token.type == "hr" and token.map:
            following = lines[token.map[1] : token.map[1] + 1]
            opening = token if _LISTING.fullmatch(token.markup) and following and following[0].strip() else None
        elif token.type == "heading_open" and token.markup == "-" and token.map and opening and opening.map:
            dashes = lines[opening.map[0]].strip()
            if lines[token.map[1] - 1].strip() == dashes:
                opening.meta["foreign"] = [Foreign(dashes, "foreign-markdown", *_AS_LISTING)]
            opening = None


def find_in_fence(fence: Token, syntax: Syntax) -> Iterator[Foreign]:
    """Find what a fence opens that is not code, or that is more than code."""
    info = fence.info.strip()
    word = info.partition(" ")[0].lower()
    if word in syntax.fences:
        return
    if word in _DIAGRAMS:
        yield Foreign(info, "foreign-markdown", "diagrams are not drawn", AS_IMAGE)
    elif word in _QUIZZES:
        yield Foreign(info, "foreign-markdown", "questions are not asked like this", IN_A_QUIZ)
    elif info.startswith("{"):
        found = container(info, syntax)
        hint = _DIRECTIVES.get(
            word.strip("{}"), "name a language alone, such as ```` ```python ````, or write it in Markdown"
        )
        if found:
            hint = f"write `::: {' '.join(filter(None, found))}`, the text, and `:::`"
        language = re.fullmatch(r"\{(\w+)\}", info) if hint.startswith("name a language") else None
        fix = language[1] if language else None
        yield Foreign(info, "foreign-markdown", f"`{info}` is not read here", hint, fix=fix)
    elif after := _AFTER_LANGUAGE.fullmatch(info):
        message = "options after the language are not supported"
        fix = None if _NAMES_CODE.search(after["rest"]) else ""
        hint = "delete it; write a title in a line above the code"
        yield Foreign(after["rest"], "foreign-markdown", message, hint, fix=fix)


def included_by(comment: str) -> Foreign | None:
    """Return a comment that would put another file in."""
    match = _INCLUDE.match(comment)
    return Foreign(comment.partition("\n")[0], "foreign-markdown", *PUT_IN) if match else None


def container_problem(name: str, written: str, syntax: Syntax) -> tuple[str, Hint]:
    """Return what is wrong where a container that is not ours is opened, and what to write instead."""
    word = re.sub(r"^\{?\s*\.(?:callout-)?", "", name).strip("{}.!?+ ").split(maxsplit=1)[:1]
    kind = word[0].lower() if word else ""
    if known := syntax.spellings.get(kind):
        ours = (known.collapsed if written.startswith("???") else "") or known.name
        return f"`{name}` is not opened like this", f"write `::: {ours} Title`, the text, and `:::`"

    def meant() -> str:
        close = closest(kind, syntax.names)
        return f"did you mean `{close}`?" if close else as_callout(syntax)

    return f"there is no container `{name}`", _CONTAINERS.get(kind) or meant
