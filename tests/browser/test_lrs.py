"""Learners whose record is kept by a real LRS, on another origin than the course; with every fault on the way.

At the end of each story stands what the LRS holds, statement by statement: nothing lost, nothing twice.
"""

from __future__ import annotations

import json
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from check_profile import breaches
from conftest import build_package, window
from launching import ACTOR, Reader, Site, Story, brief, launch_cmi5
from learner import Learner
from lms import Lms
from real_lrs import PASSWORD, USER, RealLrs, Request
from scorm_export import TARGETS, Diagnostics, build, check_course
from scorm_export.course import Course
from sources import copy_of_starter
from validator import violations

pytestmark = pytest.mark.browser

CMI5 = "https://w3id.org/xapi/cmi5/context/categories/cmi5"
COMPLETE = [
    "initialized course",
    "experienced a-lesson",
    "progressed course",
    "attempted first-quiz",
    "answered first-quiz",
    "answered first-quiz",
    "completed first-quiz",
    "passed first-quiz",
    "scored objective",
    "progressed course",
    "scored course",
    "experienced media",
    "progressed course",
    "attempted last-quiz",
    "answered last-quiz",
    "completed last-quiz",
    "passed last-quiz",
    "scored objective",
    "passed course",
    "completed course",
    "terminated course",
]


def opened(root: Path) -> Path:
    """Copy the starter, as a course in which lessons are done when they are opened: each visit is progress."""
    copy_of_starter(root).replace("course.yaml", "lesson_done: read", "lesson_done: opened")
    return root


@pytest.fixture(scope="module")
def xapi_package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    return build_package(opened(tmp_path_factory.mktemp("xapi")), tmp_path_factory.mktemp("xapi"), "xapi")


@pytest.fixture(scope="module")
def cmi5_package(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Path]:
    return build_package(opened(tmp_path_factory.mktemp("cmi5")), tmp_path_factory.mktemp("cmi5"), "cmi5")


@pytest.fixture
def story(xapi_package: tuple[Course, Path], lrs: RealLrs) -> Iterator[Story]:
    course, package = xapi_package
    site = Site(package, "")
    yield Story(site, lrs, course)
    site.close()


@pytest.fixture
def reader(context: BrowserContext, story: Story) -> Reader:
    return Reader(context, story.course)


def posts_statements(request: Request) -> bool:
    return request.method == "POST" and request.resource == "statements"


def take(reader: Reader) -> None:
    """Do the whole course right and see the result."""
    reader.take_course({})


def take_quiz(reader: Reader, name: str) -> None:
    reader.go_to(name)
    reader.fill(next(quiz for quiz in reader.course.quizzes if quiz.id == name))
    reader.hand_in()


def test_a_complete_run(story: Story, reader: Reader, xapi_package: tuple[Course, Path]) -> None:
    page = reader.open(story.url())
    assert page.url == f"{story.site.url}/index.html", "credentials stay in the address"
    take(reader)
    reader.stands("saved")
    page.locator("#exit").click()
    story.wait_for("terminated")
    assert story.told() == COMPLETE
    story.assert_sound()
    _, package = xapi_package
    profile = json.loads(next(package.parent.glob("*.jsonld")).read_text("utf-8"))
    assert breaches(profile, story.statements()) == []
    verdict = next(s for s in story.statements() if story.brief(s) == "passed course")
    assert verdict["result"]["score"] == {"scaled": 1, "raw": 10, "min": 0, "max": 10}
    assert verdict["actor"]["account"] == ACTOR["account"]


def test_the_lrs_answers_500_for_ten_statements_and_recovers(story: Story, reader: Reader) -> None:
    failed = 0

    def fault(request: Request) -> int | None:
        nonlocal failed
        if posts_statements(request) and failed < 10:
            failed += len(json.loads(request.body))
            return 500
        return None

    page = reader.open(story.url())
    story.lrs.fault = fault
    take(reader)
    reader.stands("saved", seconds=30)
    page.locator("#exit").click()
    story.wait_for("terminated")
    assert failed >= 10
    assert story.told() == COMPLETE
    story.assert_sound()


