"""The trust boundary by other ways than lessons: translations, what courses share, surveys, certificates, exports."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import polib
import pytest
from lxml import etree, html
from test_trust import HOSTILE, Pairs, articles, assert_harmless, pairs, usual

from scorm_export import TARGETS, Diagnostics, check_course
from scorm_export.build import check_translation
from scorm_export.check import CheckedCourse
from scorm_export.exchange.bank import Bank
from scorm_export.exchange.formats import FORMATS
from scorm_export.exchange.reading import read_questions
from scorm_export.project import read_project
from scorm_export.render import Site, render
from scorm_export.source.folder import Folder
from scorm_export.translation.collected import Collected
from scorm_export.translation.course import read_translation
from scorm_export.translation.xliff import read_xliff, taken, xliff_text
from sources import Source, copy_of_starter

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"><path d="M0 0h4v1H0z"/></svg>'
LINES = [text for text in HOSTILE if "\n" not in text][:: 1 if "MATRIX" in os.environ else 12]
SURVEY = """id: feedback
title: {0}
minutes: 3
purpose: survey
introduction: {0}
questions:
  - {{id: would, type: likert, prompt: {0}, scale: [{{id: a, text: {0}}}, {{id: b, text: Yes}}]}}
  - {{id: why, type: long-answer, prompt: {0}, length: 200}}
"""
BANK = """id: pool
title: {0}
questions:
  - id: one
    type: true-false
    points: 1
    prompt: {0}
    answer: true
    feedback: {{"true": {0}, "false": {0}}}
