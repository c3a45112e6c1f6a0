"""A theme's folder to a Theme. What `theme.yaml` leaves out is as in the default theme, except high contrast."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from scorm_export.course import Colour, FontFile, Origin, Picture, Scheme, SchemeName, Theme
from scorm_export.diagnostics import Diagnostics, SourceFile, Span, did_you_mean
from scorm_export.reading.shared_fields import TITLE
from scorm_export.source.fields import Field, ListOf, Record, Values, defaulted, optional, required
from scorm_export.source.folder import Folder
from scorm_export.source.kinds import Reading, Schema
from scorm_export.source.scalars import FILE, Flag, ScalarKind, Text, WholeNumber
from scorm_export.source.yaml import Node, Scalar, read_yaml

SHIPPED = Path(__file__).parent.parent / "themes"
DEFAULT = "default"
THEME_FILE = "theme.yaml"


@dataclass(frozen=True)
class ColourKind(ScalarKind[Colour | None]):
    """A colour of sRGB in hexadecimal digits; `alpha` lets it be translucent."""

    alpha: bool = False

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the form."""
        return 'a colour in quotes, such as `"#0b5c6680"`' if self.alpha else 'a colour in quotes, such as `"#0b5c66"`'

    @property
    def blank(self) -> Colour | None:
        """Return no colour: one that is not meant would have a contrast of its own."""
        return None

    @property
    def _pattern(self) -> str:
        return r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{8}|[0-9a-fA-F]{3})" if self.alpha else r"#([0-9a-fA-F]{6}|[0-9a-fA-F]{3})"

    def read(self, node: Node, reading: Reading) -> Colour | None:
        """Read a scalar. Without quotes, YAML takes a colour for a comment."""
        if isinstance(node, Scalar) and not node.text and (written := re.search(self._pattern, node.span.text)):
            self.wrong(node, reading, f'write `"{written.group()}"`: without quotes, YAML takes it for a comment')
            return None
        return super().read(node, reading)

    def parse(self, text: str) -> Colour | None:
        """Read the digits of each channel."""
        match = re.fullmatch(self._pattern, text)
        if not match:
            return None
        digits = match[1] if len(match[1]) > 3 else "".join(digit * 2 for digit in match[1])  # noqa: PLR2004 — #rgb
        return Colour(*bytes.fromhex(digits))

    def hint(self, text: str) -> str:
        """Return the same colour as it can be read."""
        channels = re.fullmatch(r"rgb\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*\)", text)
        if channels and all(int(channel) < 256 for channel in channels.groups()):  # noqa: PLR2004 — of 8 bits
            return f'write `"{Colour(*map(int, channels.groups()))}"`'
        if re.fullmatch(r"[0-9a-fA-F]{6}", text):
            return f'write `"#{text.lower()}"`'
        return "six hexadecimal digits after a `#`, as design tools show them"

    def schema(self) -> Schema:
        """Return the pattern."""
        return {"type": "string", "pattern": f"^{self._pattern}$"}


@dataclass(frozen=True)
class Length(ScalarKind[str]):
    """A length in rem, the size of the text; the value is as CSS has it."""

    most: int

    @property
    def what(self) -> str:  # type: ignore[override]
        """Name the limits."""
        return f"a length from 0 to {self.most}rem, such as `.5rem`"

    @property
    def blank(self) -> str:
        """Return nothing."""
        return "0"

    def parse(self, text: str) -> str | None:
        """Read a decimal number with its unit."""
        match = re.fullmatch(r"([0-9]{0,2}(?:\.[0-9]{1,4})?)rem|0", text)
        return text if match and Decimal(match[1] or 0) <= self.most else None

    def hint(self, text: str) -> str:
        """Turn pixels into rem."""
        pixels = re.fullmatch(r"([0-9]{1,3})px", text)
        return f"write `{int(pixels[1]) / 16:g}rem`" if pixels else ""

    def schema(self) -> Schema:
        """Return the pattern."""
        return {"type": ["string", "number"], "pattern": r"^(?:[0-9]{0,2}(\.[0-9]{1,4})?rem|0)$"}


