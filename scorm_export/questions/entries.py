"""What most types are made of: entries, each with an id of one character and a text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from scorm_export.course import Origin
from scorm_export.diagnostics import Diagnostics, Related
from scorm_export.source.document import Document
from scorm_export.source.fields import MarkdownText, Record, required
from scorm_export.source.texts import OPTION_ID

ENTRY_ID = required("id", OPTION_ID, "one character, permanent")


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Something that a learner reads and the record names by its id."""

    id: str
    text: Document
    origin: Origin = field(compare=False, repr=False)


def entry(what: str, text: str) -> Record[Entry]:
    """Return the record of an entry: what it is called, and what its text says."""
    words = required("text", MarkdownText(inline=True), text)
    return Record(
        what,
        (ENTRY_ID, words),
        lambda v: Entry(id=v[ENTRY_ID], text=v[words], origin=Origin(v.span, v.spans)),
    )


class _Named(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def origin(self) -> Origin: ...


class _Worded(_Named, Protocol):
    @property
    def text(self) -> Document: ...


def check_ids(what: str, named: Iterable[_Named], found: Diagnostics) -> None:
    """Report two of a kind with one id."""
    seen: dict[str, _Named] = {}
    for one in named:
        if one.id and one.id in seen:
            found.error(
                "duplicate-id",
                f"the {what} id `{one.id}` is used twice",
                one.origin.of("id"),
                f"give every {what} its own character",
                related=Related("first used here", seen[one.id].origin.of("id")),
            )
        seen.setdefault(one.id, one)


def check_texts(what: str, worded: Iterable[_Worded], found: Diagnostics) -> None:
    """Report two of a kind that learners cannot tell apart."""
    seen: dict[str, _Worded] = {}
    for one in worded:
        other = seen.setdefault(one.text.digest, one)
        if other is not one and one.text.tokens:
            found.error(
                "same-text",
                f"two {what}s have the same text",
                one.origin.of("text"),
                "change one of the two, or delete it",
                related=Related("the first is here", other.origin.of("text")),
            )
