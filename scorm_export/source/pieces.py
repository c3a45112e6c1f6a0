"""A Markdown text cut into its outermost blocks, as they are written and with their places.

For texts whose blocks mean something by themselves, such as questions: `read_markdown` then reads each part.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from markdown_it import MarkdownIt
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from scorm_export.diagnostics import SourceFile, Span
from scorm_export.source.yaml import Scalar

_VALUE = r"(?:\"[^\"]*\"|[^\s\"{}]+)"
_ATTRIBUTE = re.compile(rf"#(?P<id>[\w-]+)|\.(?P<word>[\w-]+)|(?P<name>[A-Za-z][\w-]*)=(?P<value>{_VALUE})")
_ATTRIBUTES = re.compile(rf"(?:\s|\A)(\{{\s*(?:(?:#[\w-]+|\.[\w-]+|[A-Za-z][\w-]*={_VALUE})\s*)*\}})\Z")
_MARKER = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])(?:\s+|\Z)")
_BOX = re.compile(r"(?:\[([ xX])\]|\(( )\))(?:\s+|\Z)")
_QUOTE = re.compile(r"\s{0,3}> ?")
_DEFINITION = re.compile(r"\s{0,3}[:~]\s+")
_MOST_KEPT = 1024
"""Texts whose blocks are remembered: a course in several languages is read once for each, from the same files."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines of a file: some text of each, from a column on. Numbers and columns count from 1."""

    file: SourceFile
    first: int
    texts: tuple[str, ...]
    columns: tuple[int, ...]

    @classmethod
    def of(cls, file: SourceFile, first: int, last: int) -> Lines:
        """Return whole lines of a file, `last` with them."""
        texts = file.lines[first - 1 : last]
        return cls(file, first, texts, (1,) * len(texts))

    def part(self, start: int, end: int) -> Lines:
        """Return some of the lines, counted from 0, `end` without."""
        return Lines(self.file, self.first + start, self.texts[start:end], self.columns[start:end])

    def cut(self, widths: Sequence[int]) -> Lines:
        """Return the lines without as many characters at the front of each."""
        texts = tuple(text[width:] for text, width in zip(self.texts, widths, strict=True))
        columns = tuple(column + width for column, width in zip(self.columns, widths, strict=True))
        return Lines(self.file, self.first, texts, columns)

    def ending(self, length: int) -> Lines:
        """Return the lines with only so many characters of the last."""
        return Lines(self.file, self.first, (*self.texts[:-1], self.texts[-1][:length]), self.columns)

    @property
    def span(self) -> Span:
        """Where the first of them stands."""
        text = self.texts[0].rstrip() if self.texts else ""
        return self.file.span(self.first, self.columns[0] if self.columns else 1, len(text))

    @property
    def end(self) -> tuple[int, int]:
        """The line and column right after the last word."""
        return self.first + len(self.texts) - 1, self.columns[-1] + len(self.texts[-1].rstrip())

    def scalar(self) -> Scalar:
        """Return the text as a value."""
        last = self.first + max(0, len(self.texts) - 1)
        return Scalar("\n".join(self.texts).rstrip(), self.span, self.first, last, literal=True)

    def stripped(self) -> Lines:
        """Return the lines without empty ones at either end."""
        written = [number for number, text in enumerate(self.texts) if text.strip()]
        return self.part(written[0], written[-1] + 1) if written else self.part(0, 0)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One of the attributes in braces: `id`, `word` for a class, or a name; and what it is set to."""

    name: Scalar
    value: Scalar


@dataclass(frozen=True, slots=True)
class Attributed:
    """A text without the attributes behind it."""

    text: Lines
    attributes: tuple[Attribute, ...]
    braces: int | None
    """The column after the opening brace, on the last line of the text; None where there are none."""

    def value(self, name: str) -> Scalar | None:
        """Return what an attribute is set to."""
        return next((each.value for each in self.attributes if each.name.text == name), None)


@dataclass(frozen=True, slots=True)
class Piece:
    """A block: a `paragraph`, `bullet_list`, `dl`, or whatever else the parser calls it."""

    kind: str
    lines: Lines
    items: tuple[Lines, ...] = ()
    """Of a list, with their markers."""
    level: int = 0
    """Of a heading that begins with `#`."""
    info: str = ""
    """Of a fence."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list: what its box is, its text, and the quote below it."""

    box: str
    """`x`, a space, `()`, or nothing where there is none."""
    text: Attributed
    quote: Lines | None
    other: Piece | None
    """The first block that is neither."""
    at: Span


def pieces(lines: Lines) -> tuple[Piece, ...]:
    """Return the outermost blocks of a text."""
    return tuple(_pieces(lines))


def _pieces(lines: Lines) -> Iterator[Piece]:
    for kind, (start, end), items, level, info in _outermost("\n".join(lines.texts)):
        yield Piece(
            kind=kind,
            lines=lines.part(start, end).stripped(),
            items=tuple(lines.part(*each).stripped() for each in items),
            level=level,
            info=info,
        )


