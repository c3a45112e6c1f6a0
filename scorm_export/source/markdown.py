"""Markdown to a Document: tokens, and every heading, link and medium with its place.

CommonMark with tables, footnotes, definition lists, attributes, TeX maths, and the blocks that the caller declares. The
text is only read here; what its links and media lead to is for others to judge.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.source.attributes import report_attributes
from scorm_export.source.blanks import find_blanks
from scorm_export.source.definitions import report_anchors, report_footnotes
from scorm_export.source.document import (
    AUDIO_SUFFIXES,
    VIDEO_SUFFIXES,
    Document,
    Heading,
    Link,
    Medium,
    plain_text,
    walk,
)
from scorm_export.source.foreign_text import mark_language
from scorm_export.source.formulas import report_maths
from scorm_export.source.lost import report_lost
from scorm_export.source.parser import markdown_parser
from scorm_export.source.places import Places
from scorm_export.source.raw_html import report_removed
from scorm_export.source.syntax import NO_BLOCKS, Syntax

if TYPE_CHECKING:
    from markdown_it.token import Token

MOST_CHARACTERS = 200_000
"""Of a text: more than anybody reads as one lesson."""
_NOTHING: dict[str, Any] = {}
"""Shared by the many tokens without attributes, which take much of a long course's memory."""


def read_markdown(
    file: SourceFile,
    path: str,
    text: str,
    found: Diagnostics,
    *,
    first_line: int,
    last_line: int,
    column: int = 1,
    exact: bool = True,
    inline: bool = False,
    blanks: bool = False,
    syntax: Syntax = NO_BLOCKS,
    foreign: str | None = None,
    foreign_lines: Collection[int] | None = None,
    address: Callable[[str], str] | None = None,
) -> Document:
    """Parse a text that stands between two lines of a file; `inline` takes it as one paragraph without blocks.

    `blanks` says that `[[a]]` is a blank, `syntax` which blocks the text may have.

    `foreign` is the language of the text where it is not that of the course: of all blocks, or of those at
    `foreign_lines`, counted from 0. `address` returns the address of a medium that is used for another.

    `exact` says that the lines of the text are those of the file; YAML folds some. `column` is where the first begins.
    """
    if len(text) > MOST_CHARACTERS:
        message = f"this text has {len(text):,} characters; a text may have {MOST_CHARACTERS:,}"
        found.error("file-too-large", message, file.line(first_line, column), "split it into several lessons")
        text = ""
    parser = markdown_parser()
    env: dict[str, Any] = {"syntax": syntax, "blanks": blanks}
    tokens = parser.parseInline(text, env) if inline else parser.parse(text, env)
    places = Places(file, first_line, last_line, column, exact=exact and not inline)
    every = [*tokens, *_titles(tokens, blanks=blanks)]
    whole = report_lost(every, text.split("\n"), env, places, found)
    report_attributes(every, places, found)
    report_removed(every, places, found)
    if whole:
        report_footnotes(every, env, places, found)
    report_anchors(every, places, found)
    _report_empty_links(every, places, found)
    report_maths(every, places, found)
    for token, block in walk(every):
        if token.type == "image":
            _take_alternative(token, block, places, found)
            if address:
                _take_other_files(token, address)
        token.attrs = token.attrs or _NOTHING
        token.meta = token.meta or _NOTHING
        if token.type == "inline":
            token.content = ""  # its children have the same text
    if foreign:
        mark_language(tokens, foreign, foreign_lines)
    return Document(
        digest=hashlib.sha256(text.strip("\n").rstrip().encode()).hexdigest()[:32],
        path=path,
        file=file,
        tokens=tuple(tokens),
        footnotes=env.get("footnotes", {}),
        headings=tuple(_headings(tokens, places)),
        links=tuple(_links(every, places)),
        media=tuple(_media(every, places)),
        blanks=tuple(find_blanks(tokens, places)) if blanks else (),
    )