_COLOURS = {
    "paper": "the page",
    "surface": "cards, bars and fields on the page",
    "sunken": "code, and what is switched off",
    "ink": "text",
    "quiet": "captions and other text that stands back",
    "line": "lines that only divide",
    "control": "the borders of buttons and fields",
    "accent": "links, buttons, the focus, what is chosen",
    "accent-ink": "text on the accent",
    "accent-soft": "behind notes, and what is chosen",
    "right": "what was answered right",
    "right-soft": "behind it, and behind tips",
    "partly": "what was answered partly right, and warnings",
    "partly-soft": "behind them",
    "wrong": "what was answered wrong",
    "wrong-soft": "behind it",
    "key": "key messages",
    "key-soft": "behind them",
    "shade": "over the page, behind a dialogue",
}
COLOURS: tuple[Field[Colour | None], ...] = tuple(
    defaulted(name, ColourKind(alpha=name == "shade"), None, doc) for name, doc in _COLOURS.items()
)


def _scheme(values: Values) -> Scheme:
    written = {field.name: colour for field in COLOURS if (colour := values[field]) is not None}
    return Scheme(written, Origin(values.span, values.spans))


_SCHEME = Record("the scheme", COLOURS, _scheme)
_SCHEMES: dict[SchemeName, Field[Scheme | None]] = {
    SchemeName.LIGHT: optional("light", _SCHEME, "on light ground"),
    SchemeName.DARK: optional("dark", _SCHEME, "on dark ground"),
    SchemeName.LIGHT_HIGH_CONTRAST: optional(
        "light-high-contrast", _SCHEME, "what differs from `light` for learners whose device asks for more contrast"
    ),
    SchemeName.DARK_HIGH_CONTRAST: optional(
        "dark-high-contrast", _SCHEME, "what differs from `dark` for learners whose device asks for more contrast"
    ),
}


def _schemes(values: Values) -> Mapping[SchemeName, Scheme]:
    return {name: scheme for name, field in _SCHEMES.items() if (scheme := values[field]) is not None}


_NO_SCHEMES: Mapping[SchemeName, Scheme] = {}
_ALL_SCHEMES = defaulted(
    "colours",
    Record("`colours`", tuple(_SCHEMES.values()), _schemes),
    _NO_SCHEMES,
    "the colours of each scheme",
)
_FAMILY = Text("the name of a font family", r"-?[A-Za-z][A-Za-z0-9 ._-]*", most=60)


def _mapping(name: str, what: str, fields: tuple[Field[Any], ...], doc: str) -> Field[Mapping[str, Any]]:
    """Return a field with a mapping in it, all of whose fields may be left out."""

    def held(values: Values) -> Mapping[str, Any]:
        return {field.name: value for field in fields if (value := values[field]) is not None}

    nothing: Mapping[str, Any] = {}
    return defaulted(name, Record(what, fields, held), nothing, doc)


_FONTS = _mapping(
    "fonts",
    "`fonts`",
    (
        optional("text", ListOf(_FAMILY, least=1), "families of the text; the first that is there is used"),
        optional("headings", ListOf(_FAMILY, least=1), "families of headings"),
        optional("code", ListOf(_FAMILY, least=1), "families of code, all of one width"),
    ),
    "the font families of each role",
)
_RADIUS = _mapping(
    "radius",
    "`radius`",
    (
        optional("small", Length(1), "of callouts and code"),
        optional("medium", Length(2), "of buttons, fields and images"),
        optional("large", Length(3), "of cards"),
    ),
    "how round corners are",
)
_SPACING = _mapping(
    "spacing",
    "`spacing`",
    (
        optional("flow", Length(3), "between paragraphs"),
        optional("sections", Length(8), "between the sections of the course home"),
        optional("sides", Length(6), "the most beside the page"),
    ),
    "the space between things",
)
_MEASURE = optional("measure", WholeNumber(40, 90), "the most characters in a line of text")

_FONT_FAMILY = required("family", _FAMILY, "the family, as `fonts` names it")
_FONT_FILE = required("file", FILE, "the font as WOFF2, relative to the theme's folder")
_LICENCE = required("licence", FILE, "the text of its licence, in a file beside it; it goes into the package")
_WEIGHT = defaulted(
    "weight",
    Text("a weight such as `400`, or the range of a variable font, `400 700`", r"[1-9]00( [1-9]00)?"),
    "400",
    "the weight of this face, or the range of a variable font",
)
_ITALIC = defaulted("italic", Flag(), False, "whether it is the italic face")  # noqa: FBT003 — it is the value
_FONT_FILES = defaulted(
    "font-files",
    ListOf(
        Record(
            "a font file",
            (_FONT_FAMILY, _FONT_FILE, _LICENCE, _WEIGHT, _ITALIC),
            lambda v: FontFile(
                family=v[_FONT_FAMILY],
                path=v[_FONT_FILE],
                licence=v[_LICENCE],
                weight=v[_WEIGHT],
                italic=v[_ITALIC],
                origin=Origin(v.span, v.spans),
            ),
        )
    ),
    (),
    "fonts that come with the package",
)

