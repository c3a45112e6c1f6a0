"""Typed reading of nodes: what a field may hold, said once, for reading, messages, JSON Schema and documentation.

A Kind turns a node into a value, or reports why not and yields None. A Record is the Kind of a mapping: it names its
Fields and builds a value from what they hold. Where a value is missing or wrong, building goes on with the Kind's
blank, so that one mistake hides no other; `Diagnostics.errors` tells that the result is not to be trusted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from collections.abc import Mapping as MappingABC
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Generic

from scorm_export.diagnostics import Diagnostics, Fix, Span, closest, did_you_mean, replaced, respelt, unmistakable
from scorm_export.source.document import Document
from scorm_export.source.kinds import Kind, Reading, Schema, T, id_of, report_comment, shortened
from scorm_export.source.markdown import read_markdown
from scorm_export.source.scalars import ScalarKind
from scorm_export.source.texts import FileName, Text
from scorm_export.source.yaml import Mapping, Node, Scalar, Sequence

_ONE_ITEM = re.compile(r"[\w./-]+(?: [\w./-]+)*")
"""A value that is one item of a list, whatever the list is of."""
_MOST_LOOKED_FOR = 50
"""Unknown fields of a mapping for which a field with a similar name is looked for."""
_AFTER_KEY = re.compile(r"\s*(?:- +)?[\w-]+: +")


@dataclass(frozen=True)
class MarkdownText(Kind[Document]):
    """A Markdown text; `inline` takes one paragraph's worth only, and `blanks` says that `[[a]]` is a blank."""

    inline: bool = False
    blanks: bool = False

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the form."""
        return "a text" if self.inline else "a Markdown text"

    @property
    def blank(self) -> Document:
        """Return an empty text."""
        from scorm_export.diagnostics import SourceFile  # noqa: PLC0415 — only for what could not be read

        return read_markdown(SourceFile(path=""), "", "", Diagnostics(), first_line=1, last_line=1, inline=self.inline)

    def read(self, node: Node, reading: Reading) -> Document | None:
        """Parse a scalar."""
        if not isinstance(node, Scalar) or not node.text.strip():
            self.wrong(node, reading)
            return None
        report_comment(node, reading)
        source, node = node, reading.exchanged(node)
        texts, before = reading.texts, reading.found.errors
        document = read_markdown(
            node.span.file,
            reading.path,
            node.text,
            reading.found,
            first_line=node.first_line,
            last_line=node.last_line,
            column=node.span.column,
            exact=node.literal,
            inline=self.inline,
            blanks=self.blanks,
            syntax=reading.syntax,
            foreign=texts.source_language if texts and node is source else None,
            address=partial(texts.address, reading.path) if texts else None,
        )
        if document.shows_nothing and reading.found.errors == before:
            hint = "write words that learners see; for a less-than sign, write `\\<`"
            reading.found.error(
                "wrong-type", f"{self.what} is expected here, and this one shows nothing", node.span, hint
            )
        return document

    def schema(self) -> Schema:
        """Return a string."""
        return {"type": "string", "minLength": 1}


@dataclass(frozen=True)
class ListOf(Kind[tuple[T, ...]]):
    """A list of one kind."""

    item: Kind[T]
    least: int = 0

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the items."""
        return f"a list, each {self.item.what}"

    @property
    def blank(self) -> tuple[T, ...]:
        """Return the empty list."""
        return ()

    def read(self, node: Node, reading: Reading) -> tuple[T, ...] | None:
        """Read every item; those that are wrong are reported and left out."""
        if not isinstance(node, Sequence):
            self.wrong(node, reading, self._way(node), self._in_brackets(node))
            return None
        if len(node.items) < self.least:
            message = f"at least {self.least} needed here"
            reading.found.error("empty-list", message, node.span, "put each on a line of its own below, after `- `")
        values = (self.item.read(item, reading.of_item(item, index)) for index, item in enumerate(node.items))
        return tuple(v for v in values if v is not None)

    def _way(self, node: Node) -> str:
        """Return how a list is written of what stands in its place."""
        text = shortened(node)
        if isinstance(self.item, Record):
            return self.item.after_dash(node)
        if not text:
            return "write each item on a line of its own, after a dash" if isinstance(node, Mapping) else ""
        return f"write `[{text}]`, or each item on a line after a dash"

    def _in_brackets(self, node: Node) -> Fix:
        """Return the fix that makes a list of the one value of a field in YAML."""
        is_one = (
            isinstance(node, Scalar) and _ONE_ITEM.fullmatch(node.text) and isinstance(self.item, ScalarKind | Placed)
        )
        if not is_one or not _AFTER_KEY.fullmatch(node.span.text[: node.span.column - 1]):
            return ()
        text = node.span.text[node.span.column - 1 :][: node.span.length]
        return replaced(node.span, text, f"[{text}]") if isinstance(node, Scalar) and text == node.text else ()

    def schema(self) -> Schema:
        """Return an array."""
        return {"type": "array", "items": self.item.schema()} | ({"minItems": self.least} if self.least else {})


