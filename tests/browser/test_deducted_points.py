"""A choice that deducts points: learners know beforehand, can clear it, and see what it cost."""

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


def test_a_choice_that_deducts_can_be_cleared(learner: Learner) -> None:
    frame = learner.launch(width=352)
    learner.go_to("single-choice")
    question = frame.locator("[data-question=which-cause]")
    expect(question.locator(".hint")).to_contain_text("can deduct points")
    expect(frame.locator("[data-question=who-decides] .hint")).to_have_count(0)
    question.locator("[data-option=c] label").click()
    question.get_by_role("button", name="Clear my choice").click()
    expect(question.locator("input:checked")).to_have_count(0)
    assert violations(frame) == []
    learner.leave()
    frame = learner.launch()
    learner.go_to("single-choice")
    expect(frame.locator("[data-question=which-cause] input:checked")).to_have_count(0)
    assert learner.mistakes() == []


def test_deducted_points_lower_the_quiz_and_never_below_0(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("single-choice")
    question = frame.locator("[data-question=which-cause]")
    question.locator("[data-option=c] label").click()
    frame.locator("[data-question=who-decides] [data-option=b] label").click()
    learner.hand_in(anyway=True)
    expect(question.locator(".question-verdict")).to_have_text("Not right: 0.5 points deducted")
    expect(question.get_by_role("button", name="Clear my choice")).to_be_hidden()
    expect(frame.locator(".quiz-result")).to_contain_text("You have 0.5 of 6 points")
    assert violations(frame) == []
    learner.try_again()
    question.locator("[data-option=c] label").click()
    learner.hand_in(anyway=True)
    expect(frame.locator(".quiz-result")).to_contain_text("You have 0 of 6 points")
    results = [call[2] for call in learner.calls() if call[1:] and call[1].endswith(".result")]
    assert not any(result.startswith("-") for result in results)
    assert learner.mistakes() == []
