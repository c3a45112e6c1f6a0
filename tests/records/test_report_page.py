"""The report as one HTML file: it needs nothing else, and says everything in its language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from lxml import html

from reported import Reported, reported
from scorm_export.interface import words
from scorm_export.records.facts import Scope
from scorm_export.records.report.html import as_html
from scorm_export.records.report.report import Report, make
from scorm_export.records.report.words import report_words
from scorm_export.records.simulate.learners import simulate
from sources import GALLERY
from transcript_course import START, read


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reported]:
    course = read(GALLERY.parent / "learning-health-systems")
    found = reported(course, simulate(course, 30, 3, START), tmp_path_factory.mktemp("page"))
    yield found
    found.store.connection.close()


@pytest.fixture(scope="module")
def report(stored: Reported) -> Report:
    scope: Scope = stored.facts().scope
    assert stored.engine
    return make(stored.outline, scope, stored.engine, {}, 5, personal=False)


@pytest.mark.parametrize("language", ["ar", "bn", "en"])
def test_the_page_is_whole_in_every_language(report: Report, language: str) -> None:
    text = as_html(report, report_words(language), language)
    page = html.fromstring(text)
    assert (page.get("lang"), page.get("dir")) == (language, words.direction(language))
    assert not page.xpath("//script | //link | //img | //iframe | //@src | //@onclick")
    assert all(link.startswith("#") for link in page.xpath("//a/@href"))
    assert not re.search(r"url\(|@import|https?://(?!www\.w3\.org)", re.sub(r"docs\.moodle", "", text))
    numbers = "".join(page.xpath("//header/p/text() | //td[@class='number']/text()"))
    digits = words.words_for(language)["numbers"].get("digits", "0123456789")
    assert {each for each in numbers if each.isdigit()} == set(digits)
    assert not re.search(r"\{\w+\}", page.text_content().replace(page.xpath("string(//style)"), ""))


def test_every_table_has_its_rows_its_heads_and_its_place_in_the_contents(report: Report) -> None:
    page = html.fromstring(as_html(report, report_words("en"), "en"))
    sheets = [sheet for sheet in report.sheets if sheet.rows]
    assert page.xpath("//nav//a/@href") == [f"#{sheet.name}" for sheet in sheets]
    for sheet in sheets:
        (section,) = page.xpath(f"//section[@aria-labelledby='{sheet.name}']")
        assert len(section.xpath(".//tbody/tr")) == len(sheet.rows)
        heads = len(section.xpath(".//thead//th"))
        assert {len(row.xpath("./th | ./td")) for row in section.xpath(".//tbody/tr")} == {heads}
        assert len(section.xpath(".//tbody//th[@scope='row']")) == len(sheet.rows)


def test_charts_are_images_with_a_name_in_colours_of_the_page(report: Report) -> None:
    page = html.fromstring(as_html(report, report_words("en"), "en"))
    charts = page.xpath("//figure/svg")
    assert len(charts) == 6
    assert all(chart.get("role") == "img" and chart.get("aria-label").startswith("Chart: ") for chart in charts)
    style = page.xpath("string(//style)")
    for attribute in ("fill", "stroke"):
        used = {colour for colour in page.xpath(f"//figure//@{attribute}") if colour.startswith("#")}
        assert used
        assert all(f'[{attribute}="{colour}"]' in style for colour in used)


def test_texts_of_the_course_are_escaped(stored: Reported, report: Report) -> None:
    title = '<script>alert(1)</script> & "more"'
    sheets = tuple(
        replace(sheet, rows=tuple(row | {"title": title} for row in sheet.rows)) if sheet.name == "progress" else sheet
        for sheet in report.sheets
    )
    page = html.fromstring(as_html(replace(report, sheets=sheets), report_words("en"), "en"))
    assert not page.xpath("//script")
    assert page.xpath("//section[@aria-labelledby='progress']//tbody/tr[1]/th")[0].text_content() == title
    assert stored.outline.title in page.xpath("string(//h1)")


def test_a_report_of_nothing_says_so(stored: Reported) -> None:
    scope = stored.facts(edition="9.9.9").scope
    assert stored.engine
    nothing = make(stored.outline, scope, stored.engine, {}, 5, personal=False)
    assert "Nothing is recorded yet." in as_html(nothing, report_words("en"), "en")