@dataclass(frozen=True)
class Placed(Kind[tuple[str, Span]]):
    """A text together with its place: for references and file names that are judged later."""

    kind: Text

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the text."""
        return self.kind.what

    @property
    def blank(self) -> tuple[str, Span]:
        """Return an empty text that stands nowhere."""
        from scorm_export.diagnostics import SourceFile  # noqa: PLC0415 — only for what could not be read

        return self.kind.blank, SourceFile(path="").span()

    def read(self, node: Node, reading: Reading) -> tuple[str, Span] | None:
        """Read the text and keep the node's span."""
        text = self.kind.read(node, reading)
        if text is not None and reading.texts and isinstance(self.kind, FileName):
            text = reading.texts.address(reading.path, text)
        return None if text is None else (text, node.span)

    def schema(self) -> Schema:
        """Return the text's."""
        return self.kind.schema()


@dataclass(frozen=True, eq=False)
class Field(Generic[T]):
    """A named field of a mapping. Without a default it is required."""

    name: str
    kind: Kind[Any]
    doc: str
    default: Callable[[], T] | None = None


def required(name: str, kind: Kind[T], doc: str) -> Field[T]:
    """Return a field that has to be there."""
    return Field(name, kind, doc)


def optional(name: str, kind: Kind[T], doc: str) -> Field[T | None]:
    """Return a field that is None when left out."""
    return Field(name, kind, doc, lambda: None)


def defaulted(name: str, kind: Kind[T], default: T, doc: str) -> Field[T]:
    """Return a field with a value for when it is left out."""
    return Field(name, kind, doc, lambda: default)


@dataclass(frozen=True, slots=True)
class Values:
    """What the fields of a mapping hold, and where each was written."""

    span: Span
    spans: MappingABC[str, Span]
    path: str
    _held: MappingABC[Field[Any], Any] = field(repr=False)

    def __getitem__(self, wanted: Field[T]) -> T:
        """Return a field's value, its default, or its kind's blank. The record must have this very field."""
        value: T = self._held[wanted]
        return value


