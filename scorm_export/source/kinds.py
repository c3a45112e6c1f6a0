"""What a field may hold, and how what is wrong with it is reported."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence as SequenceABC
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from scorm_export.diagnostics import Diagnostics, Fix, SourceFile
from scorm_export.source.document import Heading
from scorm_export.source.syntax import NO_BLOCKS, Syntax
from scorm_export.source.yaml import Mapping, Node, Scalar, Sequence

T = TypeVar("T")
Schema = dict[str, Any]
_SHOWN = 40
"""Characters of a wrong value that a message repeats."""
CURLY = "“”„«»‘’‚"
"""What word processors make of straight quotes."""

FOR_FACILITATORS = "for_facilitators"
"""Stands between the names that lead to a text which learners never read; no id has an underscore."""


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a longer text, where they stand, and which of them are in another language than the course."""

    file: SourceFile
    first_line: int
    lines: SequenceABC[str]
    foreign: frozenset[int] = frozenset()
    """Numbers of lines, from 0."""


class Texts(Protocol):
    """Sees every text that learners read, with the ids and names of fields that lead to it; may exchange it."""

    @property
    def source_language(self) -> str | None:
        """The language of texts that are not exchanged; None where none is."""

    def text(self, at: tuple[str, ...], node: Scalar) -> Scalar:
        """Return a text as it is to be read."""

    def body(self, at: tuple[str, ...], body: Body) -> Body:
        """Return a text of many blocks as it is to be read."""

    def headings(self, at: tuple[str, ...], headings: SequenceABC[Heading]) -> None:
        """See the headings that a text of many blocks has."""

    def address(self, path: str, address: str) -> str:
        """Return the address of a medium as a file at a path is to name it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What every reading needs: the file's path in the course, and where to put what is found."""

    path: str
    found: Diagnostics
    syntax: Syntax = NO_BLOCKS
    """The blocks that Markdown texts may have."""
    texts: Texts | None = None
    """Sees what learners read, where the course is translated."""
    at: tuple[str, ...] = ()
    """The ids and names of fields that lead to what is read."""

    def of(self, name: str) -> Reading:
        """Return the reading of a part."""
        return replace(self, at=(*self.at, name)) if self.texts else self

    def of_item(self, node: Node, index: int) -> Reading:
        """Return the reading of an item of a list: it is named by its id, or else by its number from 1."""
        return self.of(id_of(node) or str(index + 1)) if self.texts else self

    def exchanged(self, node: Scalar) -> Scalar:
        """Return a text that learners read as it is to be read."""
        return self.texts.text(self.at, node) if self.texts and node.text.strip() else node


def id_of(node: Node) -> str:
    """Return what a mapping has as `id`; empty where it has none."""
    entries = node.entries if isinstance(node, Mapping) else ()
    return next((value.text for key, value in entries if key.text == "id" and isinstance(value, Scalar)), "")


class Kind(ABC, Generic[T]):
    """What a field may hold."""

    what: str
    """In a message: "expected …"."""

    @abstractmethod
    def read(self, node: Node, reading: Reading) -> T | None:
        """Return the value, or report what is wrong and return None."""

    @property
    @abstractmethod
    def blank(self) -> T:
        """Stand for a value that could not be read."""

    @abstractmethod
    def schema(self) -> Schema:
        """Describe the same as JSON Schema (draft 2020-12)."""

    def wrong(self, node: Node, reading: Reading, hint: str = "", fix: Fix = ()) -> None:
        """Report that a node is not of this kind."""
        if isinstance(node, Scalar) and node.text.strip()[:1] in tuple(CURLY):
            hint = "leave the curly quotes out, or write straight ones"
        if isinstance(node, Sequence) and [type(item) for item in node.items] == [Scalar] and not node.span.is_secret:
            hint = hint or f"write it alone, without brackets or dash: `{shortened(node.items[0])}`"
        shown = {Mapping: "a mapping", Sequence: "a list"}.get(type(node)) or f"`{shortened(node)}`"
        if isinstance(node, Scalar) and not node.text:
            shown = "nothing"
        elif node.span.is_secret:
            shown = "something else"
        reading.found.error("wrong-type", f"expected {self.what}, found {shown}", node.span, hint, fix=fix)


def report_comment(node: Scalar, reading: Reading) -> None:
    """Report a text that YAML ends where its author may not have meant to: before a `#`.

    Two spaces before it are how comments are written on purpose.
    """
    at = node.comment
    if at is None:
        return
    message = "the text ends here: the rest is a comment in YAML"
    hint = "put the text in quotes; put a comment on a line of its own"
    if at.text[: at.column - 1].endswith("  "):
        reading.found.note("cut-by-comment", message, at, hint)
    else:
        reading.found.error("cut-by-comment", message, at, hint)


def shortened(node: Node) -> str:
    """Return the first line of a scalar, cut where it is long; empty for a mapping or a list."""
    text = node.text if isinstance(node, Scalar) else ""
    line = text.split("\n", 1)[0]
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
