"""Marks that mean something in another dialect of Markdown, or nothing, and would stand on the page as signs.

Looked for in the text as learners would read it, so code and what is escaped with a backslash is left alone. Each is
found with what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorm_export.diagnostics import closest
from scorm_export.source.dialects import CALLOUTS, CONTAINERS, container

if TYPE_CHECKING:
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_ESCAPED, _ELEMENT, _CODE, _LINK, _IMAGE, _NOTE = "\ue000\ue001\ue002\ue003\ue004\ue005"
_ESCAPED_BRACKETS = dict(zip("()[]", "\ue010\ue011\ue012\ue013", strict=True))
"""What stands for text that is not plain, in the text that is looked through."""
_WRITTEN = {sign: f"\\{bracket}" for bracket, sign in _ESCAPED_BRACKETS.items()}
"""How some of it is written."""
_STAND_INS = re.compile("[\ue000-\ue013]")


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something that would stand on the page as signs: how it is written, which rule it breaks, and the way out."""

    written: str
    rule: str
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class _Mark:
    pattern: re.Pattern[str]
    message: str
    hint: str
    rule: str = "foreign-markdown"


def _mark(pattern: str, message: str, hint: str, rule: str = "foreign-markdown") -> _Mark:
    return _Mark(re.compile(pattern, re.MULTILINE), message, hint, rule)


_IN_A_QUIZ = "ask it in a quiz: a .yaml file in its module's `activities`"
_AS_CALLOUT = "write `::: note Title`, the text, and `:::`; the kinds are " + ", ".join(
    f"`{name}`" for name in CALLOUTS
)
_AS_IMAGE = "put it in as an image: `![What it shows](file.svg)`; to show its source, write ```` ```text ````"
_AS_HEADINGS = "give each part a heading of its own, such as `### Label`"

