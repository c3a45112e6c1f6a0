"""Where a position in YAML is: which field of which record, found line by line, since what is typed is not YAML yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from scorm_export import rules
from scorm_export.diagnostics import Severity
from scorm_export.project import PROJECT, PROJECT_FILE
from scorm_export.reading.course import COURSE_FILE, MODULE_FILE
from scorm_export.reading.files import FILES
from scorm_export.reading.theme import THEME_FILE
from scorm_export.source.fields import Field, ListOf, Placed, Record
from scorm_export.source.kinds import Kind
from scorm_export.source.levels import Levels
from scorm_export.source.scalars import Flag, OneOf, Unlimited

_KEY = re.compile(r"(?P<space> *)(?P<dashes>(?:- +)*)(?P<key>[\w<>-]+):(?:\s+(?P<value>.*))?$")
_WORD = re.compile(r"(?P<space> *)(?P<dashes>(?:- +)*)(?P<word>[^:#]*)")
_NAMED = {COURSE_FILE: FILES["course"], MODULE_FILE: FILES["module"], THEME_FILE: FILES["theme"], PROJECT_FILE: PROJECT}


@dataclass(frozen=True, slots=True)
class Place:
    """A position in YAML: the keys around it, the fields beside it, and the field whose value it is in, if any."""

    keys: tuple[str, ...]
    beside: tuple[dict[str, str], ...] = field(default=())
    """For each mapping around the position, from the outermost, its scalar fields as far as they are seen."""
    of_value: str | None = None
    word: str = ""
    """What is written before the position of the key, value or item."""


def record_of(name: str, lines: Sequence[str]) -> Record[Any] | None:
    """Return the record of a file by its name and, for quizzes, by its fields; None where there are no fields."""
    if name in _NAMED:
        return _NAMED[name]
    text = "\n".join(lines)
    if name.endswith(".md"):
        return FILES["quiz"] if re.search(r"^kind: *quiz\b", text, re.MULTILINE) else FILES["lesson"]
    if not name.endswith(".yaml"):
        return None
    return FILES["survey"] if re.search(r"^purpose: *survey\b", text, re.MULTILINE) else FILES["quiz"]


def fields_of(name: str, lines: Sequence[str]) -> range:
    """Return the lines of a file that are YAML, counted from 0."""
    if not name.endswith(".md"):
        return range(len(lines))
    if not lines or lines[0].rstrip() != "---":
        return range(0)
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == "---"), len(lines))
    return range(1, end)


def place_in(lines: Sequence[str], row: int, column: int) -> Place:
    """Return where a position in some lines of YAML is; rows and columns count from 0."""
    before = lines[row][:column]
    key = _KEY.match(before)
    match = key or _WORD.match(before)
    assert match is not None, "a word may be empty"
    indent, is_item = len(match["space"]) + len(match["dashes"]), bool(match["dashes"])
    value = re.split(r"[\[,]\s*", match["value"] or "")[-1] if key else ""
    keys: list[str] = []
    levels: list[dict[str, str]] = [{}]
    if is_item:
        indent = len(match["space"])
    for line in reversed(lines[:row]):
        above = _KEY.match(line)
        if above is None:
            continue
        at = len(above["space"]) + len(above["dashes"])
        if at == indent and not is_item:
            levels[0].setdefault(above["key"], (above["value"] or "").strip("'\" "))
        elif at < indent or (at == indent and is_item and not above["dashes"]):
            keys.insert(0, above["key"])
            levels.insert(0, {})
            indent, is_item = at, False
        else:
            continue
        if above["dashes"]:
            indent, is_item = len(above["space"]), True
    levels[-1] |= dict(_below(lines, row, match))
    return Place(tuple(keys), tuple(levels), key["key"] if key else None, value if key else match["word"])


def _below(lines: Sequence[str], row: int, match: re.Match[str]) -> Iterator[tuple[str, str]]:
    """Yield the fields below a position, of the same mapping."""
    indent = len(match["space"]) + len(match["dashes"])
    for line in lines[row + 1 :]:
        if line.strip() and len(line) - len(line.lstrip()) < indent:
            return
        below = _KEY.match(line)
        if below and not below["dashes"] and len(below["space"]) == indent:
            yield below["key"], (below["value"] or "").strip("'\" ")


def kind_at(record: Record[Any], place: Place) -> Kind[Any] | None:
    """Return the kind of the mapping or list that a position is in."""
    kind: Kind[Any] | None = record
    for number, key in enumerate(place.keys):
        kind = _value_of(_plain(kind, place.beside[number]), key)
    return _plain(kind, place.beside[-1])


def field_at(record: Record[Any], place: Place, name: str) -> Field[Any] | None:
    """Return the field of this name in the mapping that a position is in."""
    kind = kind_at(record, place)
    return next((each for each in kind.fields if each.name == name), None) if isinstance(kind, Record) else None


def _plain(kind: Kind[Any] | None, beside: dict[str, str]) -> Kind[Any] | None:
    """Return what an item of a list is, and of what record a question is whose type is beside."""
    while isinstance(kind, ListOf):
        kind = kind.item
    records: dict[str, Record[Any]] = getattr(kind, "records", {})
    return records.get(beside.get("type", ""), kind)


def _value_of(kind: Kind[Any] | None, key: str) -> Kind[Any] | None:
    if not isinstance(kind, Record):
        return kind if isinstance(kind, Levels) else None
    return next((each.kind for each in kind.fields if each.name == key), None)


def names_at(kind: Kind[Any] | None) -> dict[str, str]:
    """Return the keys that a mapping may have, each with what it is for."""
    if isinstance(kind, Record):
        return {each.name: each.doc for each in kind.fields}
    if isinstance(kind, Levels):
        return {name: rules.summary(name) for name in sorted(rules.CHANGEABLE)}
    return {"type": "the question's type", "id": "its permanent id"} if getattr(kind, "records", None) else {}


def words_of(kind: Kind[Any] | None, name: str) -> list[str]:
    """Return the values that a field may have, where they are a few words."""
    while isinstance(kind, ListOf):
        kind = kind.item
    if isinstance(kind, Placed):
        kind = kind.kind
    if isinstance(kind, OneOf):
        return [str(word) for word in kind.words]
    if isinstance(kind, Flag):
        return ["true", "false"]
    if isinstance(kind, Unlimited):
        return ["unlimited"]
    if isinstance(kind, Levels):
        return [str(level) for level in Severity]
    records: dict[str, Record[Any]] = getattr(kind, "records", {})
    return list(records) if name == "type" else list(getattr(kind, "names", ()))
