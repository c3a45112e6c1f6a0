"""Themes in a browser: readable in every scheme, in both directions of writing, and as the system's colours have it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect
from test_pages import violations

from conftest import build_package
from learner import Learner
from lms import Lms
from scorm_export.reading.theme import names
from sources import copy_of_starter

pytestmark = pytest.mark.browser
Start = Callable[[Path], Lms]
LOOKS: dict[str, dict[str, Any]] = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "light, more contrast": {"color_scheme": "light", "contrast": "more"},
    "dark, more contrast": {"color_scheme": "dark", "contrast": "more"},
    "forced colours": {"color_scheme": "dark", "forced_colors": "active"},
}
TEMPLATES = Path(__file__).parents[2] / "scorm_export" / "render" / "templates"
CREST = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40"><circle cx="20" cy="20" r="20" fill="{colour}"/></svg>'
)


def with_theme(theme: str, language: str, into: Path) -> Path:
    """Copy the starter course in a language of the interface, with a theme."""
    course = copy_of_starter(into / "course")
    course.replace("course.yaml", "modules:\n", f"theme: {theme}\nmodules:\n")
    course.replace("course.yaml", "language: en\n", f"language: {language}\n")
    return course.root


def own_theme(into: Path) -> Path:
    """Copy the starter course with a theme of its own: logo, cover, and each of the shell's templates."""
    root = with_theme("look", "en", into)
    (root / "look" / "templates").mkdir(parents=True)
    for name in ("bar.html", "outline.html", "home.html", "lesson.html", "quiz.html", "results.html"):
        shutil.copy(TEMPLATES / name, root / "look" / "templates" / name)
    for name, colour in (("crest.svg", "#0b5c66"), ("crest-dark.svg", "#83cdd0"), ("cover.svg", "#7d5600")):
        (root / "look" / name).write_text(CREST.format(colour=colour))
    (root / "look" / "theme.yaml").write_text(
        "title: Ours\n"
        "logo: {file: crest.svg, dark: crest-dark.svg, alternative: The crest}\n"
        "cover: {file: cover.svg, alternative: A round window}\n"
    )
    return root


@pytest.mark.parametrize(("look", "language"), [*((look, "en") for look in LOOKS), ("light", "ar"), ("dark", "ar")])
@pytest.mark.parametrize("theme", names())
def test_no_page_has_accessibility_violations(
    theme: str, look: str, language: str, tmp_path: Path, browser: Browser, lms_for: Start
) -> None:
    course, package = build_package(with_theme(theme, language, tmp_path), tmp_path / "built")
    context = browser.new_context(viewport={"width": 352, "height": 800}, reduced_motion="reduce", **LOOKS[look])
    learner = Learner(context, lms_for(package), course, "scorm-again")
    frame = learner.launch()
    found = {"home": violations(frame)}
    lesson, quiz = next(course.lessons), next(course.quizzes)
    learner.go_to(lesson.id)
    found["lesson"] = violations(frame)
    learner.go_to(quiz.id)
    found["quiz"] = violations(frame)
    learner.fill(quiz, {quiz.questions[0].id})
    learner.hand_in()
    found["handed in"] = violations(frame)
    frame.evaluate("location.hash = '#/result'")
    expect(frame.locator("#result")).to_be_visible()
    found["results"] = violations(frame)
    context.close()
    if look == "forced colours":  # the system's are shown, and axe takes the theme's for them
        found = {state: [p for p in problems if "color-contrast" not in p] for state, problems in found.items()}
    assert {state: problems for state, problems in found.items() if problems} == {}


@pytest.mark.parametrize("theme", names())
def test_forced_colours_are_the_systems(theme: str, tmp_path: Path, browser: Browser) -> None:
    _, package = build_package(with_theme(theme, "en", tmp_path), tmp_path / "built")
    context = browser.new_context(color_scheme="dark", forced_colors="active")
    page = context.new_page()
    page.goto((package / "index.html").as_uri())
    shown = """selector => {
        const { color, backgroundColor } = getComputedStyle(document.querySelector(selector));
        return [color, backgroundColor];
    }"""
    system = """words => words.map(word => {
        const probe = document.body.appendChild(document.createElement("i"));
        probe.style.cssText = `forced-color-adjust: none; color: ${word}`;
        return getComputedStyle(probe).color;
    })"""
    assert page.evaluate(shown, "body") == page.evaluate(system, ["CanvasText", "Canvas"])
    assert page.evaluate(shown, "#resume") == page.evaluate(system, ["LinkText", "Canvas"])
    context.close()


@pytest.mark.parametrize(("scheme", "shown"), [("light", "theme/logo.svg"), ("dark", "theme/logo-dark.svg")])
def test_a_theme_of_the_courses_own_carries_a_learner_through_the_course(
    scheme: Any, shown: str, tmp_path: Path, browser: Browser, lms_for: Start
) -> None:
    course, package = build_package(own_theme(tmp_path), tmp_path / "built")
    context = browser.new_context(viewport={"width": 352, "height": 800}, color_scheme=scheme)
    lms = lms_for(package)
    learner = Learner(context, lms, course, "strict")
    frame = learner.launch()
    assert violations(frame) == []
    logo = frame.get_by_role("img", name="The crest")
    expect(logo).to_be_visible()
    assert logo.evaluate("image => image.currentSrc").endswith(shown)
    assert logo.evaluate("image => image.naturalWidth > 0")
    expect(frame.get_by_role("img", name="A round window")).to_be_visible()
    learner.take_course({})
    assert lms.status == "passed"
    context.close()


def test_more_contrast_is_more(tmp_path: Path, browser: Browser) -> None:
    _, package = build_package(with_theme("default", "en", tmp_path), tmp_path / "built")

    def ink(**options: Any) -> str:
        context = browser.new_context(**options)
        page = context.new_page()
        page.goto((package / "page-a-lesson.html").as_uri())
        colour: str = page.evaluate("getComputedStyle(document.body).color")
        context.close()
        return colour

    assert ink(color_scheme="light", contrast="more") == "rgb(0, 0, 0)"
    assert ink(color_scheme="dark", contrast="more") == "rgb(255, 255, 255)"
    assert ink(color_scheme="light") not in ("rgb(0, 0, 0)", ink(color_scheme="dark"))
