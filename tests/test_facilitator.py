"""The edition for facilitators: what was written is read back by the libraries of its formats."""

from __future__ import annotations

import builtins
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pptx
import pytest
from click.testing import CliRunner
from docx.oxml.ns import qn
from pypdf import PdfReader

from scorm_export import TARGETS
from scorm_export.check import CheckedCourse
from scorm_export.commands.main import main
from scorm_export.course import SessionPlan
from scorm_export.render import render
from scorm_export.targets.facilitator.content import Heading, Table, runs
from scorm_export.targets.facilitator.fonts import lines, width
from scorm_export.targets.facilitator.guide import guide
from scorm_export.targets.facilitator.handouts import handouts
from scorm_export.targets.facilitator.material import Material
from scorm_export.targets.facilitator.pdf import pdf_of
from scorm_export.targets.facilitator.sessions import plans
from scorm_export.targets.facilitator.slides import Slide, deck, fitted
from scorm_export.targets.facilitator.slides.fitting import is_overfull
from scorm_export.targets.facilitator.slides.slide import Layout, Point
from sources import BLOCK_GALLERY, Source, copy_of_starter

TARGET = TARGETS["facilitator"]
SLIDE = """
::: slide What a cycle is
- Act, look, change
- Again

Say that nobody is ever done.
:::

::: slide The picture
![Three arrows in a circle](cycle.svg)
:::

::: slide A voice
> We had never asked.
:::

::: slide Compared
| Before | After |
| --- | --- |
| Nobody looks | Everybody looks |
:::

::: group-discussion Who looks? {minutes=15 .essential}
- Who looks at your figures?

Listen for names of persons.
:::

::: handout Our next cycle
| We saw | We do |
| --- | --- |
| | |
:::

::: facilitator To begin {minutes=5}
Greet everybody by name.
:::
"""


def documents(checked: CheckedCourse, root: Path) -> dict[str, bytes]:
    files = TARGET.describe(render(checked, root))
    return {name: content for name, content in files.items() if isinstance(content, bytes)}


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Source:
    source = copy_of_starter(tmp_path_factory.mktemp("course"))
    path = "going-further/media.md"
    source.write(path, source.text(path).rstrip("\n") + "\n" + SLIDE)
    assert source.shown() == []
    return source


@pytest.fixture(scope="module")
def written(course: Source) -> dict[str, bytes]:
    assert course.checked
    return documents(course.checked, course.root)


@pytest.fixture(scope="module")
def slides(written: dict[str, bytes]) -> list[Any]:
    return list(pptx.Presentation(BytesIO(written["slides.pptx"])).slides)


def titled(slides: list[Any], title: str) -> Any:
    return next(slide for slide in slides if slide.shapes.title.text_frame.text == title)


def test_the_same_course_gives_the_same_bytes(course: Source, written: dict[str, bytes]) -> None:
    assert course.checked
    again = documents(course.checked, course.root)
    assert {name: again[name] == content for name, content in written.items()} == dict.fromkeys(written, True)
    assert set(written) == {"slides.pptx", "guide.docx", "guide.pdf", "handouts.docx", "handouts.pdf"}
    for name in ("slides.pptx", "guide.docx"):
        with zipfile.ZipFile(BytesIO(written[name])) as archive:
            assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_slides_have_the_layouts_titles_and_notes_of_their_author(slides: list[Any]) -> None:
    layouts = {slide.shapes.title.text_frame.text: slide.slide_layout.name for slide in slides}
    assert [layouts[t] for t in ("What a cycle is", "The picture", "A voice", "Compared", "Who looks?")] == [
        "Content",
        "Picture",
        "Quote",
        "Content",
        "Question",
    ]
    assert [slides[0].slide_layout.name, slides[-1].slide_layout.name] == ["Title", "Closing"]
    first = titled(slides, "What a cycle is")
    assert first.placeholders[1].text_frame.text == "Act, look, change\nAgain"
    notes = first.notes_slide.notes_text_frame.text
    assert "Say that nobody is ever done." in notes
    assert "Greet everybody by name." in notes
    discussion = titled(slides, "Who looks?")
    assert "Listen for" not in discussion.placeholders[1].text_frame.text
    assert "About 15 min" in discussion.notes_slide.notes_text_frame.text
    assert titled(slides, "Compared").shapes[-3].table.cell(1, 1).text_frame.text == "Everybody looks"


def test_pictures_keep_their_proportions_and_their_words(slides: list[Any]) -> None:
    (picture,) = [shape for shape in titled(slides, "The picture").shapes if "pic" in shape._element.tag]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "Three arrows in a circle"
    assert (picture.crop_left, picture.crop_top) == (0, 0)
    wide, high = picture.image.size
    assert picture.width / picture.height == pytest.approx(wide / high, rel=0.01)


