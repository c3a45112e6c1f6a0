"""Tables in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scorm_export.records.measures import Column, Unit
from scorm_export.records.report.report import Report
from scorm_export.records.report.sheets import rows_in_words

_MINUTE, _HOUR = 60, 3600
_WORDS = (Unit.TEXT, Unit.FLAGS, Unit.TIME, Unit.YES)


def show(report: Report, words: Mapping[str, Any], console: Console) -> None:
    """Print every table of a report that has rows."""
    said = words["report"]
    console.print(Text(said["title"].format(course=report.outline.title), style="bold"))
    console.print(Text(summary(report, words)), highlight=False)
    for sheet in report.sheets:
        rows = rows_in_words(sheet, words)
        if not rows:
            continue
        table = Table(title=words["tables"][sheet.name], title_justify="left", title_style="bold")
        for column in sheet.columns:
            is_text = column.unit in _WORDS
            table.add_column(words["columns"][column.name], justify="left" if is_text else "right", overflow="fold")
        for row in rows:
            table.add_row(*(Text(spell(row, column, words)) for column in sheet.columns))
        console.print()
        console.print(table)
        if sheet.withheld:
            console.print(Text(said["withheld"].format(least=report.least, count=sheet.withheld)))


def summary(report: Report, words: Mapping[str, Any]) -> str:
    """Return what a report is made of, in a sentence."""
    said = words["report"]
    if not report.statements or report.first is None or report.last is None:
        return str(said["nothing"])
    times = {
        "first": f"{report.first:%Y-%m-%d}",
        "last": f"{report.last:%Y-%m-%d}",
        "now": f"{report.scope.now:%Y-%m-%d %H:%M}",
    }
    return str(said["made_of"].format(statements=report.statements, **times))


def spell(row: Mapping[str, Any], column: Column, words: Mapping[str, Any]) -> str:
    """Return a value for people: shares per cent, seconds as hours and minutes."""
    value, unit, said = row[column.name], column.unit, words["report"]
    if column.name == "number":
        unit = Unit(row["unit"])
    if value is None:
        return str(said["empty"])
    if column.name == "choice" and value == "":
        return str(said["left_out"])
    if column.name == "check":
        return str(words["quality"][value])
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if unit is Unit.YES:
        return str(said["yes_word"] if value else said["no_word"])
    return _number(value, unit, said) if isinstance(value, int | float) else str(value)


def _number(value: float, unit: Unit, said: Mapping[str, Any]) -> str:
    if unit is Unit.SHARE:
        return f"{100 * value:.1f} %"
    if unit is Unit.DAYS:
        return str(said["days_unit"].format(number=f"{value:.1f}"))
    if unit is Unit.SECONDS:
        whole = round(value)
        if whole < _MINUTE:
            return f"{whole} s"
        return f"{whole // _HOUR}:{whole % _HOUR // _MINUTE:02}:{whole % _MINUTE:02}"
    return str(value) if unit is Unit.COUNT or value == int(value) else f"{value:.2f}"
