"""Long answer: a longer text, which its writer may compare with a model answer and assess."""

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
from scorm_export.questions.long_answer.notation import NOTATION
from scorm_export.questions.options import mask_length
from scorm_export.questions.writing import bytes_per_character, encoded_length
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, MarkdownText, Values, defaulted, optional
from scorm_export.source.scalars import Points, WholeNumber

_POINTS = defaulted("points", Points(), Decimal(0), "points for meeting all criteria; only with `criteria`")
_LENGTH = defaulted("length", WholeNumber(1, 2000), 500, "the most characters; 500 by default")
_MODEL = optional("model", MarkdownText(), "a good answer, shown after writing; Markdown")


_CRITERIA = defaulted(
    "criteria",
    ListOf(entry("a criterion", "what a good answer does"), least=1),
    (),
    "by which learners assess their own answers; each earns an equal share of the points",
)


@dataclass(frozen=True, kw_only=True)
class LongAnswer(Question):
    """A text; with criteria its writer finds which of them it meets, without any it earns nothing."""

    type: ClassVar[str] = "long-answer"
    length: int
    model: Document | None
    criteria: tuple[Entry, ...]

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        yield from (criterion.text for criterion in self.criteria)

    def revealed(self) -> Mapping[str, Document]:
        """Return the explanation and the model answer."""
        return {**super().revealed(), **({"model": self.model} if self.model else {})}

    @property
    def limit(self) -> int:
        """The most UTF-8 bytes of an answer: its characters take as many as those of the prompt."""
        return int(-(-self.length * bytes_per_character(self.prompt.plain) // 1))

    def interaction(self) -> Interaction:
        """Return a long text."""
        return Interaction(type="long-fill-in")

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return texts whose writers find all criteria met, or none of them."""
        texts = ("A long answer.", self.points), ("A short answer.", Decimal(0))
        return tuple(TypicalAnswer(text, points if self.criteria else Decimal(0)) for text, points in texts)

    def check(self, found: Diagnostics) -> None:
        """Report criteria that earn nothing or have nothing to compare with, and points that nothing earns."""
        check_ids("criterion", self.criteria, found)
        check_texts("criterion", self.criteria, found)
        if not self.criteria and self.points:
            hint = "list `criteria` by which learners assess their own answers, or leave `points` out"
            found.error("self-assessment", "nothing earns these points", self.origin.of("points"), hint)
        for name in ("points", "model") if self.criteria else ():
            if not getattr(self, name):
                hint = "learners meet criteria for points, after reading a model answer"
                message = f"criteria need `{name}` beside them"
                found.error("self-assessment", message, self.origin.of("criteria"), hint)

    def response_length(self) -> int:
        """Return the digits of the criteria met and their number, and the text's bytes."""
        digits = mask_length([criterion.id for criterion in self.criteria]) if self.criteria else 0
        return 1 + digits + encoded_length(self.limit)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:  # noqa: ARG002 — it has no right answer
        """Return how long an answer may be, in characters and in bytes, and the ids of the criteria."""
        criteria = [criterion.id for criterion in self.criteria]
        return {"length": self.length, "limit": self.limit, "criteria": criteria}


def _build(values: Values) -> Question:
    return LongAnswer(
        **common(values, _POINTS), length=values[_LENGTH], model=values[_MODEL], criteria=values[_CRITERIA]
    )


def _build_for_survey(values: Values) -> Question:
    return LongAnswer(**asked(values), length=values[_LENGTH], model=None, criteria=())


TYPE = question_type(
    LongAnswer.type,
    (_POINTS, _LENGTH, _MODEL, _CRITERIA),
    _build,
    graded=False,
    surveyed=in_survey(LongAnswer.type, (_LENGTH,), _build_for_survey),
    notation=NOTATION,
)