def test_401_in_the_middle_is_told_and_the_next_launch_delivers_the_rest(story: Story, reader: Reader) -> None:
    page = reader.open(story.url())
    reader.go_to("a-lesson")
    reader.stands("saved")
    story.lrs.fault = lambda request: None if request.method == "OPTIONS" else 401
    take_quiz(reader, "first-quiz")
    reader.stands("refused")
    expect(page.locator("#notice")).to_contain_text("does not take")
    before = story.told()
    page.close()
    story.lrs.fault = None
    page = reader.open(story.url())
    expect(page.locator("#outline li[data-activity=first-quiz]")).to_have_attribute("data-status", "passed")
    page.locator("#exit").click()
    story.wait_until(lambda told: told.count("initialized course") == 2 and told[-1] == "terminated course")
    told = story.told()
    assert told[: len(before)] == before == COMPLETE[:3]
    assert told[3:11] == COMPLETE[3:11]
    # What is said while a page goes away that may send nothing any more gets into its store or not.
    assert told[11:][-2:] == ["initialized course", "terminated course"]
    assert told[11:][:-2] in ([], ["terminated course"])
    story.assert_sound()


def test_offline_for_a_minute(story: Story, reader: Reader, context: BrowserContext) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto(story.url())
    reader.page = page
    reader.stands("saved")
    for activity in reader.course.activities:
        reader.go_to(activity.id)
    context.set_offline(True)
    take_quiz(reader, "first-quiz")
    page.clock.run_for(60_000)
    reader.stands("device")
    context.set_offline(False)  # the browser says so, and the queue does not wait for its turn
    reader.stands("saved", seconds=30)
    told = story.told()
    assert sorted(told) == sorted(
        [
            "initialized course",
            "experienced a-lesson",
            "experienced media",
            "progressed course",
            "progressed course",
            *COMPLETE[3:11],
        ]
    )
    story.assert_sound()


def test_the_tab_is_closed_in_the_middle_and_the_course_goes_on_there(story: Story, reader: Reader) -> None:
    page = reader.open(story.url())
    take_quiz(reader, "first-quiz")
    reader.go_to("media")
    page.close(run_before_unload=False)
    story.wait_for("terminated")
    assert [s for s in story.told() if s.startswith("terminated")] == ["terminated course"]
    first = story.told()
    assert first[-1] == "terminated course"
    assert "experienced media" in first
    page = reader.open(story.url())
    expect(page.locator("#page article[data-activity=media]")).to_be_visible()
    take_quiz(reader, "last-quiz")
    reader.go_to("a-lesson")
    page.close()
    story.wait_for("terminated", 2)
    told = story.told()
    assert told.count("passed course") == told.count("completed course") == 1
    assert told.count("experienced media") == told.count("experienced a-lesson") == 1
    story.assert_sound()


def test_two_tabs(story: Story, context: BrowserContext) -> None:
    one, other = Reader(context, story.course), Reader(context, story.course)
    first = one.open(story.url())
    second = other.open(story.url(), "elsewhere")
    take_quiz(one, "first-quiz")
    one.stands("saved")
    assert story.told().count("initialized course") == 1
    second.get_by_role("button", name="Go on here").click()
    other.stands("saved")
    one.stands("elsewhere")
    other.go_to("media")
    take_quiz(other, "last-quiz")
    other.go_to("a-lesson")
    other.stands("saved")
    first.close()
    second.close()
    story.wait_for("terminated")
    told = story.told()
    once = (
        "initialized course",
        "passed first-quiz",
        "passed last-quiz",
        "passed course",
        "completed course",
        "terminated course",
    )
    assert [told.count(one) for one in once] == [1] * len(once)
    story.assert_sound()


def test_two_devices(story: Story, browser: Browser) -> None:
    with window(browser) as home, window(browser) as away:
        laptop, phone = Reader(home, story.course), Reader(away, story.course)
        laptop.open(story.url())
        laptop.go_to("a-lesson")
        laptop.stands("saved")
        page = phone.open(story.url())
        expect(page.locator("#page article[data-activity=a-lesson]")).to_be_visible()
        take_quiz(phone, "first-quiz")
        take_quiz(phone, "last-quiz")
        phone.stands("saved")
        laptop.go_to("media")
        laptop.stands("saved")
    with window(browser) as third:
        reader = Reader(third, story.course)
        reader.open(story.url())
        reader.stands("saved")
        story.wait_for("passed")
        story.wait_for("completed")
    told = story.told()
    assert told.count("passed course") == told.count("completed course") == 1
    story.assert_sound()


