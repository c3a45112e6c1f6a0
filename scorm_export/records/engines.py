"""Engines that compute measures: the store's own DuckDB, Spark, or ClickHouse. All run the same expressions."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
from ibis.expr.types import Table

from scorm_export.records.facts import TABLES
from scorm_export.records.outline import Outline
from scorm_export.records.store import Store, StoreError

Row = dict[str, Any]
Objects = Sequence[tuple[str, int, str]]
"""The IRI, number and right answer of everything that statements are about."""
_ENTRIES = pa.schema(
    [
        ("entry", pa.int64()),
        ("iri", pa.string()),
        ("kind", pa.string()),
        ("id", pa.string()),
        ("title", pa.string()),
        ("parent", pa.int64()),
        ("module", pa.string()),
        ("position", pa.int64()),
        ("drawn", pa.bool_()),
        ("guess", pa.float64()),
        ("interaction", pa.string()),
        ("pattern", pa.string()),
    ]
)
_TESTS = pa.schema([("question", pa.int64()), ("objective", pa.int64())])
_ROSTER = pa.schema([("account", pa.string()), ("group", pa.string())])


class Engine(Protocol):
    """Runs expressions over the tables of a store."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """The tables by name."""

    def rows(self, expression: Table) -> list[Row]:
        """Return the rows of an expression's result, in order."""

    def keep(self, name: str, expression: Table) -> Table:
        """Compute an expression once, as a table for the expressions that build on it."""


def objects_in(store: Store) -> Objects:
    """Return what the statements of a store are about."""
    return [(str(iri), int(key), str(pattern)) for iri, key, pattern in store.rows(_OBJECTS)]


_OBJECTS = "SELECT iri, object, coalesce(pattern, '') FROM objects"


def outline_tables(objects: Objects, outline: Outline, roster: Mapping[str, str]) -> dict[str, pa.Table]:
    """Return the outline and the roster (group by account) as tables.

    Parts have the numbers of objects, or negative numbers where no statement is about them.
    """
    patterns = {iri: pattern for iri, _, pattern in objects}
    numbers = {entry.iri: -place for place, entry in enumerate(outline.entries, 1)} | {
        iri: key for iri, key, _ in objects
    }
    entries = [
        {name: getattr(entry, name, None) for name in _ENTRIES.names}
        | {
            "entry": numbers[entry.iri],
            "parent": numbers.get(entry.parent),
            "pattern": patterns.get(entry.iri, ""),
            "guess": 0.0 if "[,]" in patterns.get(entry.iri, "") else entry.guess,
        }
        for entry in outline.entries
    ]
    tests = [{"question": numbers[question], "objective": numbers[objective]} for question, objective in outline.tests]
    listed = [{"account": account, "group": group} for account, group in roster.items()]
    return {
        "entries": pa.Table.from_pylist(entries, schema=_ENTRIES),
        "tests": pa.Table.from_pylist(tests, schema=_TESTS),
        "roster": pa.Table.from_pylist(listed, schema=_ROSTER),
    }


class DuckDB:
    """The store itself."""

    def __init__(self, store: Store, more: Mapping[str, pa.Table]) -> None:
        self._connection = store.connection
        self._backend = ibis.duckdb.from_connection(store.connection)
        for name, table in more.items():
            store.connection.register(f"report_{name}", table)
        self.tables = {name: self._backend.table(f"report_{name}" if name in more else name) for name in TABLES}

    def rows(self, expression: Table) -> list[Row]:
        """Return the rows of an expression's result, in order."""
        rows: list[Row] = self._backend.to_pyarrow(expression).to_pylist()
        return rows

    def keep(self, name: str, expression: Table) -> Table:
        """Compute an expression into a table that lasts as long as the connection."""
        self._connection.execute(f"DROP TABLE IF EXISTS kept_{name}")
        self._backend.create_table(f"kept_{name}", expression, temp=True)
        return self._backend.table(f"kept_{name}")


class Spark:
    """Spark, at a master such as `spark://host:7077` or `local[2]`; it reads the store's tables as Parquet.

    All of its workers have to see the folder.
    """

    def __init__(self, address: str, store: Store, more: Mapping[str, pa.Table], folder: Path) -> None:
        from pyspark.sql import SparkSession  # noqa: PLC0415 — an extra of its own

        builder = SparkSession.builder.master(address).appName("scorm-export records")
        builder = builder.config("spark.sql.session.timeZone", "UTC").config("spark.ui.enabled", "false")
        self._session = builder.getOrCreate()
        self._backend = ibis.pyspark.connect(self._session)
        self.tables = {}
        for name, path in as_parquet(store, more, folder).items():
            self._session.read.parquet(str(path)).createOrReplaceTempView(f"records_{name}")
            self.tables[name] = self._backend.table(f"records_{name}")

    def rows(self, expression: Table) -> list[Row]:
        """Return the rows of an expression's result, in order."""
        rows: list[Row] = self._backend.to_pyarrow(expression).to_pylist()
        return rows

    def keep(self, name: str, expression: Table) -> Table:
        """Compute an expression once, and keep it on the workers."""
        frame = self._session.sql(ibis.to_sql(expression, dialect="pyspark")).cache()
        frame.createOrReplaceTempView(f"kept_{name}")
        return self._backend.table(f"kept_{name}")

    def close(self) -> None:
        """End the session."""
        self._session.stop()


