"""ClickHouse with the statements that Ralph or Aspects keep: a table with event_id, emission_time and event (JSON).

The table is only read. What measures need of it is computed by ClickHouse into tables of its own, which are dropped at
the end; statements do not leave the server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import ibis
import pyarrow as pa

from scorm_export.records.engines import ClickHouse, Objects
from scorm_export.records.store import StoreError

EVENTS = "xapi.xapi_events_all"
"""The table's name in Ralph's and Aspects' default settings."""
_NAME = re.compile(r"\w+(\.\w+)?")
_HEAD = re.compile(r"^-- (\w+)\n", re.MULTILINE)


def queries(events: str, course: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the query of each table, those that others need first.

    Raises StoreError for a name that is not one of a table.
    """
    if not _NAME.fullmatch(events):
        raise StoreError(f"`{events}` is not the name of a table: give it as `{EVENTS}`")
    text = (Path(__file__).parent / "clickhouse_events.sql").read_text("utf-8")
    quoted = course.replace("\\", "\\\\").replace("'", "\\'")
    _, *parts = _HEAD.split(text.replace("{events}", events).replace("{course}", f"'{quoted}'"))
    yield from zip(parts[::2], (part.strip().removesuffix(";") for part in parts[1::2]), strict=True)


class Events(ClickHouse):
    """The tables of a course in ClickHouse, computed from a table of statements."""

    def __init__(self, address: str | ibis.BaseBackend, events: str, course: str) -> None:
        self.connect(address)
        for name, query in queries(events, course):
            table = f"records_{name}"
            self.drop(table)
            self.made.append(table)
            self.backend.raw_sql(f"CREATE TABLE {table} ENGINE = MergeTree ORDER BY tuple() AS {query}")
            self.tables[name] = self.backend.table(table)

    def objects(self) -> Objects:
        """Return the IRI, number and right answer of everything that statements are about."""
        found = self.tables["objects"].select("iri", "object", "pattern")
        return [(row["iri"], row["object"], row["pattern"] or "") for row in self.rows(found)]

    def accounts(self) -> list[str]:
        """Return the learners' accounts."""
        return [row["account"] for row in self.rows(self.tables["learners"].select("account"))]

    def newest(self) -> datetime:
        """Return the time of the newest statement, UTC, or the epoch where there is none."""
        said = self.tables["statements"]
        (found,) = self.rows(said.aggregate(n=said.count(), newest=said.moment.max()))
        newest: datetime = found["newest"] if found["n"] else datetime.fromtimestamp(0, UTC)
        return newest.replace(tzinfo=None)

    def add(self, more: Mapping[str, pa.Table]) -> None:
        """Add the outline and the roster."""
        for name, content in more.items():
            self.tables[name] = self.create(f"records_{name}", content)
