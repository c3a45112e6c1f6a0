"""Checks in lessons, in Chromium: feedback at once, kept and reported as practice, never counted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Route, expect
from test_pages import violations

from conftest import Packages, window
from learner import Learner
from lms import Lms
from scorm_export.interface.words import words_for
from sources import BLOCK_GALLERY

pytestmark = pytest.mark.browser
WORDS = words_for("en")["player"]
SIDEWAYS = "Math.max(0, document.documentElement.scrollWidth - innerWidth)"


@pytest.fixture(params=["scorm12", "scorm2004-4th"])
def learner(
    request: pytest.FixtureRequest, packages: Packages, context: BrowserContext, lms_for: Callable[..., Lms]
) -> Learner:
    course, package = packages(BLOCK_GALLERY, request.param)
    return Learner(context, lms_for(package, request.param), course, "strict")


def gas(learner: Learner) -> Locator:
    return learner.frame.locator("form[data-check=gas]")


def choose(learner: Learner, option: str) -> None:
    gas(learner).locator(f"[data-option={option}] label").click()
    gas(learner).get_by_role("button", name="Check my answer").click()


def test_a_check_says_at_once_what_was_right_and_can_be_tried_again(learner: Learner) -> None:
    learner.launch()
    learner.go_to("to-try")
    expect(gas(learner).get_by_role("button", name="Try again")).to_be_hidden()
    gas(learner).get_by_role("button", name="Check my answer").click()
    expect(learner.frame.locator("#announcer")).to_contain_text("Answer the question first.")
    choose(learner, "b")
    verdict = gas(learner).locator(".question-verdict")
    expect(verdict).to_have_text("Not right")
    expect(verdict).to_be_focused()
    expect(gas(learner).locator("[data-option=b] .feedback")).to_have_text("No. They give it off.")
    expect(gas(learner).locator(".explanation")).to_contain_text("pores on their underside")
    expect(gas(learner).locator("[data-option=a] .feedback")).to_be_hidden()
    assert violations(learner.frame) == []
    gas(learner).get_by_role("button", name="Try again").click()
    expect(gas(learner).locator("input:checked")).to_have_count(0)
    expect(gas(learner).locator("input").first).to_be_focused()
    choose(learner, "a")
    expect(verdict).to_have_text("Right")
    assert learner.mistakes() == []


def test_a_lesson_is_shown_before_what_its_checks_need_and_its_checks_say_when_that_does_not_come(
    learner: Learner, context: BrowserContext
) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        # After a failure the player asks for the file once more, for signs of a page to sign in.
        route.abort() if route.request.resource_type == "fetch" else held.append(route)

    context.route("**/quiz.js", hold)
    learner.launch()
    page = learner.page
    assert page
    with page.expect_request("**/quiz.js"):
        learner.go_to("to-try")
    expect(learner.frame.locator("#page .prose p").first).to_be_visible()
    expect(gas(learner).locator("input").first).to_be_disabled()
    held.pop().abort()
    again = gas(learner).get_by_role("button", name="Try again")
    expect(gas(learner)).to_contain_text("What you can fill in here could not be loaded.")
    assert violations(learner.frame) == []
    with page.expect_request("**/quiz.js"):
        again.click()
    expect(again).to_be_hidden()
    held.pop().continue_()
    choose(learner, "a")
    expect(gas(learner).locator(".question-verdict")).to_have_text("Right")
    assert learner.mistakes() == []


def test_a_check_is_kept_and_reported_as_practice(learner: Learner) -> None:
    learner.launch()
    learner.go_to("to-try")
    choose(learner, "b")
    told = [(call[1].rpartition(".")[2], call[2]) for call in learner.calls() if "interactions.0" in str(call[1:2])]
    assert ("id", "to-try_gas_1") in told
    assert ("weighting", "0") in told
    assert ("result", "wrong") in told or ("result", "incorrect") in told
    learner.leave()
    frame = learner.launch()
    learner.go_to("to-try")
    expect(gas(learner).locator(".question-verdict")).to_have_text("Not right")
    expect(gas(learner).locator("[data-option=b] input")).to_be_checked()
    expect(frame.locator("form[data-check=water] .question-verdict")).to_be_hidden()
    assert learner.mistakes() == []


def test_every_type_is_answered_in_a_lesson(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("to-try")
    frame.locator("form[data-check=water] input").fill("2")
    frame.locator("form[data-check=water]").get_by_role("button", name="Check my answer").click()
    expect(frame.locator("form[data-check=water] .question-verdict")).to_have_text("Right")
    for blank, word in {"a": "co2", "b": "helium"}.items():
        frame.locator(f"form[data-check=cycle] [data-blank={blank}]").fill(word)
    frame.locator("form[data-check=cycle]").get_by_role("button", name="Check my answer").click()
    expect(frame.locator("form[data-check=cycle] .question-verdict")).to_have_text("Partly right")
    frame.locator("form[data-check=at-home] [data-option='2'] label").click()
    frame.locator("form[data-check=at-home]").get_by_role("button", name="Check my answer").click()
    expect(frame.locator("form[data-check=at-home] .question-verdict")).to_have_text("Answered")
    assert learner.mistakes() == []


@pytest.mark.parametrize("width", [320, 1280])
def test_checks_fit_the_window(browser: Browser, packages: Packages, lms_for: Callable[..., Lms], width: int) -> None:
    course, package = packages(BLOCK_GALLERY, "scorm12")
    with window(browser, viewport={"width": width, "height": 800}) as context:
        learner = Learner(context, lms_for(package), course, "strict")
        frame = learner.launch(width=width)
        learner.go_to("to-try")
        choose(learner, "a")
        assert frame.evaluate(SIDEWAYS) == 0
        assert violations(frame) == []


def test_without_script_the_question_can_be_read(
    browser: Browser, packages: Packages, lms_for: Callable[..., Lms]
) -> None:
    _, package = packages(BLOCK_GALLERY, "scorm12")
    with window(browser, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{lms_for(package).url}/content/1/page-to-try.html")
        expect(page.locator("form[data-check=gas] .prompt")).to_have_text("Which gas do plants take in to build sugar?")
        expect(page.locator("form[data-check=gas] input")).to_have_count(3)


def test_a_reflection_is_there_after_a_resume_and_told_to_nobody(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("to-try")
    field = "form[data-notes=first-try] textarea"
    frame.locator(field).fill("Look back with the team")
    expect(frame.locator("form[data-notes=first-try] .room")).to_have_text("Room for about 177 more characters")
    assert violations(frame) == []
    assert [call for call in learner.calls("SetValue") if "interactions" in call[1]] == []
    learner.leave()
    frame = learner.launch()
    learner.go_to("to-try")
    expect(frame.locator(field)).to_have_value("Look back with the team")
    assert learner.mistakes() == []


def test_a_worksheet_is_kept_on_the_device_and_printed_whole(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("to-try")
    fields = "form[data-notes=one-page] textarea"
    expect(frame.locator("form[data-notes=one-page] .hint").first).to_have_text("Kept on this device only.")
    frame.locator(fields).first.fill("Too few come.\nWe know it from the register.")
    # As Moodle does whenever somebody signs in.
    frame.evaluate("localStorage.clear()")
    learner.leave()
    frame = learner.launch()
    learner.go_to("to-try")
    expect(frame.locator(fields).first).to_have_value("Too few come.\nWe know it from the register.")
    frame.page.emulate_media(media="print")
    expect(frame.locator("form[data-notes=one-page] .notes-print").first).to_have_text(
        "Too few come.\nWe know it from the register."
    )
    expect(frame.locator(fields).first).to_be_hidden()


def test_what_is_kept_on_the_device_is_lost_by_no_second_window_and_follows_work_that_is_taken_up(
    learner: Learner,
) -> None:
    first, second = learner, Learner(learner.context, learner.lms, learner.course, "strict")
    fields, hints = "form[data-notes=one-page] textarea", "form[data-notes=one-page] .hint"
    learner.lms.failing = True
    at_first = first.launch()
    first.go_to("to-try")
    at_second = second.launch()
    second.go_to("to-try")
    learner.lms.failing = False
    expect(at_second.locator(hints).first).to_contain_text("Not kept.")  # the attempt has no mark here yet
    at_second.locator(fields).first.fill("From the second")
    at_second.get_by_role("button", name=WORDS["go_on_here"]).click()
    expect(at_second.locator(hints).first).to_have_text("Kept on this device only.")
    expect(at_first.locator(fields).first).to_have_value("From the second")
    at_first.locator(fields).first.press_sequentially(", and the first")
    expect(at_second.locator(fields).first).to_have_value("From the second, and the first")
    expect(at_second.locator("#outline li[data-activity=to-try]")).not_to_have_attribute("data-status", "none")
    second.leave()
    learner.lms.stored.clear()

    frame = second.launch()
    frame.get_by_role("dialog").get_by_role("button", name=WORDS["kept_take"]).click()

    second.go_to("to-try")
    expect(frame.locator(fields).first).to_have_value("From the second, and the first")
    assert second.mistakes() == []