@dataclass(frozen=True, eq=False)
class Record(Kind[T]):
    """A mapping with known fields, built into a value."""

    what: str
    fields: tuple[Field[Any], ...]
    build: Callable[[Values], T]

    @property
    def blank(self) -> T:
        """Build from blanks."""
        from scorm_export.diagnostics import SourceFile  # noqa: PLC0415 — only for what could not be read

        held = {f: f.default() if f.default else f.kind.blank for f in self.fields}
        return self.build(Values(SourceFile(path="").span(), {}, "", held))

    def read(self, node: Node, reading: Reading) -> T | None:
        """Read every field, report the missing and unknown ones, and build."""
        if not isinstance(node, Mapping):
            fields = ", ".join(f"`{f.name}:`" for f in self.fields)
            self.wrong(node, reading, f"write its fields, each on a line of its own: {fields}")
            return None
        if reading.texts and not reading.at:
            reading = replace(reading, at=(id_of(node),))
        known = {f.name: f for f in self.fields}
        written = {key.text: (key, value) for key, value in node.entries}
        unwritten = set(known) - set(written)
        required = {name for name in unwritten if known[name].default is None}
        unknown = [name for name in written if name not in known]
        misspelt: set[str | None] = set()
        meanings = {name: unmistakable(name, unwritten) for name in unknown[:_MOST_LOOKED_FOR]}
        times = Counter(meanings.values())
        for name in unknown:
            is_looked_for = name in meanings
            meant = closest(name, unwritten) if is_looked_for else None
            hint = did_you_mean(name, unwritten) if is_looked_for else ""
            deeper = self._deeper(name) if is_looked_for and not meant else ()
            if deeper:
                hint = f"it belongs in `{'`, in `'.join(deeper[::-1])}`"
            elif (
                not meant
                and len(unknown) == len(required) == 1
                and self._may_be(next(iter(required)), name, written[name][1])
            ):
                (meant,) = required
                hint = f"write `{meant}`: {known[meant].doc}"
            key, _ = written[name]
            told = "such field" if key.span.is_secret else f"field `{name}`"
            is_sure = is_looked_for and times[meanings[name]] == 1
            fix = respelt(key.span, name, unwritten) if is_sure else ()
            reading.found.error("unknown-field", f"{self.what} has no {told}", key.span, hint, fix=fix)
            misspelt.add(meant)
        held: dict[Field[Any], Any] = {}
        for name, wanted in known.items():
            if name in written:
                value = wanted.kind.read(written[name][1], reading.of(name))
                held[wanted] = wanted.kind.blank if value is None else value
            elif wanted.default is not None:
                held[wanted] = wanted.default()
            else:
                if name not in misspelt:
                    reading.found.error(
                        "missing-field",
                        f"{self.what} needs a field `{name}`",
                        _first_line(node),
                        f"`{name}`: {wanted.doc}",
                    )
                held[wanted] = wanted.kind.blank
        spans = {name: value.span if isinstance(value, Scalar) else key.span for name, (key, value) in written.items()}
        return self.build(Values(_first_line(node), spans, reading.path, held))

    def _deeper(self, name: str) -> tuple[str, ...]:
        """Return the fields that lead to one of a name that stands deeper; empty where there are none, or unlike ones.

        Of alike ones, such as schemes of colours, the first is as good as the others.
        """
        ways = list(_ways_to(name, self))
        if not ways or (len({way[0] for way in ways}) > 1 and len({self._kind(way[0]) for way in ways}) > 1):
            return ()
        return min(ways, key=len)

    def _kind(self, name: str) -> Kind[Any]:
        return next(f.kind for f in self.fields if f.name == name)

    def _may_be(self, name: str, written: str, node: Node) -> bool:
        """Whether what stands under another name can be meant for a field: one value, or several; or a merge key."""
        kind = self._kind(name)
        return not isinstance(kind, ScalarKind | MarkdownText | Placed) or isinstance(node, Scalar) or written == "<<"

    def after_dash(self, node: Node) -> str:
        """Return how one of a list of these is written, of what stands in the place of the list."""
        names = [f.name for f in self.fields if f.default is None] or [self.fields[0].name]
        if isinstance(node, Mapping) and any(key.text in {f.name for f in self.fields} for key, _ in node.entries):
            return f"put a dash before the first of its fields: `- {node.entries[0][0].text}: …`, the others below it"
        text = shortened(node)
        fits = isinstance(self.fields[0].kind, MarkdownText) or (
            isinstance(self.fields[0].kind, ScalarKind) and self.fields[0].kind.parse(text) is not None
        )
        value = text if text and self.fields[0].name == names[0] and fits else "…"
        others = " and ".join(f"`{name}:`" for name in names[1:])
        below = f", below it {others}" if others else ""
        return f"write each after a dash, with its fields: `- {names[0]}: {value}`{below}"

    def schema(self) -> Schema:
        """Return an object with these properties and no others.

        yaml-language-server compares the keys `true` and `false` as booleans: it finds them by a pattern only.
        """
        described = {f.name: f.kind.schema() | {"description": f.doc} for f in self.fields}
        booleans = {f"^{name}$": described.pop(name) for name in ("true", "false") if name in described}
        return {
            "type": "object",
            "properties": described,
            **({"patternProperties": booleans} if booleans else {}),
            "required": [f.name for f in self.fields if f.default is None],
            "additionalProperties": False,
        }


def _ways_to(name: str, record: Record[Any]) -> Iterator[tuple[str, ...]]:
    """Yield the fields that lead to one of a name in the records that a record holds."""
    for within in record.fields:
        if isinstance(within.kind, Record):
            if any(each.name == name for each in within.kind.fields):
                yield (within.name,)
            yield from ((within.name, *way) for way in _ways_to(name, within.kind))


def _first_line(node: Mapping) -> Span:
    return node.entries[0][0].span if node.entries else node.span
