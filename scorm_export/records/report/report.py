"""A report: its scope and its tables, and how they are written as CSV, Parquet and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from scorm_export.interface.numbers import counted, day, moment, written
from scorm_export.interface.words import Words
from scorm_export.records.engines import Engine
from scorm_export.records.facts import Scope, facts
from scorm_export.records.measures import MEASURES, Unit
from scorm_export.records.outline import Outline
from scorm_export.records.report.sheets import Sheet, quality, rows_in_words, sheets

FORMATS = ("csv", "parquet", "json")
_TYPES = {
    Unit.COUNT: pa.int64(),
    Unit.YES: pa.bool_(),
    Unit.TIME: pa.timestamp("ms"),
    Unit.TEXT: pa.string(),
    Unit.FLAGS: pa.string(),
}
SOURCES = {(m.name, c.name): c.source for m in MEASURES for c in m.columns if c.source}
"""The sources of formulas, by table and column."""


@dataclass(frozen=True, slots=True)
class Report:
    """The content of a report, whatever its format."""

    outline: Outline
    scope: Scope
    least: int
    statements: int
    first: datetime | None
    last: datetime | None
    sheets: tuple[Sheet, ...]


def make(
    outline: Outline,
    scope: Scope,
    engine: Engine,
    roster: Mapping[str, str],
    least: int,
    *,
    personal: bool,
) -> Report:
    """Return the report for a scope; `sheets` describes what it withholds."""
    found = facts(engine.tables, scope, has_roster=bool(roster))
    said = found.said
    ((whole,),) = (engine.rows(said.aggregate(n=said.count(), first=said.moment.min(), last=said.moment.max())),)
    tables = sheets(engine, found, outline, least, personal=personal)
    tables.append(quality(engine, found))
    return Report(outline, scope, least, whole["n"], whole["first"], whole["last"], tuple(tables))


def summary(report: Report, words: Words) -> str:
    """Return a sentence on the statements behind a report."""
    said = words["report"]
    if not report.statements or report.first is None or report.last is None:
        return str(said["nothing"])
    days = {"first": day(report.first, words), "last": day(report.last, words)}
    sentence = counted(said["made_of"], str(report.statements), words)
    return sentence.format(statements=written(report.statements, words), now=moment(report.scope.now, words), **days)


def withheld(report: Report, sheet: Sheet, words: Words) -> str:
    """Return a sentence on how many numbers a table lacks, and why; empty where it lacks none."""
    if not sheet.withheld:
        return ""
    sentence = counted(words["report"]["withheld"], str(report.least), words)
    return sentence.format(least=written(report.least, words), count=written(sheet.withheld, words))


def write(report: Report, form: str, folder: Path, words: Mapping[str, Any]) -> list[Path]:
    """Write every table as a file of its own, or all of them as one JSON file; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    if form == "json":
        path = folder / "report.json"
        path.write_text(json.dumps(as_json(report, words), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        return [path]
    written = []
    for sheet in report.sheets:
        path = folder / f"{sheet.name}.{form}"
        if form == "csv":
            path.write_text(as_csv(sheet, words), encoding="utf-8", newline="")
        else:
            pq.write_table(_as_arrow(sheet, words), path)
        written.append(path)
    return written


def as_csv(sheet: Sheet, words: Mapping[str, Any]) -> str:
    """Return a table as CSV (RFC 4180) with the keys of its columns as header; shares are 0 to 1, times UTC."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.name for column in sheet.columns])
    for row in rows_in_words(sheet, words):
        writer.writerow([_guarded(_plain(row[column.name])) for column in sheet.columns])
    return text.getvalue()


def _guarded(value: Any) -> Any:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def _as_arrow(sheet: Sheet, words: Mapping[str, Any]) -> pa.Table:
    rows = rows_in_words(sheet, words)
    columns = {
        column.name: pa.array([row[column.name] for row in rows], type=_TYPES.get(column.unit, pa.float64()))
        for column in sheet.columns
    }
    return pa.table(columns)


def as_json(report: Report, words: Mapping[str, Any]) -> dict[str, Any]:
    """Return a report as JSON: its scope, and each table with its rows and columns, with units and definitions."""
    scope = report.scope
    asked = ("edition", "around", "module", "group")
    return {
        "course": report.outline.iri,
        "title": report.outline.title,
        "now": scope.now.isoformat(),
        "since": _plain(scope.since),
        "until": _plain(scope.until),
        **{name: getattr(scope, name) for name in asked},
        "leastGroup": report.least,
        "statements": report.statements,
        "tables": {sheet.name: _sheet_json(sheet, words) for sheet in report.sheets},
    }


def _sheet_json(sheet: Sheet, words: Mapping[str, Any]) -> dict[str, Any]:
    definitions = words["definitions"].get(sheet.name, {})
    columns = [
        {
            "name": column.name,
            "title": words["columns"][column.name],
            "unit": column.unit.value,
            **({"definition": definitions[column.name]} if column.name in definitions else {}),
            **({"source": SOURCES[sheet.name, column.name]} if (sheet.name, column.name) in SOURCES else {}),
        }
        for column in sheet.columns
    ]
    rows: Sequence[Mapping[str, Any]] = rows_in_words(sheet, words)
    return {
        "columns": columns,
        "withheld": sheet.withheld,
        "rows": [{name: _plain(value) for name, value in row.items()} for row in rows],
    }