def test_a_store_that_refuses_is_told_and_has_everything_when_it_is_healed(story: Story, reader: Reader) -> None:
    page = reader.open(story.url())
    story.lrs.fault = lambda request: 400 if posts_statements(request) else None
    take(reader)
    reader.stands("refused")
    expect(page.locator("details code")).to_contain_text("400")
    page.close()
    story.lrs.fault = None
    reader.open(story.url())
    reader.stands("saved", seconds=30)
    told = story.told()
    assert told.count("passed course") == told.count("completed course") == told.count("passed first-quiz") == 1
    story.assert_sound()


def test_a_clock_that_is_wrong_and_is_set_in_the_middle(story: Story, browser: Browser) -> None:
    context = browser.new_context()
    wrong = datetime(2019, 5, 1, 12, tzinfo=UTC)
    page = context.new_page()
    page.clock.install(time=wrong)
    page.goto(story.url())
    reader = Reader(context, story.course)
    reader.page = page
    reader.stands("saved")
    reader.go_to("a-lesson")
    page.clock.run_for(2000)
    page.clock.set_system_time(wrong - timedelta(hours=2))
    take_quiz(reader, "first-quiz")
    page.clock.run_for(2000)
    reader.stands("saved")
    page.close()
    story.wait_for("terminated")
    context.close()
    statements = story.statements()
    stamps = [s["timestamp"] for s in statements]
    assert stamps == sorted(stamps), "the order of the story is not that of the times"
    assert [story.brief(s) for s in statements][:3] == COMPLETE[:3]
    story.assert_sound()


def test_answers_that_are_lost_and_a_store_that_answers_409_to_what_it_knows(story: Story, reader: Reader) -> None:
    known: set[str] = set()
    lost: list[int] = []
    conflicts: list[int] = []

    def fault(request: Request) -> int | None:
        """Refuse a batch with a known statement whole, and lose the answer to every third new one."""
        if not posts_statements(request):
            return None
        batch = json.loads(request.body)
        ids = {statement["id"] for statement in batch}
        if ids & known:
            conflicts.append(len(batch))
            return 409
        known.update(ids)
        if len(known) % 3:
            return None
        lost.append(len(batch))
        status, _ = story.lrs.ask("POST", "statements", body=batch)
        assert status == HTTPStatus.OK
        return 0

    page = reader.open(story.url())
    story.lrs.fault = fault
    take(reader)
    reader.stands("saved")
    story.lrs.fault = None
    page.locator("#exit").click()
    story.wait_for("terminated")
    assert lost
    assert conflicts
    assert story.told() == COMPLETE
    story.assert_sound()


def test_an_lrs_without_state_leaves_the_place_on_this_device(story: Story, reader: Reader) -> None:
    story.lrs.has_state = False
    page = reader.context.new_page()
    page.goto(story.url())
    reader.page = page
    reader.go_to("media")
    reader.stands("device")
    page.close()
    story.wait_for("terminated")
    page = reader.context.new_page()
    page.goto(story.url())
    expect(page.locator("#page article[data-activity=media]")).to_be_visible()
    page.close()
    story.wait_for("terminated", 2)
    assert story.told().count("experienced media") == 1
    story.assert_sound()


def test_without_launch_parameters_the_course_plays_untracked(story: Story, reader: Reader) -> None:
    reader.open(f"{story.site.url}/index.html", "untracked")
    take(reader)
    assert story.lrs.requests == []


# cmi5


@pytest.fixture
def unit(cmi5_package: tuple[Course, Path], lrs: RealLrs) -> Iterator[Story]:
    course, package = cmi5_package
    site = Site(package, lrs.authorization.removeprefix("Basic "))
    yield Story(site, lrs, course)
    site.close()


