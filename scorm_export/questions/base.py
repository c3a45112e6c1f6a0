"""What every question type shares: the fields all questions have, and the record of a type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypedDict

from scorm_export.course import Origin, Question
from scorm_export.questions.notation import Notation
from scorm_export.source.document import Document
from scorm_export.source.fields import (
    Field,
    ListOf,
    MarkdownText,
    Placed,
    Record,
    Values,
    defaulted,
    optional,
    required,
)
from scorm_export.source.scalars import Points
from scorm_export.source.texts import IDENTIFIER, Text

ID = required("id", IDENTIFIER, "the question's permanent id, unique in its quiz")
TYPE = required("type", Text(is_shown=False), "the question type")
POINTS = required("points", Points(), "points for a right answer")
PROMPT = required("prompt", MarkdownText(), "the question itself, in Markdown")
OBJECTIVES = defaulted("objectives", ListOf(Placed(IDENTIFIER)), (), "ids of the objectives it tests")
TAG = Text("a tag: lower-case letters, digits and hyphens", r"[a-z0-9][a-z0-9-]{0,39}")
TAGS = defaulted("tags", ListOf(TAG), (), "words by which quizzes draw the question from a bank")
READ = optional(
    "read",
    Text("the id of a lesson, and perhaps `#` and a heading's anchor", r"[a-z][a-z0-9-]*(#\S+)?"),
    "what to read again after an answer that was not right: a lesson's id, or `lesson#anchor`",
)
EXPLANATION = optional("explanation", MarkdownText(), "shown after handing in, whatever the answer; Markdown")


class Common(TypedDict):
    """The arguments that every question takes."""

    id: str
    points: Any
    prompt: Document
    explanation: Document | None
    objectives: tuple[str, ...]
    tags: tuple[str, ...]
    read: str | None
    origin: Origin


def common(values: Values, points: Field[Decimal] | None = POINTS) -> Common:
    """Read what every question has; `points` is the type's own field where it has one, None where it has no points."""
    objectives = values[OBJECTIVES]
    spans = dict(values.spans) | {f"objectives.{name}": span for name, span in objectives}
    return Common(
        id=values[ID],
        points=values[points] if points else Decimal(0),
        prompt=values[PROMPT],
        explanation=values[EXPLANATION],
        objectives=tuple(dict.fromkeys(name for name, _ in objectives)),
        tags=values[TAGS],
        read=values[READ],
        origin=Origin(values.span, spans),
    )


def asked(values: Values) -> Common:
    """Read what every question of a survey has."""
    return Common(
        id=values[ID],
        points=Decimal(0),
        prompt=values[PROMPT],
        explanation=None,
        objectives=(),
        tags=(),
        read=None,
        origin=Origin(values.span, values.spans),
    )


@dataclass(frozen=True, slots=True)
class QuestionType:
    """A question type: its word, how it is read from a mapping, whether it always has points, and its Markdown."""

    name: str
    record: Record[Question]
    graded: bool
    surveyed: Record[Question] | None
    """How it is read in a survey; None where it makes no sense without a right answer."""
    notation: Notation | None
    """None where Markdown has no shape for its answers: they stand as fields."""


def question_type(
    name: str,
    fields: tuple[Field[Any], ...],
    build: Callable[[Values], Question],
    *,
    graded: bool = True,
    surveyed: Record[Question] | None = None,
    notation: Notation | None = None,
) -> QuestionType:
    """Return a type whose mapping has the fields of every question and some of its own; `graded` ones have points."""
    every = (ID, TYPE, *((POINTS,) if graded else ()), PROMPT, OBJECTIVES, TAGS, READ, EXPLANATION)
    return QuestionType(name, Record(f"a {name} question", (*every, *fields), build), graded, surveyed, notation)


def in_survey(name: str, fields: tuple[Field[Any], ...], build: Callable[[Values], Question]) -> Record[Question]:
    """Return the record of a type in a survey: nothing is right, so nothing is said of that."""
    return Record(f"a {name} question of a survey", (ID, TYPE, PROMPT, *fields), build)
