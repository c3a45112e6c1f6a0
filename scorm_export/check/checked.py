"""What checking hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scorm_export.course import Course, Picture, Theme
from scorm_export.source.captions import Cue
from scorm_export.source.document import Document


@dataclass(frozen=True, slots=True)
class Limits:
    """What a standard can carry."""

    standard: str
    state_characters: int
    """The most characters of saved state that every LMS keeps."""
    source: str
    """The clause that says so."""
    one_part: str | None = None
    """Why a course may not be divided into parts; None where it may."""
    nearest_interactions: Mapping[str, str] = field(default_factory=dict)
    """What is reported instead of an interaction type that the standard lacks."""
    names_learner: str | None = None
    """Why answers cannot be reported without the learner's name; empty where they can."""
    beside: bool = False
    """Whether an LRS in addition to the LMS can receive the answers without the name."""
    older_state_characters: int | None = None
    """The most that players of an older edition keep; more than that draws a warning."""
    most_interactions: int | None = None
    """The most interactions that every LMS keeps; None where the standard sets none."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file of the course that goes into the package; its path is relative to the course folder."""

    path: str
    size: int
    figure: bytes | None = None
    """The cleaned content of an SVG figure, or translated captions; None where a file is packed unchanged."""
    dimensions: tuple[int, int] | None = None
    """Of an image: width and height in CSS pixels, where they can be read."""


@dataclass(frozen=True, slots=True)
class CheckedPicture:
    """An image of a theme, and the one in its place in the dark."""

    picture: Picture
    light: Asset
    dark: Asset | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedTheme:
    """A theme whose files are there and sound; `Asset.path` is relative to the theme's folder or the picture's."""

    theme: Theme
    fonts: tuple[Asset, ...] = ()
    """The font files, and their licences."""
    logo: CheckedPicture | None = None
    cover: CheckedPicture | None = None
    templates: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The templates of the shell that it replaces: their texts, by name."""


@dataclass(frozen=True, slots=True)
class LinkTarget:
    """Where a link of the text leads: an activity of the course, or a file."""

    activity: str | None
    path: str | None
    fragment: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckedCourse:
    """A course in which everything holds, with what was looked up on the way."""

    course: Course
    assets: tuple[Asset, ...]
    facilitator_assets: tuple[Asset, ...] = ()
    """What the texts for facilitators show."""
    targets: Mapping[tuple[str, str], LinkTarget] = field(repr=False)
    """By the file that contains a link, and the link as written."""
    theme: CheckedTheme
    captions: Mapping[str, tuple[Cue, ...]] = field(repr=False)
    """By path relative to the course folder."""

    def known_in(self, languages: Mapping[str, Mapping[str, str]]) -> CheckedCourse:
        """Return the course with its texts in other languages, by those of this course."""
        return replace(self, course=replace(self.course, other_languages=languages))

    def in_run(self, run: str) -> CheckedCourse:
        """Return the same for a run of the course."""
        return replace(self, course=replace(self.course, run=run))

    def asset(self, path: str) -> Asset | None:
        """Return the file with this path relative to the course folder."""
        return next((asset for asset in self.assets if asset.path == path), None)

    def target(self, document: Document, href: str) -> LinkTarget | None:
        """Return where a link inside the course leads, or None for one to the web or within its page."""
        return self.targets.get((document.path, href))
