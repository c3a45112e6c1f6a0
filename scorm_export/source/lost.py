"""Reports what of a Markdown text would be lost: blocks that do not end where they should, cells, stray signs.

Nothing of a text may vanish from the page, or stand on it as signs, without a diagnostic.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scorm_export.diagnostics import Diagnostics, Related
from scorm_export.source.foreign import container_problem, included_by
from scorm_export.source.places import Places
from scorm_export.source.syntax import Syntax

if TYPE_CHECKING:
    from markdown_it.token import Token

_COLONS = re.compile(r"[\s>]*(:{3,})\s*")
_NAME = re.compile(r"\{[^}]*\}|(?:[!?+]{3,} *)?[\w-]+|\S+")
_TICKS = re.compile(r"[\s>]*(`{3,}|~{3,})\s*")
_OPEN_COMMENT = re.compile(r"<!--(?:(?!-->).)*?(?:<!--|\Z)", re.DOTALL)
"""One that is not closed before the next, or at all."""
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_UNSHOWN = re.compile(r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)|<![A-Za-z].*?(?:>|\Z)", re.DOTALL)
"""What HTML does not show: literal text, instructions and declarations."""
_UNFINISHED = re.compile(r"</?[A-Za-z][\w-]*(?:\s(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*)?(?=<|\Z)")
"""A tag without its end, which takes along what follows."""
_DEFINITION = re.compile(r"[\s>]*(\[.*?\]:)")
_ADDRESS = re.compile(r"[./#?:@]|\A<")
"""What the address of a link has, and a word has not."""
_TAGS = re.compile(r"<(/?)([a-zA-Z][\w-]*)(?:\"[^\"]*\"|'[^']*'|[^<>\"'])*?(/?)>")
WITHOUT_END = frozenset("area base br col embed hr img input link meta param source track wbr".split())
"""HTML elements that have no end."""
_NEVER_CLOSED = WITHOUT_END | frozenset("p li dt dd td th tr thead tbody tfoot colgroup rt rp option".split())
"""Those, and the ones that may leave it out."""


def report_lost(
    tokens: Sequence[Token],
    lines: Sequence[str],
    env: dict[str, Any],
    places: Places,
    found: Diagnostics,
    *,
    blanks: bool,
) -> bool:
    """Report what would not come to the page as it was meant; return whether the text was read to its end.

    `blanks` says that `[[a]]` is a blank in this text.
    """
    before = found.errors
    _report_fences(tokens, lines, places, found)
    _report_html(tokens, places, found)
    whole = found.errors == before
    syntax: Syntax = env["syntax"]
    cut = {number for check in syntax.checks for number in check(tokens, lines, places, found)}
    uncut = [token for token in tokens if not token.map or token.map[0] not in cut]
    _report_foreign(uncut, places, found, blanks=blanks)
    _report_containers(tokens, lines, places, found, syntax)
    for written, first, second in env.get("repeated", ()):
        found.error(
            "duplicate-id",
            "this is defined twice, and what stands here would be lost",
            places.on(second, written),
            "give it a name of its own",
            related=Related("first defined here", places.on(first, written)),
        )
    _report_definitions(tokens, lines, env, places, found)
    for word, line in env.get("unused_abbreviations", {}).items():
        found.note("unused-abbreviation", f"the abbreviation `{word}` is nowhere in this text", places.on(line, word))
    return whole


def _report_definitions(
    tokens: Iterable[Token], lines: Sequence[str], env: dict[str, Any], places: Places, found: Diagnostics
) -> None:
    """Report addresses that were given a name, and that no link has."""
    used = {child.meta.get("label") for token in tokens for child in (token.children or ())}
    for label, reference in env.get("references", {}).items():
        number = reference["map"][0]
        if label in used:
            continue
        written = _DEFINITION.match(lines[number])
        at = places.on(number, written[1] if written else "[")
        if _ADDRESS.search(reference["href"]):
            message = "no link goes to this address, so the line is not shown"
            found.warn("unused-address", message, at, "link to it: `[words][name]`; or leave it out")
        else:
            message = "this is read as an address for links, so the line is not shown"
            found.error("broken-link", message, at, f"put a backslash before it: `\\{written[1] if written else '['}`")


def _report_foreign(tokens: Iterable[Token], places: Places, found: Diagnostics, *, blanks: bool) -> None:
    for token in tokens:
        for mark in token.meta.get("foreign", ()):
            for _ in range(mark.in_code):
                places.of(token, mark.written)  # which goes on from there
            if not (blanks and mark.rule == "blank-placement"):
                found.error(mark.rule, mark.message, places.of(token, mark.written), mark.hint)


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
                    "there is nothing in this callout",
                    places.of(token),
                    "indent its text by four spaces, or write `::: note`, the text, and `:::`",
                )
            around.append(token)
        for line in token.content.split("\n") if token.type == "inline" else ():
            if fence := _COLONS.fullmatch(line):
                if not expected:
                    found.error(
                        "container-syntax",
                        "no container is open that this could close",
                        places.of(token, fence.group(1)),
                        "leave it out; a container around another has more colons: `::::`",
                    )
                expected = max(0, expected - 1)


def _report_unknown(token: Token, places: Places, found: Diagnostics, syntax: Syntax) -> None:
    name = _name(token)
    message, hint = container_problem(name, str(token.meta.get("written", "")), syntax)
    found.error("unknown-container", message, places.of(token, name), hint)


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
            "put a line `:::` where it ends; one around another has more colons: `::::`",
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


def _report_html(tokens: Iterable[Token], places: Places, found: Diagnostics) -> None:
    opened: list[tuple[str, Token]] = []
    for token, block in _html(tokens):
        _report_comments(token, block, places, found)
        written = _COMMENT.sub("", token.content)
        if _report_unshown(token, written, block, places, found):
            continue
        for closing, name, alone in _TAGS.findall(_UNSHOWN.sub("", written)):
            tag = name.lower()
            if tag in _NEVER_CLOSED or alone:
                continue
            if not closing:
                opened.append((tag, block))
            elif (at := next((n for n, one in reversed([*enumerate(opened)]) if one[0] == tag), None)) is not None:
                del opened[at]
    for tag, count in Counter(tag for tag, _ in opened).items():
        _, block = [one for one in opened if one[0] == tag][-count]
        found.error(
            "unclosed-mark", f"`<{tag}>` is never closed", places.of(block, f"<{tag}"), f"put `</{tag}>` where it ends"
        )


def _report_comments(token: Token, block: Token, places: Places, found: Diagnostics) -> None:
    if _OPEN_COMMENT.search(token.content):
        found.error(
            "unclosed-mark", "this comment is never closed", places.of(block, "<!--"), "put `-->` where it ends"
        )
    for comment in _COMMENT.findall(token.content):
        if included := included_by(comment):
            found.error(included.rule, included.message, places.of(block, included.written), included.hint)


def _report_unshown(token: Token, written: str, block: Token, places: Places, found: Diagnostics) -> bool:
    """Report what of some HTML no page shows; return whether a tag without its end makes the rest unreadable."""
    for unshown in _UNSHOWN.findall(written):
        found.error(
            "raw-html-removed",
            "a page does not show this",
            places.of(block, unshown.split("\n")[0]),
            "write what is meant in Markdown, or leave it out; a sign is `\\<`",
        )
    unfinished = _UNFINISHED.search(_UNSHOWN.sub("", written)) if token.type == "html_block" else None
    if unfinished:
        token.meta["unfinished"] = True
        found.error(
            "unclosed-mark",
            "this tag has no `>`, and takes what follows along",
            places.of(block, unfinished.group().split("\n")[0].rstrip()),
            "put `>` behind its name; a sign is `\\<`",
        )
    return unfinished is not None


def _html(tokens: Iterable[Token]) -> Iterator[tuple[Token, Token]]:
    for block in tokens:
        for token in (block, *(block.children or ())):
            if token.type in ("html_inline", "html_block"):
                yield token, block
