"""Figures of learning records, as `make bench` and `make scale` print them.

Statements are those of simulated learners of the reference course. For more of them the same learners' statements are
copied within the store, with new ids, learners and registrations, so a report has as many learners as it would have.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

import duckdb

from scorm_export import check_course
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics
from scorm_export.records.engines import DuckDB, newest, objects_in, outline_tables
from scorm_export.records.facts import Scope, facts
from scorm_export.records.measures import MEASURES
from scorm_export.records.outline import outline_of_course
from scorm_export.records.report.sheets import prepared
from scorm_export.records.simulate.learners import simulate
from scorm_export.records.store import Store

REFERENCE = Path(__file__).parent.parent.parent / "course_source" / "learning-health-systems"
START = datetime(2026, 1, 5)  # noqa: DTZ001 — UTC
COPIES = """
INSERT INTO learners SELECT learner + n * (SELECT max(learner) FROM learners), account || '-' || n, name
FROM learners, range(1, $times) AS copies(n);
INSERT INTO contexts
SELECT context + n * (SELECT max(context) FROM contexts), course, registration || '-' || n, edition, around
FROM contexts, range(1, $times) AS copies(n);
INSERT INTO statements
SELECT gen_random_uuid(), moment + INTERVAL (n) SECOND, delay, learner + n * $learners, verb, object,
    context + n * $contexts, attempt, raw, most, scaled, success, duration, progress, response, segments, length
FROM range(1, $times) AS copies(n), statements
"""


def main(learners: int = 1500, times: int = 50) -> None:
    """Print a line for each figure: so many simulated learners, read from NDJSON, and then so many times as many."""
    checked = check_course(REFERENCE, [], Diagnostics())
    assert checked
    with tempfile.TemporaryDirectory() as folder:
        lines, path = Path(folder) / "statements.ndjson", Path(folder) / "records.duckdb"
        with lines.open("w", encoding="utf-8") as file:
            file.writelines(
                json.dumps(s, ensure_ascii=False) + "\n" for s in simulate(checked.course, learners, 1, START)
            )
        plain = seconds_to_read(lines, Path(folder) / "plain.duckdb")
        begun = time.perf_counter()
        with Store(path) as store:
            added = store.add([lines], "simulated", START).added
        ours = time.perf_counter() - begun
        show(
            "records, NDJSON into the store",
            f"{plain / ours:.1f} ×",
            f"the speed of read_json, {added:,} statements",
            "0.5 ×",
        )
        show("records, size in the store", f"{path.stat().st_size / added:.0f} B", "a statement", "60 B")
        for copies in (1, times):
            with Store(path) as store:
                if copies > 1:
                    copy_within(store, copies)
                report(store, checked.course)
        show("records, store of all", f"{path.stat().st_size / added / times:.0f} B", "a statement", "60 B")


def seconds_to_read(lines: Path, database: Path) -> float:
    """Return how long DuckDB's own reader takes to make a table of a file."""
    begun = time.perf_counter()
    with duckdb.connect(str(database)) as connection:
        query = "CREATE TABLE plain AS SELECT * FROM read_json(?, format = 'newline_delimited')"
        connection.execute(query, [str(lines)])
    return time.perf_counter() - begun


def copy_within(store: Store, times: int) -> None:
    """Make the store as many times as large."""
    sizes = {name: store.number(f"SELECT max({name[:-1]}) FROM {name}") for name in ("learners", "contexts")}
    for statement in COPIES.split(";"):
        given = {name: value for name, value in (sizes | {"times": times}).items() if f"${name}" in statement}
        store.connection.execute(statement, given)
    store.connection.execute("CHECKPOINT")


def report(store: Store, course: Course) -> None:
    """Compute every table, and print how long it took and where the time went."""
    outline = outline_of_course(course)
    begun = time.perf_counter()
    engine = DuckDB(store, outline_tables(objects_in(store), outline, {}))
    found = facts(engine.tables, Scope(course=outline.iri, now=newest(store)), has_roster=False)
    spent = {}
    found = prepared(engine, found)
    spent["shared"] = time.perf_counter() - begun
    for measure in MEASURES:
        if not measure.personal:
            at = time.perf_counter()
            engine.rows(measure.of(found))
            spent[measure.name] = time.perf_counter() - at
    whole = time.perf_counter() - begun
    number = store.number("SELECT count(*) FROM statements")
    slowest = ", ".join(f"{name} {took:.1f} s" for name, took in sorted(spent.items(), key=lambda one: -one[1])[:3])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    show(f"records, report on {number:,}", f"{whole:.1f} s", f"{slowest}; peak {peak:,.0f} MiB", "10 s for 10,000,000")


def show(figure: str, value: str, told: str, budget: str) -> None:
    print(f"{figure:40} {value:>10}  {told}  (budget: {budget})", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
