"""A learner changes the language in the middle of a quiz, in every target; what the LMS or LRS held in the end."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import BrowserContext, Frame, expect
from test_pages import violations
from test_units import put

from conftest import MadeOnce
from launching import ACTOR, Reader, Site, Story, launch_cmi5
from learner import Learner
from lms import Lms
from real_lrs import PASSWORD, USER, RealLrs
from scorm_export import Diagnostics, check_course
from scorm_export.commands.main import main
from scorm_export.course import Course
from sources import copy_of_starter, copy_translations

pytestmark = pytest.mark.browser
TARGETS = ("scorm12", "scorm12-lrs", "scorm2004-3rd", "scorm2004-3rd-lrs", "scorm2004-4th", "xapi", "cmi5")
QUIZ = "first-quiz"


@pytest.fixture
def together(made_once: MadeOnce, lrs: RealLrs, tmp_path: Path) -> Callable[[str], tuple[Course, Path]]:
    """Build the starter in four languages, with a quiz that has a time limit, as one package for a target."""

    def source(folder: Path) -> None:
        course = copy_of_starter(folder / "course")
        course.replace("first-steps/quiz.yaml", "attempts: 3", "attempts: 3\ntime: 30 min")
        copy_translations(folder / "course")

    def built(target: str) -> tuple[Course, Path]:
        root = made_once("in-four-languages", source) / "course"
        access = {"endpoint": lrs.endpoint, "homePage": home_page(tmp_path), "key": f"{USER}:{PASSWORD}"}
        beside = tmp_path / "lrs.yaml"
        beside.write_text("".join(f"{name}: {value}\n" for name, value in access.items()), "utf-8")
        standard = target.removesuffix("-lrs")
        options = ["--lrs", str(beside)] if target != standard else []
        arguments = ["build", str(root), "--together", "-t", standard, "-o", str(tmp_path), *options]
        result = CliRunner().invoke(main, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        with zipfile.ZipFile(tmp_path / f"my-course-1.0.0-mul-{standard}.zip") as package:
            package.extractall(tmp_path / "unpacked")
        checked = check_course(root, [], Diagnostics())
        assert checked
        return checked.course, tmp_path / "unpacked"

    return built


def home_page(folder: Path) -> str:
    return f"https://institution.example/{folder.name}"


def speaks(frame: Frame, language: str, direction: str = "ltr") -> None:
    """Wait until the page is in a language, with its direction and its name."""
    expect(frame.locator(f"html[lang={language}][dir={direction}]")).to_have_count(1)
    expect(frame.locator(".languages [aria-current]")).to_have_attribute("data-language", language)


def change(frame: Frame, language: str, direction: str = "ltr") -> None:
    frame.locator(".languages summary").click()
    frame.locator(f".languages a[data-language={language}]").click()
    speaks(frame, language, direction)
    expect(frame.locator(".languages summary")).to_be_focused()


def take_the_quiz_in_three_languages(learner: Learner) -> None:
    """Begin in French, answer, go on in Arabic, hand in in English."""
    frame = learner.frame
    speaks(frame, "fr")
    learner.go_to(QUIZ)
    frame.locator("#page [data-action=hand-in]").click()
    first, second = learner.form("id-change"), learner.form("plain-text")
    first.locator("[data-option=b] input").check()
    text = first.locator("[data-option=b]").text_content()
    expect(frame.locator("#page .timer")).to_contain_text("30")
    place = frame.evaluate("location.hash")
    change(frame, "ar", "rtl")
    assert frame.evaluate("location.hash") == place
    expect(first.locator("[data-option=b] input")).to_be_checked()
    assert first.locator("[data-option=b]").text_content() != text
    expect(frame.locator("#page .timer")).to_be_visible()
    second.locator("[data-option=true] input").check()
    change(frame, "en")
    expect(first.locator("[data-option=b] input")).to_be_checked()
    expect(second.locator("[data-option=true] input")).to_be_checked()
    expect(frame.locator("#page .timer")).to_contain_text("Time left")
    learner.hand_in()
    expect(frame.locator("#page .quiz-result h2")).to_contain_text("5 of 5")
    change(frame, "fr")
    expect(frame.locator("#page .quiz-result h2")).to_contain_text("5 sur 5")
    change(frame, "zh")
    learner.go_to("a-lesson")
    expect(frame.locator("#save-status[data-status=saved]")).to_be_visible()


@pytest.mark.parametrize("width", [352, 1280])
def test_the_switch_has_no_accessibility_violations_closed_or_open_in_any_language(
    width: int, together: Callable[[str], tuple[Course, Path]], lms_for: Callable[..., Lms], context: BrowserContext
) -> None:
    course, package = together("scorm12")
    frame = Learner(context, lms_for(package, "scorm12"), course, "strict").launch(width=width)
    found = {"closed": violations(frame)}
    for language, direction in (("fr", "ltr"), ("ar", "rtl"), ("zh", "ltr"), ("en", "ltr")):
        change(frame, language, direction)
        found[language] = violations(frame)
        frame.locator(".languages summary").click()
        expect(frame.locator(".languages ul")).to_be_visible()
        found[f"{language}, open"] = violations(frame)
        frame.locator(".languages summary").click()
    assert {state: faults for state, faults in found.items() if faults} == {}


@pytest.mark.parametrize("target", TARGETS)
def test_the_language_changes_in_the_middle_of_a_quiz(
    target: str,
    together: Callable[[str], tuple[Course, Path]],
    lms_for: Callable[..., Lms],
    context: BrowserContext,
    lrs: RealLrs,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    course, package = together(target)
    if target in ("xapi", "cmi5"):
        of_lrs(target, course, package, context, lrs)
        return
    lms = lms_for(package, target.removesuffix("-lrs"))
    if target.startswith("scorm12"):
        lms.stored["cmi.student_preference.language"] = "fr-CA"
    else:
        of_manifest = lms.given
        monkeypatch.setattr(lms, "given", lambda page: of_manifest(page) | {"cmi.learner_preference.language": "fr-CA"})
    learner = Learner(context, lms, course, "strict")
    speaks(learner.launch(), "fr")
    assert "index_fr.js" in {name.rpartition("/")[2] for name in lms.requested}
    assert not [name for name in lms.requested if name.endswith(("_ar.js", "_zh.js"))], (
        "these load when they are chosen"
    )
    take_the_quiz_in_three_languages(learner)
    assert learner.mistakes() == []
    learner.leave()
    assert lms.score() == 50
    assert lms.status == "incomplete"
    assert lms.stored[location(target)].startswith("a-lesson")
    # What was chosen wins over the LMS's preference, on another device as well.
    context.clear_cookies()
    frame = learner.launch()
    speaks(frame, "zh")
    expect(frame.locator("#page article[data-activity=a-lesson]")).to_be_visible()
    learner.go_to(QUIZ)
    expect(frame.locator("#page .quiz-result h2")).to_contain_text("5")
    learner.leave()
    if target.endswith("-lrs"):
        agent = json.dumps({"account": {"homePage": home_page(tmp_path), "name": "learner-1"}})
        answered = [s for s in lrs.statements(agent=agent) if s["verb"]["id"].endswith("/answered")]
        assert {s["context"]["language"] for s in answered} == {"en"}


def location(target: str) -> str:
    return "cmi.core.lesson_location" if target.startswith("scorm12") else "cmi.location"


def of_lrs(target: str, course: Course, package: Path, context: BrowserContext, lrs: RealLrs) -> None:
    """Take the course where an LRS keeps the record; the browser or the learner's preferences ask for French."""
    site = Site(package, lrs.authorization.removeprefix("Basic ") if target == "cmi5" else "")
    story = Story(site, lrs, course)
    browser = context.browser
    assert browser
    own = browser.new_context(locale="fr-FR" if target == "xapi" else "de-DE", viewport={"width": 1280, "height": 800})
    if target == "cmi5":
        preferences = {"languagePreference": "de-DE,fr-FR", "audioPreference": "on"}
        query = {"profileId": "cmi5LearnerPreferences", "agent": json.dumps(ACTOR)}
        put(lrs, "agents/profile", query, preferences)
    learner = Reader(own, course)
    page = learner.open(story.url() if target == "xapi" else launch_cmi5(story))
    take_the_quiz_in_three_languages(learner)
    page.locator("#exit").click()
    story.wait_for("terminated")
    told = story.told()
    assert told.count("answered first-quiz") == 2
    assert told.count("passed first-quiz") == told.count("initialized course") == 1
    answered = [s for s in story.statements() if s["verb"]["id"].endswith("/answered")]
    assert {s["context"]["language"] for s in answered} == {"en"}
    assert {frozenset(s["object"]["definition"]["name"]) for s in answered} == {
        frozenset({"en", "en-US", "fr", "ar", "zh"})
    }
    story.assert_sound()
    own.close()
    site.close()
