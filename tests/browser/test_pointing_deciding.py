"""Pointing at places in an image, and deciding step by step, in an LMS that takes nothing wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect
from test_pages import violations

from conftest import Packages
from learner import Learner
from lms import Lms

pytestmark = pytest.mark.browser
GALLERY = Path(__file__).parent.parent.parent / "course_source" / "question-gallery"


@pytest.fixture(params=["scorm12", "scorm2004-4th"])
def learner(
    request: pytest.FixtureRequest, packages: Packages, context: BrowserContext, lms_for: Callable[..., Lms]
) -> Learner:
    course, package = packages(GALLERY, request.param)
    return Learner(context, lms_for(package, request.param), course, "strict")


def decide(learner: Learner, step: str, choice: str) -> None:
    place = learner.frame.locator(f"[data-step='{step}']")
    place.locator(f"[data-option='{choice}'] label").click()
    place.locator(".decide").click()


def test_a_decision_is_final_and_the_next_step_has_the_focus(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("branching-case")
    expect(frame.locator(".step:visible")).to_have_count(1)
    expect(frame.locator(".decide:visible")).to_be_disabled()
    decide(learner, "a", "b")
    expect(frame.locator("[data-step=c] .step-head")).to_be_focused()
    expect(frame.locator("[data-step=c] .step-head")).to_have_text("Step 2")
    expect(frame.locator("#announcer")).to_contain_text("The campaign takes all of your staff")
    for option in frame.locator("[data-step=a] input").all():
        expect(option).to_be_disabled()
    expect(frame.locator(".step:visible")).to_have_count(2)
    assert violations(frame) == []
    decide(learner, "c", "a")
    expect(frame.locator(".case-over")).to_be_focused()
    assert learner.mistakes() == []


def test_an_unfinished_path_goes_on_where_it_was_left(learner: Learner) -> None:
    learner.launch()
    learner.go_to("branching-case")
    decide(learner, "a", "b")
    learner.leave()
    frame = learner.launch()
    learner.go_to("branching-case")
    expect(frame.locator("[data-step=a] [data-option=b] input")).to_be_checked()
    expect(frame.locator("[data-step=a] .consequence:visible")).to_contain_text("The campaign takes all of your staff")
    expect(frame.locator(".step:visible")).to_have_count(2)
    decide(learner, "c", "a")
    learner.hand_in()
    expect(frame.locator(".tag")).to_have_text(["Your decision: 1 of 2 points", "Your decision: 2 of 2 points"])
    responses = [call[2] for call in learner.calls() if call[1:] and call[1].endswith("_response")]
    assert responses in (["a.b,c.a"], ["a[.]b[,]c[.]a"])
    learner.try_again()
    expect(frame.locator(".step:visible")).to_have_count(1)
    expect(frame.locator("input:checked")).to_have_count(0)
    assert learner.mistakes() == []


def test_the_image_and_the_list_choose_the_same(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("hotspot")
    one, several = frame.locator("[data-question=where-double]"), frame.locator("[data-question=where-back]")
    one.locator("svg [data-area=b]").click(position={"x": 8, "y": 8})
    expect(one.locator("[data-option=b] input")).to_be_checked()
    one.locator(".marker[data-area=a]").click()
    expect(one.locator("[data-option=b] input")).not_to_be_checked()
    expect(one.locator("svg .chosen")).to_have_attribute("data-area", "a")
    several.locator("[data-option=c] label").click()
    several.locator("svg [data-area=b]").click(position={"x": 8, "y": 8})
    expect(several.locator("svg .chosen")).to_have_count(2)
    several.locator("svg [data-area=b]").click(position={"x": 8, "y": 8})
    expect(several.locator("svg .chosen")).to_have_attribute("data-area", "c")
    assert violations(frame) == []
    learner.hand_in()
    several.locator(".marker[data-area=b]").click()
    expect(several.locator("[data-option=b] input")).not_to_be_checked()
    assert violations(frame) == []
    assert learner.mistakes() == []


@pytest.mark.parametrize("width", [352, 1280])
def test_circles_are_round_and_numbers_lie_on_their_areas(learner: Learner, width: int) -> None:
    frame = learner.launch(width=width)
    learner.go_to("hotspot")
    expect(frame.locator(".marker").first).to_be_visible()
    circle = frame.locator("ellipse").first.bounding_box()
    assert circle
    assert circle["width"] == pytest.approx(circle["height"], abs=0.5)
    for question in frame.locator("fieldset").all():
        for marker in question.locator(".marker").all():
            number = marker.bounding_box()
            area = question.locator(f"svg [data-area={marker.get_attribute('data-area')}]").bounding_box()
            assert number
            assert area
            assert min(number["width"], number["height"]) >= 24
            assert number["y"] + number["height"] / 2 == pytest.approx(area["y"], abs=1)
            assert -1 <= number["x"] + number["width"] / 2 - area["x"] <= area["width"] + 1
