"""Likert: a scale on which learners place themselves. No answer is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import asked, common, in_survey, question_type
from scorm_export.questions.entries import Entry, check_ids, check_texts, entry
from scorm_export.questions.likert.notation import NOTATION
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, Values, required

MOST_LEVELS = 11
"""As many as fit a row, and as people tell apart."""


_SCALE = required(
    "scale",
    ListOf(entry("a level of the scale", "what the level stands for"), least=2),
    f"the levels from one end to the other, at most {MOST_LEVELS}",
)


@dataclass(frozen=True, kw_only=True)
class Likert(Question):
    """A scale without a right answer and without points."""

    type: ClassVar[str] = "likert"
    scale: tuple[Entry, ...]

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        yield from (level.text for level in self.scale)

    def interaction(self) -> Interaction:
        """Return the scale."""
        return Interaction(type="likert", scale=tuple((level.id, level.text) for level in self.scale))

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return every level."""
        return tuple(TypicalAnswer(level.id, Decimal(0)) for level in self.scale)

    def check(self, found: Diagnostics) -> None:
        """Report two levels with one id, and a scale that is too long."""
        check_ids("level", self.scale, found)
        check_texts("level", self.scale, found)
        if len(self.scale) > MOST_LEVELS:
            found.error(
                "scale-too-long",
                f"the scale has {len(self.scale)} levels, at most {MOST_LEVELS} are possible",
                self.scale[MOST_LEVELS].origin.span,
                "leave some out: five or seven are usual",
            )

    def response_length(self) -> int:
        """Return one: the level's id."""
        return 1

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:  # noqa: ARG002 — there is nothing to hide
        """Return the levels' ids."""
        return {"scale": [level.id for level in self.scale]}


def _build(values: Values) -> Question:
    return Likert(**common(values, None), scale=values[_SCALE])


def _build_for_survey(values: Values) -> Question:
    return Likert(**asked(values), scale=values[_SCALE])


TYPE = question_type(
    Likert.type,
    (_SCALE,),
    _build,
    graded=False,
    surveyed=in_survey(Likert.type, (_SCALE,), _build_for_survey),
    notation=NOTATION,
)
