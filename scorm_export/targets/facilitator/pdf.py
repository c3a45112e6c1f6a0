"""Writes a document as tagged PDF (PDF/UA-1), by Typst."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from scorm_export.course import SchemeName, Theme
from scorm_export.interface.words import direction
from scorm_export.targets.facilitator import fonts
from scorm_export.targets.facilitator.content import (
    Block,
    Box,
    Code,
    Figure,
    Heading,
    Listing,
    Manual,
    Paragraph,
    Picture,
    Quotation,
    Room,
    Run,
    Runs,
    Style,
    Table,
    Tone,
    language_of,
    stays_together,
)
from scorm_export.targets.facilitator.fonts import Fonts

_TONES = {
    Tone.PLAIN: ("sunken", "line"),
    Tone.KEY: ("accent-soft", "accent"),
    Tone.GROUP: ("key-soft", "key"),
}
_MOST_HIGH = 310
"""Points of a picture's height."""
_WIDTH = 340
"""Points of a picture's width."""


def pdf_of(manual: Manual, theme: Theme, used: Fonts) -> bytes:
    """Return a document as PDF; the same document gives the same bytes. Raises typst.TypstError."""
    writer = _Writer(manual, theme, used)
    source = writer.source()
    with TemporaryDirectory() as folder:
        for name, data in {"main.typ": source.encode(), **writer.pictures}.items():
            (Path(folder) / name).write_bytes(data)
        try:
            return _compiled(folder, also_the_machines=fonts.needs_others(manual.language))
        except typst.TypstError as problem:
            if "could not be displayed" not in str(problem):
                raise
            return _compiled(folder, also_the_machines=True, is_accessible=False)


def _compiled(folder: str, *, also_the_machines: bool, is_accessible: bool = True) -> bytes:
    """Return the document in a folder as PDF. It cannot be PDF/UA with a character that no font has."""
    pdf = typst.compile(
        Path(folder) / "main.typ",
        root=Path(folder),
        format="pdf",
        pdf_standards="ua-1" if is_accessible else "1.7",
        font_paths=fonts.found(also_the_machines=also_the_machines),
        timestamp=0,
    )
    assert isinstance(pdf, bytes)
    return pdf


def _text(text: str) -> str:
    """Return a text as a value of Typst, in which no character means anything."""
    return json.dumps(text, ensure_ascii=False)


def _spoken(language: str) -> str:
    """Return the arguments of Typst's `text` for a language, with the direction of its letters."""
    name, _, region = language.partition("-")
    where = f", region: {_text(region)}" if len(region) == 2 else ""  # noqa: PLR2004 — that of a country
    return f"lang: {_text(name)}{where}, dir: {direction(language)}"