_MARKS = (
    _mark(
        r"!?(?:\[[^\[\]\n]*)?\]\((?:[^()\n]|\([^()\n]*\))*\)?",
        "this is not a link, and would stand on the page as it is",
        "put an address with spaces between `<` and `>`; web addresses start with `https:`",
        "broken-link",
    ),
    _mark(
        rf"\[[^\[\]\n]+\] \((?:{_LINK}[^{_ELEMENT}\n]*{_ELEMENT}|[^()\s]+\.\w[^()\s]*)\)",
        "this is not a link, and would stand on the page as it is",
        "put no space between `]` and `(`",
        "broken-link",
    ),
    _mark(
        r"!?\[[^\[\]\n]+\]\[[^\[\]\n]*\]",
        "this is not a link: its address is not given anywhere",
        "write `[words](address)`, or add a line `[name]: address`",
        "broken-link",
    ),
    _mark(
        r"\$\$",
        "this `$$` opens no formula, or is never closed",
        "put `$$` on lines of their own before and after the formula; a dollar sign is `\\$`",
        "unclosed-mark",
    ),
    _mark(
        r"\*\*",
        "this `**` pairs with none",
        "close it with another `**`, without a space inside; a sign is `\\*`",
        "unclosed-mark",
    ),
    _mark(
        r"~~",
        "this `~~` pairs with none",
        "close it with another `~~`, without a space inside; a sign is `\\~`",
        "unclosed-mark",
    ),
    _mark(r"`+", "this code is never closed", "close it with as many `` ` ``; a sign is `` \\` ``", "unclosed-mark"),
    _mark(r"<!--.*", "this comment is never closed", "put `-->` where it ends", "unclosed-mark"),
    _mark(
        r'^===[!+]? ".*',
        "tabs are not read",
        "give each tab a heading of its own, such as `### Label`, and indent nothing",
    ),
    _mark(r"\{%.{0,200}?%\}", "template tags are not read", "write here what it would put in"),
    _mark(r"\{\{.{0,200}?\}\}", "template tags are not read", "write here what it would put in"),
    _mark(r"^-{1,}8<-+.*", "other files are not put in", "write here what it would put in"),
    _mark(
        r"\[@[\w:.#-][^\]\n]{0,200}\]",
        "citations are not read",
        "write a footnote: `[^key]`, and below `[^key]: the source`",
    ),
    _mark(
        r"^\s*\[(?:TOC|toc|\[_?(?:TOC|toc)_?\])\]\s*$",
        "there are no tables of contents within a lesson",
        "leave it out: the player lists all lessons; a link to a heading is `[words](#heading)`",
    ),
    _mark(r"^\s*\[(?:\[[ xX]\]|\([ xX]\))\]", "questions are not asked within a lesson", _IN_A_QUIZ),
    _mark(
        r"\[\[[a-z0-9]\]\]",
        "a blank does not stand here",
        "blanks stand in the `text` of a `fill-in` question; the signs alone are `\\[\\[a]]`",
        "blank-placement",
    ),
    _mark(
        r"!?\[\[[^\[\]\n]{2,200}\]\]",
        "links in double brackets are not read",
        "a link is `[words](file.md)`, an image `![What it shows](file)`, and a blank stands in a quiz, `[[a]]`",
    ),
    _mark(
        r"^:[\w-]+:(?: .*)?$",
        "options of directives are not read",
        "leave it out; a title stands after the name: `::: note Title`",
    ),
    _mark(
        r"(?<![\w:]):(?:[a-z][a-z0-9_+-]*[a-z0-9]|[+-]1|100):(?![\w:])",
        "names of emoji are not read",
        "put the sign itself, such as 🙂, or leave it out",
    ),
    _mark(
        r"\^\[[^\]\n]{1,300}\]",
        "notes are not written within a line",
        "write `[^name]` here, and below `[^name]: the note`",
    ),
    _mark(
        rf"\{{[a-z][\w:-]*\}}(?={_CODE})",
        "roles are not read",
        "write it in Markdown: `H~2~O`, `x^2^`, `$x^2$`, `[words](file.md)`",
    ),
    _mark(
        rf"(?<![{_ELEMENT}-{_IMAGE}])\{{:?\s*[.#][A-Za-z][^{{}}\n]*\}}|\{{:[^{{}}\n]+\}}",
        "attributes are not read here",
        "they stand right after a heading, image, link, code or words in brackets: `[words]{.class}`",
        "attribute-syntax",
    ),
    _mark(r"^(?:import|export) .*['\"];?$", "code of a page is not run", "leave it out"),
    _mark(r"</?[A-Z]\w*(?:\s[^<>\n]*)?/?>", "components are not read", "write it in Markdown, or leave it out"),
    _mark(r"^#{2,6}[^#\s].*", "this is not a heading", "put a space after the `#`"),
    _mark(
        r"(?<=\n)(?:[-*+>]|#{1,6}) \S.*(?:\n(?:[-*+>]|#{1,6}) .*)*",
        "this belongs to the paragraph before it",
        "put an empty line before it, or indent it less",
    ),
    _mark(r"^\.\. [\w-]+::.*", "directives are not read", _AS_CALLOUT),
    _mark(r"^\[!\w+\].*", "this is not a callout", _AS_CALLOUT),
    _mark(
        r"(?<![\w$])\$ [^$\n]{0,200}?[\\^_=][^$\n]{0,200}\$|(?<![\w$])\$[^\s$][^$\n]{0,200}?[\\^_=][^$\n]{0,200} \$",
        "this is not read as a formula",
        "write it without a space inside: `$x^2$`",
    ),
    _mark(r"^\\begin\{\w+\*?\}", "this is not read as a formula", "put `$$` on a line before it and on one after it"),
    _mark(
        r"\ue010(?:[^\ue010\ue011]*[\\^=+<>\d\ue000\ue001][^\ue010\ue011]*|\s*[A-Za-z]\s*)\ue011",
        "`\\(` does not open a formula",
        "write it between dollar signs: `$x^2$`",
    ),
    _mark(
        r"\ue012(?!\^)[^\ue012\ue013]*(?:\\[A-Za-z]|[_^])[^\ue012\ue013]*\ue013",
        "`\\[` does not open a formula",
        "put `$$` on a line before it and on one after it",
    ),
    _mark(
        rf"(?:^|(?<=\s))(?:!?\?|@){_LINK}",
        "this plays nothing",
        "a video is `![Title](file.mp4)` in a paragraph of its own; a link is `[words](https://…)`",
    ),
    _mark(
        rf"^(?:\*\[[^\]\n]+\]|\[\^[^\]\n]+\]|{_NOTE}):.*",
        "a definition is not read within a paragraph",
        "put an empty line before it, and start it at the margin",
    ),
    _mark(r"%%[^%\n]{1,200}%%", "comments are not written like this", "write `<!-- … -->`"),
    _mark(
        r"^\|.*(?:\|[^\S\n]*$|\n\|.*)(?:\n\|.*)*",
        "this is not a table: the line under its head is missing, or has other columns than it",
        "put `| --- | --- |` under the head, with as many cells",
        "table-syntax",
    ),
)
OF_TEXT = re.compile("|".join(f"(?:{mark.pattern.pattern})" for mark in _MARKS), re.MULTILINE)

