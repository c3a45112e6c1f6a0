"""What a standard cannot carry."""

from __future__ import annotations

from collections.abc import Iterable

from scorm_export import limits
from scorm_export.check.checked import Limits
from scorm_export.course import Course, Lesson, Order, Question, Structure, state
from scorm_export.diagnostics import Diagnostics

_REMEDIES = {
    Structure.COURSE: "publish the course as two, cut it by `structure: module`, ask fewer questions, or build for a "
    "standard that keeps more",
    Structure.MODULE: "cut it by `structure: lesson`, ask fewer questions, or build for a standard that keeps more",
    Structure.LESSON: "publish the quiz as two, ask fewer questions, or build for a standard that keeps more",
}


def check_order(course: Course, found: Diagnostics) -> None:
    """Warn of an order that nothing keeps."""
    if course.order is not Order.FREE and course.structure is Structure.COURSE:
        found.warn(
            "order-without-parts",
            f"`order: {course.order}` has no effect: the whole course is one part",
            course.origin.of("order"),
            "add `structure: module` or `structure: lesson`, or leave `order` out",
        )


def check_interactions(course: Course, standards: Iterable[Limits], found: Diagnostics) -> None:
    """Note which question types are reported as another type, once for each type and standard."""
    first: dict[str, Question] = {}
    for activity in course.activities:
        for question in activity.checks if isinstance(activity, Lesson) else activity.pool:
            first.setdefault(question.type, question)
    for standard in standards:
        for name, question in first.items():
            own = question.interaction()
            reported = standard.nearest_interactions.get(own.type, own.type)
            if not own.exact or reported != own.type:
                found.note(
                    "nearest-interaction",
                    f"{standard.standard} has no type for `{name}`: it is reported as `{reported}`",
                    question.origin.of("type"),
                )


def check_anonymity(course: Course, standards: Iterable[Limits], found: Diagnostics) -> None:
    """Report surveys that should be anonymous where the standard names the learner."""
    for quiz in course.quizzes:
        for standard in standards:
            if not quiz.anonymous or standard.names_learner is None or (standard.beside and course.lrs):
                continue
            found.error(
                "not-anonymous",
                f"in {standard.standard} the answers would stand under the learner's name",
                quiz.origin.of("anonymous"),
                "leave `anonymous` out, so that learners know"
                + (", or name an `lrs` that gets the answers instead of the LMS" if standard.beside else ""),
                standard.names_learner,
            )


def check(course: Course, standards: Iterable[Limits], found: Diagnostics) -> None:
    """Report a course whose learners' state would not fit, with the remedies."""
    for quiz in course.quizzes:
        named = state.objectives_of(quiz)
        if len(named) > limits.MOST_OBJECTIVES:
            found.error(
                "too-many-objectives",
                f"the questions name {len(named)} objectives, at most {limits.MOST_OBJECTIVES} are possible",
                quiz.origin.of("questions"),
                "make two quizzes of it, or name broader objectives",
            )
    for question in course.questions:
        if (length := question.response_length()) > limits.MOST_RESPONSE:
            found.error(
                "answer-too-long",
                f"an answer can take {length} characters of the state, at most {limits.MOST_RESPONSE} are possible",
                question.origin.of("length" if "length" in question.origin.fields else "type"),
                "ask for a shorter answer, or make two questions of it",
            )
    needed = state.worst_case(course)
    for standard in standards:
        kept = standard.state_characters
        if standard.one_part and len(course.parts) > 1:
            found.error(
                "structure-not-supported",
                f"`structure: {course.structure}` does not work with {standard.standard} here",
                course.origin.of("structure"),
                "build with `--structure course`, or for another target",
                standard.one_part,
            )
        if needed > kept:
            largest = max(course.quizzes, key=state.quiz_length, default=None)
            notes = [standard.source]
            if largest is not None:
                notes.append(f"the largest part is `{largest.id}` with {state.quiz_length(largest)} characters")
            found.error(
                "state-too-large",
                f"what a learner did can take {needed} characters; {standard.standard} keeps {kept}",
                course.origin.of("modules"),
                _REMEDIES[course.structure],
                *notes,
            )
        elif standard.older_state_characters is not None and needed > standard.older_state_characters:
            found.warn(
                "state-for-new-players",
                f"what a learner did can take {needed} characters; players older than {standard.standard} keep "
                f"{standard.older_state_characters}",
                course.origin.of("modules"),
                "try resuming in your LMS, or build for SCORM 1.2 to see what is safe",
                standard.source,
            )
