"""What is withheld about small groups, so that no learner can be identified by a table or by subtracting its numbers.

A count between 0 and the least number is withheld, and so is one that leaves so few of its whole; values computed from
them are withheld too. Where exactly one number of a sum is withheld, the smallest of the others is withheld as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from scorm_export.records.engines import Row
from scorm_export.records.measures import Column, Unit

_WHOLES: Mapping[str, Mapping[str, str]] = {
    "course": {
        "not_started": "known",
        "started": "known",
        "active_7": "started",
        "active_28": "started",
        "under_way": "started",
        "away": "started",
        "completed": "started",
        "passed": "started",
        "failed": "started",
        "scored": "started",
    },
    "progress": {"opened": "started", "finished": "started", "stopped": "started"},
    "quizzes": {"passed_first": "judged", "passed": "judged"},
    "options": {"n": "answered"},
    "checks": {"right_first": "learners", "right_ever": "learners"},
    "objectives": {"reached": "judged"},
    "videos": {"finished": "viewers"},
    "segments": {"again": "viewers"},
    "editions": {"completed": "started", "passed": "started", "failed": "started"},
}
"""By table: the whole that each count is a part of."""
_ACROSS: Mapping[str, Sequence[str]] = {"course": ("under_way", "away", "passed", "failed")}
"""Counts of a row whose sum is known."""
_DOWN: Mapping[str, tuple[str, str]] = {
    "progress": ("stopped", ""),
    "options": ("n", "iri"),
    "editions": ("started", ""),
}
"""Counts with a known sum over rows: over all, or over those with the same value in another column."""


def withhold(table: str, columns: Sequence[Column], rows: Sequence[Row], least: int) -> tuple[list[Row], int]:
    """Return a table's rows without values about groups of fewer than `least`, and how many values are withheld."""
    wholes = _WHOLES.get(table, {})
    counts = [
        column.name for column in columns if column.unit is Unit.COUNT and column.name not in ("attempts", "questions")
    ]
    hidden = [{name for name in counts if _is_small(row, name, wholes.get(name), least)} for row in rows]
    for row, names in zip(rows, hidden, strict=True):
        across = _ACROSS.get(table, ())
        if sum(name in names for name in across) == 1:
            names |= {_smallest((row[name], name) for name in across if name not in names and row[name])}
    if table in _DOWN:
        _hide_down(*_DOWN[table], rows, hidden)
    kept, count = [], 0
    for row, names in zip(rows, hidden, strict=True):
        gone = names | {column.name for column in columns if column.people in names}
        gone |= {column.name for column in columns if _behind(row, column, least)} | (
            {"flags"} & set(row) if gone else set()
        )
        kept.append({name: None if name in gone else value for name, value in row.items()})
        count += len(gone)
    return kept, count


def _is_small(row: Row, name: str, whole: str | None, least: int) -> bool:
    count = row.get(name)
    if count is None:
        return False
    rest = row[whole] - count if whole and row.get(whole) is not None else least
    return bool(0 < count < least or 0 < rest < least)


def _behind(row: Row, column: Column, least: int) -> bool:
    """Whether a value is computed from too few learners."""
    return bool(column.people) and 0 < (row.get(column.people) or 0) < least


def _hide_down(name: str, alike: str, rows: Sequence[Row], hidden: Sequence[set[str]]) -> None:
    groups: dict[object, list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault(row.get(alike), []).append(place)
    for places in groups.values():
        if sum(name in hidden[place] for place in places) == 1:
            others = [(rows[place][name], place) for place in places if name not in hidden[place] and rows[place][name]]
            if others:
                hidden[min(others)[1]].add(name)


def _smallest(counts: Iterable[tuple[int, str]]) -> str:
    return min(counts, default=(0, ""))[1]
