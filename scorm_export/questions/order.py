"""Orders in which the parts of a question stand: those of an answer, and one that tells nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from scorm_export.course.answer_key import AnswerKey
from scorm_export.diagnostics import Diagnostics, Span

_FEWEST_TELLING = 3
"""Two ids stand in the order of the alphabet every other time; that tells nothing."""


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=_Identified)


def in_no_order(question: str, parts: tuple[T, ...]) -> tuple[T, ...]:
    """Return parts of a question in an order that tells nothing, the same in every build: that of their ids' seals."""
    key = AnswerKey(question)
    return tuple(sorted(parts, key=lambda part: key.seal(part.id)))


def is_telling(ids: Sequence[str]) -> bool:
    """Whether ids are in the order of the alphabet, so that it tells that of an answer."""
    return len(ids) >= _FEWEST_TELLING and all(ids) and list(ids) == sorted(set(ids))


def check_telling(ids: Sequence[str], place: Span, found: Diagnostics) -> None:
    """Warn of ids that are in the order of the alphabet where the right answer is."""
    if is_telling(ids):
        found.warn(
            "telling-ids",
            f"the ids {', '.join(f'`{name}`' for name in ids)} reveal the right answer by their alphabetical order",
            place,
            "change the order of the ids before learners use the course: the source of the page shows them",
        )
