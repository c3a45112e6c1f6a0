"""Words and numbers that learners write, in LMSs that take nothing wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect
from test_pages import violations

from conftest import Packages
from learner import Learner
from lms import Lms
from sources import GALLERY

pytestmark = pytest.mark.browser


@pytest.fixture(params=["scorm12", "scorm2004-4th"])
def learner(
    request: pytest.FixtureRequest, packages: Packages, context: BrowserContext, lms_for: Callable[..., Lms]
) -> Learner:
    course, package = packages(GALLERY, request.param)
    return Learner(context, lms_for(package, request.param), course, "strict")


def responses(learner: Learner) -> list[str]:
    return [call[2] for call in learner.calls() if call[1:] and call[1].endswith("_response")]


def test_enter_hands_nothing_in(learner: Learner) -> None:
    frame = learner.launch()
    for name in ("fill-in", "numeric"):
        learner.go_to(name)
        frame.locator("article:visible input").first.press("Enter")
        frame.locator("article:visible input").first.fill("8")
        frame.locator("article:visible input").first.press("Enter")
        expect(frame.locator("article:visible .form-message")).to_be_hidden()
        expect(frame.locator("article:visible .quiz-result")).to_be_hidden()


def test_what_is_no_number_is_told_kept_and_not_reported(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("numeric")
    field = frame.locator("[data-question=coverage] input")
    field.fill("about 80")
    field.press("Tab")
    message = frame.locator("[data-question=coverage] .field-message")
    expect(message).to_be_visible()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(frame.locator("#announcer")).to_contain_text("Write a number")
    frame.locator("[data-question=fridge] input").fill("٥٫٥")
    assert violations(frame) == []
    learner.leave()
    frame = learner.launch()
    learner.go_to("numeric")
    expect(frame.locator("[data-question=coverage] input")).to_have_value("about 80")
    expect(frame.locator("[data-question=coverage] .field-message")).to_be_visible()
    expect(frame.locator("[data-question=fridge] input")).to_have_value("5.5")
    learner.hand_in(anyway=True)
    assert responses(learner) == ["5.5"]
    assert learner.mistakes() == []


def test_a_blank_takes_no_more_than_it_has_room_for(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("fill-in")
    field = frame.locator("[data-blank=a]").first
    field.fill("a" * 29)
    field.press("Home")
    field.press("ArrowRight")
    learner.frame.page.keyboard.insert_text("b😀c")
    expect(field).to_have_value("ab" + "a" * 28)
    assert field.evaluate("field => field.selectionStart") == 2
    expect(frame.locator("#announcer")).to_have_text("There is no room for more.")
    field.fill("😀" * 8)
    expect(field).to_have_value("😀" * 7)


def test_a_text_that_was_compared_stays_as_it_is_until_the_next_try(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("long-answer")
    place = frame.locator("[data-question=report]")
    text, compare = place.locator("textarea"), place.locator("[data-action=compare]")
    compare.click()
    expect(text).to_be_focused()
    expect(frame.locator("#announcer")).to_have_text("Answer the question first.")
    expect(place.locator(".model")).to_be_hidden()
    text.fill("x" * 700)
    expect(text).to_have_value("x" * 600)
    expect(place.locator(".room")).to_have_text("Room for about 0 more characters")
    text.fill("Feed it back,\nbecause it helps.")
    compare.click()
    expect(place.locator(".model h3")).to_be_focused()
    expect(place.locator(".model")).to_contain_text("It also takes a meeting")
    expect(text).not_to_be_editable()
    expect(compare).to_be_hidden()
    place.locator("[data-option=b] label").click()
    learner.leave()
    frame = learner.launch()
    learner.go_to("long-answer")
    place = frame.locator("[data-question=report]")
    text = place.locator("textarea")
    expect(text).to_have_value("Feed it back,\nbecause it helps.")
    expect(text).not_to_be_editable()
    expect(place.locator(".model")).to_contain_text("It also takes a meeting")
    expect(place.locator("[data-option=b] input")).to_be_checked()
    place.locator("[data-option=a] label").click()
    learner.hand_in(anyway=True)
    expect(place.locator(".tag")).to_have_text(["Met", "Met", "Not met", "Not met"])
    expect(place.locator(".question-verdict")).to_have_text("Partly right: 2 of 4 points")
    learner.try_again()
    expect(text).to_be_editable()
    expect(text).to_have_value("")
    expect(place.locator(".model")).to_be_hidden()
    expect(place.locator(".criteria")).to_be_hidden()
    expect(place.locator(".room")).to_have_text("Room for about 600 more characters")
    assert responses(learner) == ["Feed it back, because it helps."]
    assert learner.mistakes() == []
