"""Yes or no: a question that is answered by one of two words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from scorm_export.course import Interaction, Question
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import common, question_type
from scorm_export.source.fields import required
from scorm_export.source.scalars import Flag

_YES = required("yes", Flag(), "whether yes is right")


@dataclass(frozen=True, kw_only=True)
class YesNo(Question):
    """One of two words: all of the points or none."""

    type: ClassVar[str] = "yes-no"
    yes: bool

    def interaction(self) -> Interaction:
        """Return a statement to judge."""
        return Interaction(type="true-false")

    def check(self, found: Diagnostics) -> None:
        """Find nothing: its field alone makes it sound."""

    def response_length(self) -> int:
        """Return one: `y` or `n`."""
        return 1

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the right answer's seal."""
        return {"right": key.seal("yes" if self.yes else "no")}


TYPE = question_type(YesNo.type, (_YES,), lambda values: YesNo(**common(values), yes=values[_YES]))
