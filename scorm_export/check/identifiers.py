"""Ids: unique where they have to be."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from scorm_export.blocks.video.block import videos
from scorm_export.course import Course, Origin
from scorm_export.diagnostics import Diagnostics, Related

Named = tuple[str, Origin]
RESULT = "result"
CERTIFICATE = "certificate"
"""Where the player shows the results: an activity of that id would stand in their place."""


def check(course: Course, found: Diagnostics) -> None:
    """Report ids used twice."""
    parts: list[Named] = [(p.id, p.origin) for module in course.modules for p in (module, *module.activities)]
    _unique("id", parts, found)
    _free([(a.id, a.origin) for a in course.activities], course, found)
    _unique("objective id", [(o.id, o.origin) for o in course.objectives], found)
    for quiz in course.quizzes:
        _unique("question id", [(q.id, q.origin) for q in quiz.pool], found)
    for lesson in course.lessons:
        checks = [(check.id, check.origin) for check in lesson.checks]
        _unique("check id", [*checks, *((notes.id, notes.origin) for notes in lesson.notes)], found)
        _apart([(check.id, check.origin) for check in lesson.checks], {name for name, _ in videos(lesson.body)}, found)
        for notes in lesson.notes:
            _unique("field id", [(each.question.id, each.question.origin) for each in notes.fields], found)


def _unique(what: str, named: Iterable[Named], found: Diagnostics) -> None:
    seen: dict[str, Origin] = {}
    for name, origin in named:
        if name and name in seen:
            found.error(
                "duplicate-id",
                f"the {what} `{name}` is used twice",
                origin.of("id"),
                "change the newer one; an id that learners have met must stay",
                related=Related("first used here", seen[name].of("id")),
            )
        seen.setdefault(name, origin)


def _apart(checks: Iterable[Named], watched: Collection[str], found: Diagnostics) -> None:
    """Report a check with the id of a video in its lesson: statements name either by its id in the lesson."""
    for name, origin in checks:
        if name in watched:
            found.error(
                "duplicate-id",
                f"a video of this lesson has the id `{name}` as well",
                origin.of("id"),
                "change the newer one; an id that learners have met must stay",
            )


def _free(activities: Iterable[Named], course: Course, found: Diagnostics) -> None:
    """Report an activity that takes the address of the results, or of the certificate where there is one."""
    for name, origin in activities:
        if name == CERTIFICATE and course.certificate:
            found.error(
                "duplicate-id",
                f"`{name}` is the page with the learner's certificate",
                origin.of("id"),
                "give it a longer id, such as `about-the-certificate`",
            )
        if name == RESULT and course.scoring:
            found.error(
                "duplicate-id",
                f"`{name}` is the page with the learner's results",
                origin.of("id"),
                "give it a longer id, such as `module-1-result`",
            )


def check_together(courses: Iterable[Course], found: Diagnostics) -> None:
    """Report courses with the id of another: their packages have the same name, and an LMS takes them for one."""
    first: dict[str, Course] = {}
    for course in courses:
        other = first.setdefault(course.id, course)
        if other is not course:
            found.error(
                "duplicate-id",
                f"another course has the id `{course.id}` as well",
                course.origin.of("id"),
                "change the newer one; an id that learners have met must stay",
                related=Related("first used here", other.origin.of("id")),
            )
