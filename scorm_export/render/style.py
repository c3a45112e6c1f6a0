"""A theme as CSS: custom properties for each scheme, and `@font-face` rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from scorm_export.course import SchemeName, Theme
from scorm_export.render.names import theme_name

_ROLES = {"text": "body", "headings": "display", "code": "mono"}
_LENGTHS = {"radius-medium": "radius", "sections": "section", "sides": "gap"}
"""Custom properties whose names differ from those in the theme."""
_SCHEMES = {
    SchemeName.DARK: "(prefers-color-scheme: dark)",
    SchemeName.LIGHT_HIGH_CONTRAST: "(prefers-contrast: more) and (prefers-color-scheme: light)",
    SchemeName.DARK_HIGH_CONTRAST: "(prefers-contrast: more) and (prefers-color-scheme: dark)",
}


def custom_properties(theme: Theme) -> str:
    """Return the custom properties and fonts of a theme."""
    fonts = [(_ROLES[role], ", ".join(map(_family, families))) for role, families in theme.fonts.items()]
    lengths = [
        (_LENGTHS.get(name, name), f"clamp(1rem, 4vw, {length})" if name == "sides" else length)
        for name, length in theme.lengths.items()
    ]
    light = theme.schemes[SchemeName.LIGHT].colours.items()
    parts = [*_faces(theme), _root([("color-scheme", "light dark")], _properties([*light, *fonts, *lengths]))]
    for name, condition in _SCHEMES.items():
        if name in theme.schemes:
            colours = _root([], _properties(theme.schemes[name].colours.items()))
            parts.append(f"@media {condition} {{\n{colours}}}\n")
    return "".join(parts)


def counter_style(digits: str, language: str | None = None) -> str:
    """Return the style of lists and counters in the digits of a language, for its pages alone if it is named."""
    symbols = " ".join(f'"{digit}"' for digit in digits)
    name, root, within = "own-digits", ":root", ""
    if language:
        name, root = f"digits-{language.lower()}", f':root[lang="{language}"]'
        within = f"{root} "
    style = f"@counter-style {name} {{ system: numeric; symbols: {symbols}; }}\n"
    return f"{style}{root} {{ --digits: {name}; }}\n:where({within}ol:not([type])) {{ list-style-type: {name}; }}\n"


def _properties(values: Iterable[tuple[str, object]]) -> list[tuple[str, object]]:
    return [(f"--{name}", value) for name, value in values]


def _root(*declarations: list[tuple[str, object]]) -> str:
    lines = "".join(f"  {name}: {value};\n" for some in declarations for name, value in some)
    return f":root {{\n{lines}}}\n"


def _family(name: str) -> str:
    return name if re.fullmatch("[A-Za-z-]+", name) else f'"{name}"'


def _faces(theme: Theme) -> Iterator[str]:
    for font in theme.font_files:
        style = "italic" if font.italic else "normal"
        yield (
            f'@font-face {{ font-family: "{font.family}"; src: url("{theme_name(font.path)}") format("woff2"); '
            f"font-weight: {font.weight}; font-style: {style}; font-display: swap; }}\n"
        )