def marks_in(text: str) -> bool:
    """Whether a line has marks of Markdown, other than an address."""
    (line,) = markdown_parser().parseInline(text)
    return any(
        token.type not in ("text", "text_special") and token.markup != "autolink" for token in line.children or ()
    )


def _take_alternative(image: Token, block: Token, places: Places, found: Diagnostics) -> None:
    """Keep the words of an alternative text, which is read out and has no marks."""
    if any(token.type == "math_inline" for token in image.children or ()):
        hint = "describe it in words"
        found.warn(
            "foreign-markdown", "a formula in an alternative text is read out as TeX", places.of(block, "!["), hint
        )
    image.content = plain_text(image.children or ())


def _take_other_files(image: Token, address: Callable[[str], str]) -> None:
    """Put other files in the place of those that an image, video or recording names."""
    for name in ("src", "captions", "poster"):
        if isinstance(written := image.attrGet(name), str):
            image.attrSet(name, address(written))


def _titles(tokens: list[Token], *, blanks: bool) -> Iterator[Token]:
    """Read the titles of containers and the captions of figures, and keep them as `meta["title"]` of their tokens."""
    for token, block in walk(tokens):
        is_container = token.type.startswith("container_") and token.nesting == 1
        title = token.info.strip().partition(" ")[2] if is_container else str(token.attrGet("title") or "")
        is_read = token.type == "image" or (is_container and not token.meta.get("unknown"))
        if is_read and title.strip():
            token.meta["title"] = markdown_parser().parseInline(title.strip(), {"blanks": blanks})
            for read in token.meta["title"]:
                read.map = block.map
                yield read


def _headings(tokens: Any, places: Places) -> Iterator[Heading]:
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            words = plain_text([tokens[index + 1]])
            yield Heading(int(token.tag[1]), str(token.attrGet("id") or ""), words, places.of(token))


def _links(tokens: Any, places: Places) -> Iterator[Link]:
    for block in tokens:
        for token, following in pairwise(block.children or ()):
            if token.type == "link_open" and not _is_empty(token, following):
                href = str(token.attrGet("href") or "")
                yield Link(href, places.of_address(block, href, bare=token.markup == "autolink"))


def _is_empty(link: Token, following: Token) -> bool:
    """Whether a link has an address and no words, which is reported by itself."""
    return following.type == "link_close" and bool(link.attrGet("href"))


def _media(tokens: Any, places: Places) -> Iterator[Medium]:
    for index, token in enumerate(tokens):
        for child in token.children or ():
            if child.type == "image":
                src = str(child.attrGet("src") or "")
                captions, poster = _text(child.attrGet("captions")), _text(child.attrGet("poster"))
                before = tokens[index - 1] if index else None
                following = tokens[index + 2] if index + 2 < len(tokens) else None
                yield Medium(
                    src=unquote(src),
                    alternative=child.content.strip(),
                    decorative="decorative" in str(child.attrGet("class") or "").split(),
                    is_video=src.lower().endswith(VIDEO_SUFFIXES),
                    is_audio=src.lower().endswith(AUDIO_SUFFIXES),
                    captions=captions,
                    poster=poster,
                    alone=all(other is child or other.content.startswith("{") for other in token.children or ())
                    and before is not None
                    and before.type == "paragraph_open"
                    and not before.hidden,
                    has_transcript=following is not None and following.type == "container_transcript_open",
                    span=places.of_address(token, src),
                    captions_span=places.of(token, captions or "", ('captions="', "captions=", "")),
                    poster_span=places.of(token, poster or "", ('poster="', "poster=", "")),
                )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _report_empty_links(tokens: list[Token], places: Places, found: Diagnostics) -> None:
    for block in tokens:
        for token, following in pairwise(block.children or ()):
            if token.type == "link_open" and _is_empty(token, following):
                href = str(token.attrGet("href"))
                message = "this link is invisible: there are no words in its brackets"
                found.error("broken-link", message, places.of_address(block, href), "write `[words](address)`")
