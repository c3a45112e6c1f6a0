"""The titles and structure of a course for reports, from its folder, from a package, or from the statements."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scorm_export.course import Course
from scorm_export.records.store import Store, StoreError
from scorm_export.targets.xapi.activities import course_activities, page_activities

Json = dict[str, Any]
_TRUE_FALSE = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """A module, lesson, quiz, question, check, objective or video."""

    iri: str
    kind: str
    id: str
    title: str
    parent: str = ""
    """The IRI of the lesson or quiz of a video or question."""
    module: str = ""
    """The id of its module."""
    position: int = 0
    drawn: bool = False
    """Whether only some attempts ask the question."""
    guess: float = 0.0
    """The share of a question's points that guessing earns."""
    options: Mapping[str, str] = field(default_factory=dict)
    """The texts of a question's interaction components, by id."""
    interaction: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """The entries of a course, in order, and which questions test which objectives (IRIs)."""

    iri: str
    title: str
    language: str
    entries: tuple[Entry, ...]
    tests: tuple[tuple[str, str], ...] = ()
    launches: int = 1
    """The number of parts that an LMS launches."""

    @property
    def by_iri(self) -> dict[str, Entry]:
        """The entries by IRI."""
        return {entry.iri: entry for entry in self.entries}


def outline_of_course(course: Course) -> Outline:
    """Return the outline of a course read from its folder."""
    activities = course_activities(course)
    pages = {activity.id: page_activities(course, activity) for activity in course.activities}
    drawn = {(quiz.id, q.id) for quiz in course.quizzes for d in quiz.draws for q in d.candidates}
    tests = tuple(
        (pages[quiz.id][question.id]["id"], activities["objectives"][name]["id"])
        for quiz in course.quizzes
        for question in quiz.pool
        for name in question.objectives
    )
    return _outline(activities, pages, drawn, tests, len(course.parts))


def outline_of_package(path: Path) -> Outline:
    """Return the outline of a package that reports to an LRS, in any standard. Raises StoreError."""
    try:
        with zipfile.ZipFile(path) as package:
            player = package.read("player.js").decode()
            scripts = [
                package.read(name).decode() for name in package.namelist() if re.fullmatch(r"page-[^/]+\.js", name)
            ]
    except (OSError, KeyError, zipfile.BadZipFile):
        raise StoreError(f"`{path}` is not a package of this compiler") from None
    _, found, rest = player.partition("window.courseActivities=")
    if not found:
        raise StoreError(f"`{path}` does not report to an LRS, so it has no titles: use the course's folder")
    activities, _ = json.JSONDecoder().raw_decode(rest)
    pages: dict[str, Json] = {}
    for script in scripts:
        _, found, call = script.rpartition("pageActivities(")
        if found:
            name, end = json.JSONDecoder().raw_decode(call)
            pages[name], _ = json.JSONDecoder().raw_decode(call[end + 1 :])
    return _outline(activities, pages, set(), (), 1)


def outline_of_store(store: Store, iri: str) -> Outline:
    """Return the outline that a course's statements reveal, in the order of IRIs."""
    entries = []
    listed = store.rows(
        "SELECT iri, kind, coalesce(name, iri), coalesce(interaction, ''), pattern FROM objects "
        "WHERE starts_with(iri, ? || '/') AND kind NOT IN ('course', 'other') ORDER BY object",
        iri,
    )
    for position, (entry, kind, title, interaction, pattern) in enumerate(listed):
        path = entry.removeprefix(f"{iri}/").split("/")
        parent = f"{iri}/{path[0]}/{path[1]}" if len(path) > 3 else ""  # noqa: PLR2004 — /quizzes/<id>/questions/<id>
        is_check = kind == "question" and path[2:3] == ["checks"]
        options = dict(store.components(entry)) if kind == "question" else {}
        guess = _guess(interaction, options, pattern or "")
        entries.append(
            Entry(
                entry,
                "check" if is_check else kind,
                path[-1],
                title,
                parent,
                position=position,
                guess=guess,
                options=options,
                interaction=interaction,
            )
        )
    title = next((name for course, name, _ in store.courses() if course == iri), "")
    return Outline(iri, title or iri, "en", tuple(entries))


def _outline(
    activities: Json,
    pages: Mapping[str, Json],
    drawn: set[tuple[str, str]],
    tests: tuple[tuple[str, str], ...],
    launches: int,
) -> Outline:
    root, tag = activities["course"], activities["language"]
    entries = [*_objectives(activities), *_activities(activities, pages, drawn)]
    return Outline(root["id"], _name(root, tag), tag, tuple(entries), tests, launches)


def _objectives(activities: Json) -> Iterator[Entry]:
    for position, (name, one) in enumerate(activities["objectives"].items()):
        yield Entry(one["id"], "objective", name, _name(one, activities["language"]), position=position)


def _activities(activities: Json, pages: Mapping[str, Json], drawn: set[tuple[str, str]]) -> Iterator[Entry]:
    """Yield modules, lessons and quizzes, with their questions and videos, in the order of the course."""
    tag, position, seen = activities["language"], 0, set()
    for name, one in activities["activities"].items():
        module = activities["moduleOf"][name]
        if module not in seen:
            seen.add(module)
            about = activities["modules"][module]
            yield Entry(about["id"], "module", module, _name(about, tag), module=module, position=position)
            position += 1
        kind = "quiz" if one["definition"]["type"].endswith(("/assessment", "/survey")) else "lesson"
        yield Entry(one["id"], kind, name, _name(one, tag), module=module, position=position)
        position += 1
        for inner, about in pages.get(name, {}).items():
            definition = about["definition"]
            if definition["type"].endswith("/video"):
                yield Entry(about["id"], "video", inner, _name(about, tag), one["id"], module, position)
            else:
                interaction, options = definition["interactionType"], _options(definition, tag)
                guess = _guess(interaction, options, "")
                is_drawn = (name, inner) in drawn
                text = _name(about, tag)
                yield Entry(
                    about["id"],
                    "check" if kind == "lesson" else "question",
                    inner,
                    text,
                    one["id"],
                    module,
                    position,
                    is_drawn,
                    guess,
                    options,
                    interaction,
                )
            position += 1


def _options(definition: Json, tag: str) -> dict[str, str]:
    lists = [definition.get(name, []) for name in ("choices", "scale", "source", "target", "steps")]
    return {each["id"]: each["description"].get(tag, each["id"]) for listed in lists for each in listed}


def _guess(interaction: str, options: Mapping[str, str], pattern: str) -> float:
    """Return the share of the points that guessing earns, as Moodle computes it: only for choices from a list."""
    if interaction == "true-false":
        return _TRUE_FALSE
    return 1 / len(options) if interaction == "choice" and options and "[,]" not in pattern else 0.0


def _name(activity: Json, tag: str) -> str:
    names = activity["definition"]["name"]
    return str(names.get(tag) or next(iter(names.values()), activity["id"]))
