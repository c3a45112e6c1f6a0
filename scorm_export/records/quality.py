"""Doubtful data in a store: gaps, duplicates, contradictions, wrong clocks, and learners with two accounts."""

from __future__ import annotations

from pathlib import Path

from scorm_export.records.measures import Column, Unit
from scorm_export.records.outline import Outline
from scorm_export.records.report.sheets import Sheet
from scorm_export.records.store import Store

DOUBTFUL = (
    "unreadable",
    "unknown",
    "no_learner",
    "no_attempt",
    "two_verdicts",
    "clocks",
    "scores",
    "two_accounts",
)
"""Checks that should find nothing."""
_MOST_DETAILS = 20
_DETAILS = {
    "unreadable": "SELECT place || ': ' || reason FROM unreadable ORDER BY pull, place LIMIT ?",
    "other": "SELECT DISTINCT contexts.course FROM others JOIN statements USING (id) JOIN contexts USING (context) "
    "ORDER BY 1 LIMIT ?",
    "clocks": "SELECT id || '  ' || moment FROM statements "
    "WHERE moment < TIMESTAMP '2010-01-01' OR delay < -300 OR delay > 31536000 ORDER BY moment LIMIT ?",
    "two_accounts": "SELECT string_agg(account, ' = ' ORDER BY account) FROM learners "
    "GROUP BY lower(trim(coalesce(name, regexp_replace(account, '^.* ', '')))) HAVING count(*) > 1 ORDER BY 1 LIMIT ?",
}
_COLUMNS = (Column("check", Unit.TEXT), Column("n", Unit.COUNT))


def quality(store: Store, outline: Outline) -> Sheet:
    """Return the number of findings of each check about a course; lines and duplicates are those of the whole store."""
    query = (Path(__file__).parent / "quality.sql").read_text("utf-8")
    values = {"course": outline.iri, "entries": [entry.iri for entry in outline.entries]}
    rows = store.connection.execute(query, values).fetchall()
    return Sheet("quality", _COLUMNS, tuple({"check": check, "n": int(n)} for check, n in rows))


def details(store: Store, check: str) -> list[str]:
    """Return the places of what a check found, a line each: the first twenty."""
    query = _DETAILS.get(check)
    return [str(line) for (line,) in store.rows(query, _MOST_DETAILS)] if query else []
