"""True or false: a statement to judge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import common, question_type
from scorm_export.questions.true_false.notation import NOTATION
from scorm_export.source.document import Document
from scorm_export.source.fields import MarkdownText, Record, Values, defaulted, optional, required
from scorm_export.source.scalars import Flag

_IF_TRUE = optional("true", MarkdownText(inline=True), "shown to who answered true")
_IF_FALSE = optional("false", MarkdownText(inline=True), "shown to who answered false")
_ANSWER = required("answer", Flag(), "whether the statement is true")
_FEEDBACK = defaulted(
    "feedback",
    Record("the feedback", (_IF_TRUE, _IF_FALSE), lambda v: (v[_IF_TRUE], v[_IF_FALSE])),
    (None, None),
    "a text for `true` and one for `false`, shown after handing in",
)


@dataclass(frozen=True, kw_only=True)
class TrueFalse(Question):
    """A statement is true or false: all of the points or none."""

    type: ClassVar[str] = "true-false"
    answer: bool
    feedback_true: Document | None
    feedback_false: Document | None

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation, and the feedback of both answers."""
        feedback = {"true": self.feedback_true, "false": self.feedback_false}
        return {**super().revealed(), **{answer: text for answer, text in feedback.items() if text}}

    def interaction(self) -> Interaction:
        """Return a statement to judge."""
        return Interaction(type="true-false")

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return the right answer and the wrong one."""
        right, wrong = ("true", "false") if self.answer else ("false", "true")
        return TypicalAnswer(right, self.points), TypicalAnswer(wrong, Decimal(0))

    def check(self, found: Diagnostics) -> None:
        """Find nothing: its fields alone make it sound."""

    def response_length(self) -> int:
        """Return one: `t` or `f`."""
        return 1

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the right answer's seal."""
        return {"right": key.seal("true" if self.answer else "false")}


def _build(values: Values) -> Question:
    if_true, if_false = values[_FEEDBACK]
    return TrueFalse(**common(values), answer=values[_ANSWER], feedback_true=if_true, feedback_false=if_false)


TYPE = question_type(TrueFalse.type, (_ANSWER, _FEEDBACK), _build, notation=NOTATION)
