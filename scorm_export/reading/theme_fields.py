"""The fields of theme.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scorm_export.course import Colour, FontFile, Origin, Picture, Scheme, SchemeName, Theme
from scorm_export.reading.shared_fields import PlainText
from scorm_export.reading.theme_values import ColourKind, Length
from scorm_export.source.fields import Field, ListOf, Record, Values, defaulted, optional, required
from scorm_export.source.folder import Folder
from scorm_export.source.scalars import Flag, WholeNumber
from scorm_export.source.texts import FILE, Text

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
_TITLE = required(
    "title", PlainText("a title of at most 200 characters", most=200, is_shown=False), "the theme's name, for people"
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


def _theme(values: Values) -> Theme:
    """Return what a theme says itself; its files are in no folder yet."""
    radii, spacing = values[_RADIUS], values[_SPACING]
    lengths = {**{f"radius-{name}": length for name, length in radii.items()}, **spacing}
    if values[_MEASURE] is not None:
        lengths["measure"] = f"{values[_MEASURE]}ch"
    return Theme(
        title=values[_TITLE],
        schemes=values[_ALL_SCHEMES],
        fonts=values[_FONTS],
        lengths=lengths,
        font_files=values[_FONT_FILES],
        logo=values[LOGO],
        cover=values[_COVER],
        folder=Folder(Path()),
    )


THEME = Record(
    "the theme",
    (_TITLE, _ALL_SCHEMES, _FONTS, _FONT_FILES, _RADIUS, _SPACING, _MEASURE, LOGO, _COVER),
    _theme,
)
