"""Platforms that allow the course less than others: strict policies and sandboxes, with each launched target."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from conftest import Packages
from launching import Reader, Site, Story, launch_cmi5
from learner import Learner
from lms import RUN_TIMES, Lms
from real_lrs import RealLrs
from scorm_export.commands.new import STARTER
from scorm_export.interface.words import words_for
from sources import BLOCK_GALLERY, GALLERY

pytestmark = pytest.mark.browser
WORDS = words_for("en")["player"]
STRICT = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'"
)
"""No word of `unsafe-inline`, `unsafe-eval` or `data:`."""
Start = Callable[[Path, str], Lms]


LAUNCHED = ["inline style", "inline script"]
"""What makes a launched page readable earlier, and is refused: the page waits for its files then (decision 40)."""


def kind(said: str) -> str:
    return next((one for one in LAUNCHED if one in said), said)


@pytest.fixture
def complaints(context: BrowserContext) -> list[str]:
    """What the browser says that it did not allow: all, or which kind of what a launched page can do without."""
    found: list[str] = []
    words = ("Content Security Policy", "Blocked")

    def hear(page: Page) -> None:
        page.on(
            "console", lambda said: found.append(kind(said.text)) if any(word in said.text for word in words) else None
        )

    context.on("page", hear)
    return found


@pytest.fixture(params=RUN_TIMES)
def learner(request: pytest.FixtureRequest, packages: Packages, context: BrowserContext, lms_for: Start) -> Learner:
    course, package = packages(STARTER, request.param)
    return Learner(context, lms_for(package, request.param), course, "strict")


def passes(learner: Learner) -> None:
    """Take the course, and find it passed at the next launch."""
    learner.launch()
    learner.take_course({})
    expect(learner.frame.locator("#save-status")).to_have_text(WORDS["saved"])
    assert learner.lms.status == "passed"
    assert learner.mistakes() == []
    learner.leave()
    learner.launch()
    expect(learner.frame.locator("#outline li[data-status=passed]")).to_have_count(len(list(learner.course.quizzes)))


def test_a_course_is_taken_under_a_strict_policy(learner: Learner, complaints: list[str]) -> None:
    learner.lms.policy = STRICT
    passes(learner)
    assert complaints == LAUNCHED * 2


def test_a_course_is_taken_in_a_sandbox_that_allows_no_forms(learner: Learner, complaints: list[str]) -> None:
    learner.lms.sandbox = "allow-scripts allow-same-origin"
    passes(learner)
    quiz = next(learner.course.quizzes)
    learner.go_to(quiz.id)
    learner.try_again()
    learner.fill(quiz)
    learner.hand_in(by="keyboard")
    expect(learner.frame.locator("#save-status")).to_have_text(WORDS["saved"])
    assert complaints == []


def test_in_a_sandbox_of_another_origin_it_says_that_nothing_is_recorded(learner: Learner) -> None:
    learner.lms.sandbox = "allow-scripts allow-forms"
    learner.page = learner.context.new_page()
    learner.page.goto(learner.lms.launch_url("strict"))
    frame = learner.frame

    expect(frame.locator("#save-status")).to_have_text(WORDS["untracked"])
    expect(frame.locator("#notice")).to_contain_text(WORDS["notice_untracked"])
    for activity in learner.course.activities:
        learner.go_to(activity.id)
    quiz = list(learner.course.quizzes)[-1]
    learner.fill(quiz)
    learner.hand_in()
    expect(frame.locator("#save-status")).to_have_text(WORDS["untracked"])
    assert learner.calls() == []


@pytest.mark.parametrize("gallery", [GALLERY, BLOCK_GALLERY], ids=["questions", "blocks"])
def test_every_question_type_and_block_shows_under_a_strict_policy(
    gallery: Path, packages: Packages, context: BrowserContext, lms_for: Start, complaints: list[str]
) -> None:
    course, package = packages(gallery, "scorm12")
    lms = lms_for(package, "scorm12")
    lms.policy = STRICT
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    for activity in course.activities:
        learner.go_to(activity.id)
    assert complaints == LAUNCHED


@pytest.fixture(params=["xapi", "cmi5"])
def story(
    request: pytest.FixtureRequest, packages: Packages, lrs: RealLrs
) -> Iterator[tuple[Story, Callable[[], str]]]:
    """A registration, and how its course is launched."""
    course, package = packages(STARTER, request.param)
    site = Site(package, lrs.authorization.removeprefix("Basic "))
    story = Story(site, lrs, course)
    yield story, lambda: launch_cmi5(story) if request.param == "cmi5" else story.url()
    site.close()


def test_a_strict_policy_that_lets_the_record_store_be_asked_is_enough(
    story: tuple[Story, Callable[[], str]], context: BrowserContext, complaints: list[str]
) -> None:
    told, url = story
    told.site.policy = f"{STRICT} {told.lrs.endpoint.removesuffix('/xapi/')}"
    reader = Reader(context, told.course)
    reader.open(url())
    reader.take_course({})
    reader.stands("saved")
    told.wait_for("passed")
    told.assert_sound()
    assert complaints == LAUNCHED


def test_a_policy_that_lets_no_record_store_be_asked_is_not_told_as_saved(
    story: tuple[Story, Callable[[], str]], context: BrowserContext
) -> None:
    told, url = story
    reader = Reader(context, told.course)
    told.site.policy = STRICT
    # A session of cmi5 does not begin without what the LMS left for it in the store.
    reader.open(url(), "refused" if "fetch=" in url() else "device")
    reader.go_to(next(told.course.lessons).id)
    expect(reader.frame.locator("#save-status[data-status=saved]")).to_be_hidden()


class Framed(Reader):
    """A learner at a course in a frame of the platform's page."""

    @property
    def frame(self) -> Frame:
        assert self.page
        frame = self.page.frame("sco")
        assert frame
        return frame

    def stands(self, status: str, seconds: float = 15) -> None:
        expect(self.frame.locator(f"#save-status[data-status={status}]")).to_be_visible(timeout=seconds * 1000)


def test_in_a_sandbox_of_another_origin_the_record_store_has_everything(
    story: tuple[Story, Callable[[], str]], context: BrowserContext
) -> None:
    told, url = story

    def launch() -> Framed:
        learner = Framed(context, told.course)
        learner.page = context.new_page()
        frame = (
            f'<iframe name=sco sandbox="allow-scripts" style="width:100%;height:90vh" src="{escape(url())}"></iframe>'
        )
        learner.page.set_content(frame)
        learner.stands("saved")
        return learner

    first = launch()
    first.take_course({})
    first.stands("saved")
    assert first.page
    first.page.close()
    again = launch()
    expect(again.frame.locator("#outline li[data-status=passed]")).to_have_count(len(list(told.course.quizzes)))
    told.assert_sound()