def test_every_slide_has_a_number_and_none_leaves_the_slide(slides: list[Any], course: Source) -> None:
    shown = [slide for slide in slides if slide.slide_layout.name not in ("Title", "Section", "Closing")]
    assert all('type="slidenum"' in shape_xml(slide) for slide in shown)
    for slide in slides:
        for shape in slide.shapes:
            if shape.width is not None:
                assert 0 <= shape.left <= shape.left + shape.width <= 12192000 + 1000
    assert course.checked
    assert list(TARGET.losses(render(course.checked, course.root))) == []


def shape_xml(slide: Any) -> str:
    from lxml import etree

    return etree.tostring(slide._element).decode()


def test_a_guide_has_headings_header_rows_contents_and_an_answer_key(written: dict[str, bytes]) -> None:
    guide = docx.Document(BytesIO(written["guide.docx"]))
    headings = [p.text for p in guide.paragraphs if p.style and p.style.name == "Heading 1"]
    assert headings[:2] == ["About this course", "Session plans"]
    assert headings[-1] == "Answer key"
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in guide.tables)
    text = "\n".join(p.text for p in guide.paragraphs)
    assert "Greet everybody by name." in text
    assert "Right answer" not in text
    assert 'TOC \\o "1-2"' in guide.element.xml
    assert guide.core_properties.language == "en"


def test_handouts_have_sheets_and_no_answers(written: dict[str, bytes], course: Source) -> None:
    handouts = docx.Document(BytesIO(written["handouts.docx"]))
    text = "\n".join(p.text for p in handouts.paragraphs)
    assert "Our next cycle" in text
    assert "Who looks at your figures?" in text
    assert "Listen for" not in text
    assert course.checked
    explained = [q.explanation.plain for q in course.checked.course.questions if q.explanation]
    assert explained
    assert not any(each in text for each in explained)
    pictured = [shape._inline.docPr.get("descr") for shape in handouts.inline_shapes]
    assert all(pictured)


