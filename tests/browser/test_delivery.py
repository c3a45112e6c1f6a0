"""Quizzes as the gallery delivers them, before our strict LMSs: time, chance, pages, feedback, practice, pretests."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Frame, expect
from test_pages import violations

from conftest import LMSS
from learner import Learner
from sources import GALLERY, copy_of_starter

pytestmark = pytest.mark.browser
Enrol = Callable[[Path], Learner]
STRICT = [(standard, runtime) for standard, runtime in LMSS if runtime == "strict" and standard != "scorm2004-4th"]
strictly = pytest.mark.parametrize("enrol", STRICT, indirect=True, ids="-".join)


def asked(frame: Frame) -> list[str]:
    """Return the ids of the questions on display, in their order."""
    ids: list[str] = frame.locator("#page fieldset.question:visible").evaluate_all(
        "all => all.map(fieldset => fieldset.dataset.question)"
    )
    return ids


def options(frame: Frame) -> list[str]:
    ids: list[str] = frame.locator("#page .option:visible").evaluate_all(
        "all => all.map(option => option.dataset.option)"
    )
    return ids


def recorded(learner: Learner, end: str) -> list[str]:
    """Return what the LMS holds of interactions, by the end of the element's name."""
    held = learner.lms.stored
    return [held[name] for name in held if name.startswith("cmi.interactions.") and name.endswith(end)]


@strictly
def test_when_the_time_is_up_what_was_answered_is_handed_in(enrol: Enrol, context: BrowserContext) -> None:
    context.clock.install()
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("timed")
    expect(learner.frame.locator("#page fieldset:visible")).to_have_count(0)
    assert violations(learner.frame) == []
    learner.frame.get_by_role("button", name="Start. You have 5 min").click()
    timer = learner.frame.get_by_role("timer")
    expect(timer).to_have_text("Time left: 5 min")
    learner.frame.locator("#timed_at-a-time_true").check()
    assert violations(learner.frame) == []
    context.clock.run_for(4 * 60_000 + 5000)
    expect(timer).to_contain_text("0:5")
    expect(learner.frame.locator("#announcer")).to_contain_text("Time left: 1:00")
    context.clock.run_for(60_000)
    expect(learner.frame.locator("#page .time-over")).to_be_visible()
    expect(learner.frame.locator("#page .quiz-result h2")).to_have_text("You have 1 of 2 points")
    assert recorded(learner, ".result") == ["correct", "wrong" if "12" in learner.lms.run_time.strict else "incorrect"]
    assert learner.mistakes() == []


@strictly
def test_the_time_of_an_attempt_goes_on_while_the_course_is_closed(enrol: Enrol, context: BrowserContext) -> None:
    context.clock.install()
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("timed")
    learner.frame.get_by_role("button", name="Start.").click()
    learner.frame.locator("#timed_at-a-time_true").check()
    context.clock.run_for(60_000)
    learner.leave()
    context.clock.run_for(60_000)
    learner.launch()
    expect(learner.frame.get_by_role("timer")).to_have_text("Time left: 3 min")
    expect(learner.frame.locator("#timed_at-a-time_true")).to_be_checked()
    learner.leave()
    context.clock.run_for(60 * 60_000)
    learner.launch()
    expect(learner.frame.locator("#page .quiz-result h2")).to_have_text("You have 1 of 2 points")


@strictly
def test_the_next_attempt_opens_after_the_wait(enrol: Enrol, context: BrowserContext) -> None:
    context.clock.install()
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("timed")
    learner.frame.get_by_role("button", name="Start.").click()
    learner.frame.locator("#timed_at-a-time_false").check()
    for _ in range(2):
        learner.frame.get_by_role("button", name="Hand in").click()
    result = learner.frame.locator("#page .quiz-result")
    expect(result).to_contain_text("The next attempt opens on")
    expect(result.get_by_role("button")).to_have_count(0)
    expect(learner.frame.locator("#page .question-verdict:visible")).to_have_count(0)
    context.clock.run_for(62_000)
    result.get_by_role("button", name="Try again").click()
    learner.frame.get_by_role("button", name="Start.").click()
    learner.frame.locator("#timed_at-a-time_true").check()
    for _ in range(2):
        learner.frame.get_by_role("button", name="Hand in").click()
    expect(result).to_contain_text("No attempts are left. Your last attempt counts.")
    expect(learner.frame.locator("#page .question-verdict:visible")).to_have_count(2)
    assert violations(learner.frame) == []


