"""A whole report on DuckDB, on a real Spark (a master with two workers) and on ClickHouse's engine: the same numbers.

On ClickHouse's engine also from a table of statements as Ralph and Aspects keep them.

`make spark` runs it, in an environment of its own. Counts have to be equal, other numbers within 1e-9.
"""

from __future__ import annotations

import json
import math
import os
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import clickhouse_connect
import ibis

from scorm_export import check_course
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.records.clickhouse_events import EVENTS, Events
from scorm_export.records.engines import ClickHouse, Engine, engine, newest, objects_in, outline_tables
from scorm_export.records.facts import Scope, facts
from scorm_export.records.measures import MEASURES, QUALITY
from scorm_export.records.outline import outline_of_course
from scorm_export.records.report.sheets import prepared
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Store

REFERENCE = Path(__file__).parent.parent.parent / "course_source" / "learning-health-systems"
START, LATER = datetime(2026, 1, 5), datetime(2027, 1, 1)  # noqa: DTZ001 — UTC
TOLERANCE = 1e-9
Rows = list[dict[str, Any]]


def report(running: Engine, store: Store, course: Course) -> dict[str, Rows]:
    outline = outline_of_course(course)
    found = prepared(running, facts(running.tables, Scope(course=outline.iri, now=newest(store)), has_roster=False))
    return {measure.name: running.rows(measure.of(found)) for measure in (*MEASURES, QUALITY)}


def differences(one: dict[str, Rows], other: dict[str, Rows]) -> Iterator[str]:
    for name, rows in one.items():
        if len(rows) != len(other[name]):
            yield f"{name}: {len(rows)} rows, {len(other[name])} rows"
        for number, (row, twin) in enumerate(zip(rows, other[name], strict=False)):
            for column, value in row.items():
                if not same(value, twin[column]):
                    yield f"{name} {number} {column}: {value!r}, {twin[column]!r}"


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return bool(one == other)


@contextmanager
def cluster() -> Iterator[str]:
    """Run a Spark master and two workers on this machine, and end them by their ids."""
    import pyspark

    home = Path(pyspark.__file__).parent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"spark://127.0.0.1:{port}"
    package = "org.apache.spark.deploy"
    master = ["master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
    worker = ["worker.Worker", "--host", "127.0.0.1", "--webui-port", "0", "--cores", "1", "--memory", "2g", address]
    started = []
    with tempfile.TemporaryDirectory() as logs:
        environment = {
            **os.environ,
            "SPARK_HOME": str(home),
            "SPARK_WORKER_DIR": logs,
            "PYSPARK_PYTHON": sys.executable,
        }
        try:
            for name, *arguments in (master, worker, worker):
                command = [str(home / "bin/spark-class"), f"{package}.{name}", *arguments]
                started.append(
                    subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                )
            yield address
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


def keep_as_ralph(client: Any, *files: Path) -> None:
    """Keep statements in a table as Aspects creates it; it drops what is in two files only when it merges its parts."""
    client.command("CREATE DATABASE IF NOT EXISTS xapi")
    client.command(
        f"CREATE TABLE {EVENTS} (event_id UUID, emission_time DateTime64(6), event String) "
        "ENGINE = ReplacingMergeTree ORDER BY (emission_time, event_id) PARTITION BY toYYYYMM(emission_time)"
    )
    client.command(f"SYSTEM STOP MERGES {EVENTS}")
    for file in files:
        texts = file.read_text("utf-8").splitlines()
        said = [(text, json.loads(text)) for text in texts]
        rows = [(uuid.UUID(one["id"]), datetime.fromisoformat(one["timestamp"]), text) for text, one in said]
        client.insert(EVENTS, rows, column_names=["event_id", "emission_time", "event"])


def main(learners: int = 300) -> int:
    checked = check_course(REFERENCE, [], Diagnostics())
    assert checked
    course, wrong = checked.course, 0
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "records.duckdb") as store:
        lines = Path(folder) / "statements.ndjson"
        lines.write_text("".join(json.dumps(s) + "\n" for s in simulate(course, learners, 1, START)), encoding="utf-8")
        again = Path(folder) / "again.ndjson"
        again.write_text("\n".join(lines.read_text("utf-8").splitlines()[::10]), encoding="utf-8")
        store.add([lines, again], "simulated", LATER)
        outline = outline_of_course(course)
        more = outline_tables(objects_in(store), outline, {})
        with engine("", store, more) as running:
            expected = report(running, store, course)

        def compare(name: str, running: Engine) -> int:
            begun = time.perf_counter()
            found = list(differences(expected, report(running, store, course)))
            values = sum(len(row) for rows in expected.values() for row in rows)
            print(
                f"{name}: {values} values, {len(found)} differ, {time.perf_counter() - begun:.0f} s",
                *found[:20],
                sep="\n  ",
            )
            return len(found)

        client = clickhouse_connect.get_client(interface="chdb")
        clickhouse = ClickHouse(ibis.clickhouse.from_connection(client), store, more, Path(folder))
        wrong += compare("ClickHouse's engine", clickhouse)
        clickhouse.close()
        keep_as_ralph(client, lines, again)
        events = Events(ibis.clickhouse.from_connection(client), EVENTS, outline.iri)
        events.add(outline_tables(events.objects(), outline, {}))
        wrong += compare(f"{EVENTS}, {len(events.accounts())} learners until {events.newest():%Y-%m-%d}", events)
        events.close()
        with cluster() as address, engine(address, store, more) as running:
            wrong += compare(f"Spark, {address}", running)
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
