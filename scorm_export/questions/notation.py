"""Questions as Markdown: what every type shares of how it is read and written.

    ## Which gas do plants take in? {#gas points=2}      the prompt, or its first paragraph, and short fields

    - [x] carbon dioxide {#a}                            what is answered: each type has its own shape
      > They build sugar from it.                        said of an option
    - [ ] oxygen {#b}

    > Photosynthesis turns it into sugar.                the explanation

A question is read to the mapping that YAML would hold, with places in the Markdown, so a type is read, checked and
reported on in one way. What has no shape of its own stands as YAML in a fence named `yaml fields`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from collections.abc import Mapping as MappingABC
from collections.abc import Sequence as SequenceABC
from dataclasses import dataclass, field
from typing import Any

from scorm_export.diagnostics import Diagnostics, Related, Span
from scorm_export.source.pieces import Attribute, Attributed, Item, Lines, Piece, attributed, item, pieces, quoted
from scorm_export.source.yaml import Mapping, Node, Scalar, Sequence, plain, read_yaml

IDS = "abcdefghijklmnopqrstuvwxyz0123456789"
FIELDS = "yaml fields"
"""The info of a fence with fields that have no other spelling."""
LISTS = ("objectives", "tags")
"""Fields whose values are words of one attribute."""
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:\s+|\Z)")

Fields = MappingABC[str, Any]
"""A question as YAML would hold it, every scalar a text."""
Entry = tuple[Scalar, Node]


@dataclass(frozen=True, slots=True)
class Slot:
    """Where an id is missing and can be written: `column` is after an opening brace or after the words."""

    line: int
    column: int
    in_braces: bool
    spaced: bool
    taken: frozenset[str]
    """The ids of what stands beside it."""
    group: int
    """Slots of one group need ids that differ; 0 is that of questions."""


@dataclass(slots=True)
class Missing:
    """The ids that are missing in a file."""

    slots: list[Slot] = field(default_factory=list)
    groups: int = 0


@dataclass(slots=True)
class Body:
    """What stands under a question's heading, without the explanation and the fence of fields."""

    at: Span
    pieces: tuple[Piece, ...]
    found: Diagnostics
    missing: Missing
    unnamed: int = 0

    def ids(self, texts: SequenceABC[Attributed], *, spaced: bool = True) -> list[Scalar]:
        """Return the id of each of some parts; one that is missing is noted, and stood in for."""
        given = [text.value("id") for text in texts]
        taken = frozenset(each.text for each in given if each)
        free = iter([character for character in IDS if character not in taken])
        self.missing.groups += 1
        return [
            each or self._unnamed(text, taken, next(free, "a"), spaced=spaced)
            for each, text in zip(given, texts, strict=True)
        ]

    def _unnamed(self, text: Attributed, taken: frozenset[str], stand_in: str, *, spaced: bool) -> Scalar:
        self.unnamed += 1
        return stand_in_for(text, taken, stand_in, self.missing, self.missing.groups, spaced=spaced)

    def report(self, message: str, at: Span, hint: str) -> None:
        """Report something that does not belong in a question's shape."""
        self.found.error("question-shape", message, at, hint)

    def only_lines(self, each: Item, *, quote: bool) -> None:
        """Report what an item has beside its text and, where it may have one, a quote."""
        if each.other:
            hint = "end it, and indent a quote below it: `> why`" if quote else "leave it out"
            self.report("this is neither the item's text nor a quote below it", each.other.lines.span, hint)
        elif each.quote and not quote:
            self.report(
                "nothing is said of such an item", each.quote.span, "say it in the explanation, a quote at the end"
            )

    def report_unnamed(self) -> None:
        """Report that ids are missing, once for all of them."""
        if self.unnamed:
            parts = "this or a part of it has" if self.unnamed == 1 else f"{self.unnamed} parts of this have"
            hint = "run `scorm-export ids` on the course: it writes ids into the source, and they stay"
            self.found.error("missing-id", f"{parts} no id", self.at, hint)

    @property
    def last(self) -> Piece | None:
        """The last block."""
        return self.pieces[-1] if self.pieces else None


def stand_in_for(
    text: Attributed, taken: frozenset[str], stand_in: str, missing: Missing, group: int, *, spaced: bool = True
) -> Scalar:
    """Note that an id is missing behind a text, and return what stands in for it."""
    line, column = text.text.end if text.text.texts else (text.text.first, 1)
    missing.slots.append(Slot(line, text.braces or column, text.braces is not None, spaced, taken, group))
    return Scalar(stand_in, text.text.file.span(line, text.braces or column), line, line)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a question's shape says: from which block on, and the fields that it fills."""

    start: int
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Written:
    """Lines of Markdown, and the fields that they hold."""

    lines: list[str]
    fields: Collection[str]


