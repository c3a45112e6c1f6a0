"""What the player needs to know, as plain data: the shapes are those of the player's `types.ts`."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from scorm_export import state
from scorm_export.course import Activity, Course, Lesson, Question, Quiz
from scorm_export.words import Words

FORMAT = 1


def hundredths(points: Decimal) -> int:
    """Return points as whole hundredths; the source allows no finer ones."""
    return int(points * 100)


def course_data(course: Course, words: Words) -> dict[str, Any]:
    """Return the CourseData of a course: all that does not depend on how long its texts are."""
    scoring = course.scoring
    return {
        "format": FORMAT,
        "id": course.id,
        "key": state.activity_key(course.id),
        "title": course.title,
        "version": course.version,
        "language": course.language,
        "scoring": {"total": hundredths(scoring.total), "pass": hundredths(scoring.passing)} if scoring else None,
        "completion": {"lessons": str(course.completion.lessons), "quizzes": str(course.completion.quizzes)},
        "objectives": [{"id": o.id, "key": state.objective_key(o.id), "text": o.text.plain} for o in course.objectives],
        "activities": [_activity(a, m.id) for m in course.modules for a in m.activities],
        "words": words["player"],
    }


def _activity(activity: Activity, module: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": "lesson" if isinstance(activity, Lesson) else "quiz",
        "id": activity.id,
        "key": state.activity_key(activity.id),
        "title": activity.title,
        "module": module,
        "minutes": activity.minutes,
    }
    if isinstance(activity, Quiz):
        data |= {
            "points": hundredths(activity.points),
            "attempts": activity.attempts or 0,
            "objectives": _objective_points(activity),
        }
    return data


def _objective_points(quiz: Quiz) -> dict[str, int]:
    return {
        name: sum(hundredths(q.points) for q in quiz.questions if name in q.objectives)
        for name in state.objectives_of(quiz)
    }


def question_data(question: Question) -> dict[str, Any]:
    """Return a Question of the player."""
    return {
        "id": question.id,
        "type": question.type,
        "key": state.question_key(question.id),
        "points": hundredths(question.points),
        "objectives": list(question.objectives),
        "text": question.prompt.plain,
        **question.player_data(),
    }


def page_script(activity: Activity, article: str) -> str:
    """Return the script that hands an article, and a quiz's questions, to the player."""
    arguments: list[Any] = [activity.id, article]
    if isinstance(activity, Quiz):
        arguments.append([question_data(q) for q in activity.questions])
    return f"coursePage({','.join(compact_json(argument) for argument in arguments)});\n"


def compact_json(value: Any) -> str:
    """Return JSON that may also stand inside a script element or a script of an old engine."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
