"""The page and the styles of DOCX documents, in the fonts and colours of the theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from scorm_export.course import Colour
from scorm_export.targets.facilitator.content import Manual
from scorm_export.targets.facilitator.fonts import Fonts

HEADINGS = {1: 22, 2: 15, 3: 12.5, 4: 11.5}
"""The size of each level, in points."""


def of_theme(colour: Colour) -> RGBColor:
    """Return a colour of the theme as python-docx has it."""
    return RGBColor(colour.red, colour.green, colour.blue)


def dress(made: Any, manual: Manual, colours: Mapping[str, Colour], fonts: Fonts) -> None:
    """Give a document from python-docx's own template its page and styles."""
    _page(made, manual)
    _Styles(made, manual, colours, fonts).write()


def _page(made: Any, manual: Manual) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.2)
    section.different_first_page_header_footer = True
    if manual.is_right_to_left:
        settings: Any = section._sectPr
        settings.append(OxmlElement("w:bidi"))


class _Styles:
    def __init__(self, made: Any, manual: Manual, colours: Mapping[str, Colour], fonts: Fonts) -> None:
        self.made = made
        self.manual = manual
        self.colours = colours
        self.fonts = fonts

    def write(self) -> None:
        styles = self.made.styles
        normal = styles["Normal"]
        self._font(normal, self.fonts.text, 10.5, "ink")
        normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(6), 1.15
        for level, size in HEADINGS.items():
            style = styles[f"Heading {level}"]
            self._font(style, self.fonts.headings, size, "accent" if level < 3 else "ink", bold=True)  # noqa: PLR2004
            style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(size), Pt(4)
            style.paragraph_format.keep_with_next = True
            style.paragraph_format.page_break_before = level == 1
        for name, size, colour in (("Title", 32, "accent"), ("Subtitle", 16, "quiet"), ("Caption", 9, "quiet")):
            self._font(styles[name], self.fonts.headings if size > 10 else self.fonts.text, size, colour)  # noqa: PLR2004
        for name, size, colour in (
            ("Facts", 9.5, "quiet"),
            ("Notes", 8.5, "quiet"),
            ("Box title", 10.5, "ink"),
            ("Contents", 18, "accent"),
        ):
            style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            family = self.fonts.headings if name == "Contents" else self.fonts.text
            self._font(style, family, size, colour, bold=name in ("Box title", "Contents"))
            style.paragraph_format.space_after = Pt(3)
        for name in ("Facts", "Box title", "Contents"):
            styles[name].paragraph_format.keep_with_next = True
        for level in range(1, 3):
            style = styles.add_style(f"TOC {level}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = normal
            style.paragraph_format.left_indent = Cm(0.6 * (level - 1))
            style.paragraph_format.space_after = Pt(2)
            style.font.bold = style.font.cs_bold = level == 1
        self._font(styles["Intense Quote"], self.fonts.headings, 11.5, "accent")
        if self.manual.is_right_to_left:
            for name in (
                "Normal",
                "Title",
                "Subtitle",
                "Caption",
                "Intense Quote",
                *(f"Heading {n}" for n in HEADINGS),
            ):
                styles[name].element.get_or_add_pPr().append(OxmlElement("w:bidi"))

    def _font(self, style: Any, family: str, size: float, colour: str, *, bold: bool | None = None) -> None:
        style.font.name, style.font.size, style.font.color.rgb = family, Pt(size), of_theme(self.colours[colour])
        if bold is not None:
            style.font.bold = style.font.cs_bold = bold
        properties = style.element.get_or_add_rPr()
        named = properties.find(qn("w:rFonts"))
        for attribute in list(named.attrib):
            del named.attrib[attribute]
        for role in ("ascii", "hAnsi", "cs"):
            named.set(qn(f"w:{role}"), family)
        for old in properties.findall(qn("w:szCs")):
            properties.remove(old)
        sizes = OxmlElement("w:szCs")
        sizes.set(qn("w:val"), str(round(size * 2)))
        properties.find(qn("w:sz")).addnext(sizes)
        language = OxmlElement("w:lang")
        for role in ("val", "eastAsia", "bidi"):
            language.set(qn(f"w:{role}"), self.manual.language)
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        properties.append(language)
