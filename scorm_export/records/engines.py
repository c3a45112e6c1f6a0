"""Where measures are computed: in the store's own DuckDB, on Spark, or in ClickHouse. All run the same expressions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from scorm_export.records.facts import TABLES
from scorm_export.records.outline import Outline
from scorm_export.records.store import Store

Row = dict[str, Any]
_PARTS = pa.schema(
    [
        ("iri", pa.string()),
        ("kind", pa.string()),
        ("id", pa.string()),
        ("title", pa.string()),
        ("parent", pa.string()),
        ("module", pa.string()),
        ("position", pa.int64()),
        ("drawn", pa.bool_()),
        ("guess", pa.float64()),
        ("interaction", pa.string()),
        ("pattern", pa.string()),
    ]
)
_TESTS = pa.schema([("question", pa.string()), ("objective", pa.string())])
_ROSTER = pa.schema([("account", pa.string()), ("group", pa.string())])


class Engine(Protocol):
    """What runs expressions over the tables of a store."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables by their names."""

    def rows(self, expression: Table) -> list[Row]:
        """Return the rows of an expression's result, in order."""


def outline_tables(store: Store, outline: Outline, roster: Mapping[str, str]) -> dict[str, pa.Table]:
    """Return the outline and the roster (group by account) as tables."""
    patterns = dict(store.rows("SELECT iri, pattern FROM objects WHERE pattern IS NOT NULL"))
    parts = []
    for part in outline.parts:
        pattern = str(patterns.get(part.iri, ""))
        guess = 0.0 if "[,]" in pattern else part.guess
        parts.append({n: getattr(part, n, None) for n in _PARTS.names} | {"pattern": pattern, "guess": guess})
    tests = [{"question": question, "objective": objective} for question, objective in outline.tests]
    listed = [{"account": account, "group": group} for account, group in roster.items()]
    return {
        "parts": pa.Table.from_pylist(parts, schema=_PARTS),
        "tests": pa.Table.from_pylist(tests, schema=_TESTS),
        "roster": pa.Table.from_pylist(listed, schema=_ROSTER),
    }


class DuckDB:
    """The store itself."""

    def __init__(self, store: Store, more: Mapping[str, pa.Table]) -> None:
        self._backend = ibis.duckdb.from_connection(store.connection)
        for name, table in more.items():
            store.connection.register(f"report_{name}", table)
        self.tables = {name: self._backend.table(f"report_{name}" if name in more else name) for name in TABLES}

    def rows(self, expression: Table) -> list[Row]:
        """Return the rows of an expression's result, in order."""
        rows: list[Row] = self._backend.to_pyarrow(expression).to_pylist()
        return rows


@contextmanager
def engine(_address: str, store: Store, more: Mapping[str, pa.Table]) -> Iterator[Engine]:
    """Open the engine at an address; "" for the store's own."""
    yield DuckDB(store, more)


def newest(store: Store) -> datetime:
    """Return the time of the newest statement that is not from the future of its own record, or the epoch."""
    found = store.rows("SELECT max(moment) FROM statements")
    return found[0][0] or datetime(1970, 1, 1)  # noqa: DTZ001 — the store's times are UTC
