"""CSV reports of an LMS as statements, by a mapping file that says what each column is.

A row becomes up to three statements about a learner: a score, a completion, a pass.
Their ids are derived from their content, so that reading the same report again adds nothing.
"""

from __future__ import annotations

import csv
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.records.store import StoreError
from scorm_export.source.yaml import plain, read_yaml

Json = dict[str, Any]
_VERBS = "http://adlnet.gov/expapi/verbs/"
_COURSE_TYPE = "http://adlnet.gov/expapi/activities/course"
_NEEDED = ("course", "learner")
_KNOWN = (
    *_NEEDED,
    "homePage",
    "time",
    "timeFormat",
    "at",
    "score",
    "maximum",
    "completed",
    "completedWhen",
    "passed",
    "passedWhen",
    "delimiter",
)
_PASSING = ("passed", "completed")


def read_mapping(path: Path) -> dict[str, str]:
    """Read a mapping file. Raises StoreError."""
    try:
        lines = tuple(path.read_text("utf-8").split("\n"))
    except (OSError, UnicodeDecodeError):
        raise StoreError(f"`{path}` cannot be read as text in UTF-8") from None
    found = Diagnostics()
    node = read_yaml(SourceFile(path=str(path), lines=lines), found)
    fields = plain(node) if node else None
    if found.errors or not isinstance(fields, dict):
        reasons = "; ".join(f"line {problem.span.line}: {problem.message}" for problem in found)
        raise StoreError(f"`{path}` is not a mapping of fields to columns{f': {reasons}' if reasons else ''}")
    for name in fields:
        if name not in _KNOWN:
            raise StoreError(f"`{path}` has an unknown field `{name}`; known: {', '.join(_KNOWN)}")
    for name in _NEEDED:
        if not fields.get(name):
            raise StoreError(f"`{path}` needs the field `{name}`")
    if not fields.get("time") and not fields.get("at"):
        raise StoreError(f"`{path}` needs `time`, a column, or `at`, the day of the report as 2026-03-31")
    return {name: str(value) for name, value in fields.items()}


def as_statements(path: Path, mapping: Mapping[str, str], work: Path) -> tuple[Path, list[str]]:
    """Write the statements of a CSV file into `work`, one per line; return the file, and the rows with problems.

    Raises StoreError for a file that lacks a column.
    """
    made = work / f"{path.name}.ndjson"
    try:
        return made, list(_write(path, mapping, made))
    except (OSError, UnicodeDecodeError, csv.Error):
        raise StoreError(f"`{path}` cannot be read as a CSV file in UTF-8") from None


def _write(path: Path, mapping: Mapping[str, str], made: Path) -> Iterator[str]:
    """Write the statements of a CSV file; yield each row that could not be read, and why."""
    with path.open(encoding="utf-8-sig", newline="") as file, made.open("w", encoding="utf-8") as lines:
        rows = csv.DictReader(file, delimiter=mapping.get("delimiter", ","))
        _check_columns(path, mapping, rows.fieldnames or ())
        for row in rows:
            try:
                for statement in _said(row, mapping):
                    lines.write(json.dumps(statement, ensure_ascii=False) + "\n")
            except ValueError as problem:
                yield f"{path.name}:{rows.line_num}: {problem}"


def _check_columns(path: Path, mapping: Mapping[str, str], columns: Any) -> None:
    asked = [mapping[name] for name in ("learner", "time", "score", "completed", "passed") if name in mapping]
    missing = [column for column in asked if column not in columns]
    if missing:
        has = ", ".join(f"`{column}`" for column in columns)
        raise StoreError(f"`{path}` has no column `{missing[0]}`; it has {has}")


def _said(row: Mapping[str, str], mapping: Mapping[str, str]) -> Iterator[Json]:
    """Yield the statements of a row. Raises ValueError for a number or time that cannot be read."""
    learner = row[mapping["learner"]].strip()
    if not learner:
        return
    when = _time(row, mapping)
    score = row.get(mapping.get("score", ""), "").strip()
    if score and score != "-":
        yield _statement(mapping, learner, when, "scored", {"score": _score(score, mapping)})
    for name in _PASSING:
        value = row.get(mapping.get(name, ""), "").strip()
        wanted = mapping.get(f"{name}When")
        if value and (value == wanted if wanted else value.lower() not in ("-", "no", "0", "not completed", "false")):
            yield _statement(mapping, learner, when, name, {"completion" if name == "completed" else "success": True})


def _time(row: Mapping[str, str], mapping: Mapping[str, str]) -> datetime:
    text = row[mapping["time"]].strip() if "time" in mapping else mapping["at"]
    form = mapping.get("timeFormat")
    try:
        found = (
            datetime.strptime(text, form)  # noqa: DTZ007 — without a zone it is UTC, below
            if form and "time" in mapping
            else datetime.fromisoformat(text)
        )
    except ValueError:
        raise ValueError(f"`{text}` is not a time{f' such as {form}' if form else ''}") from None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _score(text: str, mapping: Mapping[str, str]) -> Json:
    try:
        raw, most = float(text.rstrip(" %").replace(",", ".")), float(mapping.get("maximum", "100"))
    except ValueError:
        raise ValueError(f"`{text}` is not a score") from None
    if not 0 <= raw <= most:
        raise ValueError(f"the score {text} is not between 0 and {most:g}: set `maximum`")
    return {"raw": raw, "min": 0, "max": most, "scaled": raw / most}


def _statement(mapping: Mapping[str, str], learner: str, when: datetime, verb: str, result: Json) -> Json:
    home = mapping.get("homePage")
    actor: Json = {"account": {"homePage": home, "name": learner}} if home else {"mbox": f"mailto:{learner}"}
    time = when.isoformat()
    content = json.dumps([mapping["course"], home or "", learner, verb, result, time], separators=(",", ":"))
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, content)),
        "timestamp": time,
        "actor": {"objectType": "Agent", **actor},
        "verb": {"id": _VERBS + verb},
        "object": {"id": mapping["course"], "definition": {"type": _COURSE_TYPE}},
        "result": result,
    }
