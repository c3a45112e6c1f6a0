"""What becomes of a course's reporting policy."""

from __future__ import annotations

from collections.abc import Iterable

from scorm_export.check.checked import Limits
from scorm_export.course import Course, Order, Structure
from scorm_export.course.reporting import Failed, Slots
from scorm_export.diagnostics import Diagnostics


def check(course: Course, standards: Iterable[Limits], found: Diagnostics) -> None:
    """Report a policy that has no effect, and more interactions than every LMS of a standard keeps."""
    policy = course.reporting
    waits = course.structure is not Structure.COURSE and course.order is not Order.FREE
    if policy.failed is Failed.NEVER and waits and policy.origin:
        found.warn(
            "failed-opens-parts",
            "parts of this course open for learners who failed the part before, so a failure is reported all the same",
            policy.origin.of("failed"),
            "leave `failed` out, or `order`",
        )
    recorded = max((_recorded(course, part.id) for part in course.parts), default=0)
    for standard in standards:
        most = standard.most_interactions
        if most is not None and recorded > most:
            found.note(
                "interactions-many",
                f"a learner who takes every attempt records {recorded} answers; LMSs of {standard.standard} need not "
                f"keep more than {most}",
                course.origin.of("reporting" if policy.origin else "modules"),
                "`interaction_slots: question` under `reporting` keeps the latest answer to each question",
            )


def _recorded(course: Course, part: str) -> int:
    """Return how many interactions a learner of a part can record; unlimited attempts count as one."""
    policy = course.reporting
    activities = next(each.activities for each in course.parts if each.id == part)
    quizzes = [quiz for quiz in course.quizzes if quiz in activities]
    if policy.interaction_slots is Slots.QUESTION:
        recorded = sum(len(quiz.pool) for quiz in quizzes)
    else:
        recorded = sum((quiz.attempts or 1) * quiz.length for quiz in quizzes)
    return min(recorded, policy.most_interactions or recorded)
