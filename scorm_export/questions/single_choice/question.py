"""Single choice: one of several options is right; others may earn a share of the points, or deduct one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import asked, common, in_survey, question_type
from scorm_export.questions.choosing import choosing
from scorm_export.questions.entries import check_ids, check_texts
from scorm_export.questions.options import (
    KEEP_ORDER,
    OPTION_FIELDS,
    SURVEY_OPTIONS,
    Option,
    check_options,
    feedback_texts,
    option_ids,
    option_parts,
    right_ids,
)
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, Record, Values, optional, required
from scorm_export.source.scalars import Share

_SHARE = optional("share", Share(), "the part of the points that another option earns, or deducts if it is below 0")


@dataclass(frozen=True, kw_only=True, slots=True)
class SharedOption(Option):
    """An option that may earn or deduct some of the points."""

    share: Decimal | None
    """-1 to 1, of an option that is not the right one; below 0 it deducts."""


OPTIONS = required(
    "options",
    ListOf(
        Record("an option", (*OPTION_FIELDS, _SHARE), lambda v: SharedOption(**option_parts(v), share=v[_SHARE])),
        least=2,
    ),
    "what can be chosen, in order",
)


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Question):
    """One option is right and earns all of the points; another may earn or deduct a share of them."""

    type: ClassVar[str] = "single-choice"
    options: tuple[SharedOption, ...]
    keep_order: bool = False

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
        """Return each option, the right one first."""
        options = sorted(self.options, key=lambda option: not option.correct)
        return tuple(TypicalAnswer(option.id, self._points_of(option)) for option in options)

    @property
    def deducts(self) -> bool:
        """Whether choosing one of the options deducts points."""
        return self.least_points() < 0

    def least_points(self) -> Decimal:
        """Return what the worst option earns: below 0 if it deducts."""
        return min([Decimal(0), *map(self._points_of, self.options)])

    def _points_of(self, option: SharedOption) -> Decimal:
        if option.correct:
            return self.points
        return Decimal(0) if option.share is None else Decimal(self._earned(option.share)) / 100

    def check(self, found: Diagnostics) -> None:
        """Report options that do not have exactly one right one, and a right one with a share."""
        check_options(self.options, self.origin, found)
        for option in [o for o in self.options if o.correct][1:]:
            found.error(
                "several-correct-options",
                "a second option is marked as right",
                option.origin.of("correct"),
                "make it a `multiple-choice` question, or mark one option only",
            )
        for option in self.options:
            if option.correct and option.share is not None:
                found.error(
                    "share-of-right-option",
                    "the right option earns all of the points",
                    option.origin.of("share"),
                    "take out its `share`, or `correct`",
                )

    def response_length(self) -> int:
        """Return one: the option's id."""
        return 1

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the options' ids, the seal of the right one, and veiled by id what others earn, in hundredths."""
        shares = {option.id: self._earned(option.share) for option in self.options if option.share is not None}
        return {
            "options": option_ids(self.options),
            "right": key.seals(right_ids(self.options)),
            **({"shares": key.veil(json.dumps(shares))} if shares else {}),
        }

    def _earned(self, share: Decimal) -> int:
        """Return the hundredths of a point that a share is, rounded half away from 0 but never up to all of them."""
        most = int(self.points * 100)
        return min(int((most * share).quantize(Decimal(1), ROUND_HALF_UP)), most - 1)


def _build(values: Values) -> Question:
    return SingleChoice(**common(values), options=values[OPTIONS], keep_order=values[KEEP_ORDER])


class SurveySingleChoice(SingleChoice):
    """One of several options, of which none is right."""

    def check(self, found: Diagnostics) -> None:
        """Report two options with one id or text."""
        check_ids("option", self.options, found)
        check_texts("option", self.options, found)


def _build_for_survey(values: Values) -> Question:
    options = tuple(
        SharedOption(id=o.id, text=o.text, correct=False, feedback=None, share=None, origin=o.origin)
        for o in values[SURVEY_OPTIONS]
    )
    return SurveySingleChoice(**asked(values), options=options)


TYPE = question_type(
    SingleChoice.type,
    (OPTIONS, KEEP_ORDER),
    _build,
    surveyed=in_survey(SingleChoice.type, (SURVEY_OPTIONS,), _build_for_survey),
    notation=choosing(lambda right: right <= 1),
)
