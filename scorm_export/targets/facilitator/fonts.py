"""The fonts of documents and slides: what they are called there, which files draw them here, and how wide texts are.

Slides and DOCX name fonts that office programs have. Widths are those of fonts with the same metrics: Arimo has
those of Arial, Caladea those of Cambria. Other scripts are measured in a font that was made for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from types import ModuleType

import font_caladea
import fontpkg_arimo
import fontpkg_hind_siliguri
import fontpkg_noto_sans_arabic
import fontpkg_noto_sans_devanagari
import typst
from PIL import ImageFont

from scorm_export.course import Theme

_UNIT = 1000
"""The size in pixels in which texts are measured."""
_PACKAGES = (fontpkg_arimo, fontpkg_noto_sans_arabic, fontpkg_noto_sans_devanagari, fontpkg_hind_siliguri, font_caladea)
_SANS, _SERIF = "Arial", "Cambria"
_MEASURED = {"Arial": "Arimo", "Cambria": "Caladea"}
"""The family with the metrics of one that office programs have."""
_SERIFS = frozenset(
    (
        "serif", "ui-serif", "cambria", "georgia", "charter", "palatino", "constantia", "garamond", "times",
        "iowan old style", "noto serif",
    )
)  # fmt: skip
_SCRIPTS = (
    (re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]+"), "Noto Sans Arabic"),
    (re.compile(r"[\u0900-\u097f\ua8e0-\ua8ff]+"), "Noto Sans Devanagari"),
    (re.compile(r"[\u0980-\u09ff]+"), "Hind Siliguri"),
)
_WIDE = re.compile(
    r"[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]"
)
"""Characters as wide as the size of their font."""
_FILES = {
    ("Arimo", False): (fontpkg_arimo, "Arimo[wght].ttf"),
    ("Arimo", True): (fontpkg_arimo, "Arimo[wght].ttf"),
    ("Caladea", False): (font_caladea, "Caladea-Regular.ttf"),
    ("Caladea", True): (font_caladea, "Caladea-Bold.ttf"),
    ("Noto Sans Arabic", False): (fontpkg_noto_sans_arabic, "NotoSansArabic[wdth,wght].ttf"),
    ("Noto Sans Arabic", True): (fontpkg_noto_sans_arabic, "NotoSansArabic[wdth,wght].ttf"),
    ("Noto Sans Devanagari", False): (fontpkg_noto_sans_devanagari, "NotoSansDevanagari[wdth,wght].ttf"),
    ("Noto Sans Devanagari", True): (fontpkg_noto_sans_devanagari, "NotoSansDevanagari[wdth,wght].ttf"),
    ("Hind Siliguri", False): (fontpkg_hind_siliguri, "HindSiliguri-Regular.ttf"),
    ("Hind Siliguri", True): (fontpkg_hind_siliguri, "HindSiliguri-Bold.ttf"),
}


@dataclass(frozen=True, slots=True)
class Fonts:
    """The families of a course's documents: those of texts and of headings, as office programs name them."""

    text: str
    headings: str

    def drawn(self, *, heading: bool = False) -> tuple[str, ...]:
        """Return the families that draw a text here, each for the characters that the ones before it lack."""
        first = _MEASURED[self.headings if heading else self.text]
        return (first, *(each for each in ("Arimo",) if each != first), *(family for _, family in _SCRIPTS))


def fonts_of(theme: Theme) -> Fonts:
    """Return the families nearest to a theme's: one with serifs where the theme's first known one has them."""
    return Fonts(text=_nearest(theme.fonts["text"]), headings=_nearest(theme.fonts["headings"]))


def _nearest(families: Sequence[str]) -> str:
    return _SERIF if families and families[0].lower() in _SERIFS else _SANS


@cache
def found(*, also_the_machines: bool = False) -> typst.Fonts:
    """Return the fonts that come with the extra, and those of the machine where they are needed."""
    folders = [_folder(package) for package in _PACKAGES]
    return typst.Fonts(include_system_fonts=also_the_machines, include_embedded_fonts=True, font_paths=folders)


def _folder(package: ModuleType) -> Path:
    assert package.__file__ is not None
    return Path(package.__file__).parent / "files"


@cache
def _face(family: str, *, bold: bool) -> ImageFont.FreeTypeFont:
    package, name = _FILES[family, bold]
    path = _folder(package) / name
    face = ImageFont.truetype(str(path), _UNIT, layout_engine=ImageFont.Layout.BASIC)
    if "[" in path.name:
        weight = 700 if bold else 400
        face.set_variation_by_axes([weight] if "wdth" not in path.name else [weight, 100])
    return face


@lru_cache(maxsize=20_000)
def width(text: str, size: float, family: str = _SANS, *, bold: bool = False) -> float:
    """Return the width of a text on one line, in the unit of its size; `family` as office programs name it."""
    own = _MEASURED[family]
    return sum(_part(part, of, bold=bold) for part, of in _parts(text, own)) * size / _UNIT


def _part(part: str, family: str, *, bold: bool) -> float:
    return float(_UNIT * len(part)) if not family else _face(family, bold=bold).getlength(part)


def _parts(text: str, own: str) -> Iterator[tuple[str, str]]:
    """Yield the parts of a text with the family that has their characters; none for wide characters."""
    narrow = _WIDE.sub("", text)
    if len(narrow) < len(text):
        yield "x" * (len(text) - len(narrow)), ""
    for pattern, family in _SCRIPTS:
        if found := "".join(pattern.findall(narrow)):
            yield found, family
            narrow = pattern.sub("", narrow)
    yield narrow, own


def lines(text: str, room: float, size: float, family: str = _SANS, *, bold: bool = False) -> int:
    """Return the number of lines that a text takes in a width, broken between words as programs do."""
    count = 0
    for paragraph in text.split("\n"):
        count += 1
        left = room
        for word in _words(paragraph):
            wide = width(word, size, family, bold=bold)
            if wide > left and left < room:
                count += 1
                left = room
            if wide > room:
                count += int(wide / room)
                wide %= room
            left -= wide
    return count


def _words(text: str) -> list[str]:
    """Return the pieces between which a line may break, each with the space after it."""
    return re.findall(rf"{_WIDE.pattern}|(?:(?!{_WIDE.pattern})\S)+\s*|\s+", text)


def needs_others(language: str) -> bool:
    """Whether a language is written in characters of which only fonts of the machine have enough."""
    return language.lower().partition("-")[0] in ("zh", "ja", "ko", "th", "ta", "te", "km", "my", "am", "ka", "hy")
