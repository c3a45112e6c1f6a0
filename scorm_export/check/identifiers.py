"""Ids: unique where they have to be, and distinct in the learner's saved state."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable

from scorm_export import state
from scorm_export.course import Course, Origin
from scorm_export.diagnostics import Diagnostics, Related

Named = tuple[str, Origin]


def check(course: Course, found: Diagnostics) -> None:
    """Report ids used twice, and ids whose keys in the saved state are the same."""
    parts: list[Named] = [(p.id, p.origin) for module in course.modules for p in (module, *module.activities)]
    _unique("id", parts, found)
    _distinct([(a.id, a.origin) for a in course.activities], state.activity_key, found)
    objectives = [(o.id, o.origin) for o in course.objectives]
    _unique("objective id", objectives, found)
    _distinct(objectives, state.objective_key, found)
    for quiz in course.quizzes:
        questions = [(q.id, q.origin) for q in quiz.pool]
        _unique("question id", questions, found)
        _distinct(questions, state.question_key, found)


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


def _distinct(named: Iterable[Named], key: Callable[[str], Hashable], found: Diagnostics) -> None:
    seen: dict[Hashable, Named] = {}
    for name, origin in named:
        other = seen.setdefault(key(name), (name, origin))
        if name and other[0] != name:
            found.error(
                "id-collision",
                f"`{name}` and `{other[0]}` look the same in a learner's saved state",
                origin.of("id"),
                "change the newer one a little; an id that learners have met must stay",
                related=Related("the other one", other[1].of("id")),
            )
