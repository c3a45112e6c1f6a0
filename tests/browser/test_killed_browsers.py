"""A browser whose processes are killed at a random moment: what the learner was told to be held is there afterwards."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Protocol

import pytest
from killable import Device
from playwright.sync_api import BrowserContext, Error, Playwright, TimeoutError, expect  # noqa: A004

from conftest import REFERENCE, Packages, in_turns
from launching import Reader, Site, Story, launch_cmi5
from learner import Learner
from lms import RUN_TIMES, Lms
from real_lrs import RealLrs
from scorm_export.course import Course, Quiz
from scorm_export.interface.words import words_for

pytestmark = pytest.mark.browser
STANDARDS = (*RUN_TIMES, "xapi", "cmi5")
ALL = [(standard, seed) for seed in range(40) for standard in STANDARDS]
CASES = in_turns(ALL, every=29)
"""The gate plays another seed in each standard; `make matrix` plays all."""
WORDS = words_for("en")["player"]
HELD_HERE = ("saved", "device")
LONGEST_SECONDS = 10.0
SEEN = """quiz => [
  ...[...document.querySelectorAll("#outline li[data-activity]")]
    .filter(({ dataset }) => ["visited", "done", "passed", "failed"].includes(dataset.status))
    .map(({ dataset }) => dataset.activity),
  ...[...document.querySelectorAll(`#page article[data-activity="${quiz}"] fieldset[data-question]`)].flatMap((form) =>
    [...form.querySelectorAll("input:checked, textarea, input[type=text]")]
      .filter(({ value }) => value)
      .map(({ id, value }) => `${id}: ${value}`)),
]"""
"""What a page shows as done, and what stands in the quiz on display."""


class Record(Protocol):
    """Where a learner's work goes."""

    course: Course

    def sit(self, context: BrowserContext) -> Learner:
        """Launch the course in a new tab and wait until it is open."""

    def fails(self, *, fails: bool) -> None: ...


class InAnLms:
    def __init__(self, course: Course, lms: Lms) -> None:
        self.course, self.lms = course, lms

    def sit(self, context: BrowserContext) -> Learner:
        learner = Learner(context, self.lms, self.course, "strict")
        learner.launch()
        return learner

    def fails(self, *, fails: bool) -> None:
        self.lms.failing = fails


class InAnLrs:
    def __init__(self, course: Course, story: Story, *, is_cmi5: bool) -> None:
        self.course, self.story, self.is_cmi5 = course, story, is_cmi5

    def sit(self, context: BrowserContext) -> Learner:
        reader = Reader(context, self.course)
        reader.open(launch_cmi5(self.story) if self.is_cmi5 else self.story.url())
        return reader

    def fails(self, *, fails: bool) -> None:
        down = HTTPStatus.SERVICE_UNAVAILABLE
        self.story.lrs.fault = (lambda asked: None if asked.method == "OPTIONS" else down) if fails else None


@pytest.fixture
def record(
    request: pytest.FixtureRequest, standard: str, packages: Packages, lms_for: Callable[[Path, str], Lms]
) -> Iterator[Record]:
    course, package = packages(REFERENCE, standard)
    if standard in RUN_TIMES:
        yield InAnLms(course, lms_for(package, standard))
        return
    lrs: RealLrs = request.getfixturevalue("lrs")
    site = Site(package, lrs.authorization.removeprefix("Basic "))
    yield InAnLrs(course, Story(site, lrs, course), is_cmi5=standard == "cmi5")
    lrs.fault = None
    site.close()


@pytest.fixture
def device(playwright: Playwright, tmp_path: Path) -> Iterator[Device]:
    device = Device(playwright, tmp_path / "profile")
    yield device
    device.kill()


def seen(learner: Learner, quiz: Quiz) -> set[str]:
    return set(learner.frame.evaluate(SEEN, quiz.id))


def stands(learner: Learner) -> str:
    return learner.frame.locator("#save-status").get_attribute("data-status") or ""


def sees(learner: Learner, quiz: Quiz, told: set[str]) -> None:
    """See that everything that the learner was told about is there."""
    learner.go_to(quiz.id)
    expect(learner.frame.locator("#page fieldset[data-question]:not([hidden])").first).to_be_visible()
    assert told - seen(learner, quiz) == set()


@pytest.mark.parametrize(("standard", "seed"), CASES)
def test_what_was_told_to_be_held_outlives_a_browser_that_is_killed_at_any_moment(
    seed: int, record: Record, device: Device, context: BrowserContext
) -> None:
    chance = random.Random(seed)
    learner = record.sit(device.open())
    quiz = list(record.course.quizzes)[-1]
    learner.go_to(quiz.id)
    told: dict[str, set[str]] = {"saved": set(), "device": set()}
    struck = threading.Event()

    def strike() -> None:
        struck.set()
        device.strike()

    end = threading.Timer(chance.uniform(1, LONGEST_SECONDS), strike)
    end.start()
    try:
        work(learner, quiz, record, chance, told)
    except (Error, AssertionError):
        if not struck.is_set():
            raise
    end.join()
    device.kill()
    record.fails(fails=False)

    sees(record.sit(context), quiz, told["saved"])
    learner = record.sit(device.open())
    # Of work that never reached the LMS, the learner is asked.
    with suppress(TimeoutError):
        learner.frame.get_by_role("button", name=WORDS["kept_take"]).click(timeout=3000)
    sees(learner, quiz, told["saved"] | told["device"])


def work(learner: Learner, quiz: Quiz, record: Record, chance: random.Random, told: dict[str, set[str]]) -> None:
    """Answer, rest and read in the record's good and bad times, without an end, and note what is told."""
    lessons = list(record.course.lessons)
    unanswered = chance.sample(quiz.questions, len(quiz.questions))
    while True:
        if chance.random() < 0.2:
            record.fails(fails=chance.random() < 0.5)
        if chance.random() < 0.15 or not unanswered:
            learner.go_to(chance.choice(lessons).id)
            learner.frame.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
            learner.go_to(quiz.id)
        else:
            learner.fill(quiz, only=[unanswered.pop().id])
        for _ in range(chance.choice([1, 1, 5, 30])):
            # What is there is read first: what comes after it is not what was told.
            there, status = seen(learner, quiz), stands(learner)
            if status in told:
                told[status] = there
            learner.frame.page.wait_for_timeout(100)


@pytest.mark.parametrize("standard", ["scorm12", "xapi"])
def test_the_newest_of_what_the_device_keeps_outlives_a_browser_that_is_killed(record: Record, device: Device) -> None:
    learner = record.sit(device.open())
    quiz = list(record.course.quizzes)[-1]
    first, *others = quiz.questions
    learner.go_to(quiz.id)
    learner.fill(quiz, only=[first.id])
    expect(learner.frame.locator("#save-status[data-status=saved]")).to_be_visible()
    # Chromium writes localStorage to the disk some seconds later; what it writes then must not hide what came after it.
    learner.frame.page.wait_for_timeout(7000)
    record.fails(fails=True)
    learner.fill(quiz, only=[question.id for question in others])
    expect(learner.frame.locator("#save-status[data-status=device]")).to_be_visible()
    told = seen(learner, quiz)
    device.kill()
    record.fails(fails=False)

    sees(record.sit(device.open()), quiz, told)
