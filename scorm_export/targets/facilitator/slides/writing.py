"""Writes slides as a presentation (PPTX)."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from scorm_export.interface.words import direction
from scorm_export.targets.facilitator.content import Picture, Run, Runs, Table, language_of
from scorm_export.targets.facilitator.material import Material
from scorm_export.targets.facilitator.office import DATE, same_bytes
from scorm_export.targets.facilitator.slides.fitting import columns
from scorm_export.targets.facilitator.slides.look import BODIES, INDENT, PICTURE, ROW, WHOLE_PICTURE, WIDTH
from scorm_export.targets.facilitator.slides.master import design
from scorm_export.targets.facilitator.slides.slide import Layout, Point, Slide

_SMALLER = 2
"""Points by which the letters of each level are smaller."""
_NUMBERS = {"A": "alphaUcPeriod", "1.": "arabicPeriod"}


def presentation(slides: Iterable[Slide], material: Material) -> bytes:
    """Return fitted slides as a presentation; the same slides give the same bytes."""
    course = material.course
    made = Presentation()
    look = material.site.look.theme
    design(made, look, material.fonts, is_right_to_left=material.is_right_to_left, language=course.language)
    about = made.core_properties
    about.title, about.author, about.language = course.title, course.provider.name, course.language
    about.last_modified_by, about.revision, about.keywords = "", 1, ""
    about.created = about.modified = DATE
    layouts = dict(zip(Layout, made.slide_layouts, strict=True))
    for number, slide in enumerate(slides, 1):
        _Writer(made.slides.add_slide(layouts[slide.layout]), slide, material).write(number)
    out = BytesIO()
    made.save(out)
    return same_bytes(out.getvalue())


class _Writer:
    """Writes one slide."""

    def __init__(self, made: Any, slide: Slide, material: Material) -> None:
        self.made = made
        self.slide = slide
        self.material = material
        self.language = material.course.language
        self.is_right_to_left = material.is_right_to_left

    def write(self, number: int) -> None:
        slide = self.slide
        self.made.shapes.title.text_frame.text = slide.title
        self._direct(self.made.shapes.title.text_frame.paragraphs[0], slide.title_language)
        for run in self.made.shapes.title.text_frame.paragraphs[0].runs:
            run.font.size = Pt(slide.title_size)
            run._r.get_or_add_rPr().set("lang", slide.title_language or self.language)
        body = self.made.placeholders[1]
        if slide.picture:
            self._picture(slide.picture, alone=not slide.points)
        if slide.table:
            body._element.getparent().remove(body._element)
            self._table(slide.table)
        elif slide.points:
            self._points(body.text_frame, slide.points)
        else:
            body._element.getparent().remove(body._element)
        if slide.layout not in (Layout.TITLE, Layout.SECTION, Layout.CLOSING):
            self._foot(number)
        if slide.notes:
            self._notes(slide.notes)

    def _points(self, frame: Any, points: Iterable[Point]) -> None:
        before: Point | None = None
        for point in points:
            paragraph = frame.paragraphs[0] if before is None else frame.add_paragraph()
            self._paragraph(paragraph, point, self.slide.size)
            before = point

    def _paragraph(self, paragraph: Any, point: Point, size: float) -> None:
        properties = paragraph._p.get_or_add_pPr()
        paragraph.level = min(point.level, 3)
        own_marks = self.slide.layout in (Layout.CONTENT, Layout.QUESTION, Layout.PICTURE)
        if not point.mark or not own_marks:
            properties.set("marL", str(Emu(Inches(INDENT * point.level))))
            properties.set("indent", "0")
            etree.SubElement(properties, qn("a:buNone"))
        elif point.mark != "•":
            kind = _NUMBERS.get(point.mark, "arabicPeriod")
            numbering = etree.SubElement(properties, qn("a:buAutoNum"), type=kind)
            if point.mark not in ("A", "1."):
                numbering.set("startAt", point.mark.rstrip("."))
        self._runs(paragraph, point.text, size - _SMALLER * point.level)

    def _runs(self, paragraph: Any, text: Runs, size: float) -> None:
        self._direct(paragraph, language_of(text))
        for each in text or (Run(""),):
            for index, line in enumerate(each.text.split("\n")):
                if index:
                    paragraph.add_line_break()
                run = paragraph.add_run()
                run.text = line
                run.font.size = Pt(size)
                run.font.bold, run.font.italic = each.bold or None, each.italic or None
                properties = run._r.get_or_add_rPr()
                properties.set("lang", each.language or self.language)
                if each.raised:
                    properties.set("baseline", "30000")
                if each.code:
                    run.font.name = "Courier New"
                if each.link:
                    run.hyperlink.address = each.link

    def _picture(self, picture: Picture, *, alone: bool) -> None:
        frame = WHOLE_PICTURE if alone else PICTURE
        placed = self.made.placeholders[13].insert_picture(BytesIO(picture.data))
        placed.crop_left = placed.crop_right = placed.crop_top = placed.crop_bottom = 0
        scale = min(frame.width / picture.width, frame.height / picture.height)
        width, height = picture.width * scale, picture.height * scale
        left = frame.left + (frame.width - width) / 2
        placed.left = Inches(WIDTH - left - width if self.is_right_to_left else left)
        placed.top = Inches(frame.top + (frame.height - height) / 2)
        placed.width, placed.height = Inches(width), Inches(height)
        named = placed._element.nvPicPr.cNvPr
        named.set("name", "Picture")
        named.set("descr", picture.alternative)

    def _table(self, table: Table) -> None:
        frame = BODIES[Layout.CONTENT]
        rows = (table.header, *table.rows)
        shape = self.made.shapes.add_table(
            len(rows),
            len(table.header),
            Inches(frame.left),
            Inches(frame.top),
            Inches(frame.width),
            Inches(ROW * len(rows)),
        )
        shape._element.nvGraphicFramePr.cNvPr.set("name", "Table")
        shape._element.nvGraphicFramePr.cNvPr.set("descr", self.slide.title)
        made = shape.table
        made.first_row = True
        if self.is_right_to_left:
            made._tbl.tblPr.set("rtl", "1")
        for column, width in zip(made.columns, columns(table, frame.width), strict=True):
            column.width = Inches(width)
        for row, texts in zip(made.rows, rows, strict=True):
            row.height = Inches(ROW)
            for cell, text in zip(row.cells, texts, strict=True):
                cell.vertical_anchor = MSO_ANCHOR.MIDDLE
                paragraph = cell.text_frame.paragraphs[0]
                self._direct(paragraph, self.language)
                self._runs(paragraph, text, self.slide.size)

    def _foot(self, number: int) -> None:
        """Show the course and the number of the slide, as the layout places them."""
        layout = self.made.slide_layout
        for placeholder in layout.placeholders:
            kind = placeholder.element.find(f".//{qn('p:ph')}").get("type")
            if kind not in ("ftr", "sldNum"):
                continue
            shape: Any = etree.fromstring(etree.tostring(placeholder.element))
            shape.find(f".//{qn('p:cNvPr')}").set("id", str(1000 + (kind == "sldNum")))
            properties = shape.find(qn("p:spPr"))
            for child in list(properties):
                properties.remove(child)
            style = shape.find(f".//{qn('a:lstStyle')}")
            for child in list(style):
                style.remove(child)
            text = shape.find(f".//{qn('a:t')}")
            text.text = str(number) if kind == "sldNum" else self.material.course.title
            self.made.shapes._spTree.append(shape)

    def _notes(self, notes: Iterable[Runs]) -> None:
        frame = self.made.notes_slide.notes_text_frame
        for index, text in enumerate(notes):
            paragraph = frame.paragraphs[0] if index == 0 else frame.add_paragraph()
            self._direct(paragraph, language_of(text) or self.language)
            for each in text:
                run = paragraph.add_run()
                run.text = each.text
                run._r.get_or_add_rPr().set("lang", each.language or self.language)

    def _direct(self, paragraph: Any, language: str) -> None:
        """Set the direction of a paragraph in a language, where the design does not; nothing without one."""
        is_right_to_left = direction(language) == "rtl"
        if language and (is_right_to_left or self.is_right_to_left):
            properties = paragraph._p.get_or_add_pPr()
            properties.set("algn", "r" if is_right_to_left else "l")
            properties.set("rtl", "1" if is_right_to_left else "0")
