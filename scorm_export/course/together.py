"""The same course in several languages, for one package: what learners answer in one of them holds in all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from scorm_export.course.course import Activity, Course, Lesson
from scorm_export.course.question import Question
from scorm_export.course.quiz import Quiz

Held = Callable[[str, Question], Question]


def held_together(courses: Sequence[Course]) -> tuple[Course, ...]:
    """Return a course in each of its languages, that of the package's first language first, for one package."""
    versions: dict[tuple[str, str], list[Question]] = {}
    for course in courses:
        for activity in course.activities:
            for question in activity.checks if isinstance(activity, Lesson) else activity.pool:
                versions.setdefault((activity.id, question.id), []).append(question)

    def held(activity: str, question: Question) -> Question:
        return question.held_with(versions[activity, question.id])

    tags = tuple(course.language for course in courses)
    return tuple(
        replace(_with(course, held), together=tags, other_languages=_names(course, courses)) for course in courses
    )


def _names(course: Course, courses: Sequence[Course]) -> Mapping[str, Mapping[str, str]]:
    """Return what a course's texts are in the other languages: those that are known, and the plain texts of Markdown.

    A text that stands in two places with different translations is left out.
    """
    names = {tag: dict(texts) for tag, texts in course.other_languages.items()}
    for other in courses:
        pairs: dict[str, set[str]] = defaultdict(set)
        for own, translated in zip(course.documents(), other.documents(), strict=False) if other is not course else ():
            pairs[own.plain].add(translated.plain)
        known = names.setdefault(other.language, {}) if pairs else {}
        known |= {own: each for own, found in pairs.items() if len(found) == 1 and own not in known for each in found}
    return names


def _with(course: Course, held: Held) -> Course:
    modules = (
        replace(module, activities=tuple(_activity(activity, held) for activity in module.activities))
        for module in course.modules
    )
    return replace(course, modules=tuple(modules))


def _activity(activity: Activity, held: Held) -> Activity:
    if isinstance(activity, Lesson):
        return replace(activity, checks=_questions(activity.checks, activity.id, held))
    return _quiz(activity, held)


def _quiz(quiz: Quiz, held: Held) -> Quiz:
    draws = (replace(draw, candidates=_questions(draw.candidates, quiz.id, held)) for draw in quiz.draws)
    return replace(quiz, questions=_questions(quiz.questions, quiz.id, held), draws=tuple(draws))


def _questions(questions: Sequence[Question], activity: str, held: Held) -> tuple[Question, ...]:
    return tuple(held(activity, question) for question in questions)
