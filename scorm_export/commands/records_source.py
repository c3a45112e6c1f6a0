"""What `records report` is computed from: a store, or statements that another system keeps in ClickHouse."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scorm_export.commands.arguments import stop
from scorm_export.commands.records_store import extra, opened, outline_for, outline_from

if TYPE_CHECKING:
    import pyarrow as pa

    from scorm_export.records.engines import Engine, Objects
    from scorm_export.records.outline import Outline


@dataclass(frozen=True, slots=True)
class Source:
    """Statements about a course, and how to open an engine that also has the course's outline and the roster."""

    outline: Outline
    accounts: Sequence[str]
    objects: Objects
    newest: datetime
    running: Callable[[Mapping[str, pa.Table]], AbstractContextManager[Engine]]


@contextmanager
def from_store(path: Path, address: str, source: Path | None, iri: str | None) -> Iterator[Source]:
    """Open a store, with the engine at an address; "" is the store's own."""
    from scorm_export.records.engines import engine, newest, objects_in

    with opened(path) as store, extra(_extra_of(address)), _server(address):
        outline = outline_for(store, source, iri)
        accounts = [str(account) for (account,) in store.rows("SELECT account FROM learners")]
        yield Source(outline, accounts, objects_in(store), newest(store), lambda more: engine(address, store, more))


@contextmanager
def from_events(address: str, events: str, source: Path | None) -> Iterator[Source]:
    """Open the ClickHouse of Ralph or Aspects."""
    if source is None:
        stop("--events also needs --course, the course's folder or one of its packages")
    if not address.startswith("clickhouse:"):
        stop("--events also needs --engine clickhouse://host:8123/database, the server that has the table")
    outline = outline_from(source)
    with extra("clickhouse"), _server(address):
        from scorm_export.records.clickhouse_events import Events

        running = Events(address, events, outline.iri)

        @contextmanager
        def with_outline(more: Mapping[str, pa.Table]) -> Iterator[Engine]:
            running.add(more)
            yield running

        try:
            yield Source(outline, running.accounts(), running.objects(), running.newest(), with_outline)
        finally:
            running.close()


def _extra_of(address: str) -> str:
    return "clickhouse" if address.startswith("clickhouse:") else "spark" if address else "records"


@contextmanager
def _server(address: str) -> Iterator[None]:
    """End the command with a sentence where ClickHouse refuses a connection or a query."""
    if not address.startswith("clickhouse:"):
        yield
        return
    from clickhouse_connect.driver.exceptions import ClickHouseError

    try:
        yield
    except ClickHouseError as problem:
        stop(f"ClickHouse refuses: {str(problem).strip().splitlines()[0]}")
