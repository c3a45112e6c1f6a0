"""The tables that are computed from Ralph's and Aspects' statements: their SQL, and what the command asks for.

`make spark` runs them on ClickHouse's engine, where the report has to be the one from the store.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlglot
from click.testing import CliRunner

from scorm_export.commands.main import main
from scorm_export.records.clickhouse_events import EVENTS, queries
from scorm_export.records.facts import TABLES
from scorm_export.records.store import Store, StoreError
from transcript_course import course_in

COURSE = "https://example.org/it's-a-course"
NOT_COMPUTED = {("objects", "components"), ("others", "raw"), ("breaches", "rule")}
NOT_COMPUTED |= {("pulls", name) for name in ("source", "read", "added")}


def test_the_tables_have_the_columns_of_the_store(tmp_path: Path) -> None:
    computed = {name: sqlglot.parse_one(query, read="clickhouse") for name, query in queries(EVENTS, COURSE)}
    with Store(tmp_path / "s.duckdb") as store:
        for table in TABLES[:9]:
            columns = {
                name for (name,) in store.rows("SELECT column_name FROM duckdb_columns() WHERE table_name = ?", table)
            }
            assert set(computed[table].named_selects) == {c for c in columns if (table, c) not in NOT_COMPUTED}, table


def test_tables_come_after_those_that_they_are_computed_from() -> None:
    known: set[str] = set()
    for name, query in queries(EVENTS, COURSE):
        used = {table.name for table in sqlglot.parse_one(query, read="clickhouse").find_all(sqlglot.exp.Table)}
        assert used <= known | {EVENTS.partition(".")[2]}
        known.add(f"records_{name}")


def test_names_and_iris_are_quoted() -> None:
    (_, incoming), *_ = queries(EVENTS, COURSE)
    assert "position(event, 'https://example.org/it\\'s-a-course')" in incoming
    with pytest.raises(StoreError, match="is not the name of a table"):
        list(queries("events; DROP TABLE events", COURSE))


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--engine", "clickhouse://localhost:8123/xapi"], "--events also needs --course"),
        (["--course", "course"], "--events also needs --engine clickhouse://host:8123/database"),
    ],
)
def test_what_it_needs_is_said(
    options: list[str], reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    course_in(tmp_path / "course")
    result = CliRunner().invoke(main, ["records", "report", "--events", EVENTS, *options])
    assert result.exit_code == 2
    assert reason in result.output