def test_a_complete_run_of_a_cmi5_unit_with_a_reload(unit: Story, context: BrowserContext) -> None:
    reader = Reader(context, unit.course)
    page = reader.open(launch_cmi5(unit, masteryScore=0.8, returnURL=f"{unit.site.url}/style.css"))
    reader.go_to("a-lesson")
    reader.stands("saved")
    with page.expect_event("load"):
        page.evaluate("setTimeout(() => location.reload())")
    reader.stands("saved")
    take(reader)
    reader.stands("saved")
    page.locator("#exit").click()
    page.wait_for_url(re.compile("style.css$"))
    told = unit.told()
    assert len(unit.site.fetched) == 1
    assert told.count("initialized course") == told.count("terminated course") == 1
    assert told[0] == "initialized course"
    assert told[-1] == "terminated course"
    defined = [
        s
        for s in sorted(unit.statements(), key=lambda s: s["timestamp"])
        if any(c["id"] == CMI5 for c in s["context"]["contextActivities"].get("category", []))
    ]
    assert [unit.brief(s) for s in defined] == [
        "initialized course",
        "passed course",
        "completed course",
        "terminated course",
    ]
    unit.assert_sound()


def test_a_cmi5_unit_goes_on_after_the_browsers_reload_and_back(unit: Story, context: BrowserContext) -> None:
    reader = Reader(context, unit.course)
    page = reader.open(launch_cmi5(unit, masteryScore=0.8))
    reader.go_to("a-lesson")
    page.reload()
    reader.stands("saved")
    page.goto(f"{unit.site.url}/style.css")
    page.go_back()
    reader.stands("saved")
    take(reader)
    reader.stands("saved")
    page.close()
    unit.wait_for("terminated")
    told = unit.told()
    assert told.count("initialized course") == told.count("passed course") == told.count("terminated course") == 1
    unit.assert_sound()


def test_a_cmi5_unit_whose_tab_is_closed_says_terminated(unit: Story, context: BrowserContext) -> None:
    reader = Reader(context, unit.course)
    page = reader.open(launch_cmi5(unit))
    reader.go_to("a-lesson")
    page.close()
    unit.wait_for("terminated")
    assert unit.told() == ["initialized course", "experienced a-lesson", "progressed course", "terminated course"]
    unit.assert_sound()


# beside SCORM


@pytest.fixture(params=["scorm12", "scorm2004-3rd"])
def beside(
    request: pytest.FixtureRequest, tmp_path: Path, lrs: RealLrs, lms_for: Callable[..., Lms]
) -> tuple[Course, Lms, str]:
    """Build the starter for a version of SCORM with an LRS beside the LMS, which serves it; accounts of its own."""
    standard = TARGETS[request.param]
    home_page = f"https://institution.example/{tmp_path.name}"
    source, file = tmp_path / "course", tmp_path / "lrs.yaml"
    opened(source)
    access = {"endpoint": lrs.endpoint, "homePage": home_page, "key": f"{USER}:{PASSWORD}"}
    file.write_text("".join(f"{name}: {value}\n" for name, value in access.items()), "utf-8")
    found = Diagnostics()
    checked = check_course(source, [standard], found, lrs=file)
    assert checked is not None, [d.message for d in found]
    (package,) = build(checked, source, [standard], tmp_path)
    with zipfile.ZipFile(package.path) as archive:
        archive.extractall(tmp_path / "unpacked")
    return checked.course, lms_for(tmp_path / "unpacked", standard.name), home_page


def said_beside(lrs: RealLrs, course: Course, home_page: str) -> list[dict[str, Any]]:
    agent = json.dumps({"account": {"homePage": home_page, "name": "learner-1"}})
    return [s for s in lrs.statements(agent=agent) if s["object"]["id"].startswith(course.iri)]


def test_scorm_reports_beside_its_lms(beside: tuple[Course, Lms, str], lrs: RealLrs, context: BrowserContext) -> None:
    course, lms, home_page = beside
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    learner.take_course({})
    learner.leave()
    assert sorted(wait_for(lrs, course, home_page, "terminated course")) == sorted(COMPLETE)
    assert violations(said_beside(lrs, course, home_page)) == []
    assert lms.status == "passed"


