"""Sequencing: items to put in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

from scorm_export.course import Interaction, Question, TypicalAnswer
from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics
from scorm_export.questions.base import common, question_type
from scorm_export.questions.credit import CREDIT, Credit, penalty_field, read_credit
from scorm_export.questions.entries import Entry, check_ids, check_texts, entry
from scorm_export.questions.order import check_telling, in_no_order
from scorm_export.questions.sequencing.notation import NOTATION
from scorm_export.source.document import Document
from scorm_export.source.fields import ListOf, Values, required

_ITEMS = required(
    "items",
    ListOf(entry("an item", "what the learner puts in its place"), least=3),
    "what is to be put in order, in the right one",
)
_PENALTY = penalty_field("0")


@dataclass(frozen=True, kw_only=True)
class Sequencing(Question):
    """Points for each item that comes right after the one before it; all of them for the right order."""

    type: ClassVar[str] = "sequencing"
    items: tuple[Entry, ...]
    """In the right order."""
    credit: Credit

    @property
    def presented(self) -> tuple[Entry, ...]:
        """The items in an order that tells nothing, and is not the right one."""
        items = in_no_order(self.id, self.items)
        return (*items[1::-1], *items[2:]) if items == self.items else items

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield from super().documents()
        yield from (item.text for item in self.items)

    def interaction(self) -> Interaction:
        """Return a sequencing of the items, as they are presented."""
        return Interaction(type="sequencing", choices=tuple((item.id, item.text) for item in self.presented))

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return the right order, the last two exchanged, and the reverse."""
        right = self.items
        return tuple(self._answer(items) for items in (right, (*right[:-2], right[-1], right[-2]), right[::-1]))

    def _answer(self, items: tuple[Entry, ...]) -> TypicalAnswer:
        pairs = set(pairwise(self.items))
        parts = len(self.items) - 1
        right = sum(pair in pairs for pair in pairwise(items))
        earned = self.credit.earned(self.points, right, parts - right, parts)
        return TypicalAnswer("[,]".join(item.id for item in items), earned)

    def check(self, found: Diagnostics) -> None:
        """Report two items with one id, and ids that tell the order."""
        check_ids("item", self.items, found)
        check_texts("item", self.items, found)
        check_telling([item.id for item in self.items], self.origin.of("items"), found)

    def response_length(self) -> int:
        """Return one for each item: its id."""
        return len(self.items)

    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return the ids as presented, the seals of neighbours in the right order, and what partly right is worth."""
        return {
            "items": [item.id for item in self.presented],
            "right": key.seals([f"{one.id}>{next_.id}" for one, next_ in pairwise(self.items)]),
            **self.credit.player_data(),
        }


def _build(values: Values) -> Question:
    return Sequencing(**common(values), items=values[_ITEMS], credit=read_credit(values, _PENALTY))


TYPE = question_type(Sequencing.type, (_ITEMS, CREDIT, _PENALTY), _build, notation=NOTATION)
