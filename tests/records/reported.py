"""A store of simulated statements, and the rows of its measures."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from real_lrs import RealLrs
from scorm_export.course import Course
from scorm_export.records.engines import DuckDB, newest, objects_in, outline_tables
from scorm_export.records.facts import Facts, Scope, facts
from scorm_export.records.measures import MEASURES
from scorm_export.records.outline import Outline, outline_of_course
from scorm_export.records.report.sheets import prepared
from scorm_export.records.store import Store

Json = dict[str, Any]
BY_NAME = {measure.name: measure for measure in MEASURES}


@dataclass
class Reported:
    """Statements in a store, and what is computed of them."""

    store: Store
    outline: Outline
    roster: dict[str, str] = field(default_factory=dict)
    engine: DuckDB | None = None
    asked: dict[str, Json] | None = None
    known: Facts | None = None

    def facts(self, **filters: Any) -> Facts:
        if self.known is not None and self.asked == filters:
            return self.known
        self.asked = dict(filters)
        self.engine = DuckDB(self.store, outline_tables(objects_in(self.store), self.outline, self.roster))
        scope = Scope(course=self.outline.iri, now=filters.pop("now", None) or newest(self.store), **filters)
        self.known = prepared(self.engine, facts(self.engine.tables, scope, has_roster=bool(self.roster)))
        return self.known

    def rows(self, name: str, **filters: Any) -> list[Json]:
        found = self.facts(**filters)
        assert self.engine
        return self.engine.rows(BY_NAME[name].of(found))


def reported(course: Course, statements: Iterable[Json], folder: Path) -> Reported:
    """Return a store in a folder that holds statements about a course."""
    path = folder / "statements.ndjson"
    path.write_text("".join(json.dumps(statement) + "\n" for statement in statements), encoding="utf-8")
    store = Store(folder / "records.duckdb")
    store.add([path], "simulated", datetime(2027, 1, 1))  # noqa: DTZ001 — a time of the store, in UTC
    return Reported(store, outline_of_course(course))


def send(lrs: RealLrs, statements: list[Json]) -> None:
    """Send statements to a record store."""
    headers = {
        "Authorization": lrs.authorization,
        "X-Experience-API-Version": "1.0.3",
        "Content-Type": "application/json",
    }
    for start in range(0, len(statements), 200):
        body = json.dumps(statements[start : start + 200]).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{lrs.endpoint}statements", body, headers), timeout=60):
            pass
