"""What a package of this compiler keeps of learners' work: activities, checks, questions, their keys and points.

The data are those of `player/src/course.ts`; packages of other tools have nothing that can be compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from scorm_export.verify.package import Package

_DATA = re.compile(r'<script type="application/json" id="course-data">(.*?)</script>', re.DOTALL)
_PAGE = re.compile(r"coursePage\((.*)\);$", re.MULTILINE)
"""The first line of a page's script; packages that report to an LRS have more lines."""
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Recorded:
    """Something that learners' records have facts of."""

    kind: str
    """`lesson`, `quiz`, `check`, `notes`, or the type of a question."""
    key: str
    """What stands for it in the saved state; that of a question is unique in its quiz."""
    short: str
    """The same in the shorter form of a state, where it is not the beginning of `key`; otherwise empty."""
    points: float
    launch: str
    """The id of the course or part that keeps it."""


@dataclass(frozen=True, slots=True)
class LearnerWork:
    """What the launches of a package keep."""

    states: dict[str, str]
    """The key with which the saved state of each launch begins, by the id of the course or part."""
    passing: dict[str, str]
    """The points that pass the course or part, such as `80 of 100`, by its id; `no points` where no quiz counts."""
    recorded: dict[str, Recorded]
    """By id: `quiz`, `quiz/question`, `lesson/check`."""


def learner_work(package: Package, launched: Iterable[str]) -> LearnerWork | None:
    """Read what the launched pages keep; None if one is not a page of this compiler, or of a later form."""
    work = LearnerWork({}, {}, {})
    try:
        for name in sorted(set(launched)):
            data = course_data(package, name)
            if data is None:
                return None
            work.states[data["id"]] = str(data["key"])
            work.passing[data["id"]] = _passing(data["scoring"])
            folder = name.rpartition("/")[0]
            for activity in data["activities"]:
                work.recorded.update(_activity(activity, data["id"]))
                page = f"{folder}/page-{activity['id']}.js".lstrip("/")
                work.recorded.update(_questions(activity, data["id"], package.texts.get(page, "")))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # another tool's, or damaged: whatever its data are, they are not in our shape
    return work if work.states else None


def course_data(package: Package, name: str) -> dict[str, Any] | None:
    """Return the `CourseData` in a launched page; None if it has none. Raises ValueError when it is not JSON."""
    match = _DATA.search(package.texts.get(name, ""))
    data = json.loads(match[1]) if match else None
    return data if isinstance(data, dict) else None


def _passing(scoring: dict[str, int] | None) -> str:
    return f"{scoring['pass'] / _HUNDRED:g} of {scoring['total'] / _HUNDRED:g}" if scoring else "no points"


def _activity(data: dict[str, Any], launch: str) -> dict[str, Recorded]:
    practice = data.get("practice", [])
    kept = {each["id"]: _recorded(each, "notes" if "fields" in each else "check", launch) for each in practice}
    return {data["id"]: _recorded(data, data["kind"], launch)} | kept


def _questions(activity: dict[str, Any], launch: str, script: str) -> dict[str, Recorded]:
    """Return the questions of a quiz. The one of a check is known by the check's own id."""
    match = _PAGE.match(script)
    if match is None or activity["kind"] != "quiz":
        return {}
    _, _, questions, *_ = json.loads(f"[{match[1]}]")
    return {f"{activity['id']}/{each['id']}": _recorded(each, each["type"], launch) for each in questions}


def _recorded(data: dict[str, Any], kind: str, launch: str) -> Recorded:
    points = data.get("points", 0) / _HUNDRED
    return Recorded(kind, str(data["key"]), str(data.get("short", "")), points, launch)
