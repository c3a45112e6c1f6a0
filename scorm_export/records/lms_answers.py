"""Answers in an LMS's reports as statements: SCORM's interactions, by the names that packages of a course give them.

An interaction is called `<quiz>_<question>`, with `_<attempt>` where each attempt has a place of its own. A report
holds the state of an LMS's attempt when it was made: the same attempt in a later report replaces it, so ids of
statements are derived from the learner, the LMS's attempt and the question, not from the answer.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scorm_export.course import Course, Lesson, Question, Quiz
from scorm_export.records.statements import Score, Statements, Vocabulary
from scorm_export.render.player_data import hundredths

Json = dict[str, Any]
_NAMESPACE = uuid.UUID("3d2b8a5e-54a2-4c57-8d19-5a6f7f0c2f61")
"""The namespace of registrations that stand for an LMS's attempts."""
_RIGHT, _WRONG, _UNJUDGED = ("correct",), ("wrong", "incorrect", "unanticipated"), ("neutral", "")
"""Results of SCORM 1.2 (RTE 3.4.4) and SCORM 2004 (RTE 4.2.9); the others are points."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An interaction as a report shows it: its id, the response, "" for none, and the result."""

    interaction: str
    response: str
    result: str


class Answers:
    """Turns the answers of an LMS's attempts at a course into statements."""

    def __init__(self, course: Course) -> None:
        self._vocabulary = Vocabulary(course)
        self._questions: dict[str, tuple[Quiz | Lesson, Question]] = {
            f"{activity.id}_{question.id}": (activity, question)
            for activity in course.activities
            for question in (activity.checks if isinstance(activity, Lesson) else activity.pool)
        }

    def said(self, actor: Json, attempt: int, started: datetime, last: datetime, given: Iterable[Answer]) -> list[Json]:
        """Return the statements of one attempt in the LMS, without interactions that are not the course's.

        Quizzes with answers were handed in, since answers are reported only then; checks are tried one by one. Raises
        ValueError for a result that cannot be read.
        """
        registration = str(uuid.uuid5(_NAMESPACE, f"{actor} {attempt}"))
        say = Statements(self._vocabulary, actor, registration, lambda: str(uuid.uuid5(_NAMESPACE, registration)))
        statements = [say.of_course("initialized", started, [])]
        earned: dict[tuple[str, int], tuple[Quiz, int, int]] = {}
        for answer in given:
            asked = self._asked(answer.interaction, attempt)
            if asked is None:
                continue
            asker, question, number = asked
            score = _score(answer.result, question)
            response = _response(answer.response, question.interaction().type) or None
            name = f"{asker.id} {number}"
            statements.append(
                say.answered(last, asker.id, question.id, response, score, None, question.objectives, number, name)
            )
            if isinstance(asker, Quiz):
                _, points, total = earned.get((asker.id, number), (asker, 0, 0))
                earned[asker.id, number] = (asker, points + score.earned, total + score.total)
        for (name, number), (quiz, points, total) in earned.items():
            score = Score(points, total)
            statements += say.handed_in(last, quiz, score, "completed", None, number, f"{name} {number}")
        return [_as_told_by_an_lms(statement) for statement in statements]

    def scored(self, actor: Json, attempt: int, last: datetime, raw: float, most: float) -> Json:
        """Return the statement of a course's score in an attempt in the LMS."""
        registration = str(uuid.uuid5(_NAMESPACE, f"{actor} {attempt}"))
        say = Statements(self._vocabulary, actor, registration, lambda: "")
        score = Score(round(raw * 100), round(most * 100)).as_json()
        return _as_told_by_an_lms(say.of_course("scored", last, [], {"score": score}))

    def unknown(self, given: Iterable[Answer]) -> list[str]:
        """Return a sentence for each interaction that is not the course's."""
        names = [answer.interaction for answer in given if self._asked(answer.interaction, 1) is None]
        return [f"the course has no question that an LMS calls `{name}`" for name in names]

    def _asked(self, interaction: str, attempt: int) -> tuple[Quiz | Lesson, Question, int] | None:
        found = self._questions.get(interaction)
        if found:
            return *found, attempt
        name, _, number = interaction.rpartition("_")
        found = self._questions.get(name)
        return (*found, int(number)) if found and number.isdecimal() else None


def _score(result: str, question: Question) -> Score:
    """Return the points of a result. Raises ValueError for a word that is not a result."""
    total = hundredths(question.points)
    least = hundredths(question.least_points())
    word = result.strip().lower()
    if word in _UNJUDGED or not total:
        return Score(0, 0)
    if word in _RIGHT or word in _WRONG:
        return Score(total if word in _RIGHT else min(least, 0), total, least)
    try:
        return Score(round(float(word.replace(",", ".")) * 100), total, least)
    except ValueError:
        raise ValueError(f"`{result}` is not the result of an answer") from None


def _response(text: str, kind: str) -> str:
    """Return a response as statements spell it; SCORM 1.2 has `a,c` and `1.a,2.c` for lists and pairs."""
    if kind == "true-false":
        return {"t": "true", "1": "true", "f": "false", "0": "false"}.get(text.lower(), text.lower())
    if "[" in text or kind not in ("choice", "sequencing", "matching", "performance"):
        return text
    listed = [part.strip() for part in text.split(",")]
    if kind in ("matching", "performance"):
        listed = [re.sub(r"\.", "[.]", part, count=1) for part in listed]
    return "[,]".join(listed)


def _as_told_by_an_lms(statement: Mapping[str, Any]) -> Json:
    """Return a statement without what a report does not say: the edition, the player, and the profile it follows."""
    context = statement["context"]
    lists = {name: listed for name, listed in context["contextActivities"].items() if name != "category"}
    kept = {"registration": context["registration"], "contextActivities": lists}
    kept |= {"extensions": context["extensions"]} if "extensions" in context else {}
    return {**statement, "context": kept}
