"""The slide master and its layouts, in the colours and fonts of the theme (ECMA-376 part 1, 19.3 and 20.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree
from markupsafe import escape
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.presentation import Presentation
from pptx.util import Emu, Inches

from scorm_export.course import Colour, SchemeName, Theme
from scorm_export.targets.facilitator.fonts import Fonts
from scorm_export.targets.facilitator.slides.look import (
    BETWEEN,
    BODIES,
    FOOTER,
    HEIGHT,
    INDENT,
    NUMBER,
    PICTURE,
    TITLES,
    WIDTH,
    Frame,
)
from scorm_export.targets.facilitator.slides.slide import Layout

_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMESPACES = f'xmlns:a="{_A}" xmlns:p="{_P}" xmlns:r="{_R}"'
_COLOURS = {
    "dk1": "ink", "lt1": "surface", "dk2": "accent", "lt2": "accent-soft", "accent1": "accent", "accent2": "key",
    "accent3": "right", "accent4": "partly", "accent5": "wrong", "accent6": "quiet", "hlink": "accent",
    "folHlink": "key",
}  # fmt: skip
"""The theme's colours by their names in a presentation."""
_TYPES = {
    Layout.TITLE: "title",
    Layout.SECTION: "secHead",
    Layout.CONTENT: "obj",
    Layout.PICTURE: "picTx",
    Layout.QUOTE: "obj",
    Layout.QUESTION: "obj",
    Layout.CLOSING: "title",
}
_DARK = (Layout.TITLE, Layout.SECTION, Layout.CLOSING)
"""Layouts with letters on the accent."""
_LEVELS = 4


def design(presentation: Presentation, theme: Theme, fonts: Fonts, *, is_right_to_left: bool, language: str) -> None:
    """Give a presentation from python-pptx's own template its size, master, layouts and theme."""
    presentation.slide_width, presentation.slide_height = Inches(WIDTH), Inches(HEIGHT)
    colours = theme.schemes[SchemeName.LIGHT].colours
    master: Any = presentation.slide_master
    _write_theme(master.part, colours, fonts, theme.title)
    writer = _Writer(colours, is_right_to_left=is_right_to_left, language=language)
    for layout in list(presentation.slide_layouts)[len(Layout) :]:
        presentation.slide_layouts.remove(layout)
    _replace_shapes(master._element, writer.master(), "surface", colours)
    styles = master._element.find(f"{{{_P}}}txStyles")
    styles.getparent().replace(styles, etree.fromstring(writer.text_styles()))
    for name, layout in zip(Layout, presentation.slide_layouts, strict=True):
        element: Any = layout._element
        element.set("type", _TYPES[name])
        element.find(f"{{{_P}}}cSld").set("name", name)
        ground = "accent" if name in _DARK else "accent-soft" if name is Layout.QUESTION else "surface"
        _replace_shapes(element, writer.layout(name), ground, colours)


def _replace_shapes(element: Any, shapes: str, ground: str, colours: Mapping[str, Colour]) -> None:
    """Put shapes in the place of those of a master or layout, on a ground of one colour."""
    common = element.find(f"{{{_P}}}cSld")
    for old in common.findall(f"{{{_P}}}bg"):
        common.remove(old)
    common.insert(0, etree.fromstring(
        f"<p:bg {_NAMESPACES}><p:bgPr>{_solid(colours[ground])}<a:effectLst/></p:bgPr></p:bg>"
    ))  # fmt: skip
    tree = common.find(f"{{{_P}}}spTree")
    for old in list(tree)[2:]:
        tree.remove(old)
    for shape in etree.fromstring(f"<p:spTree {_NAMESPACES}>{shapes}</p:spTree>"):
        tree.append(shape)


def _write_theme(master: Any, colours: Mapping[str, Colour], fonts: Fonts, title: str) -> None:
    part = master.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme: Any = etree.fromstring(part.blob)
    theme.set("name", title)
    scheme = theme.find(f".//{{{_A}}}clrScheme")
    scheme.set("name", title)
    for child in scheme:
        name = etree.QName(child).localname
        for old in list(child):
            child.remove(old)
        etree.SubElement(child, f"{{{_A}}}srgbClr", val=_hexadecimal(colours[_COLOURS[name]]))
    theme.find(f".//{{{_A}}}fontScheme").set("name", title)
    for role, family in (("majorFont", fonts.headings), ("minorFont", fonts.text)):
        theme.find(f".//{{{_A}}}{role}/{{{_A}}}latin").set("typeface", family)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _hexadecimal(colour: Colour) -> str:
    return str(colour)[1:7].upper()


