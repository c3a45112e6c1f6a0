"""CSV reports of an LMS as statements, by a mapping file that says what each column is.

A row of a gradebook becomes up to three statements about a learner: a score, a completion, a pass. Their ids are
derived from their content, so that reading the same report again adds nothing. A row with an answer is an interaction,
and Moodle's report on interactions has a row for each attempt (`lms_answers.py`).
"""

from __future__ import annotations

import csv
import json
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics, SourceFile
from scorm_export.records import moodle_interactions
from scorm_export.records.lms_answers import Answer, Answers
from scorm_export.records.store import StoreError
from scorm_export.source.yaml import plain, read_yaml

Json = dict[str, Any]
_VERBS = "http://adlnet.gov/expapi/verbs/"
_COURSE_TYPE = "http://adlnet.gov/expapi/activities/course"
_INTERACTIONS = "moodle-interactions"
_KNOWN = (
    "report",
    "course",
    "learner",
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
    "question",
    "response",
    "result",
    "attempt",
    "delimiter",
)
_COLUMNS = ("learner", "time", "score", "completed", "passed", "question", "response", "result", "attempt")
_PASSING = ("passed", "completed")
_POINTS = re.compile(r"([0-9.]+)(?:/([0-9.]+))?")


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
    kind = fields.get("report", _INTERACTIONS)
    if kind != _INTERACTIONS:
        raise StoreError(f"`{path}` has an unknown `report`, `{kind}`; known: {_INTERACTIONS}")
    whole = "report" in fields
    with_each = ("response", "result") if "question" in fields else ("course",)
    for name in ("learner", *(() if whole else with_each)):
        if not fields.get(name):
            raise StoreError(f"`{path}` needs the field `{name}`")
    if not whole and not fields.get("time") and not fields.get("at"):
        raise StoreError(f"`{path}` needs `time`, a column, or `at`, the day of the report as 2026-03-31")
    return {name: str(value) for name, value in fields.items()}


def has_answers(mapping: Mapping[str, str]) -> bool:
    """Whether a report shows attempts with their answers, which replace those of an earlier report."""
    return "report" in mapping or "question" in mapping


def as_statements(path: Path, mapping: Mapping[str, str], work: Path, course: Course | None) -> tuple[Path, list[str]]:
    """Write the statements of a CSV file into `work`, one per line; return the file, and the rows with problems.

    A report with answers needs the course. Raises StoreError for a file that lacks a column.
    """
    made = work / f"{path.name}.ndjson"
    try:
        with made.open("w", encoding="utf-8") as lines:
            return made, list(_write(path, mapping, course, lines))
    except (UnicodeDecodeError, csv.Error):
        raise StoreError(f"`{path}` cannot be read as a CSV file in UTF-8") from None


def _write(path: Path, mapping: Mapping[str, str], course: Course | None, lines: IO[str]) -> Iterator[str]:
    """Write the statements of a CSV file; yield each row that could not be read, and why."""
    if not has_answers(mapping):
        said = _read(path, mapping, lambda row: _said(row, mapping))
    elif course is None:
        raise StoreError("a report with answers also needs the course's folder: give it with --course")
    elif "report" in mapping:
        said = _moodle_interactions(path, mapping, Answers(course))
    else:
        said = _attempts_in(path, mapping, Answers(course))
    known = set()
    for found in said:
        if isinstance(found, tuple):
            line, reason = found
            if reason not in known or not has_answers(mapping):
                yield f"{path.name}:{line}: {reason}"
            known.add(reason)
        else:
            lines.write(json.dumps(found, ensure_ascii=False) + "\n")


Row = Mapping[str, str]
Found = Json | tuple[int, str]
"""A statement, or the line of a row and why it cannot be read."""


