"""Import sheets: beside each package for an LMS, with the course's numbers, in the administrator's language."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner
from lxml import html

from scorm_export import TARGETS
from scorm_export.commands.main import main
from scorm_export.lms import profile as lms
from scorm_export.targets.import_sheet import END, percent
from sources import Source, without_quizzes

LAUNCHED = [name for name, target in TARGETS.items() if target.is_launched]


def build(source: Source, output: Path, *options: str) -> list[Path]:
    result = CliRunner().invoke(main, ["build", str(source.root), "--output", str(output), *options])
    assert result.exit_code == 0, result.output
    return sorted(output.glob("*.html"))


def text_of(sheet: Path) -> str:
    shown = re.sub(r"<style>.*</style>", "", sheet.read_text("utf-8"), flags=re.DOTALL)
    page = re.sub(r"</(?:dt|dd|th|td|li|h1|h2|p)>", r"\g<0> ", shown)
    return " ".join(html.fromstring(page.encode()).text_content().split())


@pytest.mark.parametrize("name", lms.names())
def test_every_lms_gets_a_sheet_that_needs_no_other_file(name: str, starter: Source, tmp_path: Path) -> None:
    (sheet,) = build(starter, tmp_path / "out", "--lms", name)
    profile = lms.profile(name)
    assert sheet.name == f"my-course-1.0.0-{profile.target}-{END}"
    page = sheet.read_text("utf-8")
    assert not re.search(r"<script|<link|<img|url\(", page)
    shown = text_of(sheet)
    assert "Import sheet: My course" in shown
    assert f"For {profile.label}" in shown
    assert "Grade to pass 80, that is 8 of the course's 10 points" in shown
    assert "{" not in shown


def test_without_an_lms_there_is_no_sheet(starter: Source, tmp_path: Path) -> None:
    assert build(starter, tmp_path / "one") == []
    assert len(build(starter, tmp_path / "two", "--lms", "generic")) == 1


def test_a_project_that_names_an_lms_has_sheets(starter: Source, tmp_path: Path) -> None:
    starter.write("scorm-export.yaml", "lms: moodle\ncourses: [.]\n")
    assert len(build(starter, tmp_path / "out")) == 1


@pytest.mark.parametrize("target", LAUNCHED)
def test_every_target_has_a_sheet_of_its_own(target: str, starter: Source, tmp_path: Path) -> None:
    (sheet,) = build(starter, tmp_path / "out", "--lms", "generic", "--target", target)
    assert f"Standard {TARGETS[target].label}" in text_of(sheet)


def test_moodle_completes_a_course_of_several_scos_by_its_grade(starter: Source, tmp_path: Path) -> None:
    whole = text_of(*build(starter, tmp_path / "one", "--lms", "moodle"))
    cut = text_of(*build(starter, tmp_path / "two", "--lms", "moodle", "--structure", "module"))
    assert "Grading method: Highest grade. Maximum grade: 100. Grade to pass: 80." in whole
    assert "under Require status tick Passed" in whole
    assert "Grading method: Sum grade. Maximum grade: 100. Grade to pass: 80. Each of the 2 SCOs" in cut
    assert "tick Receive a grade and Passing grade. Do not use Require status" in cut


def test_numbers_are_written_as_in_the_language_but_for_those_that_are_typed(starter: Source, tmp_path: Path) -> None:
    shown = {}
    for language in ("bn", "de", "en"):
        options = ("--lms", "moodle", "--sheet-language", language)
        (sheet,) = (path for path in build(starter, tmp_path / language, *options) if path.name.endswith(".html"))
        shown[language] = text_of(sheet)
    assert "of 4,096 characters" in shown["en"]
    assert "von 4.096 Zeichen" in shown["de"]
    assert "৪,০৯৬" in shown["bn"]
    assert "80, that is 8 of the course's 10 points" in shown["en"]
    assert "80, অর্থাৎ কোর্সের ১০ পয়েন্টের মধ্যে ৮" in shown["bn"], "what is typed into the LMS stays in ASCII"
    for path, rest in (
        ("first-steps/quiz.yaml", ("points: 3", "points: 2")),
        ("going-further/quiz.yaml", ("points: 5",)),
    ):
        for points in rest:
            starter.replace(path, points, "points: 0.5" if points == "points: 5" else "points: 0.25")
    starter.replace("course.yaml", "total: 10", "total: 1")
    starter.replace("course.yaml", "pass: 8", "pass: 0.5")
    (sheet,) = (path for path in build(starter, tmp_path / "one", "--lms", "moodle") if path.name.endswith(".html"))
    assert "50, that is 0.5 of the course's 1 point" in text_of(sheet)
    assert "1 points" not in text_of(sheet)


def test_a_course_without_points_has_no_numbers(starter: Source, tmp_path: Path) -> None:
    without_quizzes(starter)
    shown = text_of(*build(starter, tmp_path / "out", "--lms", "moodle"))
    assert "This course has no points" in shown
    assert "Grade to pass" not in shown


@pytest.mark.parametrize(
    ("language", "direction", "said"),
    [
        ("fr", "ltr", "Fiche d'importation"),
        ("ar-EG", "rtl", "ورقة الاستيراد"),
        ("sw", "ltr", "Karatasi"),
        ("tlh", "ltr", "Import sheet"),
    ],
)
def test_a_sheet_speaks_the_administrators_language(
    language: str, direction: str, said: str, starter: Source, tmp_path: Path
) -> None:
    (sheet,) = build(starter, tmp_path / "out", "--lms", "moodle", "--sheet-language", language)
    page = html.fromstring(sheet.read_bytes())
    assert page.get("dir") == direction
    assert said in text_of(sheet)
    foreign = {e.text for e in page.iter("b", "span") if e.get("lang") == "en"}
    assert ("Grading method" in foreign) == (page.get("lang") != "en")


def test_what_is_not_translated_is_marked(starter: Source, tmp_path: Path) -> None:
    (sheet,) = build(starter, tmp_path / "out", "--lms", "docebo", "--sheet-language", "fr")
    page = html.fromstring(sheet.read_bytes())
    assert "en anglais seulement" in text_of(sheet)
    steps = [e.text_content() for e in page.iter("span") if e.get("lang") == "en"]
    assert any("Upload the zip file" in step for step in steps)


def test_words_of_a_course_are_texts(starter: Source, tmp_path: Path) -> None:
    starter.replace("course.yaml", "title: My course", 'title: "<b>My</b> & {percent}"')
    (sheet,) = build(starter, tmp_path / "out", "--lms", "moodle")
    assert "<b>My</b> & {percent}" in text_of(sheet)


@pytest.mark.parametrize(
    ("passing", "total", "launches", "mark"),
    [
        *(("80", "100", 1, "80"), ("80", "100", 5, "80"), ("8", "10", 5, "80"), ("20", "25", 4, "80")),
        *(("8", "9", 1, "88.88"), ("22", "51.5", 1, "42.71"), ("22", "51.5", 5, "42.67")),
    ],
)
def test_who_has_exactly_the_pass_mark_reaches_what_is_typed_into_the_lms(
    passing: str, total: str, launches: int, mark: str, starter: Source
) -> None:
    starter.check()
    assert starter.checked
    course = starter.checked.course
    assert course.scoring
    scoring = replace(course.scoring, passing=Decimal(passing), total=Decimal(total))
    assert percent(replace(course, scoring=scoring), launches) == mark