"""
QUIZ = """id: drawn
title: Drawn
minutes: 1
purpose: practice
draws: [{bank: pool.yaml, count: 1}]
"""
PROJECT = """brand: {{name: {0}, url: https://example.org, logo: {{file: logo.svg, alternative: {0}}}}}
variables: {{hotline: {0}}}
banks: banks
"""
COURSE = """certificate: {{title: {0}, text: {0}, signatories: [{{name: {0}, role: {0}}}]}}
embeds: [{{host: example.org, name: {0}, data: {0}}}]
blocks: {{discussion: {{title: {0}}}}}
contact: {{name: {0}, email: a@example.org}}
"""
LESSON = "\n{{ hotline }}\n\n::: discussion\nWords.\n:::\n\n::: embed [Words](https://example.org/a)\nWords.\n:::\n"


def written(text: str, root: Path) -> CheckedCourse | None:
    """Return a course of a project in which a text stands wherever one may; what is refused has words in its place."""
    project, course = Source(root), copy_of_starter(root / "course")
    project.write("logo.svg", SVG)
    course.write("first-steps/a-lesson.md", course.text("first-steps/a-lesson.md") + LESSON)
    course.write("first-steps/drawn.yaml", QUIZ)
    course.replace("first-steps/module.yaml", "  - quiz.yaml", "  - quiz.yaml\n  - drawn.yaml\n  - survey.yaml")
    before = course.text("course.yaml")
    places = [
        ("course/first-steps/survey.yaml", SURVEY),
        ("banks/pool.yaml", BANK),
        ("scorm-export.yaml", PROJECT),
        ("course/course.yaml", before.replace("{", "{{").replace("}", "}}") + COURSE),
    ]
    for name, template in places:
        project.write(name, template.format('"words"'))
    checked = None
    for name, template in places:
        project.write(name, template.format(json.dumps(text)))
        found = Diagnostics()
        read = read_project(root, found)
        again = check_course(root / "course", [TARGETS["scorm12"]], found, project=read) if read else None
        if again is None or found.errors:
            project.write(name, template.format('"words"'))
        else:
            checked = again
    return checked


@cache
def harmless() -> Pairs:
    with TemporaryDirectory() as directory:
        checked = written("words", Path(directory))
        assert checked
        return usual() | pairs(articles(render(checked, Path(directory) / "course")))


@pytest.mark.parametrize("text", LINES)
def test_nothing_that_courses_share_puts_anything_unknown_into_a_page(text: str, tmp_path: Path) -> None:
    checked = written(text, tmp_path)
    listed = harmless()
    assert checked is None or pairs(articles(render(checked, tmp_path / "course"))) <= listed


@pytest.mark.parametrize("text", LINES)
def test_no_translation_puts_anything_unknown_into_a_page(text: str, tmp_path: Path) -> None:
    source = copy_of_starter(tmp_path)
    targets, found, collected = [TARGETS["scorm12"]], Diagnostics(), Collected(Folder(source.root))
    assert check_course(source.root, targets, found, texts=collected)
    for hostile in (text, f"{text} words"):
        file = polib.POFile(wrapwidth=0)
        file.metadata = {"Language": "fr", "Content-Type": "text/plain; charset=UTF-8"}
        file.extend(
            polib.POEntry(msgctxt=each.context, msgid=each.text, msgstr=f"{each.text} {hostile}")
            for each in collected.messages.values()
        )
        source.write("translations/fr.po", str(file))
        translation = read_translation(Folder(source.root), "fr", "en", collected, Diagnostics())
        assert translation
        checked = check_translation(source.root, translation, targets, Diagnostics())
        assert checked is None or pairs(articles(render(checked, source.root))) <= usual()


@pytest.mark.parametrize("text", LINES)
def test_no_translation_in_xliff_puts_anything_unknown_into_a_page(text: str, tmp_path: Path) -> None:
    source = copy_of_starter(tmp_path)
    targets, collected = [TARGETS["scorm12"]], Collected(Folder(source.root))
    assert check_course(source.root, targets, Diagnostics(), texts=collected)
    written = [
        polib.POEntry(msgctxt=each.context, msgid=each.text, msgstr=f"{each.text} {text}")
        for each in collected.messages.values()
    ]
    data = xliff_text(written, "my-course", "en", "fr")
    markup = re.sub(rb"</target>", lambda _: text.encode() + b"</target>", xliff_text(written, "my-course", "en", "fr"))
    for sent in (data, markup):
        returned = read_xliff("fr.xlf", sent, found := Diagnostics())
        if sent is data:
            assert returned
            assert [each.msgstr for each in returned.entries] == [each.msgstr for each in written]
        if returned is None:
            assert found.errors
            continue
        file = polib.POFile(wrapwidth=0)
        file.metadata = {"Language": "fr", "Content-Type": "text/plain; charset=UTF-8"}
        file.extend(taken([], returned.entries))
        source.write("translations/fr.po", str(file))
        translation = read_translation(Folder(source.root), "fr", "en", collected, Diagnostics())
        assert translation
        checked = check_translation(source.root, translation, targets, Diagnostics())
        assert checked is None or pairs(articles(render(checked, source.root))) <= usual()


THEME = (
    "title: {0}",
    "logo: {file: logo.svg, alternative: {0}}",
    "cover: {file: logo.svg, alternative: {0}}",
    "fonts: {text: [{0}, serif], headings: [{0}], code: [{0}]}",
    "colours: {light: {accent: {0}}}",
    "radius: {small: {0}}",
)


def themed(text: str, root: Path) -> CheckedCourse | None:
    """Return a course whose theme has a text wherever it may; each field that is refused is left out."""
    source = copy_of_starter(root)
    source.write("course.yaml", source.text("course.yaml") + "theme: ./look\n")
    source.write("look/logo.svg", SVG)
    fields: list[str] = []
    checked = None
    for field in THEME:
        written = field.replace("{0}", json.dumps(text))
        source.write("look/theme.yaml", "\n".join([*fields, written, ""]))
        if again := check_course(source.root, [TARGETS["scorm12"]], Diagnostics()):
            checked = again
            fields.append(written)
        elif not fields:
            fields.append("title: Look")
    return checked


@cache
def usual_in_a_theme() -> Pairs:
    with TemporaryDirectory() as directory:
        checked = themed("words", Path(directory))
        assert checked
        return pairs(articles(render(checked, Path(directory))))


@pytest.mark.parametrize("text", LINES)
def test_no_words_of_a_theme_put_anything_unknown_into_a_page(text: str, tmp_path: Path) -> None:
    checked = themed(text, tmp_path)
    assert checked
    site = render(checked, tmp_path)
    assert pairs(articles(site)) <= harmless() | usual_in_a_theme()
    style = site.files["style.css"]
    assert isinstance(style, bytes)
    assert not re.search(r"javascript:|</style|url\(//|\*\{\}", re.sub(r"\s", "", style.decode()))


def exported(text: str, root: Path) -> Site | None:
    """Return a course whose questions hold a text, wherever it is taken."""
    source = copy_of_starter(root)
    for old in ("text: The title", "feedback: No. Lessons may move.", "    prompt: |\n"):
        before = source.text("first-steps/quiz.yaml")
        new = f"{old}      {text}\n" if old.endswith("\n") else f"{old.partition(':')[0]}: {json.dumps(text)}"
        source.write("first-steps/quiz.yaml", before.replace(old, new))
        source.check()
        if source.found.errors:
            source.write("first-steps/quiz.yaml", before)
    source.check()
    return render(source.checked, source.root) if source.checked else None


@pytest.mark.parametrize("text", LINES)
def test_no_text_puts_anything_unknown_into_exports(text: str, tmp_path: Path) -> None:
    site = exported(text, tmp_path / "course")
    assert site
    listed = usual() | {("td", "style"), ("th", "style")}
    for name, form in FORMATS.items():
        if form.write is None:
            continue
        content = form.write(site, Diagnostics())
        if name == "moodle-xml":
            texts = [each.text for each in etree.fromstring(content).iterfind(".//*[@format='html']/text") if each.text]
            assert pairs(texts) <= listed
        path = tmp_path / f"out.{form.ending}"
        path.write_bytes(content)
        bank = read_questions(path, Diagnostics(), form=name, identifier="pool")
        assert isinstance(bank, Bank)
    gift = FORMATS["gift"].write
    assert gift
    # names and comments are no HTML
    unnamed = re.sub(r"^//.*|::.*?(?<!\\)::", "", gift(site, Diagnostics()).decode(), flags=re.MULTILINE)
    plain = unnamed.replace("\\", "")
    for element in html.fragment_fromstring(plain, create_parent="div").iter():
        if isinstance(element.tag, str):
            assert_harmless(element)
            assert element.tag in {tag for tag, _ in listed}, element.tag