class _Outermost(NamedTuple):
    """A block of a text, with the lines, counted from 0, that it and the items of a list begin at and end before."""

    kind: str
    lines: tuple[int, int]
    items: tuple[tuple[int, int], ...]
    level: int
    info: str


@lru_cache(_MOST_KEPT)
def _outermost(text: str) -> tuple[_Outermost, ...]:
    tokens = _parser().parse(text)
    found = []
    for index, token in enumerate(tokens):
        if token.level or token.nesting < 0 or not token.map:
            continue
        start, end = token.map
        items = [t.map for t in tokens[index:] if t.type == "list_item_open" and t.level == 1 and t.map]
        found.append(
            _Outermost(
                token.type.removesuffix("_open"),
                (start, end),
                tuple((each[0], each[1]) for each in items if start <= each[0] < end),
                int(token.tag[1]) if token.type == "heading_open" and token.markup.startswith("#") else 0,
                token.info.strip(),
            )
        )
    return tuple(found)


@cache
def _parser() -> MarkdownIt:
    parser = (
        MarkdownIt("commonmark")
        .enable("table")
        .use(footnote_plugin, inline=False)
        .use(deflist_plugin)
        .use(container_plugin, "any", validate=lambda info, _marker: bool(info.strip()))
    )
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def attributed(lines: Lines) -> Attributed:
    """Return a text and the attributes at its end."""
    last = lines.texts[-1].rstrip() if lines.texts else ""
    match = _ATTRIBUTES.search(last)
    if match is None:
        return Attributed(lines, (), None)
    number, column = lines.first + len(lines.texts) - 1, lines.columns[-1]
    begin = match.start(1)

    def scalar(text: str, start: int, length: int) -> Scalar:
        return Scalar(text, lines.file.span(number, column + begin + start, length), number, number)

    found = []
    for each in _ATTRIBUTE.finditer(match[1]):
        kind = each.lastgroup or ""
        name = each["name"] if kind == "value" else kind
        value = each[kind]
        quoted = value.startswith('"')
        start = each.start(kind) + quoted
        name_start = each.start("name") if kind == "value" else each.start()
        name_length = len(name) if kind == "value" else len(each.group())
        found.append(
            Attribute(scalar(name, name_start, name_length), scalar(value.strip('"'), start, len(value.strip('"'))))
        )
    return Attributed(lines.ending(len(last[:begin].rstrip())), tuple(found), column + begin + 1)


def item(lines: Lines) -> Item:
    """Return what an item of a list says."""
    marker = _MARKER.match(lines.texts[0])
    width = marker.end() if marker else 0
    content = lines.cut([width, *(min(width, len(t) - len(t.lstrip())) for t in lines.texts[1:])])
    box = _BOX.match(content.texts[0])
    if box:
        content = content.cut([box.end(), *(0 for _ in content.texts[1:])])
    first, *rest = pieces(content) or (Piece("paragraph", content.part(0, 1)),)
    text = first if first.kind == "paragraph" else None
    blocks = rest if text else [first, *rest]
    quote = next((piece for piece in blocks if piece.kind == "blockquote"), None)
    return Item(
        box=("()" if box[2] else box[1].lower()) if box else "",
        text=attributed(text.lines if text else content.part(0, 1).ending(0)),
        quote=quoted(quote.lines) if quote else None,
        other=next((piece for piece in blocks if piece is not quote), None),
        at=lines.span,
    )


def quoted(lines: Lines) -> Lines:
    """Return the text of a quote."""
    return lines.cut([match.end() if (match := _QUOTE.match(text)) else 0 for text in lines.texts])


def definitions(piece: Piece) -> list[tuple[Attributed, list[Attributed]]]:
    """Return the terms of a definition list, each with its definitions; only one line of each is read."""
    terms: list[tuple[Attributed, list[Attributed]]] = []
    for number, text in enumerate(piece.lines.texts):
        line = piece.lines.part(number, number + 1)
        if not text.strip():
            continue
        if (match := _DEFINITION.match(text)) and terms:
            terms[-1][1].append(attributed(line.cut([match.end()])))
        else:
            terms.append((attributed(line), []))
    return terms


def containers(lines: Lines, names: Collection[str]) -> list[tuple[int, int]]:
    """Return the lines, from 0, that open and close each container of these names outside of lists and quotes."""
    return [(start, end) for name, start, end in _containers("\n".join(lines.texts)) if name in names]


@lru_cache(_MOST_KEPT)
def _containers(text: str) -> tuple[tuple[str, int, int], ...]:
    found = []
    around: list[str] = []
    for token in _parser().parse(text):
        if token.nesting < 0:
            around.pop()
        elif token.nesting > 0:
            if (
                token.type == "container_any_open"
                and token.map
                and all(each == "container_any_open" for each in around)
            ):
                found.append((token.info.split()[0], token.map[0], token.map[1]))
            around.append(token.type)
    return tuple(found)