@pytest.mark.parametrize("name", ["guide.pdf", "handouts.pdf"])
def test_documents_are_tagged_pdf_with_their_fonts(name: str, written: dict[str, bytes]) -> None:
    reader = PdfReader(BytesIO(written[name]))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    fonts = {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert all("+" in font for font in fonts), "every font is in the file"
    assert "CreationDate" not in (reader.metadata or {})


def test_a_course_without_anything_for_facilitators_has_a_useful_edition(starter: Source) -> None:
    assert starter.shown() == []
    assert starter.checked
    files = documents(starter.checked, starter.root)
    made = list(pptx.Presentation(BytesIO(files["slides.pptx"])).slides)
    lessons = list(starter.checked.course.lessons)
    assert len(made) > 2 * len(lessons)
    assert all(slide.shapes.title.text_frame.text for slide in made)


def test_a_course_from_right_to_left(tmp_path: Path) -> None:
    source = copy_of_starter(tmp_path / "course")
    source.replace("course.yaml", "language: en", "language: ar")
    figure = source.root / "going-further" / "cycle.svg"
    words = '<text x="80" y="20">الصلة</text>'
    figure.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="30">{words}</svg>')
    with (source.root / "going-further" / "media.md").open("a") as lesson:
        lesson.write('\n::: key\n- عام 2018[^n]\n- [Le mot juste]{lang="fr"}\n:::\n\n[^n]: A note.\n')
    source.check()
    assert source.checked
    files = documents(source.checked, source.root)
    assert (
        'rtl="1"' in zipfile.ZipFile(BytesIO(files["slides.pptx"])).read("ppt/slideMasters/slideMaster1.xml").decode()
    )
    assert "w:bidi" in docx.Document(BytesIO(files["guide.docx"])).sections[0]._sectPr.xml
    guide = PdfReader(BytesIO(files["guide.pdf"]))
    assert guide.trailer["/Root"]["/Lang"].startswith("ar")
    read = [guide.get_object(number) for number in range(1, guide.trailer["/Size"])]
    assert "fr" in [each["/Lang"] for each in read if isinstance(each, dict) and "/Lang" in each]
    words = zipfile.ZipFile(BytesIO(files["guide.docx"])).read("word/document.xml").decode()
    assert '<w:lang w:val="fr"/>' in words
    assert '<w:bidi w:val="0"/>' in words, "a paragraph from left to right"
    assert "\u200f1<" in words, "the number of a note is no part of the year before it"
    with zipfile.ZipFile(BytesIO(files["slides.pptx"])) as slides:
        shown = [slides.read(name).decode() for name in slides.namelist() if name.startswith("ppt/slides/slide")]
    assert any('lang="fr"' in each and 'rtl="0"' in each for each in shown)


def test_without_its_libraries_the_target_says_what_to_install(
    starter: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def lacking(name: str, *more: Any) -> Any:
        if name.partition(".")[0] == "pptx":
            raise ModuleNotFoundError("No module named 'pptx'", name="pptx")
        return real(name, *more)

    for name in [n for n in sys.modules if n.startswith("scorm_export.targets.facilitator.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(builtins, "__import__", lacking)
    result = CliRunner().invoke(main, ["build", str(starter.root), "-t", "facilitator", "-o", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "pip install scorm-export[facilitator]" in result.output


def slide(*points: str, title: str = "A title", layout: Layout = Layout.CONTENT) -> Slide:
    return Slide(layout=layout, title=title, points=tuple(Point(runs(text)) for text in points))


def material(source: Source) -> Material:
    assert source.checked
    return Material(render(source.checked, source.root))


def test_text_is_made_smaller_then_divided_then_reported(course: Source) -> None:
    fonts = material(course).fonts
    (short,) = fitted(slide("One point"), fonts)
    (longer,) = fitted(slide(*["A point of some length that takes a line of the slide, nearly to its end"] * 10), fonts)
    assert short.size > longer.size >= 18
    several = fitted(slide(*["A point of some length that takes a line of the slide, nearly to its end"] * 30), fonts)
    assert [each.title for each in several][:2] == [f"A title (1/{len(several)})", f"A title (2/{len(several)})"]
    assert sum(len(each.points) for each in several) == 30
    assert not any(is_overfull(each, fonts) for each in [short, longer, *several])
    (never,) = fitted(slide("word " * 900), fonts)
    assert is_overfull(never, fonts)
    table = Table((runs("A"), runs("B")), tuple((runs(f"row {n}"), runs("text")) for n in range(40)))
    parts = fitted(Slide(layout=Layout.CONTENT, title="T", table=table), fonts)
    assert len(parts) > 1
    assert not any(is_overfull(each, fonts) for each in parts)


def test_a_slide_that_cannot_fit_is_reported_at_its_place(tmp_path: Path) -> None:
    source = copy_of_starter(tmp_path / "course")
    path = "first-steps/a-lesson.md"
    source.write(path, source.text(path) + "\n::: slide Too much\n" + "word " * 900 + "\n:::\n")
    source.check()
    assert source.checked
    (found,) = TARGET.losses(render(source.checked, source.root))
    assert (found.rule, source.path_of(found)) == ("slide-overfull", path)
    assert found.span.text.startswith("::: slide Too much")


def test_widths_are_those_of_arial() -> None:
    """The advance widths of Arial (hmtx, units of 2048): H 1479, i 455, space 569."""
    assert width("Hi i", 2048) == pytest.approx(1479 + 455 + 569 + 455, rel=0.002)
    assert lines("one two three", width("one two ", 20), 20) == 2
    assert width("學習", 10) == 20


@pytest.mark.parametrize(("sessions", "minutes"), [(1, 90), (1, 240), (1, 450), (5, 120)])
def test_session_plans_fit_their_time_and_keep_what_is_essential(course: Source, sessions: int, minutes: int) -> None:
    from dataclasses import replace

    assert course.checked
    about = course.checked.course
    planned = replace(about, session_plans=(SessionPlan(title="Ours", sessions=sessions, minutes=minutes),))
    site = replace(render(course.checked, course.root), course=planned)
    (plan,) = plans(Material(site))
    assert len(plan.sessions) == sessions
    items = [item for session in plan.sessions for _, item in session.items]
    assert sum(item.minutes for item in items) <= sessions * minutes
    assert "Who looks?" in [item.title for item in items]
    for session in plan.sessions:
        starts = [start for start, _ in session.items]
        assert starts == sorted(starts)


def test_the_gallery_of_blocks_is_written_whole() -> None:
    source = Source(BLOCK_GALLERY)
    source.check()
    assert source.checked
    files = documents(source.checked, source.root)
    guide = "\n".join(p.text for p in docx.Document(BytesIO(files["guide.docx"])).paragraphs)
    assert "When does a check help?" in guide
    assert len(PdfReader(BytesIO(files["handouts.pdf"])).pages) > 3


def test_the_edition_of_the_reference_course_is_complete() -> None:
    """Slides with notes, a guide and handouts for every lesson and module; nothing runs over its slide."""
    source = Source(BLOCK_GALLERY.parent / "learning-health-systems")
    source.check()
    of = material(source)
    made = [part for each in deck(of) for part in fitted(each, of.fonts)]
    assert len([each for each in made if each.notes]) >= 60
    assert not any(is_overfull(each, of.fonts) for each in made)
    kinds = [{str(block.kind) for block in lesson.facilitation} for lesson in of.course.lessons]
    assert all({"facilitator", "slide", "group-discussion", "group-work"} <= each for each in kinds)
    pages = PdfReader(BytesIO(pdf_of(guide(of), of.site.look.theme, of.fonts))).pages
    assert len(pages) >= 30
    chapters = [b for b in handouts(of).blocks if isinstance(b, Heading) and b.level == 1]
    assert len(chapters) == len(of.course.modules)
    for plan in plans(of):
        essential = [b for lesson in of.course.lessons for b in lesson.facilitation if b.is_essential]
        planned = [item.title for session in plan.sessions for _, item in session.items]
        assert len([b for b in essential if of.title_of(b) in planned]) >= len(of.course.modules)
