"""Two windows of one learner, and what a device kept of work that the LMS lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from conftest import Packages
from learner import Learner
from lms import Lms
from scorm_export.commands.new import STARTER
from scorm_export.course import Quiz
from scorm_export.interface.words import words_for

pytestmark = pytest.mark.browser
WORDS = words_for("en")["player"]


@pytest.fixture(params=["scorm12", "scorm2004-4th"])
def learner(
    request: pytest.FixtureRequest,
    packages: Packages,
    context: BrowserContext,
    lms_for: Callable[[Path, str], Lms],
) -> Learner:
    """Return a learner of the starter course in a strict LMS."""
    course, package = packages(STARTER, request.param)
    return Learner(context, lms_for(package, request.param), course, "strict")


def go_to_quiz(learner: Learner) -> Quiz:
    """Launch the course, go to its first quiz, and return it."""
    learner.launch()
    quiz = next(learner.course.quizzes)
    learner.go_to(quiz.id)
    return quiz


def test_the_second_window_takes_over_what_the_first_one_holds(learner: Learner) -> None:
    first, second = learner, Learner(learner.context, learner.lms, learner.course, "strict")
    quiz = next(learner.course.quizzes)
    at_first = first.launch()
    expect(at_first.locator("#save-status")).to_have_text("Saved")
    first.go_to(quiz.id)
    sign = at_first.locator(f"#outline li[data-activity='{quiz.id}']")
    expect(sign).to_have_attribute("data-status", "none")
    first.fill(quiz)
    expect(sign).to_have_attribute("data-status", "begun")
    at_second = second.launch()
    expect(at_second.locator("#save-status")).to_have_text(WORDS["elsewhere"])
    second.go_to(quiz.id)
    expect(at_second.locator("#page fieldset input").first).to_be_disabled()
    assert second.calls("SetValue") == []

    at_second.get_by_role("button", name=WORDS["go_on_here"]).click()

    expect(at_second.locator("#page fieldset input").first).to_be_enabled()
    expect(at_first.locator("#save-status")).to_have_text(WORDS["elsewhere"])
    expect(at_first.locator("#page fieldset input").first).to_be_disabled()
    second.hand_in()
    expect(at_second.locator("#save-status")).to_have_text("Saved")
    assert learner.lms.score() is not None
    heard = len(first.calls())
    at_first.locator("#exit").click()
    expect(at_first.locator("#page .left p").first).to_have_text(WORDS["left_elsewhere"])
    assert [call for call in first.calls()[heard:] if call[0] != "GetValue"] == []


FORGETFUL = """
delete window.BroadcastChannel;
Object.defineProperty(navigator, "locks", { value: undefined });
for (const name of ["localStorage", "sessionStorage", "indexedDB"])
  Object.defineProperty(window, name, { get() { throw new DOMException("", "SecurityError"); } });
"""


def test_where_no_window_can_tell_of_another_each_says_so_and_all_else_works(learner: Learner) -> None:
    learner.context.add_init_script(FORGETFUL)
    quiz = go_to_quiz(learner)
    notice = learner.frame.locator("#notice")
    expect(notice).to_contain_text(WORDS["notice_one_window"])
    answered = learner.fill(quiz)
    expect(learner.frame.locator("#save-status")).to_have_text(WORDS["saved"])
    second = Learner(learner.context, learner.lms, learner.course, "strict")
    second.launch()
    expect(second.frame.locator("#notice")).to_contain_text(WORDS["notice_one_window"])
    second.leave()
    learner.lms.failing = True
    learner.hand_in()
    expect(learner.frame.locator("#save-status")).to_have_text(WORDS["unsaved"])
    learner.lms.failing = False
    expect(learner.frame.locator("#save-status")).to_have_text(WORDS["saved"])
    learner.leave()
    learner.launch()
    assert learner.answers(quiz) == answered
    expect(learner.frame.locator("#page .quiz-result")).to_be_visible()


@pytest.mark.parametrize("takes", [True, False], ids=["taken up", "new"])
def test_work_that_the_lms_lost_is_taken_up_when_the_learner_wants_it(takes: bool, learner: Learner) -> None:
    lms, quiz = learner.lms, go_to_quiz(learner)
    learner.fill(quiz)
    learner.hand_in()
    learner.leave()
    earned = lms.score()
    lms.stored.clear()

    frame = learner.launch()
    dialog = frame.get_by_role("dialog", name=WORDS["kept_title"])
    dialog.get_by_role("button", name=WORDS["kept_take" if takes else "kept_new"]).click()

    expect(dialog).to_be_hidden()
    item = f"#outline li[data-activity='{quiz.id}']"
    expect(frame.locator(item)).to_have_attribute("data-status", "passed" if takes else "none")
    learner.leave()
    assert lms.score() == (earned if takes else None)
    frame = learner.launch()
    expect(frame.locator("#save-status")).to_have_text("Saved")
    expect(frame.locator("#kept")).to_have_count(0)
    expect(frame.locator(item)).to_have_attribute("data-status", "passed" if takes else "none")


def test_work_kept_on_the_device_outlives_a_platform_that_empties_the_storage_of_its_site(
    learner: Learner,
) -> None:
    lms, quiz = learner.lms, go_to_quiz(learner)
    answered = learner.fill(quiz)
    expect(learner.frame.locator("#save-status")).to_have_text("Saved")
    lms.failing = True
    learner.hand_in()
    expect(learner.frame.locator("#save-status")).to_have_text(WORDS["device"])
    learner.leave()
    lms.failing = False
    platform = learner.context.new_page()
    platform.goto(f"{lms.url}/content/1/style.css")
    assert platform.evaluate("const { length } = localStorage; localStorage.clear(); length") > 0
    platform.close()

    learner.launch()

    assert learner.answers(quiz) == answered
    expect(learner.frame.locator("#page .quiz-result")).to_be_visible()
    expect(learner.frame.locator("#save-status")).to_have_text("Saved")
    assert lms.score() == 50
