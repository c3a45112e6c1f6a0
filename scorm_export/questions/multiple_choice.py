"""Multiple choice: any number of options is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from scorm_export.course import Question
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions._options import OPTION_CHARACTERS, OPTIONS, Option, check_options
from scorm_export.questions.base import common, question_type
from scorm_export.source.fields import OneOf, Values, defaulted
from scorm_export.source.markdown import Document


class Credit(StrEnum):
    """What an answer that is partly right is worth."""

    PARTIAL = "partial"
    ALL_OR_NOTHING = "all-or-nothing"


CREDIT = defaulted("credit", OneOf(Credit), Credit.PARTIAL, "points for an answer that is partly right, or not")


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(Question):
    """Any number of options is right."""

    type: ClassVar[str] = "multiple-choice"
    options: tuple[Option, ...]
    credit: Credit

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        for option in self.options:
            yield option.text
            yield option.feedback

    def check(self, found: Diagnostics) -> None:
        """Report options of which none is right."""
        check_options(self.options, self.origin, found)

    def response_length(self) -> int:
        """Return a digit for every six of the characters up to the last that is an option's id."""
        last = max((OPTION_CHARACTERS.find(o.id) for o in self.options), default=0)
        return last // 6 + 1

    def player_data(self) -> Mapping[str, object]:
        """Return the options' ids, the right ones, and what partly right is worth."""
        return {
            "options": [o.id for o in self.options],
            "correct": [o.id for o in self.options if o.correct],
            "credit": str(self.credit),
        }


def _build(values: Values) -> Question:
    return MultipleChoice(**common(values), options=values[OPTIONS], credit=values[CREDIT])


MULTIPLE_CHOICE = question_type(MultipleChoice.type, (OPTIONS, CREDIT), _build)
