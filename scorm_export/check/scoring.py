"""Points, the pass mark, and questions that can be answered."""

from __future__ import annotations

from decimal import Decimal

from scorm_export.course import Course, Extent
from scorm_export.diagnostics import Diagnostics


def check_questions(course: Course, found: Diagnostics) -> None:
    """Report questions that are unfair or impossible, each by its own type's rules."""
    for quiz in course.quizzes:
        for question in quiz.questions:
            question.check(found)


def check_points(course: Course, found: Diagnostics) -> None:
    """Report points that do not add up, a pass mark out of reach, and a completion that asks for nothing."""
    quizzes = list(course.quizzes)
    scoring = course.scoring
    if quizzes and scoring is None:
        found.error(
            "missing-scoring",
            "the course has quizzes but no `scoring`",
            course.origin.span,
            f"add `scoring:` with `total: {sum(q.points for q in quizzes)}` and `pass:`",
        )
    if scoring is not None and not quizzes:
        found.error(
            "scoring-without-quiz",
            "the course has `scoring` but no quiz",
            course.origin.of("scoring"),
            "add a quiz, or leave `scoring` out",
        )
    if scoring is not None and quizzes:
        points = sum((quiz.points for quiz in quizzes), Decimal(0))
        if points != scoring.total:
            each = ", ".join(f"{quiz.id} {quiz.points}" for quiz in quizzes)
            found.error(
                "points-do-not-add-up",
                f"the questions make {points} points, the total says {scoring.total}",
                scoring.origin.of("total"),
                f"the quizzes have: {each}",
            )
        most = min(points, scoring.total)
        if scoring.passing > most:
            found.error(
                "unreachable-pass-mark",
                f"nobody can reach {scoring.passing} of {most} points",
                scoring.origin.of("pass"),
                "lower `pass`, or give more points",
            )
    asked = (course.completion.lessons is Extent.ALL and any(True for _ in course.lessons)) or (
        course.completion.quizzes is Extent.ALL and bool(quizzes)
    )
    if not asked:
        found.error(
            "empty-completion",
            "opening the course would complete it: nothing has to be done",
            course.origin.of("completion"),
            "ask for all lessons, all quizzes, or both",
        )