@dataclass(frozen=True, slots=True)
class Notation:
    """How the answers of a question type are written in Markdown."""

    shape: str
    """For hints: "a list `- [x] right`, `- [ ] wrong`"."""
    read: Callable[[Body, bool], Answers | None]
    """Return what is answered, or None where the blocks have another shape; the flag: the type is named."""
    write: Callable[[Fields, str], Written | None]
    """Return a question's lines, given the kind of the last block of its prompt; None where it has no such shape."""
    rank: int = 1
    """Of several shapes that fit, the one with the highest rank is meant."""


def key(name: str, at: Span) -> Scalar:
    """Return the name of a field that was not written as such."""
    return Scalar(name, at, at.line, at.line)


def mapping(entries: Iterable[Entry], at: Span) -> Mapping:
    """Return a mapping that stands at a place."""
    return Mapping(tuple(entries), at)


def text_entries(text: Attributed, identifier: Scalar, at: Span) -> list[Entry]:
    """Return the fields of a part with an id, a text, and whatever its attributes set."""
    return [
        (key("id", at), identifier),
        (key("text", at), text.text.scalar() if text.text.texts else Scalar("", at, at.line, at.line)),
        *((a.name, a.value) for a in text.attributes if a.name.text != "id"),
    ]


def items_of(piece: Piece | None, kind: str, *boxes: str) -> list[Item]:
    """Return the items of a list of a kind, if each has one of these boxes; else nothing."""
    items = [item(lines) for lines in piece.items] if piece and piece.kind == kind else []
    return items if all(each.box in boxes for each in items) else []


def tasks(body: Body) -> list[Item]:
    """Return the items of a list of tasks that ends a question."""
    return items_of(body.last, "bullet_list", "x", " ")


def listed(marker: str, text: str, attributes: SequenceABC[tuple[str, str]] = (), quote: str = "") -> list[str]:
    """Return the lines of an item of a list."""
    lines = [*text.split("\n")]
    lines[-1] += braces(attributes)
    indent = " " * (len(marker.split(" ", 1)[0]) + 1)
    said = [f"> {line}".rstrip() for line in quote.split("\n")] if quote else []
    return [f"{marker} {lines[0]}".rstrip(), *((indent + line).rstrip() for line in (*lines[1:], *said))]


def braces(attributes: SequenceABC[tuple[str, str]]) -> str:
    """Return attributes in braces, after a space; nothing where there are none."""
    spelled = {"id": "#{}", "word": ".{}"}
    shown = [spelled.get(name, f"{name}={{}}").format(_quoted(value)) for name, value in attributes]
    return f" {{{' '.join(shown)}}}" if shown else ""


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w.-]+", value) else f'"{value}"'


def bullet(after: str) -> str:
    """Return a marker that begins a list of its own after a block of some kind."""
    return "*" if after == "bullet_list" else "-"


