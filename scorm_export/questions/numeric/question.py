"""Numeric: a number to write, exactly or within a range. Decimals are exact, here and in the player."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.limits import MOST_BYTES_NUMERIC, MOST_DIGITS_NUMERIC
from scorm_export.questions.base import common, question_type
from scorm_export.questions.numeric.notation import NOTATION
from scorm_export.questions.writing import encoded_length
from scorm_export.source.document import Document
from scorm_export.source.fields import MarkdownText, Record, Values, optional, required
from scorm_export.source.kinds import Schema
from scorm_export.source.scalars import ScalarKind
from scorm_export.source.texts import Text


@dataclass(frozen=True)
class Number(ScalarKind[Decimal]):
    """A decimal number without an exponent."""

    what: str = f"a number of at most {MOST_DIGITS_NUMERIC} digits"
    negative: bool = True
    blank: Decimal = Decimal(0)

    def parse(self, text: str) -> Decimal | None:
        """Read a decimal number; -0 is 0."""
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text) or sum(c.isdigit() for c in text) > MOST_DIGITS_NUMERIC:
            return None
        return None if text.startswith("-") and not self.negative else Decimal(text) + 0

    def hint(self, text: str) -> str:
        """Name the decimal point where a comma was used."""
        return "write a decimal point" if "," in text else ""

    def meant(self, text: str) -> str:
        """Return a decimal comma as a point; a comma before three digits may separate thousands."""
        return re.sub(r"(?<=\d),(?=\d{1,2}$)", ".", text)

    def schema(self) -> Schema:
        """Return a number."""
        return {"type": "number"} | ({} if self.negative else {"minimum": 0})


_FARTHEST = Decimal(10**MOST_DIGITS_NUMERIC)
"""Stands for an end of a range that could not be read, so that the range is not said to be empty too."""
_LEAST = required("least", Number(blank=-_FARTHEST), "the least right number")
_MOST = required("most", Number(blank=_FARTHEST), "the greatest right number")
_ANSWER = optional("answer", Number(), "the right number")
_TOLERANCE = optional("tolerance", Number("a number from 0", negative=False), "how far from `answer` is right too")
_RANGE = optional(
    "range",
    Record("a range", (_LEAST, _MOST), lambda values: (values[_LEAST], values[_MOST])),
    "in place of `answer`: the `least` and the `most` that are right",
)
_UNIT = optional(
    "unit", Text("a unit of at most 40 characters", most=40), "shown after the number; not part of the answer"
)
_FEEDBACK = optional("feedback", MarkdownText(inline=True), "shown to who answered, right or not")

Range = tuple[Decimal, Decimal]


@dataclass(frozen=True, kw_only=True)
class Numeric(Question):
    """A number: all of the points or none."""

    type: ClassVar[str] = "numeric"
    answer: Decimal | None
    tolerance: Decimal | None
    range: Range | None
    unit: str | None
    feedback: Document | None

    @property
    def accepted(self) -> Range:
        """The least and the greatest right number."""
        if self.range is not None:
            return self.range
        answer, tolerance = self.answer or Decimal(0), self.tolerance or Decimal(0)
        return answer - tolerance, answer + tolerance

    @property
    def may_be_negative(self) -> bool:
        """Whether a negative number is right, so that the keyboard of a phone needs a minus sign."""
        least, _ = self.accepted
        return least < 0

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation, and what there is to say of any answer."""
        return {**super().revealed(), **({"feedback": self.feedback} if self.feedback else {})}

    def interaction(self) -> Interaction:
        """Return a number."""
        return Interaction(type="numeric")

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return a right number, and one beyond the greatest."""
        least, most = self.accepted
        right = least if self.answer is None else self.answer
        return TypicalAnswer(f"{right:f}", self.points), TypicalAnswer(f"{most + 1:f}", Decimal(0))

    def check(self, found: Diagnostics) -> None:
        """Report a missing right number, one that is given twice, and an empty range."""
        at = self.origin.of
        if self.answer is None and self.range is None:
            hint = "write `answer: 80`, or `range: {least: 70, most: 90}`"
            found.error("numeric-answer", "no number is right", self.origin.span, hint)
        elif self.answer is not None and self.range is not None:
            found.error("numeric-answer", "the right number is given twice", at("range"), "keep `answer` or `range`")
        elif self.range is not None and self.tolerance is not None:
            hint = "leave it out, and widen the range"
            found.error("numeric-answer", "a range has no tolerance", at("tolerance"), hint)
        least, most = self.accepted
        if least > most:
            hint = "`least` is the smaller one"
            found.error("numeric-answer", "no number is in this range", at("range"), hint)

    def response_length(self) -> int:
        """Return the most of what was typed and is no number: a letter in front, then its bytes."""
        return 1 + encoded_length(MOST_BYTES_NUMERIC)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the ends of the range and, unless it is what is asked for, the right number: veiled, as texts."""
        numbers = [*self.accepted, *([] if self.answer is None else [self.answer])]
        right = key.veil(" ".join(f"{number:f}" for number in numbers))
        return {"right": right, **({"unit": self.unit} if self.unit else {})}


def _build(values: Values) -> Question:
    return Numeric(
        **common(values),
        answer=values[_ANSWER],
        tolerance=values[_TOLERANCE],
        range=values[_RANGE],
        unit=values[_UNIT],
        feedback=values[_FEEDBACK],
    )


TYPE = question_type(Numeric.type, (_ANSWER, _TOLERANCE, _RANGE, _UNIT, _FEEDBACK), _build, notation=NOTATION)
