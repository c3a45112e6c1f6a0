"""The interface in its languages: marked where it is not the course's, nothing hard-coded, nothing cut off.

The gate walks through one module in one way, and looks at one language; `make languages` does all of it.
"""

from __future__ import annotations

import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser
from test_ending import CERTIFICATE, WAYS
from test_pages import violations

from conftest import REFERENCE, build_package
from lms import Lms
from pseudo import BEGIN, END, LONG, OURS, RIGHT_TO_LEFT, accented, from_right_to_left, speak
from scorm_export import Diagnostics, check_course
from scorm_export.commands.main import main
from scorm_export.commands.new import STARTER
from scorm_export.course import Course
from scorm_export.interface import words
from sources import BLOCK_GALLERY, GALLERY, Source, copy_of_starter, copy_translations, without_quizzes
from walking import ANSWER, READY, WIDE, Played, launch, wait, walk

pytestmark = pytest.mark.browser
IS_WHOLE = "LANGUAGES" in os.environ
SCREENSHOTS = os.environ.get("SCREENSHOTS", "")
"""The folder for images of each language, if somebody wants to look at them."""
PSEUDO = {
    "marked": ("he", {"en": accented}),
    "long": (LONG, {LONG: accented}),
    "right-to-left": (RIGHT_TO_LEFT, {RIGHT_TO_LEFT: from_right_to_left}),
}
"""The language of the course, and the pseudo-languages that the interface speaks."""
TEXTS = """() => {
  const seen = (element) => element.checkVisibility({ visibilityProperty: true });
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (!data.trim() || !seen(parentElement) || parentElement.closest("script, style, math, svg")) continue;
    const marked = parentElement.closest("[lang]");
    const { direction } = getComputedStyle(parentElement);
    texts.push({ text: data, language: marked.lang, direction, where: parentElement.outerHTML.slice(0, 200) });
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [alt]")) {
    for (const name of ["aria-label", "title", "alt"]) {
      const text = element.getAttribute(name);
      const language = element.closest("[lang]").lang;
      if (text) texts.push({ text, language, direction: "", where: element.outerHTML.slice(0, 200) });
    }
  }
  return texts;
}"""
CUT_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility() && !element.closest("svg, math, .table, pre, .course-title"))
  .filter((element) => element.clientWidth > 1)
  .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .filter((element) => {
    const { overflowX, overflowY, display } = getComputedStyle(element);
    const hides = (overflow) => overflow !== "visible";
    const table = element.closest("th") && element.closest("table");
    if (table && table.offsetWidth > table.parentElement.clientWidth) return true;
    return display !== "inline" && ((hides(overflowX) && element.scrollWidth > element.clientWidth + 1)
      || (hides(overflowY) && element.scrollHeight > element.clientHeight + 1));
  })
  .map((element) => element.outerHTML.slice(0, 200))"""
LEARNER = "Diallo, Awa"
"""Who takes the course in the strict LMS."""
HEIGHT = "() => document.documentElement.scrollHeight"
VIDEO = '\n![A talk](talk.mp4){captions="talk.vtt"}\n\n::: transcript\nGood morning.\n:::\n'
COURSES = [GALLERY, BLOCK_GALLERY, REFERENCE] if IS_WHOLE else [GALLERY]


@pytest.mark.parametrize("source", COURSES, ids=lambda path: path.name)
@pytest.mark.parametrize("way", PSEUDO if IS_WHOLE else ["marked"])
def test_every_word_on_a_page_is_the_interfaces_or_the_authors(
    way: str,
    source: Path,
    browser: Browser,
    lms_for: Callable[..., Lms],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    language, spoken = PSEUDO[way]
    speak(monkeypatch, tmp_path / "locales", spoken)
    course, package = in_language(source, language, tmp_path)
    files = (path for path in source.rglob("*") if path.suffix in (".md", ".yaml", ".vtt"))
    authors = letters("".join(path.read_text("utf-8") for path in files) + LEARNER)
    window = Played(browser, (320, 640))
    launch(window, lms_for(package, "scorm12"))

    def look() -> None:
        texts = [(problem(said, authors, is_marked=way == "marked"), said) for said in window.run(TEXTS)]
        assert [(wrong, said) for wrong, said in texts if wrong] == []
        assert window.run(CUT_OFF) == []

    look()
    activities = list(course.activities if IS_WHOLE else course.modules[-1].activities)
    for activity in activities:
        walk(window, activity)
        look()
    window.run("() => { location.hash = '#/result'; }")
    wait(lambda: window.run("() => !document.querySelector('#result').hidden"), "the results are shown")
    look()
    window.page.close()
    words.words_for.cache_clear()


@pytest.mark.parametrize("language", words.languages() if IS_WHOLE else ["bn"])
def test_a_language_is_accessible_fits_and_prints(
    language: str, browser: Browser, lms_for: Callable[..., Lms], tmp_path: Path
) -> None:
    course, package = in_language(STARTER, language, tmp_path)
    window = Played(browser, (320, 640))
    launch(window, lms_for(package, "scorm12"))
    look = Looking(window, language)
    look("home")
    lesson, quiz = next(course.lessons), next(course.quizzes)
    walk(window, lesson)
    look("lesson")
    window.run("name => { location.hash = `#/${name}`; }", quiz.id)
    wait(lambda: window.run(READY), "the quiz can be answered")
    window.run(ANSWER)
    look("quiz")
    walk(window, quiz)
    look("handed in")
    window.run("() => { location.hash = '#/result'; }")
    wait(lambda: window.run("() => !document.querySelector('#result').hidden"), "the results are shown")
    look("result")
    window.page.close()
    assert look.problems == {}


@pytest.mark.parametrize("language", words.languages() if IS_WHOLE else ["hi"])
def test_the_switch_videos_and_the_certificate_are_accessible_fit_and_print(
    language: str, browser: Browser, lms_for: Callable[..., Lms], tmp_path: Path
) -> None:
    """In a package that holds the language and two others, without quizzes, so that whoever has read all is done."""
    source = without_quizzes(copy_of_starter(tmp_path / "course"))
    source.replace("course.yaml", "language: en", f"language: {language}")
    source.replace("course.yaml", "lesson_done: read", "lesson_done: opened")
    source.write("course.yaml", source.text("course.yaml") + CERTIFICATE)
    source.write("going-further/talk.mp4", b"\0\0\0\x18ftypmp42" + bytes(64))
    source.write("going-further/talk.vtt", "WEBVTT\n\n00:00.000 --> 00:01.000\nGood morning\n")
    source.write("going-further/media.md", source.text("going-further/media.md") + VIDEO)
    copy_translations(source.root)
    options = [word for each in ("ar", "fr", "zh") if each != language for word in ("--language", each)]
    arguments = ["build", str(source.root), "--together", "-o", str(tmp_path), "--language", language, *options]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    (built,) = tmp_path.glob("*-mul-*.zip")
    with zipfile.ZipFile(built) as package:
        package.extractall(tmp_path / "unpacked")
    checked = check_course(source.root, [], Diagnostics())
    assert checked
    window = Played(browser, (320, 640))
    launch(window, lms_for(tmp_path / "unpacked", "scorm12"))
    window.press(".languages summary")
    window.press(f".languages a[data-language={language}]")
    wait(lambda: window.run("tag => document.documentElement.lang === tag", language), f"the course is in {language}")
    look = Looking(window, language)
    window.press(".languages summary")
    look("switch")
    window.press(".languages summary")
    for lesson in checked.course.lessons:
        walk(window, lesson)
        if lesson.id == "media":
            wait(lambda: window.run("() => !!document.querySelector('#page video')"), "the video is shown")
            look("video")
    window.run("() => { location.hash = '#/'; }")
    wait(lambda: window.run(f"() => !!document.querySelector('#home {WAYS}')"), "the certificate is offered")
    window.press(f"#home {WAYS}")
    wait(lambda: window.run("() => !document.querySelector('#certificate').hidden"), "the certificate is shown")
    look("certificate")
    window.page.close()
    assert look.problems == {}


class Looking:
    """Looks at a page on the screen, on paper and with axe-core, and keeps what is wrong by its state."""

    def __init__(self, window: Played, language: str) -> None:
        self.window = window
        self.language = language
        self.problems: dict[str, object] = {}

    def __call__(self, state: str) -> None:
        window = self.window
        frame = window.page.frame("sco")
        assert frame
        found: dict[str, object] = {}
        for media in ("screen", "print"):
            window.page.emulate_media(media=media)  # type: ignore[arg-type]
            found[f"{state}, {media}"] = (window.run(WIDE) > 0, window.run(CUT_OFF))
        window.page.emulate_media(media="screen")
        found[f"{state}, axe"] = violations(frame)
        self.problems |= {name: problems for name, problems in found.items() if problems not in ([], (False, []))}
        if SCREENSHOTS:
            window.page.set_viewport_size({"width": 320, "height": window.run(HEIGHT)})
            window.page.screenshot(path=Path(SCREENSHOTS) / f"{self.language}-{state}.png")
            window.page.set_viewport_size({"width": 320, "height": 640})


def in_language(source: Path, language: str, folder: Path) -> tuple[Course, Path]:
    """Build a course as if it were in a language."""
    copy = Source(folder / "course")
    shutil.copytree(source, copy.root)
    copy.write("course.yaml", re.sub(r"(?m)^language: .*$", f"language: {language}", copy.text("course.yaml")))
    return build_package(copy.root, folder)


def letters(text: str) -> str:
    return re.sub(r"[\W\d_]", "", text).lower()


def problem(said: dict[str, Any], authors: str, *, is_marked: bool) -> str:
    """Return what is wrong with a text: it is neither the interface's as a whole nor an author's, or unmarked."""
    text = said["text"]
    is_ours = bool(set(text) & OURS)
    around = without_brackets(text) if is_ours and not is_marked else ""
    if "\u2060" in text:
        return "a sign has become text"
    if not is_ours and not all(letters(part) in authors for part in re.split(" · |: ", text)):
        return "hard-coded"
    if around and not re.fullmatch(r"[\s\d·.,–]*", around) and letters(around) not in authors:
        return "put together"
    if is_marked and letters(text) and (said["language"] == "en") != is_ours:
        return "in an element of the other language"
    return "written from right to left" if is_marked and is_ours and said["direction"] == "rtl" else ""


def without_brackets(text: str) -> str:
    outside = re.sub(f"{BEGIN}[^{BEGIN}{END}]*{END}", "", text)
    return outside if outside == text else without_brackets(outside)
