"""What is doubtful in a store: gaps, duplicates, contradictions, clocks, and who may be there twice."""

from __future__ import annotations

from pathlib import Path

from scorm_export.records.measures import Column, Unit
from scorm_export.records.outline import Outline
from scorm_export.records.report.sheets import Sheet
from scorm_export.records.store import Store

_COLUMNS = (Column("check", Unit.TEXT), Column("n", Unit.COUNT))


def quality(store: Store, outline: Outline) -> Sheet:
    """Return how many there are of each doubtful thing about a course; of lines and duplicates, in the whole store."""
    query = (Path(__file__).parent / "quality.sql").read_text("utf-8")
    values = {"course": outline.iri, "parts": [part.iri for part in outline.parts]}
    rows = store.connection.execute(query, values).fetchall()
    return Sheet("quality", _COLUMNS, tuple({"check": check, "n": int(n)} for check, n in rows))