def _solid(colour: Colour) -> str:
    return f'<a:solidFill><a:srgbClr val="{_hexadecimal(colour)}"/></a:solidFill>'


class _Writer:
    """Writes the shapes of a master and of layouts."""

    def __init__(self, colours: Mapping[str, Colour], *, is_right_to_left: bool, language: str) -> None:
        self.colours = colours
        self.is_right_to_left = is_right_to_left
        self.language = language
        self.direction = ' algn="r" rtl="1"' if is_right_to_left else ' algn="l" rtl="0"'

    def _placed(self, frame: Frame) -> str:
        placed = frame.mirrored() if self.is_right_to_left else frame
        left, top, width, height = (Inches(n) for n in (placed.left, placed.top, placed.width, placed.height))
        return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'

    def _placeholder(
        self, number: int, name: str, kind: str, frame: Frame, words: str, *, anchor: str, style: str
    ) -> str:
        body = f'<a:bodyPr anchor="{anchor}"><a:normAutofit/></a:bodyPr><a:lstStyle>{style}</a:lstStyle>'
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f"<p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr><p:spPr>{self._placed(frame)}</p:spPr>"
            f"<p:txBody>{body}<a:p>{words}</a:p></p:txBody></p:sp>"
        )

    def _bar(self, number: int, frame: Frame, colour: str) -> str:
        """Return a rectangle that is only seen."""
        return (
            f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="Bar {number}"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
            f'</p:nvSpPr><p:spPr>{self._placed(frame)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
            f"{_solid(self.colours[colour])}<a:ln><a:noFill/></a:ln></p:spPr><p:txBody><a:bodyPr/><a:p>"
            f'<a:endParaRPr lang="en"/></a:p></p:txBody></p:sp>'
        )

    def _level(self, size: float, colour: str, *, bold: bool = False, italic: bool = False, marks: bool = False) -> str:
        """Return the look of the first level of a placeholder; without marks it has no indentation either."""
        looks = f'sz="{round(size * 100)}" b="{int(bold)}" i="{int(italic)}"'
        none = "" if marks else ' marL="0" indent="0"'
        mark = "" if marks else "<a:buNone/>"
        look = f"<a:defRPr {looks}>{_solid(self.colours[colour])}</a:defRPr>"
        return f"<a:lvl1pPr{none}{self.direction}>{mark}{look}</a:lvl1pPr>"

    def _words(self, text: str) -> str:
        return f'<a:r><a:rPr lang="{escape(self.language)}"/><a:t>{escape(text)}</a:t></a:r>'

    def _foot(self, colour: str) -> str:
        end = "l" if self.is_right_to_left else "r"
        style = f'<a:lvl1pPr algn="{end}"><a:defRPr sz="1100">{_solid(self.colours[colour])}</a:defRPr></a:lvl1pPr>'
        name = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
        field = f'<a:fld id="{name}" type="slidenum"><a:rPr lang="en"/><a:t>‹#›</a:t></a:fld>'
        start = self._level(FOOTER.size, colour)
        return self._placeholder(
            90, "Footer", 'type="ftr" sz="quarter" idx="11"', FOOTER, self._words(""), anchor="ctr", style=start
        ) + self._placeholder(
            91, "Slide Number", 'type="sldNum" sz="quarter" idx="12"', NUMBER, field, anchor="ctr", style=style
        )

    def master(self) -> str:
        """Return the shapes of the master."""
        title, body = TITLES[Layout.CONTENT], BODIES[Layout.CONTENT]
        return (
            self._placeholder(2, "Title", 'type="title"', title, self._words("Title"), anchor="b", style="")
            + self._placeholder(3, "Text", 'type="body" idx="1"', body, self._words("Text"), anchor="t", style="")
            + self._foot("quiet")
        )

    def layout(self, name: Layout) -> str:
        """Return the shapes of a layout."""
        title, body = TITLES[name], BODIES[name]
        is_dark = name in _DARK
        ink = "accent-ink" if is_dark else "ink"
        head = "accent-ink" if is_dark else "quiet" if name is Layout.QUOTE else "accent"
        kind = 'type="ctrTitle"' if name in (Layout.TITLE, Layout.CLOSING) else 'type="title"'
        below = 'type="subTitle" idx="1"' if name in (Layout.TITLE, Layout.CLOSING) else 'type="body" idx="1"'
        if name in (Layout.CONTENT, Layout.QUOTE, Layout.QUESTION):
            below = 'idx="1"'
        marks = name in (Layout.CONTENT, Layout.QUESTION, Layout.PICTURE)
        top = name in (Layout.SECTION, Layout.QUOTE)
        shapes = self._bars(name)
        shapes += self._placeholder(
            2, "Title", kind, title, self._words(name), anchor="t" if top else "b",
            style=self._level(title.size, head, bold=True),
        )  # fmt: skip
        if name is Layout.PICTURE:
            shapes += self._placeholder(
                4, "Picture", 'type="pic" idx="13"', PICTURE, "", anchor="ctr", style=self._level(18, "quiet")
            )
            below = 'type="body" sz="half" idx="1"'
        anchor = "b" if name is Layout.SECTION else "ctr" if name is Layout.QUOTE else "t"
        style = self._level(body.size, ink, italic=name is Layout.QUOTE, marks=marks)
        shapes += self._placeholder(3, "Text", below, body, self._words("Text"), anchor=anchor, style=style)
        return shapes + ("" if is_dark else self._foot("quiet"))

    def _bars(self, name: Layout) -> str:
        """Return what sets a layout apart: a rule below titles, a bar at the side of quotes, sections and questions."""
        if name in (Layout.CONTENT, Layout.PICTURE):
            return self._bar(80, Frame(0.85, 1.66, 1.2, 0.06), "accent")
        if name is Layout.QUESTION:
            return self._bar(80, Frame(0, 0, 0.3, HEIGHT), "key") + self._bar(81, Frame(0.85, 1.66, 1.2, 0.06), "key")
        if name is Layout.QUOTE:
            return self._bar(80, Frame(1.15, 1.75, 0.1, 4.6), "accent")
        if name is Layout.SECTION:
            return self._bar(80, Frame(0.75, 1.95, 0.1, 2.95), "accent-soft")
        return self._bar(80, Frame(1.2, 4.18, 2.0, 0.07), "accent-soft") if name is Layout.TITLE else ""

    def text_styles(self) -> str:
        """Return the looks of titles, of the levels of texts, and of everything else."""
        body = BODIES[Layout.CONTENT]
        levels = "".join(
            f'<a:lvl{n + 1}pPr marL="{Emu(Inches(INDENT * (n + 1)))}" indent="-{Emu(Inches(INDENT))}"{self.direction}>'
            f'<a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
            f'<a:spcBef><a:spcPct val="{round(BETWEEN * 100_000)}"/></a:spcBef>'
            f'<a:buClr><a:schemeClr val="accent1"/></a:buClr><a:buFont typeface="Arial"/><a:buChar char="•"/>'
            f'<a:defRPr sz="{round((body.size - 2 * n) * 100)}">{_solid(self.colours["ink"])}'
            f'<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/></a:defRPr>'
            f"</a:lvl{n + 1}pPr>"
            for n in range(_LEVELS)
        )
        title = (
            f'<a:lvl1pPr{self.direction}><a:lnSpc><a:spcPct val="100000"/></a:lnSpc>'
            f'<a:spcBef><a:spcPct val="0"/></a:spcBef>'
            f'<a:buNone/><a:defRPr sz="3200" b="1">{_solid(self.colours["accent"])}<a:latin typeface="+mj-lt"/>'
            f'<a:ea typeface="+mj-ea"/><a:cs typeface="+mj-cs"/></a:defRPr></a:lvl1pPr>'
        )
        other = f'<a:lvl1pPr{self.direction}><a:defRPr sz="1800"/></a:lvl1pPr>'
        return (
            f"<p:txStyles {_NAMESPACES}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{levels}</p:bodyStyle>"
            f"<p:otherStyle>{other}</p:otherStyle></p:txStyles>"
        )
