"""Writes a document as DOCX, with real styles, headings, lists and tables (ECMA-376 part 1, 17)."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from scorm_export.course import SchemeName, Theme
from scorm_export.interface.words import direction
from scorm_export.targets.facilitator.content import (
    Block,
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Manual,
    Paragraph,
    Quotation,
    Room,
    Run,
    Runs,
    Style,
    Table,
    Tone,
    bolder,
    language_of,
    plain,
    stays_together,
)
from scorm_export.targets.facilitator.docx_styles import HEADINGS, dress, of_theme
from scorm_export.targets.facilitator.fonts import Fonts
from scorm_export.targets.facilitator.office import DATE, same_bytes

_WIDTH = 16.0
"""Centimetres of a line of A4."""
_MOST_HIGH = 11.0
"""Centimetres of a picture."""
_FILLS = {Tone.PLAIN: "sunken", Tone.KEY: "accent-soft", Tone.GROUP: "key-soft"}
_EDGES = {Tone.PLAIN: "line", Tone.KEY: "accent", Tone.GROUP: "key"}
_LEVELS = 3
_LIST_INDENT = 0.63
_BESIDE = 0.35
"""Centimetres for numbers from right to left, which LibreOffice writes before where they begin."""


def docx_of(manual: Manual, theme: Theme, fonts: Fonts) -> bytes:
    """Return a document as DOCX; the same document gives the same bytes."""
    return _Writer(manual, theme.schemes[SchemeName.LIGHT].colours, fonts).write()


class _Writer:
    def __init__(self, manual: Manual, colours: Any, fonts: Fonts) -> None:
        self.manual = manual
        self.colours = colours
        self.fonts = fonts
        self.made = docx.Document()
        self.bookmarks = 0

    def write(self) -> bytes:
        manual, made = self.manual, self.made
        about = made.core_properties
        about.title, about.subject, about.author = manual.title, manual.subtitle, manual.about[0]
        about.language, about.comments, about.last_modified_by = manual.language, "", ""
        about.created = about.modified = DATE
        about.revision = 1
        dress(made, manual, self.colours, self.fonts)
        self._cover()
        self._contents()
        for block in manual.blocks:
            self._block(block, made)
        self._footer()
        out = BytesIO()
        made.save(out)
        return same_bytes(out.getvalue())

    def _colour(self, name: str) -> RGBColor:
        return of_theme(self.colours[name])

    def _cover(self) -> None:
        manual, made = self.manual, self.made
        space = made.add_paragraph()
        space.paragraph_format.space_before = Pt(150)
        made.add_paragraph(manual.title, style="Title")
        made.add_paragraph(manual.subtitle, style="Subtitle")
        for text in manual.about:
            made.add_paragraph(text, style="Facts")

    def _contents(self) -> None:
        """Write the table of contents as a field, with its entries: a reader that updates it finds the same."""
        made, manual = self.made, self.manual
        made.add_paragraph(manual.contents, style="Contents").paragraph_format.page_break_before = True
        headings = [block for block in manual.blocks if isinstance(block, Heading) and block.level <= 2]  # noqa: PLR2004
        for number, heading in enumerate(headings):
            entry = made.add_paragraph(style=f"TOC {heading.level}")
            if number == 0:
                self._field(entry, 'TOC \\o "1-2" \\n \\h \\z', ends=False)
            link = OxmlElement("w:hyperlink")
            link.set(qn("w:anchor"), f"_Toc{number + 1}")
            words: Any = entry._p
            words.append(link)
            self._add_run(link, heading.text)
            if number == len(headings) - 1:
                self._character(entry, "end")

    def _field(self, paragraph: Any, instruction: str, *, ends: bool, shown: str = "") -> None:
        self._character(paragraph, "begin")
        text = OxmlElement("w:instrText")
        text.set(qn("xml:space"), "preserve")
        text.text = instruction
        paragraph.add_run()._r.append(text)
        self._character(paragraph, "separate")
        if ends:
            paragraph.add_run(shown)
            self._character(paragraph, "end")

    @staticmethod
    def _character(paragraph: Any, kind: str) -> None:
        character = OxmlElement("w:fldChar")
        character.set(qn("w:fldCharType"), kind)
        paragraph.add_run()._r.append(character)

    def _add_run(self, parent: Any, text: Runs) -> None:
        run, words = OxmlElement("w:r"), OxmlElement("w:t")
        if language := language_of(text):
            self._speak(run, language)
        words.text = plain(text)
        words.set(qn("xml:space"), "preserve")
        run.append(words)
        parent.append(run)

    def _footer(self) -> None:
        footer = self.made.sections[0].footer.paragraphs[0]
        footer.style = self.made.styles["Facts"]
        footer.add_run(f"{self.manual.title} · {self.manual.subtitle} · ")
        self._field(footer, "PAGE", ends=True, shown="2")

    # blocks

    def _block(self, block: Block, into: Any, level: int = 0) -> None:  # noqa: C901 — one case for each kind
        match block:
            case Heading():
                self._heading(block, into)
            case Paragraph():
                self._paragraph(block, into)
            case Listing():
                self._listing(block, into, level)
            case Table():
                self._table(block, into)
            case Figure():
                self._figure(block, into)
            case Quotation():
                for inner in block.blocks:
                    if isinstance(inner, Paragraph):
                        self._runs(into.add_paragraph(style="Intense Quote"), inner.text)
                    else:
                        self._block(inner, into, level)
            case Box():
                self._box(block, into)
            case Code():
                self._runs(into.add_paragraph(), (Run(block.text, code=True),))
            case Room():
                self._room(block, into)

    def _paragraph(self, paragraph: Paragraph, into: Any) -> None:
        names = {Style.FACTS: "Facts", Style.NOTE: "Notes"}
        made = into.add_paragraph(style=names.get(paragraph.style))
        self._runs(made, paragraph.text)
        if paragraph.style is Style.ASKED:
            made.paragraph_format.keep_with_next = True

    def _heading(self, heading: Heading, into: Any) -> None:
        paragraph = into.add_paragraph(style=f"Heading {min(heading.level, max(HEADINGS))}")
        if heading.level > 2:  # noqa: PLR2004 — the contents list two levels
            self._runs(paragraph, heading.text)
            return
        self.bookmarks += 1
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        for mark in (start, end):
            mark.set(qn("w:id"), str(self.bookmarks))
        start.set(qn("w:name"), f"_Toc{self.bookmarks}")
        paragraph._p.append(start)
        self._runs(paragraph, heading.text)
        paragraph._p.append(end)

    def _runs(self, paragraph: Any, text: Runs) -> None:
        if self._is_right_to_left(language_of(text)) != self.manual.is_right_to_left:
            self._turn(paragraph)
        for each in text:
            run = paragraph.add_run(each.text)
            run.bold = run.font.cs_bold = each.bold or None
            run.italic = run.font.cs_italic = each.italic or None
            if each.raised:
                run.font.superscript = True
            if each.code:
                run.font.name = "Courier New"
            if self._is_right_to_left(each.language):
                run.font.rtl = True
            if each.language:
                self._speak(run._r, each.language)
            if each.link:
                self._link(paragraph, run, each.link)

    def _is_right_to_left(self, language: str) -> bool:
        return direction(language) == "rtl" if language else self.manual.is_right_to_left

    def _turn(self, paragraph: Any) -> None:
        """Write a paragraph in the direction that the document does not have."""
        turned = OxmlElement("w:bidi")
        turned.set(qn("w:val"), "0" if self.manual.is_right_to_left else "1")
        paragraph._p.get_or_add_pPr().insert_element_before(turned, *_AFTER_DIRECTION)

    @staticmethod
    def _speak(run: Any, language: str) -> None:
        """Say in which language an element `w:r` is: for spelling and for reading aloud (17.3.2.20)."""
        spoken = OxmlElement("w:lang")
        spoken.set(qn("w:bidi" if direction(language) == "rtl" else "w:val"), language)
        run.get_or_add_rPr().append(spoken)

    def _link(self, paragraph: Any, run: Any, address: str) -> None:
        identifier = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        link = OxmlElement("w:hyperlink")
        link.set(qn("r:id"), identifier)
        run.font.color.rgb, run.font.underline = self._colour("accent"), True
        run._r.addprevious(link)
        link.append(run._r)

    def _listing(self, listing: Listing, into: Any, level: int) -> None:
        kind = "List Number" if listing.ordered else "List Bullet"
        numbering = self._numbering(listing) if listing.ordered else None
        for item in listing.items:
            for index, block in enumerate(item):
                if isinstance(block, Paragraph) and index == 0:
                    name = kind if level == 0 else f"{kind} {min(level + 1, _LEVELS)}"
                    paragraph = into.add_paragraph(style=name)
                    paragraph.paragraph_format.space_after = Pt(3)
                    if numbering is not None:
                        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
                        properties.get_or_add_ilvl().val, properties.get_or_add_numId().val = 0, numbering
                        beside = _BESIDE if self.manual.is_right_to_left else 0
                        paragraph.paragraph_format.left_indent = Cm(_LIST_INDENT * (level + 1) + beside)
                        paragraph.paragraph_format.first_line_indent = -Cm(_LIST_INDENT)
                    self._runs(paragraph, block.text)
                else:
                    self._block(block, into, level + 1)

    def _numbering(self, listing: Listing) -> int:
        """Return the number of a numbering that begins anew."""
        root = self.made.part.numbering_part.element
        style = self.made.styles["List Number"].element.pPr.numPr.numId.val
        abstract = root.num_having_numId(style).abstractNumId.val
        numbering = root.add_num(abstract)
        numbering.add_lvlOverride(ilvl=0).add_startOverride(listing.start)
        return int(numbering.numId)

    def _table(self, table: Table, into: Any) -> None:
        rows = (table.header, *table.rows)
        made = self._grid(into, len(rows), len(table.header))
        made.style = self.made.styles["Table Grid"]
        widths = table.widths or [100 // len(table.header)] * len(table.header)
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Cm(_WIDTH * width / 100)
        for index, (row, texts) in enumerate(zip(made.rows, rows, strict=True)):
            properties = row._tr.get_or_add_trPr()
            properties.append(OxmlElement("w:cantSplit"))
            if index == 0:
                properties.append(OxmlElement("w:tblHeader"))
            if table.room and index:
                row.height = Cm(1.1)
            for cell, text, width in zip(row.cells, texts, widths, strict=True):
                cell.width = Cm(_WIDTH * width / 100)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
                self._runs(paragraph, bolder(text) if index == 0 else text)
                if index == 0:
                    self._shade(cell, "accent-soft")
        if stays_together(table):
            for row in made.rows[:-1]:
                for cell in row.cells:
                    cell.paragraphs[0].paragraph_format.keep_with_next = True
        into.add_paragraph().paragraph_format.space_after = Pt(4)

    def _grid(self, into: Any, rows: int, columns: int) -> Any:
        made = into.add_table(rows, columns)
        made.autofit = False
        if self.manual.is_right_to_left:
            made._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
        return made

    def _shade(self, cell: Any, colour: str) -> None:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:color"), "auto")
        shade.set(qn("w:fill"), str(self._colour(colour)))
        cell._tc.get_or_add_tcPr().append(shade)

    def _figure(self, figure: Figure, into: Any) -> None:
        picture = figure.picture
        paragraph = into.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = bool(figure.caption)
        width = min(_WIDTH * 0.75, _MOST_HIGH * picture.width / picture.height)
        shape = paragraph.add_run().add_picture(BytesIO(picture.data), width=Cm(width))
        shape._inline.docPr.set("descr", picture.alternative)
        shape._inline.docPr.set("name", "Picture")
        if figure.caption:
            caption = into.add_paragraph(style="Caption")
            caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
            self._runs(caption, figure.caption)

    def _box(self, box: Box, into: Any) -> None:
        """Write a box as paragraphs between lines, shaded: a table would be no table to a screen reader."""
        body = self.made.element.body
        before = len(body)
        self._runs(into.add_paragraph(style="Box title"), box.title)
        for block in box.blocks:
            self._block(block, into)
        inside = list(body)[before - 1 : -1]
        for element in inside:
            if element.tag == qn("w:p"):
                self._frame(element, box.tone)
        if stays_together(box):
            for paragraph in (p for element in inside[:-1] for p in element.iter(qn("w:p"))):
                paragraph.get_or_add_pPr().get_or_add_keepNext()
        into.add_paragraph().paragraph_format.space_after = Pt(2)

    def _frame(self, paragraph: Any, tone: Tone) -> None:
        properties = paragraph.get_or_add_pPr()
        edges, edge = OxmlElement("w:pBdr"), OxmlElement("w:right" if self.manual.is_right_to_left else "w:left")
        for name, value in (
            ("val", "single"),
            ("sz", "24"),
            ("space", "8"),
            ("color", str(self._colour(_EDGES[tone]))),
        ):
            edge.set(qn(f"w:{name}"), value)
        edges.append(edge)
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", str(self._colour(_FILLS[tone])))):
            shade.set(qn(f"w:{name}"), value)
        properties.insert_element_before(edges, *_AFTER_EDGES)
        properties.insert_element_before(shade, *_AFTER_EDGES[1:])

    def _room(self, room: Room, into: Any) -> None:
        for _ in range(room.lines):
            paragraph = into.add_paragraph("\t")
            layout = paragraph.paragraph_format
            layout.space_before, layout.space_after = Pt(9), Pt(0)
            layout.tab_stops.add_tab_stop(Cm(_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.LINES)
            paragraph.runs[0].font.color.rgb = self._colour("control")


_AFTER_EDGES: Sequence[str] = tuple(
    f"w:{name}"
    for name in (
        "shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi "
        "adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection "
        "textAlignment "
        "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
    ).split()
)
"""What may follow the edges of a paragraph (17.3.1.26)."""
_AFTER_DIRECTION = _AFTER_EDGES[_AFTER_EDGES.index("w:bidi") + 1 :]
