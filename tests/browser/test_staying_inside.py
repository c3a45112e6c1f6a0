"""No way out of the tracked course: whatever is pressed, when and how, leads into it or to a page that tells."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Frame, Route, expect
from test_pages import violations

from conftest import Packages
from learner import Learner
from lms import Lms
from scorm_export.course import Course
from scorm_export.interface.words import words_for
from sources import GALLERY

pytestmark = pytest.mark.browser
WORDS = words_for("en")
POLICY = {"content-security-policy": "default-src 'self'"}
LOGIN = "<!doctype html><html><title>Sign in</title><form><input name=user></form></html>"
Start = Callable[[Path], Lms]


@pytest.fixture
def troubled(starter: tuple[Course, Path], browser: Browser, lms_for: Start) -> Iterator[Learner]:
    """A learner on whose pages something throws, as it may."""
    course, package = starter
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    yield Learner(context, lms_for(package), course, "strict")
    context.close()


@pytest.fixture
def learner(starter: tuple[Course, Path], context: BrowserContext, lms_for: Start) -> Iterator[Learner]:
    course, package = starter
    yield Learner(context, lms_for(package), course, "strict")
    context.unroute_all(behavior="ignoreErrors")


def launch_slowly(learner: Learner, *, policy: bool = False) -> tuple[Frame, Callable[[], None]]:
    """Open the course on a line on which its page can be read and its scripts are not there; return how they come.

    A policy refuses the script in the page itself, so that one waits for the file.
    """
    held: list[Route] = []
    headers = POLICY if policy else {}

    def serve(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers=response.headers | headers)

    learner.context.route("**/content/**", serve)
    learner.context.route("**/*.svg", lambda _route: None)
    late = re.compile(r"/player\.js$" if policy else r"/(early|player)\.js$")
    learner.context.route(late, lambda route: held.append(route))  # noqa: PLW0108 — it sets a mark on what it is given
    learner.page = learner.context.new_page()
    with learner.page.expect_request("**/player.js"):
        learner.page.goto(learner.lms.launch_url(learner.runtime), wait_until="commit")
    learner.page.wait_for_function("frames.length && frames[0].document.querySelector('#resume')")
    return learner.frame, lambda: [serve(route) for route in held] and None


@pytest.mark.parametrize("policy", [False, True], ids=["", "strict CSP"])
@pytest.mark.parametrize("press", ["click", "Enter"])
def test_what_is_pressed_before_the_script_is_there_waits_and_then_happens(
    press: str, policy: bool, learner: Learner
) -> None:
    frame, bring = launch_slowly(learner, policy=policy)
    first, second = list(learner.course.lessons)[:2]

    def follow(selector: str) -> None:
        link = frame.locator(selector).first
        link.click() if press == "click" else link.press("Enter")

    follow("#resume")
    expect(frame.locator("#notice")).to_have_text(WORDS["page"]["early_loading"])
    expect(frame.locator("#notice")).to_be_in_viewport()
    expect(frame.locator("#main")).to_have_attribute("aria-busy", "true")
    assert violations(frame) == [] or policy
    follow(f"#home .activities a[data-activity='{second.id}']")
    assert frame.url.endswith("index.html")
    assert not learner.calls()
    bring()

    expect(frame.locator(f"#page article[data-activity='{second.id}'] h1")).to_be_focused()
    expect(frame.locator("#notice")).to_be_hidden()
    expect(frame.locator("#main")).not_to_have_attribute("aria-busy", "true")
    expect(frame.locator("#save-status")).to_have_text("Saved")
    status = frame.locator(f"#outline li[data-activity='{second.id}']")
    expect(status).to_have_attribute("data-status", "begun")  # the figure has its place before it arrives
    frame.locator("#page .pager").scroll_into_view_if_needed()
    expect(status).to_have_attribute("data-status", "visited")
    expect(frame.locator(f"#outline li[data-activity='{first.id}']")).to_have_attribute("data-status", "none")


@pytest.mark.parametrize("is_there", [False, True], ids=["before the script", "after it"])
@pytest.mark.parametrize("how", ["Control", "Shift", "middle", "Control+Enter"])
def test_a_new_tab_says_that_nothing_is_recorded_there(how: str, is_there: bool, learner: Learner) -> None:
    frame, bring = launch_slowly(learner)
    lesson = next(learner.course.lessons)
    if is_there:
        bring()
        expect(frame.locator("#save-status")).to_be_visible()
    link = frame.locator(f"#home .activities a[data-activity='{lesson.id}']")

    with learner.context.expect_page() as opened:
        if how == "middle":
            link.click(button="middle")
        elif how == "Control+Enter":
            link.press("Control+Enter")
        else:
            link.click(modifiers=["Control"] if how == "Control" else ["Shift"])

    expect(opened.value.locator("h1")).to_have_text(lesson.title)
    expect(opened.value.locator(".notice")).to_contain_text("nothing is recorded here")
    assert frame.url.endswith("index.html")


def test_a_plain_page_leads_back_into_the_course(learner: Learner) -> None:
    frame = learner.launch()
    lesson = next(learner.course.lessons)
    frame.goto(f"{frame.url.rpartition('/')[0]}/page-{lesson.id}.html")
    expect(frame.locator(".notice")).to_contain_text("nothing is recorded here")

    frame.get_by_role("link", name=WORDS["page"]["open_lesson"]).click()

    expect(frame.locator(f"#page article[data-activity='{lesson.id}'] h1")).to_have_text(lesson.title)
    expect(frame.locator("#save-status")).to_be_visible()


def test_a_player_that_does_not_come_is_told_and_comes_when_asked_again(learner: Learner) -> None:
    learner.context.route("**/player.js", lambda route: route.abort())
    learner.page = learner.context.new_page()
    learner.page.goto(learner.lms.launch_url(learner.runtime))
    frame = learner.frame
    lesson = next(learner.course.lessons)
    expect(frame.locator("#notice")).to_contain_text(WORDS["page"]["early_failed"])
    assert violations(frame) == []
    frame.locator("#resume").click()
    expect(frame.locator(".notice")).to_contain_text("nothing is recorded here")
    frame.evaluate("history.back()")
    expect(frame.locator("#notice")).to_contain_text(WORDS["page"]["early_failed"])
    learner.context.unroute_all(behavior="ignoreErrors")

    frame.get_by_role("button", name=WORDS["page"]["early_again"]).click()
    frame.locator("#resume").click()

    expect(frame.locator(f"#page article[data-activity='{lesson.id}'] h1")).to_be_focused()
    expect(frame.locator("#save-status")).to_have_text("Saved")


@pytest.mark.parametrize("headers", [{}, {"x-content-type-options": "nosniff"}], ids=["", "nosniff"])
def test_a_login_page_instead_of_the_player_is_told_as_one(headers: dict[str, str], troubled: Learner) -> None:
    login = {"content-type": "text/html"} | headers
    troubled.context.route("**/player.js", lambda route: route.fulfill(body=LOGIN, headers=login))
    troubled.page = troubled.context.new_page()
    troubled.page.goto(troubled.lms.launch_url(troubled.runtime))
    expect(troubled.frame.locator("#notice")).to_contain_text(WORDS["page"]["early_signed_out"])
    troubled.context.unroute("**/player.js")

    troubled.frame.get_by_role("button", name=WORDS["page"]["early_again"]).click()

    expect(troubled.frame.locator("#save-status")).to_have_text("Saved")
    expect(troubled.frame.locator("#notice")).to_be_hidden()


@pytest.mark.parametrize("headers", [{}, {"x-content-type-options": "nosniff"}], ids=["", "nosniff"])
@pytest.mark.parametrize("script", ["page-first-quiz.js", "quiz.js"])
def test_a_login_page_instead_of_a_script_is_told_as_one(
    script: str, headers: dict[str, str], troubled: Learner
) -> None:
    frame = troubled.launch()
    login = {"content-type": "text/html"} | headers
    troubled.context.route(f"**/{script}", lambda route: route.fulfill(body=LOGIN, headers=login))
    frame.locator("#home .activities a[data-activity=first-quiz]").click()
    expect(frame.locator("#page .failed p")).to_have_text(WORDS["player"]["load_signed_out"])
    expect(frame.locator("#save-status")).to_have_text(WORDS["player"]["signed-out"])
    troubled.context.unroute(f"**/{script}")

    frame.get_by_role("button", name=WORDS["player"]["load_again"]).click()

    expect(frame.locator("#page fieldset input").first).to_be_enabled()
    expect(frame.locator("#save-status")).to_have_text("Saved")
    expect(frame.locator("#notice")).to_be_hidden()


def test_enter_in_a_field_hands_nothing_in(packages: Packages, context: BrowserContext, lms_for: Start) -> None:
    course, package = packages(GALLERY, "scorm12")
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    learner.go_to("numeric")
    for field in frame.locator("#page fieldset input").all():
        field.fill("1")
        field.press("Enter")

    expect(frame.locator("#page .quiz-result")).to_be_hidden()
    expect(frame.locator("#page .form-message")).to_be_hidden()


FOREIGN = """
setTimeout(() => { throw new Error("not the course's"); });
Promise.reject(new Error("not the course's"));
Promise.reject("not an error at all");
"""


@pytest.mark.parametrize(
    ("name", "stops"),
    [("foreign.js", False), ("vendor/theirplayer.jsx", False), ("player.js", True), ("quiz.js", True)],
)
def test_only_its_own_errors_stop_the_player(name: str, stops: bool, troubled: Learner) -> None:
    frame = troubled.launch()
    place = f"{frame.url.rpartition('/')[0]}/{name}"
    with troubled.context.expect_event("weberror"):
        frame.add_script_tag(content=f"{FOREIGN}\n//# sourceURL={place}")
    lesson = next(troubled.course.lessons)

    frame.locator("#resume").click()

    if stops:
        expect(frame.locator(".notice")).to_contain_text("nothing is recorded here")
    else:
        expect(frame.locator(f"#page article[data-activity='{lesson.id}'] h1")).to_be_focused()
        expect(frame.locator("#notice")).to_be_hidden()


def test_every_link_out_of_the_course_opens_a_window_of_its_own(learner: Learner) -> None:
    frame = learner.launch()
    out = "a => !a.target && !/^(#|page-|part-|index\\.html#|mailto:)/.test(a.getAttribute('href'))"
    places = ["index", *(f"page-{activity.id}" for activity in learner.course.activities)]
    leaving = {}
    for name in places:
        frame.goto(f"{frame.url.rpartition('/')[0]}/{name}.html")
        leaving[name] = frame.evaluate(f"[...document.links].filter({out}).map(a => a.outerHTML)")

    assert {name: links for name, links in leaving.items() if links} == {}
