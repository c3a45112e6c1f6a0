"""What a course looks like: colours in up to four schemes, fonts, spacing and images. No CSS, no I/O."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scorm_export.course.question import Origin
from scorm_export.source.folder import Folder


class SchemeName(StrEnum):
    """Which colours a learner's device asks for."""

    LIGHT = "light"
    DARK = "dark"
    LIGHT_HIGH_CONTRAST = "light-high-contrast"
    DARK_HIGH_CONTRAST = "dark-high-contrast"


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour of sRGB: each channel, and the opacity, from 0 to 255."""

    red: int
    green: int
    blue: int
    alpha: int = 255

    def __str__(self) -> str:
        """Return it as CSS has it: `#1f2a2e`."""
        channels = (self.red, self.green, self.blue, *((self.alpha,) if self.alpha < 255 else ()))  # noqa: PLR2004 — opaque
        return "#" + "".join(f"{channel:02x}" for channel in channels)


@dataclass(frozen=True, slots=True)
class Scheme:
    """The colours of a scheme by name: all of them in light and dark, those that differ in high contrast."""

    colours: Mapping[str, Colour]
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class FontFile:
    """A file with one face of a font family, and the file with its licence; both relative to the theme's folder."""

    family: str
    path: str
    licence: str
    weight: str = "400"
    """A weight, or the range of a variable font: `400 700` (CSS Fonts 4, 4.4)."""
    italic: bool = False
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """An image of a theme."""

    path: str
    """Relative to `folder`."""
    alternative: str
    dark: str | None = None
    """The path of the image that takes its place in the dark schemes."""
    folder: Folder = field(compare=False, repr=False)
    origin: Origin = field(compare=False, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """The look of a course."""

    title: str
    schemes: Mapping[SchemeName, Scheme]
    fonts: Mapping[str, tuple[str, ...]]
    """The families of each role, the first that a device has is used."""
    lengths: Mapping[str, str]
    """CSS lengths by name: radii, spacing, and the width of a line."""
    font_files: tuple[FontFile, ...] = ()
    logo: Picture | None = None
    cover: Picture | None = None
    folder: Folder = field(compare=False, repr=False)