def _read(path: Path, mapping: Mapping[str, str], said: Callable[[Row], Iterable[Json]]) -> Iterator[Found]:
    """Yield what `said` makes of each row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file, delimiter=mapping.get("delimiter", ","))
        _check_columns(path, mapping, rows.fieldnames or ())
        for row in rows:
            try:
                yield from said(row)
            except ValueError as problem:
                yield rows.line_num, str(problem)


def _moodle_interactions(path: Path, mapping: Mapping[str, str], answers: Answers) -> Iterator[Found]:
    for row in moodle_interactions.attempts(path, mapping["learner"], mapping.get("delimiter", "")):
        if isinstance(row, moodle_interactions.BadRow):
            yield row.line, row.reason
            continue
        try:
            started, last = (_moodle_time(text, mapping) for text in (row.started, row.last))
            actor = _actor(mapping, row.learner)
            for problem in answers.unknown(row.answers):
                yield row.line, problem
            yield from answers.said(actor, row.number, started, last, row.answers)
            points = _POINTS.fullmatch(row.scores[0].strip())
            if points and len(row.scores) == 1:
                yield answers.scored(actor, row.number, last, float(points[1]), float(points[2] or 100))
        except ValueError as problem:
            yield row.line, str(problem)


def _attempts_in(path: Path, mapping: Mapping[str, str], answers: Answers) -> Iterator[Found]:
    """Yield what rows with an answer each say, by learner and attempt."""
    attempts: dict[tuple[str, int], list[tuple[datetime, Answer]]] = {}

    def gather(row: Mapping[str, str]) -> Iterable[Json]:
        learner, number = row[mapping["learner"]].strip(), row.get(mapping.get("attempt", ""), "").strip() or "1"
        if not number.isdecimal():
            raise ValueError(f"`{number}` is not the number of an attempt")
        question, response, result = (row[mapping[name]].strip() for name in ("question", "response", "result"))
        answer = Answer(question, response, result)
        for problem in answers.unknown([answer]):
            raise ValueError(problem)
        if learner:
            attempts.setdefault((learner, int(number)), []).append((_time(row, mapping), answer))
        return ()

    yield from _read(path, mapping, gather)
    for (learner, number), given in attempts.items():
        times = [when for when, _ in given]
        latest = {answer.interaction: answer for _, answer in given}
        yield from answers.said(_actor(mapping, learner), number, min(times), max(times), latest.values())


def _check_columns(path: Path, mapping: Mapping[str, str], columns: Any) -> None:
    asked = [mapping[name] for name in _COLUMNS if name in mapping]
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


def _moodle_time(text: str, mapping: Mapping[str, str]) -> datetime:
    if "at" in mapping:
        return _time({}, mapping)
    formats = (mapping["timeFormat"],) if "timeFormat" in mapping else moodle_interactions.TIME_FORMATS
    for form in formats:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    raise ValueError(
        f"`{text}` is not a time such as {formats[0]}: set your language in Moodle to English and download the report "
        "again, or give `at`, the day of the report, in the mapping file"
    )


def _score(text: str, mapping: Mapping[str, str]) -> Json:
    try:
        raw, most = float(text.rstrip(" %").replace(",", ".")), float(mapping.get("maximum", "100"))
    except ValueError:
        raise ValueError(f"`{text}` is not a score") from None
    if not 0 <= raw <= most:
        raise ValueError(f"the score {text} is not between 0 and {most:g}: set `maximum`")
    return {"raw": raw, "min": 0, "max": most, "scaled": raw / most}


def _statement(mapping: Mapping[str, str], learner: str, when: datetime, verb: str, result: Json) -> Json:
    time = when.isoformat()
    named = [mapping["course"], mapping.get("homePage", ""), learner, verb, result, time]
    content = json.dumps(named, separators=(",", ":"))
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, content)),
        "timestamp": time,
        "actor": _actor(mapping, learner),
        "verb": {"id": _VERBS + verb},
        "object": {"id": mapping["course"], "definition": {"type": _COURSE_TYPE}},
        "result": result,
    }


def _actor(mapping: Mapping[str, str], learner: str) -> Json:
    home = mapping.get("homePage")
    named: Json = {"account": {"homePage": home, "name": learner}} if home else {"mbox": f"mailto:{learner}"}
    return {"objectType": "Agent", **named}
