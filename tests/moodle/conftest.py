"""The Moodle, the packages and the browsers of the stories; `make moodle` runs them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Protocol

import pytest
from killable import BROWSERS, Device
from playwright.sync_api import Browser, Playwright, sync_playwright

from between import Between
from real_moodle import ROOT, Activity, RealMoodle, missing
from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.build import Package, for_lms
from scorm_export.course import Course, Structure
from scorm_export.lms.profile import profile
from student import Student, tab_of

REFERENCE = ROOT / "course_source" / "learning-health-systems"
CUT = {"grademethod": "sum", "status": "none", "gradepass": 80, "needpass": 1}
"""How an activity is set for a course of several SCOs; see docs/lms-administrators.md."""
UNCUT = {"status": "passed"}
Packages = Callable[..., tuple[Course, Path]]


class Enrol(Protocol):
    def __call__(self, source: Path, target: str, structure: Structure = Structure.COURSE) -> Student: ...


@pytest.fixture(scope="session")
def moodle() -> Iterator[RealMoodle]:
    reason = missing()
    if reason:
        pytest.skip(reason)
    with RealMoodle() as moodle:
        yield moodle


def write(
    source: Path, target: str, into: Path, structure: Structure = Structure.COURSE, *, for_moodle: bool = False
) -> tuple[Course, Package]:
    """Build a course for a target: as one SCO for any LMS, or for Moodle; cut always for Moodle."""
    found = Diagnostics()
    lms = profile("moodle" if for_moodle or structure is not Structure.COURSE else "generic")
    standard = for_lms(TARGETS[target], lms)
    checked = check_course(source, [standard], found, structure=structure)
    assert checked is not None, [d.message for d in found]
    (package,) = build(checked, source, [standard], into, settings=lms.settings)
    return checked.course, package


@pytest.fixture(scope="session")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Packages:
    """Build a course for a target, once."""

    @cache
    def built(source: Path, target: str, structure: Structure = Structure.COURSE) -> tuple[Course, Path]:
        course, package = write(source, target, tmp_path_factory.mktemp(source.name), structure)
        return course, package.path

    return built


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    path = next(found for name in ("chromium-headless-shell", *BROWSERS) if (found := shutil.which(name)))
    browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
    yield browser
    browser.close()


@pytest.fixture
def between() -> Iterator[Between]:
    with Between() as between:
        yield between


@pytest.fixture
def new_device(browser: Browser, between: Between) -> Iterator[Callable[[Activity, Course], Student]]:
    """Sit the learner of an activity at a device that was never used before, signed in."""
    with ExitStack() as open_tabs:

        def sit(activity: Activity, course: Course) -> Student:
            student = Student(open_tabs.enter_context(tab_of(browser, between)), between, activity, course)
            student.sign_in()
            return student

        yield sit


@pytest.fixture
def enrol(moodle: RealMoodle, packages: Packages, new_device: Callable[[Activity, Course], Student]) -> Enrol:
    """Put a course into Moodle and enrol a learner, who is signed in."""

    def start(source: Path, target: str, structure: Structure = Structure.COURSE) -> Student:
        course, package = packages(source, target, structure)
        activity = moodle.add(package, **(UNCUT if structure is Structure.COURSE else CUT))
        return new_device(activity, course)

    return start


@pytest.fixture
def devices(playwright: Playwright, between: Between, tmp_path: Path) -> Iterator[Callable[[], Device]]:
    """Make browsers that can be killed, each with a profile of its own."""
    made: list[Device] = []

    def make() -> Device:
        made.append(Device(playwright, tmp_path / f"profile-{len(made)}", between.url))
        return made[-1]

    yield make
    for device in made:
        device.kill()
