"""Surveys: quiz files with `purpose: survey`. Nothing in them is right, so they have fewer fields."""

from __future__ import annotations

from scorm_export.course import Origin, Purpose, Question, Quiz
from scorm_export.questions import QUESTION_TYPES
from scorm_export.reading.quiz import (
    INTRODUCTION,
    LAYOUT,
    PURPOSE,
    QUIZ,
    QUIZ_ID,
    QuestionKind,
    QuizFile,
)
from scorm_export.reading.shared_fields import MINUTES, TITLE
from scorm_export.source.fields import ListOf, Record, Values, defaulted, required
from scorm_export.source.scalars import Flag
from scorm_export.source.yaml import Mapping, Node, Scalar


class SurveyQuestionKind(QuestionKind):
    """A question of a survey: one of the types that make sense without a right answer."""

    what = "a question of a survey"
    records = {t.name: t.surveyed for t in QUESTION_TYPES if t.surveyed}  # noqa: RUF012 — a table, never changed


_ANONYMOUS = defaulted("anonymous", Flag(), False, "`true`: answers are sent without the learner's name")  # noqa: FBT003 — it is the value
_QUESTIONS = required("questions", ListOf(SurveyQuestionKind(), least=1), "the questions, in order")


def _survey(values: Values) -> QuizFile:
    questions: tuple[Question, ...] = values[_QUESTIONS]
    quiz = Quiz(
        id=values[QUIZ_ID],
        title=values[TITLE],
        minutes=values[MINUTES],
        purpose=Purpose.SURVEY,
        anonymous=values[_ANONYMOUS],
        attempts=1,
        layout=values[LAYOUT],
        objectives=(),
        introduction=values[INTRODUCTION],
        questions=questions,
        path=values.path,
        origin=Origin(values.span, values.spans),
    )
    return QuizFile(quiz, ())


SURVEY = Record(
    "the survey",
    (QUIZ_ID, TITLE, MINUTES, PURPOSE, _ANONYMOUS, LAYOUT, INTRODUCTION, _QUESTIONS),
    _survey,
)


def record_for(node: Node) -> Record[QuizFile]:
    """Return the record by which a quiz file is read: its `purpose` says whether it is a survey."""
    entries = node.entries if isinstance(node, Mapping) else ()
    purposes = (value.text.strip() for key, value in entries if key.text == "purpose" and isinstance(value, Scalar))
    return SURVEY if next(purposes, "") == Purpose.SURVEY else QUIZ
