"""Single choice: one of several options is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from scorm_export.answer_key import AnswerKey
from scorm_export.course import Interaction, Question
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions._options import (
    KEEP_ORDER,
    OPTIONS,
    Option,
    check_options,
    feedback_texts,
    option_ids,
    right_ids,
)
from scorm_export.questions.base import common, question_type
from scorm_export.source.fields import Values
from scorm_export.source.markdown import Document


@dataclass(frozen=True, kw_only=True)
class SingleChoice(Question):
    """One option is right: all of the points or none."""

    type: ClassVar[str] = "single-choice"
    options: tuple[Option, ...]
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

    def check(self, found: Diagnostics) -> None:
        """Report options that do not have exactly one right one."""
        check_options(self.options, self.origin, found)
        for option in [o for o in self.options if o.correct][1:]:
            found.error(
                "several-correct-options",
                "a second option is marked as right",
                option.origin.of("correct"),
                "make it a `multiple-choice` question, or mark one option only",
            )

    def response_length(self) -> int:
        """Return one: the option's id."""
        return 1

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the options' ids and the seal of the right one."""
        return {"options": option_ids(self.options), "right": key.seals(right_ids(self.options))}


def _build(values: Values) -> Question:
    return SingleChoice(**common(values), options=values[OPTIONS], keep_order=values[KEEP_ORDER])


SINGLE_CHOICE = question_type(SingleChoice.type, (OPTIONS, KEEP_ORDER), _build)
