"""Tables in the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from scorm_export.interface.words import Words
from scorm_export.records.measures import Column
from scorm_export.records.report.report import Report, summary, withheld
from scorm_export.records.report.sheets import rows_in_words
from scorm_export.records.report.spelling import TEXTS, shown_columns, spell

_LEFT_TO_FILES = ("segments",)
"""Tables that are too long for the terminal."""


def show(report: Report, words: Words, console: Console) -> None:
    """Print the tables of a report that have rows."""
    said = words["report"]
    console.print(Text(said["title"].format(course=report.outline.title), style="bold"))
    console.print(Text(summary(report, words)))
    for sheet in report.sheets:
        rows = rows_in_words(sheet, words)
        if not rows or sheet.name in _LEFT_TO_FILES:
            continue
        table = Table(title=words["tables"][sheet.name], title_justify="left", title_style="bold")
        columns = [column for column in shown_columns(sheet) if column.name != "unit"]
        for column in columns:
            table.add_column(_side(Text(words["columns"][column.name]), column), overflow="fold")
        for row in rows:
            table.add_row(*(_side(Text(spell(sheet, row, column, words)), column) for column in columns))
        console.print()
        console.print(table)
        if sheet.withheld:
            console.print(Text(withheld(report, sheet, words)))


def _side(text: Text, column: Column) -> Text:
    """Align texts to the left and numbers to the right."""
    text.justify = "left" if column.unit in TEXTS else "right"
    return text
