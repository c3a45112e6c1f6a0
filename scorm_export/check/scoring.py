"""Points, the pass mark, and questions that can be answered."""

from __future__ import annotations

from decimal import Decimal

from scorm_export.course import Course, Draw, FeedbackTime, Lesson, Origin, Purpose, Quiz, Retry
from scorm_export.diagnostics import Diagnostics


def check_questions(course: Course, found: Diagnostics) -> None:
    """Report questions that are unfair or impossible, each by its own type's rules."""
    for question in course.questions:
        question.check(found)


def check_points(course: Course, found: Diagnostics) -> None:
    """Report points that do not add up, a pass mark out of reach, and a completion that asks for nothing."""
    graded = [quiz for quiz in course.quizzes if quiz.weight]
    scoring = course.scoring
    points = sum((quiz.weight for quiz in graded), Decimal(0))
    if graded and scoring is None:
        found.error(
            "missing-scoring",
            "the course has quizzes but no `scoring`",
            course.origin.span,
            f"add `scoring:` with `total: {points}` and `pass:`",
        )
    if scoring is not None and not graded:
        found.error(
            "scoring-without-quiz",
            "the course has `scoring` but no quiz with points that count",
            course.origin.of("scoring"),
            "add a quiz, or leave `scoring` out",
        )
    if scoring is not None and graded:
        if points != scoring.total:
            each = ", ".join(f"{quiz.id} {quiz.points}" for quiz in graded)
            found.error(
                "points-do-not-add-up",
                f"the questions add up to {points} points, but `total` is {scoring.total}",
                scoring.origin.of("total"),
                f"the quizzes have: {each}",
            )
        _check_reachable(scoring.passing, min(points, scoring.total), scoring.origin, found)
    if not any(course.counts(activity) for activity in course.activities):
        found.error(
            "empty-completion",
            "opening the course would complete it: nothing has to be done",
            course.origin.of("completion"),
            "ask for all lessons, all quizzes, or both",
        )


def check_quizzes(course: Course, found: Diagnostics) -> None:
    """Report what a quiz says of its attempts and can never be so."""
    for quiz in course.quizzes:
        origin = quiz.origin
        if quiz.passing is not None:
            _check_reachable(quiz.passing, quiz.points, origin, found)
        if quiz.feedback is FeedbackTime.AFTER_LAST_ATTEMPT and quiz.attempts is None:
            found.error(
                "feedback-never-comes",
                "there is no last attempt to give the feedback after",
                origin.of("feedback"),
                "limit the `attempts`, or give feedback `after-hand-in`",
            )
        if quiz.retry is Retry.WRONG:
            _check_retry(quiz, found)
        if quiz.wait is not None and quiz.attempts == 1:
            found.warn(
                "wait-for-nothing",
                "there is one attempt, so nobody waits for the next",
                origin.of("wait"),
                "leave it out",
            )
        if quiz.essential and not quiz.weight:
            found.error(
                "essential-without-points",
                "the course cannot depend on a quiz that does not count",
                origin.of("essential"),
                "leave `essential` out, or make it a graded quiz with points",
            )
        elif quiz.essential and len(course.parts) > 1:
            found.warn(
                "essential-in-parts",
                f"with `structure: {course.structure}` the LMS judges the course by the sum of the points alone",
                origin.of("essential"),
                "it still decides over its own part; build with `structure: course` if the whole course depends on it",
            )
        if quiz.purpose is Purpose.PRETEST:
            _check_pretest(course, quiz, found)


def _check_retry(quiz: Quiz, found: Diagnostics) -> None:
    if quiz.feedback in (FeedbackTime.NEVER, FeedbackTime.AFTER_LAST_ATTEMPT):
        found.error(
            "retry-tells",
            f"what is asked again tells what was wrong, against `feedback: {quiz.feedback}`",
            quiz.origin.of("retry"),
            "give feedback `after-hand-in`, or ask everything again with `retry: all`",
        )


def _check_reachable(passing: Decimal, most: Decimal, origin: Origin, found: Diagnostics) -> None:
    if passing > most:
        found.error(
            "unreachable-pass-mark",
            f"nobody can reach {passing} of {most} points",
            origin.of("pass"),
            "lower `pass`, or give more points",
        )


def _check_pretest(course: Course, pretest: Quiz, found: Diagnostics) -> None:
    part = next(part for part in course.parts if pretest in part.activities)
    lessons = [a for a in part.activities if isinstance(a, Lesson) and a.objectives]
    if pretest.passing is None and course.scoring is None:
        found.error(
            "missing-field",
            "a pretest needs a `pass` where the course has none",
            pretest.origin.of("purpose"),
            "say with how many of its points an objective counts as reached",
        )
    tested = {name for question in pretest.pool for name in question.objectives if question.points}
    if not any(tested.issuperset(lesson.objectives) for lesson in lessons):
        found.error(
            "pretest-spares-nothing",
            "no lesson can be spared by this pretest",
            pretest.origin.of("purpose"),
            "name `objectives` in its questions, and in the lessons that teach just those",
        )


def check_draws(course: Course, found: Diagnostics) -> None:
    """Report draws that are too large for their banks, and draws that would be unfair."""
    for quiz in course.quizzes:
        before: list[Draw] = []
        for draw in quiz.draws:
            _check_size(draw, before, found)
            _check_fair(draw, found)
            before.append(draw)


def _check_size(draw: Draw, before: list[Draw], found: Diagnostics) -> None:
    own = {question.id for question in draw.candidates}
    taken = sum(min(d.count, len(own & {q.id for q in d.candidates})) for d in before)
    if draw.count > len(own) - taken:
        left = max(0, len(own) - taken)
        found.error(
            "draw-too-large",
            f"{draw.count} questions are to be drawn from {left}",
            draw.origin.of("count"),
            "write more questions, ask for fewer tags, or lower `count`",
        )


def _check_fair(draw: Draw, found: Diagnostics) -> None:
    for what, kinds in (
        ("points", {question.points for question in draw.candidates}),
        ("objectives", {frozenset(question.objectives) for question in draw.candidates}),
    ):
        if len(kinds) > 1:
            found.error(
                "uneven-draw",
                f"the questions to draw from differ in their {what}, so attempts would differ in what they can earn",
                draw.origin.of("bank"),
                "make a draw for each kind: choose by `tags` or `points`",
            )
