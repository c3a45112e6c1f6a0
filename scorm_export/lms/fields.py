"""The fields of a profile's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from scorm_export.lms.evidence import Case, Claim, Evidence, Level, Source, Statement
from scorm_export.source import yaml
from scorm_export.source.fields import Field, ListOf, Record, defaulted, optional, required
from scorm_export.source.kinds import Kind, Reading, Schema
from scorm_export.source.scalars import OneOf
from scorm_export.source.texts import WEB_ADDRESS, Text

ENGLISH = "en"
_SOURCE_NAME = Text("the name of one of the profile's `sources`", r"[a-z][a-z0-9-]*")
_REASON = required("reason", Text(), "why")
_LEVEL = required("level", OneOf(Level), "how well it is known")
_NAMED = optional("source", _SOURCE_NAME, "where that is written, or how it was seen; a guess may have none")

_TITLE = required("title", Text(), "of the page, book or trial")
_PUBLISHER = required("publisher", Text(), "who publishes it")
_DATE = required("date", Text("a date such as `2026-11-26`", r"\d{4}(-\d{2}){0,2}"), "of the source")
_VERSION = optional("version", Text(), "of the LMS")
_ADDRESS = optional("address", WEB_ADDRESS, "where it can be read")
_SOURCE = Record(
    "a source",
    (_TITLE, _PUBLISHER, _DATE, _VERSION, _ADDRESS),
    lambda v: Source(title=v[_TITLE], publisher=v[_PUBLISHER], date=v[_DATE], version=v[_VERSION], address=v[_ADDRESS]),
)


@dataclass(frozen=True)
class ByName(Kind[Mapping[str, Any]]):
    """A mapping of names to values of one kind."""

    item: Kind[Any]
    what: str = "a mapping"

    @property
    def blank(self) -> Mapping[str, Any]:
        """Return an empty mapping."""
        return {}

    def read(self, node: yaml.Node, reading: Reading) -> Mapping[str, Any] | None:
        """Read every value."""
        if not isinstance(node, yaml.Mapping):
            self.wrong(node, reading)
            return None
        values = ((key.text, self.item.read(value, reading)) for key, value in node.entries)
        return {name: value for name, value in values if value is not None}

    def schema(self) -> Schema:
        """Return an object."""
        return {"type": "object", "additionalProperties": self.item.schema()}


SOURCES = defaulted("sources", ByName(_SOURCE), {}, "where claims are written, by a name of the profile's own")


@dataclass(frozen=True)
class Raw:
    """Evidence as it is written: the source by its name."""

    level: Level
    source: str | None

    def among(self, sources: Mapping[str, Source]) -> Evidence:
        """Return the evidence. Raises ValueError where a source is not known, or a claim that needs one has none."""
        if self.source is None and self.level is not Level.GUESS:
            raise ValueError(f"what is {self.level} has a source")
        if self.source is not None and self.source not in sources:
            raise ValueError(f"there is no source `{self.source}`")
        source = sources[self.source] if self.source else None
        if self.level is Level.TESTED and (source is None or source.version is None):
            raise ValueError("what is tested names the version of the LMS")
        return Evidence(level=self.level, source=source)


def claim(kind: Kind[Any]) -> Record[Any]:
    """Return the kind of a setting: it makes a function from the profile's sources to a Claim."""
    value = required("value", kind, "the setting's value")
    return Record(
        "the setting",
        (value, _REASON, _LEVEL, _NAMED),
        lambda v: (
            lambda sources: Claim(value=v[value], reason=v[_REASON], evidence=Raw(v[_LEVEL], v[_NAMED]).among(sources))
        ),
    )


def _statements(name: str, what: str, place: str | None, text: str, doc: str) -> Field[Any]:
    where = required(place, Text(), "in the LMS's own words") if place else None
    words = required(text, ByName(Text()), "by language, English among them")
    when: Field[Any] = defaulted("when", ListOf(OneOf(Case)), (), "cases that all have to hold")
    record: Record[Any] = Record(
        what,
        tuple(each for each in (where, words, when, _LEVEL, _NAMED) if each is not None),
        lambda v: (
            lambda sources: Statement(
                place=v[where] if where else "",
                texts=v[words],
                when=frozenset(v[when]),
                evidence=Raw(v[_LEVEL], v[_NAMED]).among(sources),
            )
        ),
    )
    return defaulted(name, ListOf(record), (), doc)


IMPORT = _statements("import", "a step", "screen", "choose", "what to choose on import, screen by screen")
REPORTS = _statements("reports", "a report", "report", "shows", "what each report will show")
FAULTS = _statements("faults", "a fault", None, "fault", "known faults")