IMAGE_FILE = required("file", FILE, "the image, relative to this file's folder")
ALTERNATIVE = required("alternative", Text(), "what it shows, for those who do not see it")
_PICTURE_DARK = optional("dark", FILE, "the image that takes its place in the dark schemes")


def _picture(values: Values) -> Picture:
    return Picture(
        path=values[IMAGE_FILE],
        alternative=values[ALTERNATIVE],
        dark=values[_PICTURE_DARK],
        folder=Folder(Path()),
        origin=Origin(values.span, values.spans),
    )


PICTURE = Record("the image", (IMAGE_FILE, ALTERNATIVE, _PICTURE_DARK), _picture)
LOGO = optional("logo", PICTURE, "the institution's logo, on the course home")
_COVER = optional("cover", PICTURE, "an image across the top of the course home")

THEME = Record(
    "the theme",
    (TITLE, _ALL_SCHEMES, _FONTS, _FONT_FILES, _RADIUS, _SPACING, _MEASURE, LOGO, _COVER),
    lambda v: v,
)


def names() -> list[str]:
    """Return the names of the themes that come with the compiler."""
    return sorted(path.parent.name for path in SHIPPED.glob(f"*/{THEME_FILE}"))


@cache
def shipped(name: str) -> Theme:
    """Read a theme that comes with the compiler. Raises ValueError for one that is not there or not sound."""
    found = Diagnostics()
    folder = Folder(SHIPPED / name, what="theme")
    theme = _read(folder, SourceFile(path=name).span(), found, None if name == DEFAULT else shipped(DEFAULT))
    if theme is None or found.errors:
        raise ValueError(f"{name} is not a theme: {[d.message for d in found]}")
    return theme


def read_theme(name: str, at: Span, folder: Folder, found: Diagnostics) -> Theme | None:
    """Return the theme of this name, or the one in this folder; None, and why in `found`, when there is none.

    A path is relative to `folder`, and leads nowhere out of it.
    """
    if name in names():
        return shipped(name)
    if "/" not in name and not (folder.root / name).exists():
        hint = f"{did_you_mean(name, names())} A theme of your own is named by its folder"
        found.error("unknown-theme", f"there is no theme `{name}`", at, hint.strip())
        return None
    path = folder.resolve(name, "", at, found)
    if path == ".":
        found.error("unknown-theme", "a theme has a folder of its own", at, "put its files into one, such as `./look`")
        return None
    return _read(folder.within(path, "theme"), at, found, shipped(DEFAULT)) if path is not None else None


def _read(folder: Folder, at: Span, found: Diagnostics, default: Theme | None) -> Theme | None:
    path = folder.resolve(THEME_FILE, "", at, found)
    file = folder.text(path, found) if path else None
    node = read_yaml(file, found) if file else None
    values = THEME.read(node, Reading(THEME_FILE, found)) if node else None
    if values is None:
        return None
    radii, spacing = values[_RADIUS], values[_SPACING]
    lengths = {**{f"radius-{name}": length for name, length in radii.items()}, **spacing}
    if values[_MEASURE] is not None:
        lengths["measure"] = f"{values[_MEASURE]}ch"
    own = Theme(
        title=values[TITLE],
        schemes=values[_ALL_SCHEMES],
        fonts=values[_FONTS],
        lengths=lengths,
        font_files=values[_FONT_FILES],
        logo=_placed(values[LOGO], folder),
        cover=_placed(values[_COVER], folder),
        folder=folder,
    )
    return _completed(own, default) if default else own


def _placed(picture: Picture | None, folder: Folder) -> Picture | None:
    return replace(picture, folder=folder) if picture else None


def _completed(theme: Theme, default: Theme) -> Theme:
    """Return a theme with what it leaves out; in high contrast nothing, for another theme's colours may not fit."""
    nowhere = Origin(SourceFile(path=theme.folder.shown(THEME_FILE)).span())
    schemes = dict(theme.schemes)
    for name in (SchemeName.LIGHT, SchemeName.DARK):
        own = schemes.get(name, Scheme({}, nowhere))
        schemes[name] = Scheme({**default.schemes[name].colours, **own.colours}, own.origin)
    return replace(
        theme, schemes=schemes, fonts={**default.fonts, **theme.fonts}, lengths={**default.lengths, **theme.lengths}
    )
