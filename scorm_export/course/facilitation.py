"""What facilitators have and learners do not: blocks of lessons for a group, and plans of its sessions."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scorm_export.course.question import Origin
from scorm_export.source.document import Document


class FacilitationKind(StrEnum):
    """What a block is for: its name in texts."""

    NOTES = "facilitator"
    DISCUSSION = "group-discussion"
    WORK = "group-work"
    SLIDE = "slide"
    HANDOUT = "handout"

    @property
    def takes_time(self) -> bool:
        """Whether it may say how many minutes it takes."""
        return self in (FacilitationKind.NOTES, FacilitationKind.DISCUSSION, FacilitationKind.WORK)


@dataclass(frozen=True, kw_only=True, slots=True)
class Facilitation:
    """A block of a lesson that learners never get."""

    kind: FacilitationKind
    title: Document | None
    minutes: int | None
    is_essential: bool
    """Whether every session plan keeps it."""
    text: Document
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionPlan:
    """How a group takes the course: so many sessions of so many minutes, breaks included."""

    title: str
    sessions: int
    minutes: int