@strictly
def test_one_question_at_a_time_by_keyboard_alone(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("timed")
    frame = learner.frame
    assert learner.page
    keyboard = learner.page.keyboard
    frame.get_by_role("button", name="Start.").focus()
    keyboard.press("Enter")
    assert asked(frame) == ["at-a-time"]
    frame.get_by_role("button", name="Next question").focus()
    keyboard.press("Enter")
    assert asked(frame) == ["handed-in"]
    expect(frame.locator("fieldset[data-question=handed-in] h2")).to_be_focused()
    keyboard.press("Tab")
    keyboard.press("Space")
    frame.get_by_role("button", name="Hand in").focus()
    keyboard.press("Enter")
    message = frame.locator("#page .form-message")
    expect(message).to_be_focused()
    assert violations(frame) == []
    message.get_by_role("link", name="Question 1").focus()
    keyboard.press("Enter")
    assert asked(frame) == ["at-a-time"]
    expect(frame.locator("#timed_at-a-time_true")).to_be_focused()


@strictly
def test_what_was_drawn_and_its_order_stay_through_resume_and_review(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("drawn")
    expect(learner.frame.locator("#page fieldset.question:visible")).to_have_count(3)
    questions, order = asked(learner.frame), options(learner.frame)
    learner.leave()
    learner.launch()
    expect(learner.frame.locator("#page fieldset.question:visible")).to_have_count(3)
    assert (asked(learner.frame), options(learner.frame)) == (questions, order)
    for question in questions:
        learner.frame.locator(f"[data-question='{question}'] input").first.check()
    learner.frame.get_by_role("button", name="Hand in").click()
    expect(learner.frame.locator("#page .quiz-result")).to_be_visible()
    assert (asked(learner.frame), options(learner.frame)) == (questions, order)
    assert [name.split("_")[1] for name in recorded(learner, ".id") if name.startswith("drawn_")] == questions
    learner.leave()
    learner.launch()
    expect(learner.frame.locator("#page .quiz-result")).to_be_visible()
    assert (asked(learner.frame), options(learner.frame)) == (questions, order)


@strictly
def test_a_checked_answer_is_judged_at_once_and_for_good(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("checked")
    frame = learner.frame
    once = frame.locator("fieldset[data-question=once]")
    once.get_by_role("button", name="Check my answer").click()
    expect(frame.locator("#announcer")).to_have_text("Answer the question first.")
    frame.locator("#checked_once_b").check()
    once.get_by_role("button", name="Check my answer").click()
    expect(once.locator(".question-verdict")).to_be_focused()
    expect(once.locator(".question-verdict")).to_have_text("Not right: 0 of 1 point")
    expect(once.locator("[data-option=a]")).to_contain_text("Right answer")
    expect(frame.locator("#checked_once_a")).to_be_disabled()
    expect(frame.locator("#checked_which_a")).to_be_enabled()
    assert violations(frame) == []
    learner.leave()
    frame = learner.launch()
    expect(frame.locator("fieldset[data-question=once] .question-verdict")).to_be_visible()
    expect(frame.locator("fieldset[data-question=which] .question-verdict")).to_be_hidden()
    assert recorded(learner, ".result") == []


@strictly
def test_practice_is_recorded_with_no_weight(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("practice")
    learner.frame.locator("#practice_for-nothing_false").check()
    learner.frame.get_by_role("button", name="Hand in").click()
    expect(learner.frame.locator("#page .quiz-result")).to_contain_text("It does not count")
    assert recorded(learner, ".weighting") == ["0"]
    assert recorded(learner, ".result") == ["correct"]
    assert learner.lms.score() is None
    assert learner.mistakes() == []


@strictly
def test_a_pretest_spares_the_lesson(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    frame = learner.launch()
    lesson = frame.locator("#outline li[data-activity='to-be-spared']")
    expect(lesson).to_have_attribute("data-status", "none")
    learner.go_to("pretest")
    frame.locator("#pretest_best-attempt_true").check()
    frame.get_by_role("button", name="Hand in").click()
    expect(lesson).to_have_attribute("data-status", "visited")
    expect(lesson).to_contain_text("already known")
    learner.leave()
    expect(learner.launch().locator("#outline li[data-activity='to-be-spared']")).to_contain_text("already known")


@strictly
def test_points_enough_do_not_pass_who_fails_an_essential_quiz(enrol: Enrol, tmp_path: Path) -> None:
    source = copy_of_starter(tmp_path / "course")
    source.replace("course.yaml", "  pass: 8\n", "  pass: 5\n")
    source.replace("going-further/quiz.yaml", "minutes: 3\n", "minutes: 3\nattempts: 1\npass: 3\nessential: true\n")
    learner = enrol(source.root)
    frame = learner.launch()
    learner.go_to("last-quiz")
    expect(frame.locator("#page .quiz-rules")).to_contain_text("You pass the course only when you pass this quiz.")

    learner.take_course({"last-quiz": ["good-question"]})

    assert learner.lms.status == "failed"
    assert learner.lms.score() == 50
    expect(frame.locator("#verdict")).to_have_attribute("data-status", "failed")
    assert learner.mistakes() == []
