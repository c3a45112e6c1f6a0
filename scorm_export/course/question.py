"""A question and what is recorded of an answer to it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics, Span
from scorm_export.source.document import Document


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a thing was written, and where each of its fields was."""

    span: Span
    fields: Mapping[str, Span] = field(default_factory=dict)

    def of(self, name: str) -> Span:
        """Return the place of a field, or of the whole thing when the field was left out."""
        return self.fields.get(name, self.span)


@dataclass(frozen=True, kw_only=True, slots=True)
class Interaction:
    """What a question is in reports (SCORM 2004 RTE 4.2.9, xAPI 1.0.3 Data 2.4.4.1): its type, and what it is made of.

    Components are ids with their texts; which there are depends on the type.
    """

    type: str
    exact: bool = True
    """False where the standards have no such type and this is the nearest."""
    choices: tuple[tuple[str, Document], ...] = ()
    scale: tuple[tuple[str, Document], ...] = ()
    source: tuple[tuple[str, Document], ...] = ()
    target: tuple[tuple[str, Document], ...] = ()
    steps: tuple[tuple[str, Document], ...] = ()


@dataclass(frozen=True, slots=True)
class TypicalAnswer:
    """An answer that learners give: how statements spell it, and the points it earns, below 0 if it deducts some."""

    response: str
    earned: Decimal


@dataclass(frozen=True, kw_only=True)
class Question(ABC):
    """One question of a quiz. Each type is a subclass in a file of its own under `questions/`."""

    type: ClassVar[str]
    """The word an author writes."""

    id: str
    points: Decimal
    """What a right answer earns; 0 for types that have none."""
    prompt: Document
    explanation: Document | None
    objectives: tuple[str, ...]
    tags: tuple[str, ...] = ()
    read: str | None = None
    """The lesson to read again, with `#` and an anchor where one is named."""
    origin: Origin = field(compare=False, repr=False)

    def documents(self) -> Iterator[Document]:
        """Every Markdown text of the question."""
        yield self.prompt
        yield from self.revealed().values()

    def revealed(self) -> Mapping[str, Document]:
        """Return the texts that a learner sees only after answering, by the name of their place in the template."""
        return {"explanation": self.explanation} if self.explanation else {}

    @abstractmethod
    def interaction(self) -> Interaction:
        """Return what the question is in reports."""

    def typical_answers(self) -> tuple[TypicalAnswer, ...]:
        """Return answers to simulate, one with all points first; none where the type has nothing to simulate."""
        return ()

    def least_points(self) -> Decimal:
        """Return the fewest points that an answer earns: below 0 where a wrong answer deducts some."""
        return Decimal(0)

    def held_with(self, versions: Sequence[Question]) -> Question:  # noqa: ARG002 — ids are the same in all languages
        """Return the question for a package that holds it in several languages, of which the first comes first.

        An answer that is right in one is right in all, and is kept and reported the same way.
        """
        return self

    @abstractmethod
    def check(self, found: Diagnostics) -> None:
        """Report what makes the question unfair or impossible to answer."""

    @abstractmethod
    def response_length(self) -> int:
        """Return the most characters that a response takes in the saved state."""

    @abstractmethod
    def player_data(self, key: AnswerKey) -> Mapping[str, object]:
        """Return what the player needs to grade the question, in addition to what every question has.

        Nothing in it may reveal a right answer: `key` seals what can be compared and veils what cannot.
        """