class ClickHouse:
    """ClickHouse, at `clickhouse://user:password@host:port/database`, or a connection of Ibis to it."""

    def __init__(
        self, address: str | ibis.BaseBackend, store: Store, more: Mapping[str, pa.Table], folder: Path
    ) -> None:
        self.connect(address)
        files = as_parquet(store, more, folder)
        self.tables |= {name: self.create(f"records_{name}", pq.read_table(path)) for name, path in files.items()}

    def connect(self, address: str | ibis.BaseBackend) -> None:
        """Open the connection, without tables."""
        self.backend = ibis.connect(address) if isinstance(address, str) else address
        self.backend.con.set_client_setting("join_use_nulls", 1)  # a missing value is null, as in SQL's standard
        self.made: list[str] = []
        self.tables: dict[str, Table] = {}

    def create(self, name: str, content: pa.Table) -> Table:
        """Create a table that `close` drops."""
        self.drop(name)
        self.made.append(name)
        created = self.backend.create_table(name, schema=ibis.Schema.from_pyarrow(content.schema))
        self.backend.con.insert_arrow(name, content)
        return created

    def rows(self, expression: Table) -> list[Row]:
        """Return the rows of an expression's result, in order, with booleans that ClickHouse computes as 0 and 1."""
        truths = {name for name, kind in expression.schema().items() if kind.is_boolean()}
        found = self.backend.con.query(str(ibis.to_sql(expression, dialect="clickhouse")))
        return [
            {name: bool(value) if name in truths and value is not None else value for name, value in row.items()}
            for row in found.named_results()
        ]

    def keep(self, name: str, expression: Table) -> Table:
        """Compute an expression once, into a table that `close` drops."""
        self.drop(f"kept_{name}")
        self.made.append(f"kept_{name}")
        return self.backend.create_table(f"kept_{name}", expression)

    def close(self) -> None:
        """Drop the tables that this engine created."""
        for name in self.made:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Drop a table, if there is one."""
        self.backend.raw_sql(f"DROP TABLE IF EXISTS {name}")


def as_parquet(store: Store, more: Mapping[str, pa.Table], folder: Path) -> dict[str, Path]:
    """Write the tables that measures need as Parquet, with ids as texts; return the files by table name."""
    files = {}
    for name in TABLES:
        path = folder / f"{name}.parquet"
        table = store.connection.from_arrow(more[name]) if name in more else store.connection.table(name)
        names = [column for column in table.columns if (name, column) != ("others", "raw")]
        table = table.select(*names)
        columns = [
            duckdb.ColumnExpression(column).cast("VARCHAR").alias(column)
            if kind == "UUID"
            else duckdb.ColumnExpression(column).cast("TIMESTAMP").alias(column)
            if kind == "TIMESTAMP_MS"
            else duckdb.ColumnExpression(column)
            for column, kind in zip(table.columns, map(str, table.types), strict=True)
        ]
        table.select(*columns).write_parquet(str(path))
        files[name] = path
    return files


@contextmanager
def engine(address: str, store: Store, more: Mapping[str, pa.Table]) -> Iterator[Engine]:
    """Open the engine at an address; "" is the store's own. Raises StoreError for an unknown kind of address."""
    if not address:
        yield DuckDB(store, more)
        return
    kinds: dict[str, type[Spark | ClickHouse]] = {"spark": Spark, "local": Spark, "clickhouse": ClickHouse}
    kind = next((made for beginning, made in kinds.items() if address.startswith(beginning)), None)
    if kind is None:
        raise StoreError(
            f"`{address}` is not an engine: spark://host:7077, local[2], or clickhouse://host:8123/database"
        )
    with tempfile.TemporaryDirectory() as folder:
        opened = kind(address, store, more, Path(folder))
        try:
            yield opened
        finally:
            opened.close()


def newest(store: Store) -> datetime:
    """Return the time of the newest statement, or the epoch for an empty store."""
    found = store.rows("SELECT max(moment) FROM statements")
    return found[0][0] or datetime(1970, 1, 1)  # noqa: DTZ001 — the store's times are UTC
