"""A report as one self-contained HTML file: charts as SVG, their numbers as tables, no script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from scorm_export.interface.numbers import written
from scorm_export.interface.words import Words, direction
from scorm_export.records.measures import Unit
from scorm_export.records.report.charts import chart
from scorm_export.records.report.report import SOURCES, Report, summary, withheld
from scorm_export.records.report.sheets import Sheet, rows_in_words
from scorm_export.records.report.spelling import TEXTS, is_end, shown_columns, spell

_HERE = Path(__file__).parent
_FOLDED = ("options", "segments", "learners")
"""Long tables, which are collapsed until a reader opens them or prints the page."""


def as_html(report: Report, words: Words, language: str) -> str:
    """Return the page of a report in a language."""
    pages = Environment(loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return pages.get_template("report.html").render(
        title=words["report"]["title"].format(course=report.outline.title),
        summary=summary(report, words),
        language=language,
        direction=direction(language),
        style=Markup((_HERE / "report.css").read_text("utf-8")),  # noqa: S704 — our own file
        words=words,
        written=lambda number: written(number, words),
        tables=[_table(report, sheet, words) for sheet in report.sheets if sheet.rows],
    )


def _table(report: Report, sheet: Sheet, words: Words) -> dict[str, Any]:
    columns = [column for column in shown_columns(sheet) if column.name != "unit"]
    defined = words["definitions"].get(sheet.name, {})
    rows = rows_in_words(sheet, words)
    measured = {row["measure"] for row in sheet.rows} if sheet.name == "course" else set()
    terms = [(words["columns"][name], text, SOURCES.get((sheet.name, name), "")) for name, text in defined.items()]
    formulas = {
        SOURCES[sheet.name, column.name]: words["columns"][column.name]
        for column in sheet.columns
        if not is_end(column)
        and column.name not in defined
        and column.name not in measured
        and (sheet.name, column.name) in SOURCES
    }
    return {
        "id": sheet.name,
        "title": words["tables"][sheet.name],
        "chart": Markup(chart(sheet, words)),  # noqa: S704 — drawn by Vega, from escaped texts
        "heads": [(words["columns"][column.name], column.unit not in TEXTS) for column in columns],
        "rows": [
            [
                (spell(sheet, row, column, words), column.unit not in TEXTS, _is_name(place))
                for place, column in enumerate(columns)
            ]
            for row in rows
        ],
        "numbered": sheet.name in ("progress", "questions", "quizzes", "objectives"),
        "folded": sheet.name in _FOLDED,
        "withheld": withheld(report, sheet, words),
        "terms": terms,
        "formulas": sorted(formulas.items()) if any(column.unit is Unit.SHARE for column in sheet.columns) else [],
    }


def _is_name(place: int) -> bool:
    """Whether a cell is the header of its row."""
    return place == 0