def heading_text(lines: Lines) -> Attributed:
    """Return the words and attributes of a line that begins with `#`."""
    match = _HEADING.match(lines.texts[0])
    return attributed(lines.cut([match.end() if match else 0]))


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the questions of a file, whose types have these names and notations."""

    notations: MappingABC[str, Notation | None]
    found: Diagnostics
    missing: Missing
    ungraded: Collection[str] = ()
    """Types without points of their own; all others get a point where `practice` asks for none."""
    practice: bool = False

    def question(self, heading: Attributed, content: Lines, at: Span) -> Mapping | None:
        """Return a question as YAML would hold it: its heading, which may hold its prompt, and what stands below.

        None after reporting that there is nothing to answer.
        """
        every = [piece for piece in pieces(content) if piece.kind != "html_block" or "<!--" not in piece.lines.texts[0]]
        further = [piece for piece in every if piece.kind == "fence" and piece.info == FIELDS]
        blocks = [piece for piece in every if piece not in further]
        explanation = blocks.pop() if blocks and blocks[-1].kind == "blockquote" else None
        entries = [entry for piece in further for entry in self._fields(piece)]
        written = {name.text for name, _ in entries}
        entries += [self._attribute(each) for each in heading.attributes]
        self._report_twice(entries)
        body = Body(at, tuple(blocks), self.found, self.missing)
        named = self._type(heading, entries)
        answers = self._answers(body, named, whole=bool(further))
        if answers is None and named is None:
            return None
        if answers:
            kind, read = answers
            entries += [(name, value) for name, value in read.entries if name.text not in written]
            if named is None:
                entries.append((key("type", at), key(kind, at)))
        prompt = prompt_of(heading.text, body.pieces[: answers[1].start if answers else len(body.pieces)])
        if prompt and "prompt" not in written:
            entries.append((key("prompt", at), prompt))
        if explanation and "explanation" not in written:
            entries.append((key("explanation", at), quoted(explanation.lines).scalar()))
        return self._whole(heading, entries, body, at)

    def _whole(self, heading: Attributed, entries: list[Entry], body: Body, at: Span) -> Mapping:
        names = {name.text for name, _ in entries}
        kind = next((plain(value) for name, value in entries if name.text == "type"), "")
        if self.practice and "points" not in names and kind and kind not in self.ungraded:
            entries.append((key("points", at), key("1", at)))
        if "id" not in names:
            body.unnamed += 1
            entries.append((key("id", at), stand_in_for(heading, frozenset(), "q", self.missing, 0)))
        body.report_unnamed()
        first = [entry for entry in entries if entry[0].text == "type"]
        return mapping([*first, *(entry for entry in entries if entry not in first)], at)

    def _fields(self, piece: Piece) -> SequenceABC[Entry]:
        lines = piece.lines
        node = read_yaml(lines.file, self.found, lines.first + 1, lines.first + len(lines.texts) - 2)
        if node is not None and not isinstance(node, Mapping):
            self.found.error("wrong-type", "expected the question's fields here", node.span, "write `name: value`")
        return node.entries if isinstance(node, Mapping) else ()

    def _report_twice(self, entries: SequenceABC[Entry]) -> None:
        first: dict[str, Span] = {}
        for name, _ in entries:
            if name.text in first:
                related = Related("first written here", first[name.text])
                self.found.error(
                    "duplicate-key", f"`{name.text}` is used twice", name.span, "keep one", related=related
                )
            first.setdefault(name.text, name.span)

    @staticmethod
    def _attribute(each: Attribute) -> Entry:
        name, value = each.name, each.value
        if name.text == "word":
            return Scalar("type", name.span, name.first_line, name.last_line), value
        if name.text not in LISTS:
            return name, value
        words = [
            Scalar(
                m.group(),
                value.span.file.span(value.span.line, value.span.column + m.start(), len(m.group())),
                value.first_line,
                value.first_line,
            )
            for m in re.finditer(r"[^\s,]+", value.text)
        ]
        return name, Sequence(tuple(words), value.span)

    @staticmethod
    def _type(heading: Attributed, entries: SequenceABC[Entry]) -> str | None:
        named = heading.value("word") or next((v for name, v in entries if name.text == "type"), None)
        return named.text.strip() if isinstance(named, Scalar) else None

    def _answers(self, body: Body, named: str | None, *, whole: bool) -> tuple[str, Answers] | None:
        """Return the type and what is answered; None where fields say it all, or nothing does, which is reported."""
        ranked = sorted(self.notations.items(), key=lambda each: -each[1].rank if each[1] else 0)
        kinds = [named] if named is not None else [name for name, _ in ranked]
        for kind in kinds:
            notation = self.notations.get(kind)
            answers = notation.read(body, named is not None) if notation else None
            if answers:
                return kind, answers
        if not whole and (named is None or self.notations.get(named)):
            self._report_shape(body, named)
        return None

    def _report_shape(self, body: Body, named: str | None) -> None:
        listed_before = next(
            (n for n, piece in enumerate(body.pieces[:-1]) if items_of(piece, "bullet_list", "x", " ")), None
        )
        notation = self.notations.get(named) if named else None
        if notation:
            body.report(f"nothing here is a {named} question's answer", body.at, f"write {notation.shape}")
        elif listed_before is not None:
            after = body.pieces[listed_before + 1]
            hint = "put it above them; what learners read after answering is a quote: `> text`"
            body.report("this stands below the options", after.lines.span, hint)
        else:
            hint = "write options below it, `- [x] right` and `- [ ] wrong`; other types are in docs/source-format.md"
            body.report("this asks nothing that can be answered", body.at, hint)


def prompt_of(words: Lines, blocks: SequenceABC[Piece]) -> Scalar | None:
    """Return a text that begins in a heading and goes on in blocks; None where there is none."""
    file = words.file
    has_words = bool(words.texts and words.texts[0].strip())
    if not blocks:
        return words.scalar() if has_words else None
    last = blocks[-1].lines
    end = last.first + len(last.texts) - 1
    if not has_words:
        return Lines.of(file, blocks[0].lines.first, end).scalar()
    below = Lines.of(file, words.first + 1, end)
    return Lines(file, words.first, (*words.texts, *below.texts), (*words.columns, *below.columns)).scalar()


def texts_of_list(body: Body, kind: str, box: str, name: str) -> Answers | None:
    """Return the list that ends a question as its field `name`, each item with an id and a text; None without one."""
    items = items_of(body.last, kind, box)
    if not items:
        return None
    ids = body.ids([each.text for each in items])
    for each in items:
        body.only_lines(each, quote=False)
    nodes = [mapping(text_entries(e.text, given, e.at), e.at) for e, given in zip(items, ids, strict=True)]
    return Answers(len(body.pieces) - 1, [(key(name, items[0].at), Sequence(tuple(nodes), items[0].at))])
