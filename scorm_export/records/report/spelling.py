"""How values are shown in the terminal and in HTML, as the language writes them: shares in per cent, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from scorm_export.interface.numbers import counted, digits, fixed, moment, percent, written
from scorm_export.interface.words import Words
from scorm_export.records.measures import Column, Unit
from scorm_export.records.report.sheets import Sheet

_MINUTE, _HOUR = 60, 3600
TEXTS = (Unit.TEXT, Unit.FLAGS, Unit.TIME, Unit.YES)
"""Units whose values are texts, aligned at their beginning."""


def shown_columns(sheet: Sheet) -> Sequence[Column]:
    """Return the columns to show: the ends of an interval are shown with its share."""
    return [column for column in sheet.columns if not is_end(column)]


def is_end(column: Column) -> bool:
    """Whether a column is an end of the interval before it."""
    return column.name.rpartition("_")[2] in ("low", "high")


def spell(sheet: Sheet, row: Mapping[str, Any], column: Column, words: Words) -> str:
    """Return a value as readers see it, with its interval if it has one."""
    said = words["report"]
    if column.name == "unit":
        return ""
    value = _spell(row, column, words)
    low, high = _ends(sheet, column)
    if low is None or high is None or row[column.name] is None or row[low.name] is None:
        return value
    return str(said["interval"].format(share=value, low=_spell(row, low, words), high=_spell(row, high, words)))


def _ends(sheet: Sheet, column: Column) -> tuple[Column | None, Column | None]:
    """Return the columns after a share that are the ends of its interval."""
    if column.unit is not Unit.SHARE:
        return None, None
    place = sheet.columns.index(column)
    following = sheet.columns[place + 1 : place + 3]
    low, high = (*following, None, None)[:2]
    return (low, high) if low and high and is_end(low) and is_end(high) else (None, None)


def _spell(row: Mapping[str, Any], column: Column, words: Words) -> str:
    value, said = row[column.name], words["report"]
    unit = Unit(row["unit"]) if column.name == "number" else column.unit
    if value is None:
        return str(said["empty"])
    if column.name == "choice" and value == "":
        return str(said["left_out"])
    if column.name == "check":
        return str(words["quality"][value])
    if isinstance(value, datetime):
        return moment(value, words)
    if unit is Unit.YES:
        return str(said["yes_word"] if value else said["no_word"])
    return _number(value, unit, words) if isinstance(value, int | float) else str(value)


def _number(value: float, unit: Unit, words: Words) -> str:
    if unit is Unit.SHARE:
        return percent(value, words)
    if unit is Unit.DAYS:
        number = f"{value:.1f}"
        return counted(words["report"]["days_unit"], number, words).format(number=fixed(number, words))
    if unit is Unit.SECONDS:
        whole = round(value)
        clock = f"{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"
        return digits(f"{whole // _HOUR}:{clock}" if whole >= _HOUR else clock, words)
    is_whole = unit is Unit.COUNT or value == int(value)
    return written(Decimal(str(value)), words) if is_whole else fixed(f"{value:.2f}", words)