class _Writer:
    def __init__(self, manual: Manual, theme: Theme, used: Fonts) -> None:
        self.manual = manual
        self.colours = theme.schemes[SchemeName.LIGHT].colours
        self.fonts = used
        self.pictures: dict[str, bytes] = {}
        self._named: dict[bytes, str] = {}

    def _colour(self, name: str) -> str:
        return f'rgb("{str(self.colours[name])[:7]}")'

    def _families(self, *, heading: bool = False) -> str:
        listed = ", ".join(_text(name) for name in self.fonts.drawn(heading=heading))
        return f"({listed})"

    def source(self) -> str:
        """Return the document as Typst has it."""
        return self._preamble() + self._cover() + "".join(map(self._block, self.manual.blocks))

    def _preamble(self) -> str:
        manual, colour = self.manual, self._colour
        foot, side = _text(f"{manual.title} · {manual.subtitle}"), "right" if manual.is_right_to_left else "left"
        return f"""
#set document(title: {_text(f"{manual.title}: {manual.subtitle}")}, author: {_text(manual.about[0])}, date: none)
#set text(font: {self._families()}, size: 10.5pt, fill: {colour("ink")})
#set text({_spoken(manual.language)})
#set page(paper: "a4", margin: (x: 2.5cm, y: 2.3cm), footer: context {{
  if counter(page).get().first() > 1 {{
    set text(size: 8.5pt, fill: {colour("quiet")})
    [#{foot} #h(1fr) #counter(page).display()]
  }}
}})
#set par(leading: 0.68em, spacing: 0.9em)
#set list(spacing: 0.65em, indent: 0.3em)
#set enum(spacing: 0.65em, indent: 0.3em)
#show heading: set text(font: {self._families(heading=True)}, fill: {colour("accent")})
#show heading: set block(above: 1.5em, below: 0.7em)
#show heading.where(level: 1): it => {{ pagebreak(weak: true); text(size: 20pt, it); v(0.3em) }}
#show heading.where(level: 2): set text(size: 14pt)
#show heading.where(level: 3): set text(size: 11.5pt, fill: {colour("ink")})
#show heading.where(level: 4): set text(size: 10.5pt, fill: {colour("ink")})
#show link: set text(fill: {colour("accent")})
#show raw: set text(font: {self._families()}, size: 10.5pt)
#show table.cell.where(y: 0): set text(weight: "bold")
#set table(stroke: 0.5pt + {colour("control")}, inset: 5pt, fill: (_, y) => if y == 0 {{ {colour("accent-soft")} }})
#show figure: set block(breakable: false)
#set figure(supplement: none, numbering: none)
#show figure.caption: set text(size: 9pt, fill: {colour("quiet")})
#let box-of(fill, edge, parts, title, body) = block(
  fill: fill, stroke: ({side}: 3pt + edge), inset: 10pt, width: 100%, breakable: parts, {{
  block(sticky: true, below: 0.7em, strong(title))
  body
}})
#let line-of = pdf.artifact(block(height: 1.7em, width: 100%, stroke: (bottom: 0.5pt + {colour("control")})))
#let room(n) = block(breakable: false, for _ in range(n) {{ line-of }})
"""

    def _cover(self) -> str:
        manual, colour = self.manual, self._colour
        head = self._families(heading=True)
        about = "".join(f"#block(text(fill: {colour('quiet')}, {_text(line)}))\n" for line in manual.about)
        return f"""
#v(6cm)
#block(text(font: {head}, size: 30pt, weight: "bold", fill: {colour("accent")}, {_text(manual.title)}))
#block(text(font: {head}, size: 16pt, fill: {colour("quiet")}, {_text(manual.subtitle)}))
#v(1cm)
{about}
#pagebreak()
#outline(title: {_text(manual.contents)}, depth: 2)
"""

    def _all(self, blocks: Iterable[Block]) -> str:
        return "".join(map(self._block, blocks))

    def _block(self, block: Block) -> str:  # noqa: PLR0911 — one for each kind
        match block:
            case Heading():
                return f"#heading(level: {min(block.level, 4)})[{self._runs(block.text)}]\n"
            case Paragraph():
                return self._paragraph(block)
            case Listing():
                items = ", ".join(f"[{self._all(item)}]" for item in block.items)
                kind = f"enum(start: {block.start}, " if block.ordered else "list("
                return f"#{kind}{items})\n\n"
            case Table():
                return self._table(block)
            case Figure():
                return self._figure(block)
            case Quotation():
                return f"#quote(block: true)[{self._all(block.blocks)}]\n\n"
            case Box():
                fill, edge = (self._colour(name) for name in _TONES[block.tone])
                parts = "false" if stays_together(block) else "true"
                title, body = self._runs(block.title), self._all(block.blocks)
                return f"#box-of({fill}, {edge}, {parts}, [{title}], [{body}])\n\n"
            case Code():
                return f"#raw({_text(block.text)}, block: true)\n\n"
            case Room():
                return f"#room({block.lines})\n"

    def _paragraph(self, paragraph: Paragraph) -> str:
        words = self._runs(paragraph.text)
        if language := language_of(paragraph.text):
            words = f"#[#set text({_spoken(language)})\n{words}#parbreak()]"
        if paragraph.style is Style.TEXT:
            return f"{words}\n\n"
        if paragraph.style is Style.ASKED:
            return f"#block(sticky: true)[{words}]\n\n"
        is_note = paragraph.style is Style.NOTE
        size, sticks = ("8.5pt", "false") if is_note else ("9.5pt", "true")
        return f"#block(sticky: {sticks}, text(size: {size}, fill: {self._colour('quiet')})[{words}])\n\n"

    def _runs(self, text: Runs) -> str:
        return "".join(map(self._run, text))

    def _run(self, run: Run) -> str:
        content = "#linebreak()".join(f"#{_text(line)}" for line in run.text.split("\n"))
        if run.code:
            content = f"#raw({_text(run.text)})"
        for wanted, name in ((run.bold, "strong"), (run.italic, "emph"), (run.raised, "super")):
            content = f"#{name}[{content}]" if wanted else content
        if run.language:
            content = f"#text({_spoken(run.language)})[{content}]"
        return f"#link({_text(run.link)})[{content}]" if run.link else content

    def _table(self, table: Table) -> str:
        widths = table.widths or (1,) * len(table.header)
        columns = ", ".join(f"{width}fr" for width in widths)
        header = ", ".join(f"[{self._runs(cell)}]" for cell in table.header)
        rows = ", ".join(f"[{self._cell(cell, room=table.room)}]" for row in table.rows for cell in row)
        made = f"table(columns: ({columns},), table.header({header}), {rows})"
        return f"#block(breakable: false, {made})\n\n" if stays_together(table) else f"#{made}\n\n"

    def _cell(self, cell: Runs, *, room: bool) -> str:
        return self._runs(cell) or ("#v(1.6em)" if room else "")

    def _figure(self, figure: Figure) -> str:
        picture = figure.picture
        name = self._name(picture)
        width = min(_WIDTH, _MOST_HIGH * picture.width / picture.height)
        image = f"image({_text(name)}, width: {width:.1f}pt, alt: {_text(picture.alternative or self.manual.title)})"
        if not picture.alternative:
            return f"#pdf.artifact(align(center, {image}))\n\n"
        caption = f", caption: [{self._runs(figure.caption)}]" if figure.caption else ""
        return f"#figure({image}{caption})\n\n"

    def _name(self, picture: Picture) -> str:
        data = picture.svg or picture.data
        if data not in self._named:
            end = (
                ".svg"
                if picture.svg
                else ".gif"
                if data[:3] == b"GIF"
                else ".jpg"
                if data[:2] == b"\xff\xd8"
                else ".png"
            )
            self._named[data] = f"picture-{len(self._named) + 1}{end}"
            self.pictures[self._named[data]] = data
        return self._named[data]
