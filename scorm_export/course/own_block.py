"""Blocks that a course defines for itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from scorm_export.course.question import Origin


class Look(StrEnum):
    """What a block that a course defines looks like: a kind of callout, or none of them."""

    NOTE = "note"
    TIP = "tip"
    WARNING = "warning"
    EXAMPLE = "example"
    KEY = "key"
    PLAIN = "plain"


@dataclass(frozen=True, kw_only=True, slots=True)
class OwnBlock:
    """A block that a course defines for itself: its name in texts, the title it has where none is written, its look."""

    name: str
    title: str
    look: Look
    origin: Origin = field(compare=False, repr=False)
