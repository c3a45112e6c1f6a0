"""Words of the interface in another language than the course: marked wherever they stand."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from lxml import html

from pseudo import BEGIN, OURS, accented, speak
from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.commands.new import STARTER
from scorm_export.interface import words
from scorm_export.render.foreign_words import CLOSE, INNER, OPEN, in_elements, marked
from sources import BLOCK_GALLERY, GALLERY, Source

NEXT, CONTINUE = f"{OPEN}Next{CLOSE}", f"{OPEN}Continue: {INNER}שלום &amp; A{CLOSE}{CLOSE}"
SPAN = '<span lang="en" dir="ltr">'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Next", NEXT),
        ("Continue: {title}", f"{OPEN}Continue: {INNER}{{title}}{CLOSE}{CLOSE}"),
        ("{part} of {whole}", f"{OPEN}{{part}} of {{whole}}{CLOSE}"),
        ("{label}: {text}", "{label}: {text}"),
    ],
)
def test_words_are_marked_but_for_texts_of_the_course(text: str, expected: str) -> None:
    assert marked({"player": {"key": text}})["player"]["key"] == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (f"<p>{NEXT}</p>", f"<p>{SPAN}Next</span></p>"),
        (
            f"<a href='x'>{CONTINUE}</a>",
            f'<a href=\'x\'>{SPAN}Continue: <span lang="he" dir="rtl">שלום &amp; A</span></span></a>',
        ),
        (
            f'<nav aria-label="{NEXT}"><ul lang="fr"></ul><p><b>א</b></p></nav><p>א</p>',
            '<nav lang="en" aria-label="Next"><ul lang="fr"></ul><p lang="he"><b>א</b></p></nav><p>א</p>',
        ),
        (f'<img alt="{NEXT}"><br>{NEXT}', f'<img lang="en" alt="Next"><br>{SPAN}Next</span>'),
        (f'<p data-said="{NEXT}">א</p>', f'<p data-said="{NEXT}">א</p>'),
        (f"<option>{NEXT}</option><option>א</option>", '<option lang="en">Next</option><option>א</option>'),
        (f'<script type="application/json">"{NEXT}"</script>', f'<script type="application/json">"{NEXT}"</script>'),
        ('<p title="a > b">\u2066x\u2069</p>', '<p title="a > b">\u2066x\u2069</p>'),
    ],
)
def test_marked_words_get_their_language(source: str, expected: str) -> None:
    assert in_elements(source, "he", "rtl") == expected


@pytest.mark.parametrize("course", [STARTER, GALLERY, BLOCK_GALLERY], ids=lambda path: path.name)
def test_every_page_of_a_course_without_words_marks_them(
    course: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    speak(monkeypatch, tmp_path / "locales", {"en": accented})
    shutil.copytree(course, tmp_path / "course")
    source = Source(tmp_path / "course")
    source.write("course.yaml", re.sub(r"(?m)^language: .*$", "language: he", source.text("course.yaml")))
    found = Diagnostics()
    checked = check_course(source.root, [TARGETS["scorm12"]], found)
    assert checked, [d.message for d in found]
    (package,) = build(checked, source.root, [TARGETS["scorm12"]], tmp_path / "out")
    with zipfile.ZipFile(package.path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert "foreign_words.js" in files
    for name, content in files.items():
        if name.endswith(".html"):
            check_page(html.fromstring(content.decode()))
        elif name.startswith("page-") and name.endswith(".js"):
            start = content.index(b"coursePage(") + len(b"coursePage(")
            _, article, *_ = json.loads(b"[" + content[start:].strip().removesuffix(b");") + b"]")
            check_page(html.fromstring(f'<html lang="he"><body>{article}</body></html>'))
    words.words_for.cache_clear()


def check_page(page: html.HtmlElement) -> None:
    """Expect that each English word is in an element with its language, and no other text."""
    assert page.get("lang") == "he"
    assert BEGIN in page.text_content()
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag in ("script", "style"):
            continue
        (language,) = element.xpath("ancestor-or-self::*[@lang][1]/@lang")
        texts = [element.text or "", *(child.tail or "" for child in element)]
        for text in texts:
            if re.search(r"[^\W\d_]", text):
                is_ours = bool(set(text) & OURS)
                assert is_ours == (language == "en"), html.tostring(element, encoding="unicode")[:300]
            assert not re.search("\u2066\u2060|\u2068\u2060", text)
        for name, value in element.items():
            assert name.startswith("data-") or (BEGIN in value) <= (language == "en"), (element.tag, name, value)
