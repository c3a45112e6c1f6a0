"""How a course ends, in Chromium: results as evidence, a certificate that is earned, and a way on for who failed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, expect
from test_pages import violations

from conftest import Packages, window
from launching import Reader, Site, Story, launch_cmi5
from learner import Learner
from lms import Lms
from real_lrs import RealLrs
from scorm_export.course import Course
from sources import Source, copy_of_starter

pytestmark = pytest.mark.browser
Start = Callable[..., Lms]
CERTIFICATE = """certificate:
  text: A small course
  signatories:
    - name: Dr Ama Mensah
      role: Director
      signature: {file: going-further/cycle.svg, alternative: Signature of Dr Ama Mensah}
contact:
  name: Help desk
  email: help@example.org
"""
WAYS = "[data-certificate]:not([hidden])"


def with_certificate(root: Path, language: str = "en") -> Source:
    source = copy_of_starter(root)
    source.write("course.yaml", source.text("course.yaml") + CERTIFICATE)
    source.replace("course.yaml", "language: en", f"language: {language}")
    return source


@pytest.fixture
def launched(
    tmp_path: Path, packages: Packages, context: BrowserContext, lms_for: Start
) -> Callable[..., tuple[Learner, Frame]]:
    """Open the starter course with a certificate."""

    def start(standard: str = "scorm12", language: str = "en", of: BrowserContext = context) -> tuple[Learner, Frame]:
        root = tmp_path / language
        course, package = packages(with_certificate(root, language).root if not root.exists() else root, standard)
        learner = Learner(of, lms_for(package, standard), course, "strict")
        return learner, learner.launch()

    return start


def fail_for_good(learner: Learner, course: Course) -> None:
    for quiz in course.quizzes:
        learner.go_to(quiz.id)
        for attempt in range(quiz.attempts or 1):
            if attempt:
                learner.try_again()
            learner.hand_in(anyway=True)


def read_everything(learner: Learner, course: Course) -> None:
    for activity in course.lessons:
        learner.go_to(activity.id)
        learner.frame.locator("#page .pager a").first.focus()


@pytest.mark.parametrize("standard", ["scorm12", "scorm2004-4th"])
def test_a_certificate_is_offered_when_it_is_earned_and_from_then_on(
    launched: Callable[..., tuple[Learner, Frame]], standard: str
) -> None:
    learner, frame = launched(standard)
    expect(frame.locator("#certificate")).to_be_hidden()
    frame.evaluate("location.hash = '#/certificate'")
    expect(frame.locator("#home")).to_be_visible()
    learner.take_course({})
    expect(frame.locator("#verdict")).to_have_attribute("data-status", "passed")
    expect(frame.locator(f"#result {WAYS}")).to_be_visible()
    expect(frame.locator("#result [data-fact=date] dd")).not_to_be_empty()
    assert violations(frame) == []
    frame.locator(f"#result {WAYS}").click()
    certificate = frame.locator("#certificate")
    expect(certificate.locator("[data-fact=code] dd")).to_have_text(re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$"))
    expect(certificate.locator("[data-fact=score]")).to_have_text("10 of 10 points")
    expect(certificate.locator("img")).to_have_attribute("alt", "Signature of Dr Ama Mensah")
    assert violations(frame) == []
    said = certificate.locator("[data-fact=code] dd").inner_text()
    # The tab is closed while the certificate is shown.
    learner.leave()
    frame = learner.launch()
    frame.locator(f"#home {WAYS}").click()
    expect(frame.locator("#certificate [data-fact=code] dd")).to_have_text(said)


@pytest.mark.parametrize("standard", ["xapi", "cmi5"])
def test_a_certificate_is_there_after_its_tab_was_closed_at_the_next_launch_and_after_a_reload(
    standard: str, tmp_path: Path, packages: Packages, context: BrowserContext, lrs: RealLrs
) -> None:
    course, package = packages(with_certificate(tmp_path).root, standard)
    story = Story(Site(package, lrs.authorization.removeprefix("Basic ")), lrs, course)
    reader = Reader(context, course)

    def url() -> str:
        return launch_cmi5(story) if standard == "cmi5" else story.url()

    page = reader.open(url())
    assert page.locator(WAYS).count() == 0
    reader.take_course({})
    page.locator(f"#result {WAYS}").click()
    code = page.locator("#certificate [data-fact=code] dd")
    expect(code).to_have_text(re.compile(r"^[0-9A-Z]{4}(-[0-9A-Z]{4}){2}$"))
    expect(page.locator("#certificate")).to_contain_text("Awa Diallo")
    said = code.inner_text()
    reader.stands("saved")
    page.close()
    again = reader.open(url())
    again.locator(f"#home {WAYS}").click()
    code = again.locator("#certificate [data-fact=code] dd")
    expect(code).to_have_text(said)
    again.reload()
    expect(again.locator("#certificate")).to_be_visible()
    expect(code).to_have_text(said)
    again.locator("#exit").click()
    story.wait_for("terminated", 1 if standard == "cmi5" else 2)
    story.site.close()
    story.assert_sound()


def test_no_certificate_is_offered_in_a_preview_or_without_a_pass(
    launched: Callable[..., tuple[Learner, Frame]],
) -> None:
    learner, frame = launched()
    fail_for_good(learner, learner.course)
    frame.evaluate("location.hash = '#/result'")
    expect(frame.locator("#verdict")).to_have_attribute("data-status", "failed")  # and nobody tells the LMS yet
    expect(frame.locator("#verdict")).to_contain_text("No attempts are left that could change this.")
    expect(frame.locator(".contact")).to_be_visible()
    assert learner.lms.status == "incomplete"
    read_everything(learner, learner.course)
    assert learner.lms.status == "failed"
    frame.evaluate("location.hash = '#/result'")
    expect(frame.locator("#verdict")).to_have_attribute("data-status", "failed")
    assert frame.locator(WAYS).count() == 0
    expect(frame.locator(".contact")).to_contain_text("help@example.org")
    again = frame.locator(".again li[data-again='write']")
    expect(again.locator("a")).to_have_text(["What a lesson looks like", "Figures and formulas"])
    assert violations(frame) == []


def test_browsing_earns_no_certificate(
    tmp_path: Path, packages: Packages, context: BrowserContext, lms_for: Start
) -> None:
    course, package = packages(with_certificate(tmp_path).root, "scorm12")
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch(mode="browse")
    learner.take_course({})
    expect(frame.locator("#verdict")).to_have_attribute("data-status", "passed")
    assert frame.locator(WAYS).count() == 0


def course_pages(learner: Learner) -> Iterator[str]:
    """Yield the pages of lessons that stand alone, in which no script runs."""
    return (f"page-{lesson.id}.html" for lesson in learner.course.lessons)


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_certificate_prints_on_one_page(
    launched: Callable[..., tuple[Learner, Frame]], browser: Browser, language: str
) -> None:
    with window(browser, viewport={"width": 352, "height": 640}) as context:
        learner, frame = launched("scorm12", language, context)
        learner.take_course({})
        frame.locator(f"#result {WAYS}").click()
        expect(frame.locator("#certificate [data-fact=code] dd")).not_to_be_empty()
        assert frame.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page = context.new_page()
        page.goto(f"{frame.url.rsplit('/', 1)[0]}/{next(course_pages(learner))}")
        page.evaluate("html => { document.documentElement.innerHTML = html; }", frame.content())
        for paper in ("A4", "Letter"):
            pdf = page.pdf(format=paper)
            assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1, paper