_CONTAINERS = {
    **dict.fromkeys(("tabs", "tab", "tab-set", "tab-item", "panel-tabset", "group-tab", "code-group"), _AS_HEADINGS),
    **dict.fromkeys(("grid", "card", "cards", "steps", "columns", "column", "accordion"), _AS_HEADINGS),
    **dict.fromkeys(("quiz", "question", "challenge", "exercise"), f"{_IN_A_QUIZ}; a task is `::: example Title`"),
    "solution": "write `::: details Solution`",
    "answer": "write `::: details Answer`",
    "objectives": "list the ids of the course's objectives under `objectives` in the front matter",
    **dict.fromkeys(("figure", "image"), "write `![What it shows](file)`"),
    **dict.fromkeys(("video", "youtube", "iframe"), "a video is `![Title](file.mp4)`; a link is `[words](https://…)`"),
}
_DIAGRAMS = frozenset("mermaid plantuml puml dot graphviz d2 vega vega-lite wavedrom ditaa tikz svgbob nomnoml".split())
_QUIZZES = frozenset("mcq quiz quizdown".split())


def find_foreign(state: StateCore) -> None:
    """Keep what would stand on the page as signs in `meta["foreign"]` of the text or fence that it is in."""
    for token in state.tokens:
        if token.type == "inline":
            token.meta["foreign"] = list(_in_text(token))
        elif token.type == "fence":
            token.meta["foreign"] = list(_in_fence(token))


def find_repeated(state: StateCore) -> None:
    """Keep what is defined twice, and would be lost the second time, in the environment: what it is, and both lines."""
    repeated = state.env.setdefault("repeated", [])
    seen: dict[str, int] = {}
    for token in state.tokens:
        if token.type == "footnote_reference_open" and token.map:
            name = f"[^{token.meta['label']}]:"
            if seen.setdefault(name, token.map[0]) != token.map[0]:
                repeated.append((name, seen[name], token.map[0]))
    for reference in state.env.get("duplicate_refs", ()):
        first = state.env["references"][reference["label"]]["map"][0]
        repeated.append(("[", first, reference["map"][0]))


def _in_text(block: Token) -> Iterator[Foreign]:
    shown = "".join(map(_shown, block.children or ()))
    if not OF_TEXT.search(shown):
        return
    told = [False] * len(shown)
    for mark in _MARKS:
        if block.meta.get("heading") and mark.rule == "attribute-syntax":
            continue  # a heading has them, and those that cannot be read are reported
        for match in mark.pattern.finditer(shown):
            if not any(told[match.start() : match.end()]):
                told[match.start() : match.end()] = [True] * len(match[0])
                yield Foreign(_written(match[0]), mark.rule, mark.message, mark.hint)


def _shown(token: Token) -> str:
    if token.type == "text":
        return token.content
    if token.type == "text_special":
        return _ESCAPED_BRACKETS.get(token.content, _ESCAPED)
    if token.type in ("softbreak", "hardbreak"):
        return "\n"
    return {"code_inline": _CODE, "link_open": _LINK, "image": _IMAGE, "footnote_ref": _NOTE}.get(token.type, _ELEMENT)


def _written(found: str) -> str:
    """Return what stands in the source of the first line of a match: how it begins, or its longest part."""
    first = found.strip().split("\n", 1)[0].rstrip()
    parts = _STAND_INS.split(first)
    return _WRITTEN.get(first[:1]) or (parts[0] if len(parts[0]) > 1 else max(parts, key=len))


def _in_fence(fence: Token) -> Iterator[Foreign]:
    info = fence.info.strip()
    word = info.partition(" ")[0].lower()
    if word in _DIAGRAMS:
        yield Foreign(info, "foreign-markdown", "diagrams are not drawn", _AS_IMAGE)
    elif word in _QUIZZES:
        yield Foreign(info, "foreign-markdown", "questions are not asked within a lesson", _IN_A_QUIZ)
    elif info.startswith("{"):
        found = container(info)
        hint = _DIRECTIVES.get(
            word.strip("{}"), "name a language alone, such as ```` ```python ````, or write it in Markdown"
        )
        if found:
            hint = f"write `::: {' '.join(filter(None, found))}`, the text, and `:::`"
        yield Foreign(info, "foreign-markdown", f"`{info}` is not read here", hint)


_DIRECTIVES = {
    **dict.fromkeys(("figure", "image"), "write `![What it shows](file)`"),
    "math": "put `$$` on a line before it and on one after it",
    **dict.fromkeys(_DIAGRAMS, _AS_IMAGE),
}


def container_hint(written: str) -> str:
    """Return what to write instead of a container that is not ours."""
    word = written.removeprefix("{.callout-").strip("{}.!?+ ").lower()
    close = closest(word, CONTAINERS)
    return _CONTAINERS.get(word) or (f"did you mean `{close}`?" if close else _AS_CALLOUT)
