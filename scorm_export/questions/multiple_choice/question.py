"""Multiple choice: any number of options is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import asked, common, in_survey, question_type
from scorm_export.questions.choosing import choosing
from scorm_export.questions.credit import CREDIT, Credit, Rule, penalty_field, read_credit
from scorm_export.questions.entries import check_ids, check_texts
from scorm_export.questions.options import (
    KEEP_ORDER,
    OPTIONS,
    SURVEY_OPTIONS,
    Option,
    check_options,
    check_penalty,
    feedback_texts,
    mask_length,
    option_ids,
    right_ids,
)
from scorm_export.source.document import Document
from scorm_export.source.fields import Values

PENALTY = penalty_field("1")


@dataclass(frozen=True, kw_only=True)
class MultipleChoice(Question):
    """Any number of options is right."""

    type: ClassVar[str] = "multiple-choice"
    options: tuple[Option, ...]
    keep_order: bool = False
    credit: Credit

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        yield from (option.text for option in self.options)

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation, and each option's feedback by its id."""
        return {**super().revealed(), **feedback_texts(self.options)}

    def interaction(self) -> Interaction:
        """Return a choice of the options."""
        return Interaction(type="choice", choices=tuple((option.id, option.text) for option in self.options))

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return the right options, then one too few and one too many."""
        right = right_ids(self.options)
        others = [name for name in option_ids(self.options) if name not in right]
        chosen = [right, *([right[1:]] if len(right) > 1 else []), *([*right, name] for name in others), others[:1]]
        return tuple(self._answer(ids) for ids in chosen if ids)

    def _answer(self, ids: list[str]) -> TypicalAnswer:
        right = right_ids(self.options)
        fitting = sum(name in right for name in ids)
        earned = self.credit.earned(self.points, fitting, len(ids) - fitting, len(right))
        return TypicalAnswer("[,]".join(name for name in option_ids(self.options) if name in ids), earned)

    def check(self, found: Diagnostics) -> None:
        """Report options of which none is right, and points for choosing all of them."""
        check_options(self.options, self.origin, found)
        check_penalty(self.options, self.credit, self.origin, found)

    def response_length(self) -> int:
        """Return a digit for every six of the characters up to the last that is an option's id."""
        return mask_length(option_ids(self.options))

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the options' ids, the seals of the right ones, and what partly right is worth."""
        return {
            "options": option_ids(self.options),
            "right": key.seals(right_ids(self.options)),
            **self.credit.player_data(),
        }


def _build(values: Values) -> Question:
    return MultipleChoice(
        **common(values), options=values[OPTIONS], keep_order=values[KEEP_ORDER], credit=read_credit(values, PENALTY)
    )


class SurveyMultipleChoice(MultipleChoice):
    """Any number of options, of which none is right."""

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return each option by itself."""
        return tuple(TypicalAnswer(name, Decimal(0)) for name in option_ids(self.options))

    def check(self, found: Diagnostics) -> None:
        """Report two options with one id or text."""
        check_ids("option", self.options, found)
        check_texts("option", self.options, found)


def _build_for_survey(values: Values) -> Question:
    credit = Credit(rule=Rule.PARTIAL, penalty=Decimal(0))
    return SurveyMultipleChoice(**asked(values), options=values[SURVEY_OPTIONS], credit=credit)


TYPE = question_type(
    MultipleChoice.type,
    (OPTIONS, KEEP_ORDER, CREDIT, PENALTY),
    _build,
    surveyed=in_survey(MultipleChoice.type, (SURVEY_OPTIONS,), _build_for_survey),
    notation=choosing(lambda right: right > 1),
)
