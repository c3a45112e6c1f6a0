"""The trust boundary: whatever is written in a text, a formula, a figure or a value, pages hold what is allowed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from pace import standard_seconds

import strategies
from exchanged import course_of
from scorm_export import TARGETS
from scorm_export.commands.main import main
from scorm_export.render import Site, render
from scorm_export.source.maths import MathsError, to_mathml
from scorm_export.trust import allowed
from scorm_export.trust.files import agrees, is_known, kind_of
from scorm_export.trust.html import clean
from scorm_export.trust.svg import clean_svg
from sources import GALLERY, Source, copy_of_starter

Pairs = set[tuple[str, str]]
HOSTILE = [
    '<img src=x onerror="alert(1)">',
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>alert(1)</script>'></foreignObject></svg>",
    "</script><script>alert(1)</script>",
    "<math><mtext></p><img src=x onerror=alert(1)>",
    '<math href="javascript:alert(1)"><mi xlink:href="javascript:alert(1)" style="background:url(//x)">x</mi></math>',
    "<math><annotation-xml encoding='text/html'><img src=x onerror=alert(1)></annotation-xml></math>",
    '<a href="javascript:alert(1)" target="_top">a</a>',
    '<a href="  java&#10;script:alert(1)">a</a>',
    "[a](javascript:alert(1))",
    "[a](data:text/html;base64,PHNjcmlwdD4=)",
    "<javascript:alert(1)>",
    "$\\text{<img src=x onerror=alert(1)>}$",
    "$\\href{javascript:alert(1)}{x}$",
    "$\\color{red;background:url(//x)}x$",
    "$\\mathrm{</math><script>alert(1)</script>}$",
    '<span data-slot="7">',
    '<p id="objectives" class="option question" data-activity="x" data-text="x" onclick=alert(1)>',
    '[words]{#course-data .visually-hidden onclick="alert(1)"}',
    "## Objectives",
    "<!--", "-->", "<![CDATA[", "]]>", "<?php", "<style>*{}</style>", "<base href=//x>", "<template>", "<noscript>",
    "<form action=javascript:alert(1)><input autofocus onfocus=alert(1)></form>",
    "<object data=x>", "<embed src=x>", "<iframe src=x>", "<video src=x onplay=alert(1)>", "<link rel=import href=x>",
    '<table background="javascript:alert(1)"><td style="position:fixed">x</td></table>',
    "&lt;img src=x onerror=alert(1)&gt;", "&#60;script&#62;", "\\<script>", "`<script>`", '"', "'", ">", "[[blank]]",
    "words", "*emphasis*", "| a |\n| - |\n| b |", "::: note\nwords\n:::", "```html\n<script>\n```",
]  # fmt: skip
hostile_lines = st.lists(st.sampled_from([text for text in HOSTILE if "\n" not in text]), min_size=1, max_size=4).map(
    " ".join
)
hostile_texts = st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=6).map("\n\n".join)
AROUND = "".join(map(chr, range(0x21)))
"""What browsers take away around an address; tabs and line ends, they take away everywhere (URL Standard, 4.4)."""
LEAD = re.compile(r"\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)


def articles(site: Site) -> Iterator[str]:
    """Yield every piece of HTML of a site: its pages, and what its scripts hand to the player."""
    for name, content in site.files.items():
        if isinstance(content, Path):
            continue
        text = content.decode() if name.endswith((".html", ".js")) else ""
        if name.endswith(".html"):
            yield text
        elif name.startswith("page-"):
            yield json.loads(f"[{text.removeprefix('coursePage(').removesuffix(');' + chr(10))}]")[1]


def pairs(pieces: Iterable[str]) -> Pairs:
    """Return each element with each attribute it has, as a parser finds them; "" stands for the element itself."""
    found: Pairs = set()
    for piece in pieces:
        for element in html.fragment_fromstring(piece, create_parent="div").iter():
            if isinstance(element.tag, str):
                found |= {(element.tag, name) for name in ("", *element.attrib)}
                assert_harmless(element)
    return found


def assert_harmless(element: etree._Element) -> None:
    for name, value in element.attrib.items():
        assert not name.startswith("on"), f"{element.tag} {name}"
        if name in ("href", "src", "action", "data", "poster", "formaction"):
            lead = LEAD.match(re.sub(r"[\t\n\r]", "", value.strip(AROUND)))
            assert lead is None or lead[1].lower() in allowed.SCHEMES, value


@cache
def usual() -> Pairs:
    """What pages of courses without raw HTML have, and what the lists allow."""
    found: Pairs = set()
    for folder in (GALLERY, None):
        with tempfile.TemporaryDirectory() as directory:
            source = Source(folder) if folder else copy_of_starter(Path(directory))
            assert source.shown() == []
            assert source.checked
            found |= pairs(articles(render(source.checked, source.root)))
    tags = allowed.SAFE_TAGS | allowed.MATHS_TAGS
    listed = {(tag, name) for tag in tags for name in ("", *(allowed.attributes_of(tag) - {"style"}))}
    return found | listed


def published(source: Source) -> Site | None:
    """Check a course as authors do, and render it; None where it is refused."""
    source.check()
    return render(source.checked, source.root) if source.checked else None


@given(body=hostile_texts, description=hostile_texts, prompt=hostile_texts, line=hostile_lines)
@strategies.examples(10)
def test_no_text_puts_anything_unknown_into_a_page(body: str, description: str, prompt: str, line: str) -> None:
    def indented(text: str, by: int) -> str:
        return "".join(f"{' ' * by}{part}\n" for part in text.split("\n"))

    with tempfile.TemporaryDirectory() as directory:
        source = copy_of_starter(Path(directory))
        for path, old, new in (
            ("first-steps/a-lesson.md", None, body),
            ("course.yaml", "description: |\n", f"description: |\n{indented(description, 2)}"),
            ("course.yaml", "title: My course", f"title: {json.dumps(line)}"),
            ("course.yaml", "  - question: How is it graded?", f"  - question: {json.dumps(line)}"),
            ("first-steps/quiz.yaml", "    prompt: |\n", f"    prompt: |\n{indented(prompt, 6)}"),
            ("first-steps/quiz.yaml", "text: The title", f"text: {json.dumps(line)}"),
            ("first-steps/quiz.yaml", "feedback: No. Lessons may move.", f"feedback: {json.dumps(line)}"),
        ):
            before = source.text(path)
            source.write(path, before + "\n" + new if old is None else before.replace(old, new))
            source.check()
            if source.found.errors:
                source.write(path, before)
        site = published(source)
        assert site
        assert pairs(articles(site)) <= usual()
        for name, content in TARGETS["questions"].beside(site).items():
            if name.endswith(".xml"):
                texts = [
                    text.text for text in etree.fromstring(content).iterfind(".//*[@format='html']/text") if text.text
                ]
                assert pairs(texts) <= usual() | {("td", "style"), ("th", "style")}
        for name, content in TARGETS["questions"].describe(site).items():
            if name.endswith(".xml") and isinstance(content, bytes):
                for element in etree.fromstring(content).iter():
                    assert_harmless(element)


@pytest.mark.parametrize("hostile", [text for text in HOSTILE if "]]>" not in text])
def test_no_import_puts_anything_unknown_into_a_page(hostile: str, tmp_path: Path) -> None:
    answers = "".join(
        f'<answer fraction="{share}" format="html"><text><![CDATA[{share} {hostile}]]></text>'
        f'<feedback format="html"><text><![CDATA[{hostile}]]></text></feedback></answer>'
        for share in (100, 0)
    )
    (tmp_path / "hostile.xml").write_text(
        f'<quiz><question type="multichoice"><name><text>One</text></name><questiontext format="html"><text><![CDATA['
        f"<p>Words {hostile}</p>]]></text></questiontext><single>true</single>{answers}</question></quiz>",
        "utf-8",
    )
    found = CliRunner().invoke(main, ["import", str(tmp_path / "hostile.xml"), "-o", str(tmp_path / "banks")])
    assert found.exception is None or isinstance(found.exception, SystemExit)
    for bank in (tmp_path / "banks").glob("*.yaml"):
        questions = yaml.safe_load(bank.read_text("utf-8"))["questions"]
        site = published(course_of(questions, tmp_path / "course"))
        assert site is None or pairs(articles(site)) <= usual()


@given(
    st.lists(st.sampled_from([text for text in HOSTILE if "\n" not in text]) | strategies.titles, max_size=8).map(
        "".join
    )
)
@strategies.examples(150)
def test_what_was_cleaned_is_clean_and_stays_as_it_is(text: str) -> None:
    def named(anchor: str) -> str:
        return anchor if anchor.startswith("_") else f"_{anchor}"

    cleaned = clean(text, named=named, styles={})
    assert pairs([cleaned]) <= usual() | {("div", "")}
    assert clean(cleaned, named=named, styles={}) == cleaned


@pytest.mark.parametrize(
    ("written", "on_the_page"),
    [
        ('<b id="objectives">a</b>', '<b id="_objectives">a</b>'),
        ('<a href="#objectives">a</a>', '<a href="#_objectives">a</a>'),
        ('<b class="option title">a</b>', '<b class="_option title">a</b>'),
        ('<span data-slot="7">a</span>', "<span>a</span>"),
        ('<a target="_top" href="https://example.org">a</a>', '<a href="https://example.org">a</a>'),
        ('<math display="block"><mi>x</mi></math>', '<math display="block"><mi>x</mi></math>'),
        ("<math><semantics><mi>x</mi><annotation>x</annotation></semantics></math>",
         "<math><semantics><mi>x</mi></semantics></math>"),
        ('<math><mi style="color:#f00;position:fixed">x</mi></math>', '<math><mi class="mb9b8cd53">x</mi></math>'),
        ("<math><mo>&lt;</mo></math>", "<math><mo>&lt;</mo></math>"),
        ("<b>&#1;</b>", "<b>\N{REPLACEMENT CHARACTER}</b>"),
    ],
)  # fmt: skip
def test_what_becomes_of_a_text(written: str, on_the_page: str) -> None:
    assert re.sub(r"m[0-9a-f]{8}", "mb9b8cd53", clean(written, named=lambda anchor: f"_{anchor}", styles={})) == (
        on_the_page
    )


TEX = [
    r"\text{", r"\frac", "{", "}", "x", "^", "_", "&", r"\\", r"\left(", r"\right)", r"\begin{aligned}",
    r"\end{aligned}", r"\href{javascript:x}{y}", r"\color{red}", r"\cancel", r"\tag{1}", r"\ce{H2O}", '"', "$",
    "%", r"\class{a}{b}", "é", r"\def\a{\a}", r"\a", "<script>", "<img onerror=x>", r"\unknown", r"\sqrt", "]",
    "[", "\n", "𝐱", r"\mathop{", r"\mathord{", r"\mathrel{", r"\stackrel{a}{bc}", r"\overset{", r"\frown",
    r"\mathllap{", r"\mathclap{", r"\limits", r"\leftmodels", r"\begin{cases}", r"\end{cases}", r"\smash{", r"\mbox{",
]  # fmt: skip


@given(st.lists(st.sampled_from(TEX), max_size=12).map("".join), st.booleans())
@strategies.examples(150)
def test_any_tex_is_a_formula_or_refused_within_itself(tex: str, is_block: bool) -> None:
    try:
        mathml = to_mathml(tex, is_block=is_block)
    except MathsError as problem:
        assert problem.offset is None or 0 <= problem.offset <= len(tex)
        assert problem.problem
        assert problem.hint
    else:
        etree.fromstring(mathml)
        styles: dict[str, str] = {}
        cleaned = clean(mathml, named=str, styles=styles)
        assert pairs([cleaned]) <= usual()
        written, kept = etree.fromstring(mathml), html.fromstring(cleaned)
        assert kept.text_content() == "".join(written.itertext())
        assert [part.tag for part in kept.iter()] == [etree.QName(part).localname for part in written.iter()]


def test_a_formula_that_the_boundary_would_change_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scorm_export.source.maths.clean", lambda mathml, **_: mathml.replace("y", ""))
    with pytest.raises(MathsError, match="a part of this formula cannot be shown"):
        to_mathml("x + y + 1 = 27", is_block=False)


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (r"\underset{x\to 0}{\mathop{\lim}}", "lim"),
        (r"\mathop{\text{argmax}}\limits_x", "argmax"),
        (r"\stackrel{abc}{def}", "defabc"),
        (r"\mathord{\frac{a}{b}}", "ab"),
        (r"\leftmodels", "⊨"),
        (r"\ce{^{14}_6C}", "14"),
        (r"\mbox{if $x$}", "if\N{NO-BREAK SPACE}x"),
    ],
)
def test_no_sign_of_a_formula_is_lost(tex: str, words: str) -> None:
    cleaned = clean(to_mathml(tex, is_block=False), named=str)
    assert words in html.fromstring(cleaned).text_content()


@pytest.mark.parametrize("name", ["cases", "dcases", "aligned", "align", "pmatrix", "array", "matrix", "split"])
def test_a_row_may_have_fewer_cells_than_others(name: str) -> None:
    columns = "{cc}" if name == "array" else ""
    mathml = etree.fromstring(to_mathml(rf"\begin{{{name}}}{columns} a & x \\ b \end{{{name}}}", is_block=True))
    assert [len(row.findall("{*}mtd")) for row in mathml.iter("{*}mtr")] in ([2, 2], [4, 4])  # align has margins


@pytest.mark.parametrize(
    ("tex", "problem", "offset"),
    [
        (r"\frac{1}{n \sum_{i=1}^{n} x_i", "this brace is never closed", 8),
        (r"x + \fracc{1}{2}", r"there is no TeX command `\fracc`", 4),
        (r"\left( x", r"this `\left` has no `\right`", 0),
        (r"\begin{aligned} x", "this environment never ends", 0),
        (r"\begin{foo} x \end{foo}", "there is no environment `foo`", 6),
        ("a & b", "`&` has no place here", 2),
        ("a } b", "`}` has no place here", 2),
        (r"a \\ b", "a line cannot be broken here", 2),
        (r"\begin{aligned} a \\ b \end{aligned} \\ c", "a line cannot be broken here", 37),
        (r"\text{a} \href{javascript:x}{y}", r"`\href` is not taken", 9),
        (r"\color{notacolour} x", "there is no colour `notacolour`", 7),
        ("x^2^3", "this is a second superscript", 3),
        (r"\text{\alpha}", r"`\alpha` is no text", 6),
        (r"\text{a \frac{1}{2}}", r"`\frac` is no text", 8),
        (r"\text{a_1}", "`_` has no place here", 7),
        (r"a \hline b", r"`\hline` stands between the rows of an `array` only", 2),
        ("50% of x", "TeX leaves out what stands behind this sign", 2),
        ("a = 5% of b", "TeX leaves out what stands behind this sign", 5),
        (r"a \\% b", "TeX leaves out what stands behind this sign", 4),
        ("x^", "this is not TeX that can be shown: something is missing", None),
        (r"\def\a{\a\a}\a", "a command calls itself without end", None),
        ("{" * 900 + "}" * 900, "this formula is nested too deeply", None),
        ("x" * 2001, "this formula has 2,001 characters, at most 2,000 can be shown", 0),
    ],
)
def test_what_cannot_be_shown_is_refused_at_its_column(tex: str, problem: str, offset: int | None) -> None:
    with pytest.raises(MathsError) as refused:
        to_mathml(tex, is_block=True)
    assert (refused.value.problem, refused.value.offset) == (problem, offset)
    assert refused.value.hint


@pytest.mark.parametrize(
    ("tex", "problem", "offset"),
    [
        (r"E \tag{1}", r"`\tag` is taken only in formulas on lines of their own", 2),
        (r"\begin{equation} a \end{equation}", "`{equation}` is taken only in formulas on lines of their own", 0),
    ],
)
def test_what_needs_lines_of_its_own_is_refused_within_a_line(tex: str, problem: str, offset: int) -> None:
    with pytest.raises(MathsError) as refused:
        to_mathml(tex, is_block=False)
    assert (refused.value.problem, refused.value.offset) == (problem, offset)
    assert "`$$`" in refused.value.hint


@pytest.mark.parametrize(
    "tex", [r"\text{color:notacolour}", r"50\% of x", r"a \text{ \% } b", r"x \equiv y \pmod{n}", r"\{a\}"]
)
def test_what_only_looks_like_a_fault_is_drawn(tex: str) -> None:
    assert to_mathml(tex, is_block=True)


SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 9 9">{}</svg>'
HARMLESS = [
    '<rect width="9" height="9" fill="url(#a)"/>',
    '<use xlink:href="#a"/>',
    "<style>.a{fill:#123}</style>",
    '<image href="data:image/png;base64,AAAA" width="1" height="1"/>',
    "<title>Words &amp; more</title>",
    '<a href="https://example.org/"><text x="1" y="2">words</text></a>',
    '<g data-name="Layer 1" aria-label="a"><path d="M0 0L9 9"/></g>',
    '<metadata><x xmlns="urn:x"/></metadata>',
    '<animate attributeName="x" from="0" to="9" dur="1s"/>',
]
HARMFUL = [
    "<script>alert(1)</script>",
    '<rect onload="alert(1)"/>',
    "<foreignObject><p/></foreignObject>",
    '<a href="javascript:alert(1)"><text>x</text></a>',
    '<a xlink:href="JavaScript:alert(1)"><text>x</text></a>',
    '<use href="https://example.org/x.svg#a"/>',
    '<use href="data:image/svg+xml;base64,AAAA#a"/>',
    '<image href="https://example.org/x.png"/>',
    '<image href="data:image/svg+xml;base64,AAAA"/>',
    '<rect fill="url(https://example.org/x.svg#a)"/>',
    '<rect style="background:u\\72l(//x)"/>',
    "<style>@import '//x';</style>",
    "<style>a{background:url(//x)}</style>",
    "<style>a{background:url(//x</style>",
    "<style>a{background:url('//x</style>",
    "<style>a{background:url(#a '//x')}</style>",
    '<style>a{background:image("//x")}</style>',
    "<style><g/>@import '//x';</style>",
    "<style><title>a</title>a{background:url(//x)}</style>",
    "<style>a{background:u<style/>rl(//x)}</style>",
    "<style><x xmlns='urn:x'/>@import '//x';</style>",
    '<rect fill="url(&quot;//x"/>',
    '<set attributeName="href" to="javascript:alert(1)"/>',
    '<animate attributeName="onload" to="alert(1)"/>',
    '<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script><iframe/>',
    "<unknown/>",
]


@given(st.lists(st.sampled_from(HARMLESS), max_size=6))
def test_a_figure_that_only_draws_is_packed_with_all_that_draws(parts: list[str]) -> None:
    written = clean_svg(SVG.format("".join(parts)).encode())
    assert written.problems == ()
    again = clean_svg(written.content)
    assert again.content == written.content
    root = etree.fromstring(written.content)
    drawn = [etree.QName(element).localname for element in root.iter()]
    assert drawn.count("path") == parts.count(HARMLESS[6])
    assert drawn.count("use") == parts.count(HARMLESS[1])
    assert "".join(root.itertext()).count("Words & more") == parts.count(HARMLESS[4])


@pytest.mark.parametrize("part", HARMFUL)
def test_what_does_more_than_draw_is_told(part: str) -> None:
    written = clean_svg(SVG.format(f"<g>{part}</g>").encode())
    assert written.problems
    text = written.content.decode()
    assert not re.search(r"script|on\w+=|foreign|https://example|javascript|@import|iframe", text, re.IGNORECASE)


figure_texts = st.sampled_from(
    [".a{fill:#123}", '@import "//elsewhere/x.css";', "rect{stroke:url(//elsewhere/x)}", "<!-- -->", "words",
     "rect{stroke:u", "rl(//elsewhere/x)}", "<![CDATA[@import '//elsewhere/x';]]>", "&#64;import '//elsewhere/x';"]
)  # fmt: skip
figure_parts = st.recursive(
    figure_texts,
    lambda parts: st.builds(
        lambda name, inner: f"<{name}>{''.join(inner)}</{name}>",
        st.sampled_from(["style", "g", "text", "title", "defs", "metadata", "unknown", 'x xmlns="urn:x"']),
        st.lists(parts, max_size=4),
    ).map(lambda written: written.replace('</x xmlns="urn:x">', "</x>")),
    max_leaves=12,
)


@given(st.lists(figure_parts, max_size=4).map("".join))
def test_no_style_of_a_figure_leads_out_of_it_whatever_it_is_nested_in(part: str) -> None:
    root = etree.fromstring(clean_svg(SVG.format(part).encode()).content)
    for style in root.iter("{*}style"):
        assert not len(style)
        assert not re.search(r"@import|url\(", style.text or "")


@pytest.mark.parametrize(
    "sheet", ["url(" * 50_000, 'url("' * 50_000, "url(" + " " * 200_000, "url(data:font/" + "woff." * 50_000]
)
def test_a_long_style_takes_no_longer_than_its_length(sheet: str) -> None:
    figure = SVG.format(f"<style>{sheet}</style>").encode()
    assert clean_svg(figure).problems
    assert standard_seconds(lambda: clean_svg(figure), below=1) < 1


@pytest.mark.parametrize("entity", ["<!DOCTYPE svg [<!ENTITY a 'b'>]>", '<?xml-stylesheet href="//x"?>'])
def test_what_a_figure_declares_before_it_begins_is_told(entity: str) -> None:
    assert clean_svg(f"{entity}{SVG.format('')}".encode()).problems


@given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: SVG.format(text).encode()))
def test_any_bytes_are_a_figure_or_none(data: bytes) -> None:
    written = clean_svg(data)
    if not written.problems:
        etree.fromstring(written.content)


@pytest.mark.parametrize(
    ("suffix", "head"),
    [
        (".png", b"\x89PNG\r\n\x1a\n"), (".jpg", b"\xff\xd8\xff\xe0"), (".gif", b"GIF89a"), (".svg", b"<svg"),
        (".webp", b"RIFF\0\0\0\0WEBP"), (".mp4", b"\0\0\0\x20ftypisom"), (".webm", b"\x1aE\xdf\xa3"),
        (".mp3", b"ID3\x04"), (".wav", b"RIFF\0\0\0\0WAVE"), (".ogg", b"OggS"), (".woff2", b"wOF2"),
        (".pdf", b"%PDF-1.7"), (".zip", b"PK\x03\x04"), (".gz", b"\x1f\x8b\x08"), (".tar", b"a" * 257 + b"ustar"),
        (".avif", b"\0\0\0\x20ftypavif"), (".doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),
    ],
)  # fmt: skip
def test_a_file_is_known_by_its_first_bytes(suffix: str, head: bytes) -> None:
    assert is_known(f"a{suffix}")
    assert agrees(suffix, head)
    assert kind_of(head) == suffix
    assert not agrees(suffix, b"words")


@pytest.mark.parametrize(
    "name",
    ["a.docx", "a.csv", "a.json", "a.ipynb", "a.r", "a.epub", "a.tar.gz", "a.csv.gz", "a.tgz", "a.m4a", "week.2.pdf"],
)
def test_documents_data_archives_and_media_are_packed(name: str) -> None:
    assert is_known(name)


@pytest.mark.parametrize(
    "name",
    (
        "a.svgz a.xsd a.shtm a.shtml a.rdf a.wsdl a.dtd a.xul a.htc a.html5 a.vbs a.lnk a.htm a.HTML a.xht a.js a.xml "
        "a.rss a.kml a.gpx a.mml a.swf a.css a.mht a.exe a.php a.url a.html.gz a.svg.gz a.html.bak a.unknown a .svg"
    ).split(),
)
def test_files_of_any_other_kind_are_not_packed(name: str) -> None:
    assert not is_known(name)


@pytest.mark.parametrize("lead", ["", " " * 1500, "\ufeff", "\n\t"])
@pytest.mark.parametrize("markup", ["<!doctype html>", "<script>alert(1)</script>", "<?xml version='1.0'?>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_page_is_packed_as_a_text(lead: str, markup: str, encoding: str) -> None:
    assert not agrees(".txt", (lead + markup).encode(encoding))
    assert not agrees(".csv", (lead + markup).encode(encoding))


@pytest.mark.parametrize("text", ["", "words", "a,b\n1,2\n", "\ufeffé", "if a < b", "{}"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_words_and_data_are_texts(text: str, encoding: str) -> None:
    assert agrees(".txt", text.encode(encoding))
    assert kind_of(text.encode(encoding)) is None


def test_a_course_without_formulas_loads_no_engine_and_packs_no_font(starter: Source) -> None:
    text = starter.text("going-further/media.md")
    starter.write("going-further/media.md", re.sub(r"\$[^$]*\$", "a formula", text))
    site = published(starter)
    assert site
    assert not [name for name in site.files if name.startswith("maths.")]
    assert b"Course Maths" not in site.files["style.css"]
    program = (
        "import sys; from scorm_export.commands.main import main; main(standalone_mode=False); "
        "sys.exit('quickjs' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program, "check", starter.root], check=True, capture_output=True)


def test_formulas_bring_a_style_that_names_their_font_and_the_font(starter: Source) -> None:
    site = published(starter)
    assert site
    assert b"Course Maths" in site.files["style.css"]
    assert "maths.woff2" in site.files


def test_formulas_of_questions_go_out_whole(starter: Source) -> None:
    aligned, worded = r"\begin{aligned} a &= b \\ c &= d \end{aligned}", r"\text{if x<y then z}"
    prompt = f"$${aligned}$$\n\n      ${worded}$ <math><mi>q</mi></math> A team renames"
    starter.replace("first-steps/quiz.yaml", "A team renames", prompt)
    site = published(starter)
    assert site
    item = etree.fromstring(TARGETS["questions"].describe(site)["items/first-quiz.id-change.xml"])  # type: ignore[arg-type]
    namespace = {"m": "http://www.w3.org/1998/Math/MathML"}
    assert len(item.findall(".//m:math", namespace)) == 3
    assert [cell.get("columnalign") for cell in item.findall(".//m:mtd", namespace)] == ["right", "left"] * 2
    assert [tex.text for tex in item.findall(".//m:annotation", namespace)] == [aligned, worded]


def test_no_heading_takes_the_id_of_a_part_that_was_made(starter: Source) -> None:
    text = starter.text("first-steps/a-lesson.md")
    headings = "\n\n".join(f"## {words}" for words in ("Fn 1", "Fnref 1", "Video cycle", "Fn 1"))
    video = '![Cycle](cycle.mp4){captions="cycle.vtt"}\n\n::: transcript\nWords.\n:::'
    starter.write("first-steps/a-lesson.md", f"{text}\n{video}\n\n{headings}\n")
    starter.write("first-steps/cycle.mp4", b"\0\0\0\x18ftypmp42")
    starter.write("first-steps/cycle.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nWords\n")
    site = published(starter)
    assert site
    page = next(piece for piece in articles(site) if "_fn-1" in piece)
    ids = re.findall(r'\bid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert {"_fn-1", "_fnref-1", "_video-cycle", "_fn-1-2", "fn-1", "fnref-1", "video-cycle"} <= set(ids)
    assert re.search(r'href="#fn-1"', page) and re.search(r'href="#fnref-1"', page)


def test_one_text_cannot_name_the_place_of_anothers_parts(starter: Source) -> None:
    slots = '\n\n<span data-slot="0"></span><div data-slot="1"></div>\n'
    starter.write("first-steps/a-lesson.md", starter.text("first-steps/a-lesson.md") + slots)
    site = published(starter)
    assert site
    assert not [piece for piece in articles(site) if "data-slot" in piece]