def wait_for(lrs: RealLrs, course: Course, home_page: str, last: str) -> list[str]:
    """Return all statements that the LRS holds, in any order, once it holds the last."""
    while last not in (told := [brief(course, s) for s in said_beside(lrs, course, home_page)]):
        assert lrs.heard.acquire(timeout=15), told
    return told


def without_ends(told: list[str]) -> Counter[str]:
    """Count statements without the beginnings and ends of launches."""
    return Counter(one for one in told if one not in ("initialized course", "terminated course"))


def test_the_lrs_script_is_loaded_after_the_first_lesson(
    beside: tuple[Course, Lms, str], context: BrowserContext
) -> None:
    course, lms, _ = beside
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    assert learner.page
    with learner.page.expect_response("**/lrs.js"):
        learner.go_to("a-lesson")
    lesson = lms.requested.index("page-a-lesson.js")
    assert lesson < 5, lms.requested
    assert lms.requested.index("lrs.js") > lesson


def test_a_learner_who_stays_on_the_home_page_is_recorded_as_well(
    beside: tuple[Course, Lms, str], lrs: RealLrs, context: BrowserContext
) -> None:
    course, lms, home_page = beside
    Learner(context, lms, course, "strict").launch()
    assert wait_for(lrs, course, home_page, "initialized course") == ["initialized course"]


@pytest.mark.parametrize("answer", ["nothing", "a login page"])
def test_when_the_lrs_script_cannot_be_loaded_the_lms_has_its_record_and_the_next_launch_delivers_the_statements(
    answer: str, beside: tuple[Course, Lms, str], lrs: RealLrs, browser: Browser
) -> None:
    course, lms, home_page = beside
    # A login page that is run as a script throws, as it may.
    context = browser.new_context()
    login = "<!doctype html><title>Sign in</title>"
    context.route(
        "**/lrs.js",
        lambda route: route.abort() if answer == "nothing" else route.fulfill(body=login, content_type="text/html"),
    )
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    learner.take_course({})
    expect(learner.frame.locator("#save-status")).to_have_text("Saved")
    expect(learner.frame.locator("#notice")).to_be_hidden()
    assert learner.mistakes() == []
    learner.leave()
    assert lms.status == "passed"
    assert lrs.requests == []

    context.unroute("**/lrs.js")
    learner.launch()
    learner.go_to("media")

    assert without_ends(wait_for(lrs, course, home_page, "completed course")) == without_ends(COMPLETE)
    assert violations(said_beside(lrs, course, home_page)) == []
    context.close()


def test_statements_of_a_page_that_was_left_before_the_lrs_script_was_there_are_delivered_once_by_the_next_launch(
    beside: tuple[Course, Lms, str], lrs: RealLrs, context: BrowserContext
) -> None:
    course, lms, home_page = beside
    context.route("**/lrs.js", lambda _route: None)
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    learner.go_to("a-lesson")
    learner.leave()
    assert lrs.requests == []

    context.unroute_all(behavior="ignoreErrors")
    learner.launch()
    learner.go_to("media")

    told = wait_for(lrs, course, home_page, "experienced media")
    assert without_ends(told) == Counter(["experienced a-lesson", "experienced media", *["progressed course"] * 2])
    assert told.count("initialized course") == 2


@pytest.mark.parametrize("status", [0, 401, 500])
def test_an_lrs_that_is_down_does_not_disturb_the_lms(
    status: int, beside: tuple[Course, Lms, str], lrs: RealLrs, context: BrowserContext
) -> None:
    course, lms, _ = beside
    # A status reaches the page only when the browser was allowed to send; from an LRS that is gone comes nothing.
    lrs.fault = lambda request: None if status and request.method == "OPTIONS" else status
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    learner.take_course({})
    expect(learner.frame.locator("#save-status[data-status=saved]")).to_be_visible()
    expect(learner.frame.locator("#notice")).to_be_hidden()
    assert learner.mistakes() == []
    assert any(request.resource == "statements" for request in lrs.requests), "the LRS was never asked"
    learner.leave()
    assert lms.status == "passed"
