"""The tables of a report, ready to write: rows in order, flags with their reasons, small groups withheld."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from scorm_export.records.engines import Engine, Row
from scorm_export.records.facts import Facts
from scorm_export.records.measures import KEPT, MEASURES, QUALITY, Column, Unit
from scorm_export.records.measures.answers import TOO_FEW
from scorm_export.records.outline import Outline
from scorm_export.records.privacy import withhold

_EASY, _HARD = 0.95, 0.10
_WEAK = 20.0
_SKIPPED = 0.10
_COURSE = (
    "known",
    "not_started",
    "started",
    "active_7",
    "active_28",
    "under_way",
    "away",
    "completed",
    "passed",
    "failed",
)
_MEDIANS = {
    "score_low": Unit.SHARE,
    "score": Unit.SHARE,
    "score_high": Unit.SHARE,
    "days": Unit.DAYS,
    "seconds": Unit.SECONDS,
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a report; a withheld value is None."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    withheld: int = 0
    """The number of values withheld because too few learners are behind them."""


def sheets(engine: Engine, facts: Facts, outline: Outline, least: int, *, personal: bool) -> list[Sheet]:
    """Return the tables of a scope; numbers about groups of fewer than `least` learners are withheld.

    `personal` also lists individual learners.
    """
    facts = prepared(engine, facts)
    found = []
    for measure in MEASURES:
        if measure.personal and not personal:
            continue
        rows = engine.rows(measure.of(facts))
        rows = [_flagged(measure.name, _rounded(row), outline) for row in rows]
        kept, count = (rows, 0) if measure.personal else withhold(measure.name, measure.columns, rows, least)
        names = [column.name for column in measure.columns]
        sheet = Sheet(measure.name, measure.columns, tuple({n: row.get(n) for n in names} for row in kept), count)
        found.append(_long(sheet) if measure.name == "course" else sheet)
    return found


def quality(engine: Engine, facts: Facts) -> Sheet:
    """Return the table of data quality, in which nothing is withheld: it counts statements, not learners' results."""
    return Sheet(QUALITY.name, QUALITY.columns, tuple(engine.rows(QUALITY.of(facts))))


def prepared(engine: Engine, facts: Facts) -> Facts:
    """Return facts with the tables that several measures use computed once."""
    for name, expression in KEPT.items():
        facts = replace(facts, kept={**facts.kept, name: engine.keep(name, expression(facts))})
    return facts


def _rounded(row: Row) -> Row:
    """Return a row rounded to 12 digits, since engines add up in different orders."""
    return {name: float(f"{value:.12g}") if isinstance(value, float) else value for name, value in row.items()}


def _flagged(name: str, row: Row, outline: Outline) -> Row:
    """Return a row with the keys of its flags and, for a choice, its text."""
    if name == "questions":
        return row | {"flags": _question_flags(row)}
    if name != "options":
        return row
    entry = outline.by_iri.get(row["iri"])
    flags = ["better_than_key"] if _beats_key(row) else []
    return row | {"choice": _choice_text(row["choice"], entry.options if entry else {}), "flags": flags}


def _question_flags(row: Row) -> list[str]:
    facility, discrimination = row["facility"], row["discrimination"]
    reasons = {
        "too_few": row["n"] < TOO_FEW,
        "easy": facility is not None and facility > _EASY,
        "hard": facility is not None and facility < _HARD,
        "no_better_than_guessing": facility is not None and 0 < row["guess"] >= facility,
        "negative": discrimination is not None and discrimination < 0,
        "weak": discrimination is not None and 0 <= discrimination < _WEAK,
        "left_out": row["omitted"] is not None and row["omitted"] > _SKIPPED,
    }
    return [reason for reason, holds in reasons.items() if holds]


def _beats_key(row: Row) -> bool:
    """Whether learners who chose a wrong option did better in the rest than those who chose a right one."""
    return (
        row["right"] is False
        and row["rest"] is not None
        and row["key_rest"] is not None
        and row["rest"] > row["key_rest"]
    )


def _choice_text(choice: str, options: Mapping[str, str]) -> str:
    """Return the text of a choice; of a pair, both texts."""
    return " → ".join(options.get(name, name) for name in choice.split("[.]"))


def _long(sheet: Sheet) -> Sheet:
    """Return the course's one row as a row for each measure."""
    columns = (
        Column("measure", Unit.TEXT),
        Column("number", Unit.NUMBER),
        Column("unit", Unit.TEXT),
        Column("share", Unit.SHARE),
        Column("low", Unit.SHARE),
        Column("high", Unit.SHARE),
    )
    (whole,) = sheet.rows or ({},)
    counts = [_long_row(whole, name, Unit.COUNT) for name in _COURSE]
    return replace(sheet, columns=columns, rows=(*counts, *(_long_row(whole, n, u) for n, u in _MEDIANS.items())))


def _long_row(whole: Mapping[str, Any], name: str, unit: Unit) -> Row:
    shares = {end: whole.get(f"{name}_{end}") for end in ("share", "low", "high")} if unit is Unit.COUNT else {}
    return {
        "measure": name,
        "number": whole.get(name),
        "unit": unit.value,
        "share": None,
        "low": None,
        "high": None,
    } | shares


def rows_in_words(sheet: Sheet, words: Mapping[str, Any]) -> Sequence[Row]:
    """Return the rows with words in place of keys: measures, states, kinds and flags."""
    said = {name: words[name] for name in ("states", "kinds", "flags")}
    heads = words["columns"]

    def spoken(name: str, value: Any) -> Any:
        if isinstance(value, list):
            return "; ".join(said["flags"][flag] for flag in value)
        if name == "measure":
            return heads[value]
        if name == "state":
            return said["states"][value.replace(" ", "_")]
        return said["kinds"].get(value, value) if name == "kind" else value

    return [{name: spoken(name, value) for name, value in row.items()} for row in sheet.rows]
