"""What a slide is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from scorm_export.diagnostics import Span
from scorm_export.targets.facilitator.content import Picture, Runs, Table


class Layout(StrEnum):
    """The layout of a slide, which the master has under this name."""

    TITLE = "Title"
    SECTION = "Section"
    CONTENT = "Content"
    PICTURE = "Picture"
    QUOTE = "Quote"
    QUESTION = "Question"
    CLOSING = "Closing"


@dataclass(frozen=True, slots=True)
class Point:
    """A line of a slide; level 0 is the outermost, `mark` stands before it."""

    text: Runs
    level: int = 0
    mark: str = "•"


@dataclass(frozen=True, kw_only=True, slots=True)
class Slide:
    """A slide: what it shows, and what its speaker reads."""

    layout: Layout
    title: str
    points: tuple[Point, ...] = ()
    picture: Picture | None = None
    table: Table | None = None
    title_language: str = ""
    """Where it is not that of the course."""
    notes: tuple[Runs, ...] = ()
    at: Span | None = None
    """Where its author wrote it."""
    size: float = 0
    """Of its points, in points; 0 before they are fitted."""
    title_size: float = 0
