"""What documents and slides consist of: blocks of text, tables and pictures, whatever file they are written to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Run:
    """Some characters of a text that look the same."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    raised: bool = False
    link: str = ""
    """An address on the web."""
    language: str = ""
    """Where it is not that of the document."""


Runs = tuple[Run, ...]


def runs(text: str, *, bold: bool = False) -> Runs:
    """Return a text of one look."""
    return (Run(text, bold=bold),) if text else ()


def plain(text: Iterable[Run]) -> str:
    """Return the words alone."""
    return "".join(run.text for run in text)


def bolder(text: Runs) -> Runs:
    """Return a text in bold."""
    return tuple(replace(run, bold=True) for run in text)


def language_of(text: Runs) -> str:
    """Return the language that all of a text has; nothing where it is that of the document."""
    languages = {run.language for run in text if any(map(str.isalpha, run.text))}
    return languages.pop() if len(languages) == 1 else ""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image that documents can show: PNG, JPEG or GIF, and its size in pixels; the SVG, where a PDF can hold it."""

    data: bytes
    width: int
    height: int
    alternative: str
    svg: bytes | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a chapter."""

    level: int
    text: Runs


class Style(StrEnum):
    """What a paragraph is."""

    TEXT = "text"
    FACTS = "facts"
    """A line of facts below a heading, such as times."""
    ASKED = "asked"
    """A question that has room for its answer below it."""
    NOTE = "note"
    """A note or reference at the end of a text."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    text: Runs
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: each item is blocks; an ordered one counts from `start`."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row; `widths` are the parts of its width, in per cent, or none."""

    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...] = ()
    room: bool = False
    """Whether participants write in its empty cells."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption."""

    picture: Picture
    caption: Runs


@dataclass(frozen=True, slots=True)
class Quotation:
    """Somebody else's words."""

    blocks: tuple[Block, ...]


class Tone(StrEnum):
    """What a box is about."""

    PLAIN = "plain"
    KEY = "key"
    GROUP = "group"
    """Something that the group does."""


@dataclass(frozen=True, slots=True)
class Box:
    """Blocks set apart, with a title."""

    title: Runs
    blocks: tuple[Block, ...]
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Code:
    """Code, or a formula as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Room:
    """Empty lines to write on by hand."""

    lines: int


_CHARACTERS = 85
"""Of a line."""
_MOST_LINES = 34
"""Of what is kept on one page, which has room for about fifty."""


def stays_together(block: Box | Table) -> bool:
    """Whether a block is short enough to be kept on one page."""
    return _lines(block) <= _MOST_LINES


def _lines(block: Block) -> float:  # noqa: PLR0911 — one for each kind
    """Return about how many lines a block takes; a picture more than are kept on a page."""
    match block:
        case Paragraph() | Heading():
            return 1 + len(plain(block.text)) // _CHARACTERS
        case Listing():
            return sum(_lines(each) for item in block.items for each in item)
        case Table():
            wide = _CHARACTERS // len(block.header)
            rows = (max(1 + len(plain(cell)) // wide for cell in row) for row in (block.header, *block.rows))
            return sum(max(lines, 2.5) if block.room else lines + 0.5 for lines in rows)
        case Quotation():
            return sum(map(_lines, block.blocks))
        case Box():
            return 2 + sum(map(_lines, block.blocks))
        case Code():
            return 1 + block.text.count("\n")
        case Room():
            return 2 * block.lines
        case Figure():
            return _MOST_LINES + 1


Block = Heading | Paragraph | Listing | Table | Figure | Quotation | Box | Code | Room


@dataclass(frozen=True, slots=True)
class Manual:
    """A document: its title page and its text."""

    title: str
    subtitle: str
    about: tuple[str, ...]
    """Lines at the foot of the title page."""
    contents: str
    """The heading of its table of contents."""
    language: str
    is_right_to_left: bool
    blocks: tuple[Block, ...]
