"""What a standard cannot carry."""

from __future__ import annotations

from collections.abc import Iterable

from scorm_export import state
from scorm_export.check.checked import Limits
from scorm_export.course import Course
from scorm_export.diagnostics import Diagnostics


def check(course: Course, standards: Iterable[Limits], found: Diagnostics) -> None:
    """Report a course whose learners' state would not fit, with the remedies."""
    for quiz in course.quizzes:
        named = state.objectives_of(quiz)
        if len(named) > state.MOST_OBJECTIVES:
            found.error(
                "too-many-objectives",
                f"the questions name {len(named)} objectives, at most {state.MOST_OBJECTIVES} are possible",
                quiz.origin.of("questions"),
                "make two quizzes of it, or name broader objectives",
            )
    needed = state.worst_case(course)
    for standard in standards:
        kept = standard.state_characters
        if needed > kept:
            largest = max(course.quizzes, key=state.quiz_length, default=None)
            notes = [standard.source]
            if largest is not None:
                notes.append(f"the largest part is `{largest.id}` with {state.quiz_length(largest)} characters")
            found.error(
                "state-too-large",
                f"what a learner did can take {needed} characters; {standard.standard} keeps {kept}",
                course.origin.of("modules"),
                "publish the course as two, ask fewer questions, or build for a standard that keeps more",
                *notes,
            )
