"""Learners in an LMS: what they do, and what the LMS ends up with."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from learner import Learner, questions_worth
from lms import Lms
from scorm_export.course import Course, Lesson, Quiz

pytestmark = pytest.mark.browser
RUNTIMES = ("scorm-again", "strict")
Start = Callable[[Path], Lms]


def last_quiz(course: Course) -> Quiz:
    return list(course.quizzes)[-1]


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_who_reaches_exactly_80_of_100_passes(
    runtime: str, reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    learner = Learner(context, lms, course, runtime)
    learner.launch()
    quiz = last_quiz(course)
    wrong = questions_worth(quiz, Decimal(20))
    assert sum(q.points for q in quiz.questions if q.id in wrong) == 20

    learner.take_course({quiz.id: wrong})

    expect(learner.frame.locator("#verdict")).to_contain_text("80")
    assert lms.stored["cmi.core.lesson_status"] == "passed"
    assert float(lms.stored["cmi.core.score.raw"]) == 80
    assert (lms.stored["cmi.core.score.min"], lms.stored["cmi.core.score.max"]) == ("0", "100")
    assert len(lms.stored["cmi.suspend_data"]) <= 1000
    if runtime == "strict":
        assert learner.mistakes() == []


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_who_stays_just_below_and_has_no_attempt_left_fails(
    runtime: str, reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    learner = Learner(context, lms, course, runtime)
    learner.launch()
    quiz = last_quiz(course)
    wrong = questions_worth(quiz, Decimal("20.01"))
    earned = 100 - sum(q.points for q in quiz.questions if q.id in wrong)
    assert 78 <= earned < 80

    learner.take_course({quiz.id: wrong})
    assert lms.stored["cmi.core.lesson_status"] == "incomplete", "an attempt is left, so nothing is lost yet"
    assert quiz.attempts is not None
    learner.go_to(quiz.id)
    for _ in range(quiz.attempts - 1):
        learner.try_again()
        learner.fill(quiz, wrong)
        learner.hand_in()

    assert lms.stored["cmi.core.lesson_status"] == "failed"
    assert Decimal(lms.stored["cmi.core.score.raw"]) == earned
    if runtime == "strict":
        assert learner.mistakes() == []


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_who_closes_the_tab_in_a_quiz_finds_every_answer_again(
    runtime: str, reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    learner = Learner(context, lms, course, runtime)
    learner.launch()
    first = next(course.quizzes)
    answered = [q.id for q in first.questions[:4]]
    learner.go_to(first.id)
    learner.fill(first, only=answered)
    learner.leave()
    assert lms.stored["cmi.core.lesson_status"] == "incomplete"

    learner.launch()

    expect(learner.frame.locator(f"#page article[data-activity='{first.id}']")).to_be_visible()
    for question in first.questions:
        checked = learner.frame.locator(f"[data-question='{question.id}'] input:checked")
        assert (checked.count() > 0) == (question.id in answered)
    learner.fill(first)
    learner.hand_in()
    assert float(lms.stored["cmi.core.score.raw"]) == 15


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_an_lms_that_fails_for_a_while_loses_nothing(
    runtime: str, reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    learner = Learner(context, lms, course, runtime)
    learner.launch()
    first = next(course.quizzes)
    learner.go_to(first.id)
    learner.fill(first)
    lms.failing = True
    learner.hand_in()
    expect(learner.frame.locator("#notice")).to_be_visible()
    expect(learner.frame.locator("#save-status")).to_have_text("Not saved yet")
    assert "cmi.core.score.raw" not in lms.stored or lms.stored["cmi.core.score.raw"] == ""

    lms.failing = False

    expect(learner.frame.locator("#save-status")).to_have_text("Saved", timeout=15_000)
    expect(learner.frame.locator("#notice")).to_be_hidden()
    assert float(lms.stored["cmi.core.score.raw"]) == 15
    if runtime == "strict":
        ids = [
            v
            for k, v in lms.stored.items()
            if k.startswith("cmi.interactions.") and k.endswith(".id") and ".objectives." not in k
        ]
        assert len(ids) == len(set(ids)) == len(first.questions)


def test_a_launch_takes_at_most_twelve_calls_and_each_milestone_one_commit(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    lms = lms_for(package)
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    assert len([c for c in learner.calls() if c[0] != "LMSGetLastError"]) <= 12
    at_launch = len(learner.calls("LMSCommit"))

    learner.take_course({})

    activities = list(course.activities)
    lessons = sum(isinstance(a, Lesson) for a in activities)
    assert len(learner.calls("LMSCommit")) - at_launch == lessons + (len(activities) - lessons)
    assert len(learner.calls("LMSInitialize")) == 1


def test_leaving_ends_the_session_once_and_nothing_is_called_afterwards(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    frame.locator("#exit").click()
    expect(frame.get_by_text("Your work is saved.")).to_be_visible()
    assert learner.page
    learner.page.evaluate("document.querySelector('iframe').src = 'about:blank'")

    calls = [call[0] for call in learner.calls()]

    assert calls.count("LMSFinish") == 1
    assert calls[-1] == "LMSFinish"
    assert learner.mistakes() == []


def test_who_comes_back_is_at_the_same_paragraph(
    reference: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = reference
    learner = Learner(context, lms_for(package), course, "strict")
    learner.launch()
    lesson = next(course.lessons)
    learner.go_to(lesson.id)
    block = learner.frame.locator("#page .prose > *").nth(9)
    block.evaluate("element => element.scrollIntoView()")
    expect(learner.frame.locator("#page .prose > *").nth(9)).to_be_in_viewport()
    learner.leave()

    learner.launch()

    expect(learner.frame.locator(f"#page article[data-activity='{lesson.id}']")).to_be_visible()
    expect(learner.frame.locator("#page .prose > *").nth(9)).to_be_in_viewport()
    expect(learner.frame.locator("#page h1")).not_to_be_in_viewport()


@pytest.mark.parametrize("mode", ["review", "browse"])
def test_in_review_and_browse_mode_nothing_is_written(
    mode: str, starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    lms = lms_for(package)
    learner = Learner(context, lms, course, "strict")
    learner.launch()
    learner.take_course({})
    learner.leave()
    before = {element: value for element, value in lms.stored.items() if element != "cmi.core.total_time"}
    assert before["cmi.core.lesson_status"] == "passed"

    learner.launch(mode=mode)
    first = next(course.quizzes)
    learner.go_to(first.id)
    learner.go_to(next(course.lessons).id)

    assert learner.calls("LMSSetValue") == []
    learner.leave()
    assert {element: value for element, value in lms.stored.items() if element != "cmi.core.total_time"} == before


def test_in_review_mode_the_answers_and_their_feedback_are_shown(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    learner = Learner(context, lms_for(package), course, "strict")
    learner.launch()
    learner.take_course({})
    learner.leave()
    learner.launch(mode="review")
    first = next(course.quizzes)

    learner.go_to(first.id)

    expect(learner.frame.locator("#page .feedback").first).to_be_attached()
    expect(learner.frame.locator("#page .explanation").first).to_be_visible()
    assert learner.frame.locator("#page input:checked").count() == len(first.questions)


def test_back_forward_and_refresh_keep_the_place_and_the_session(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    learner = Learner(context, lms_for(package), course, "scorm-again")
    learner.launch()
    first, second = list(course.activities)[:2]
    learner.go_to(first.id)
    learner.read_on()
    expect(learner.frame.locator(f"#page article[data-activity='{second.id}']")).to_be_visible()

    learner.frame.evaluate("history.back()")
    expect(learner.frame.locator(f"#page article[data-activity='{first.id}']")).to_be_visible()
    learner.frame.evaluate("history.forward()")
    expect(learner.frame.locator(f"#page article[data-activity='{second.id}']")).to_be_visible()
    assert len(learner.calls("LMSInitialize")) == 1


@pytest.mark.parametrize("runtime", RUNTIMES)
def test_a_refresh_of_the_lms_page_is_a_new_session_at_the_same_place(
    runtime: str, starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    lms = lms_for(package)
    learner = Learner(context, lms, course, runtime)
    learner.launch()
    first, following = list(course.activities)[:2]
    learner.go_to(first.id)
    learner.read_on()
    second = f"#page article[data-activity='{following.id}']"
    expect(learner.frame.locator(second)).to_be_visible()

    learner.refresh()

    expect(learner.frame.locator(second)).to_be_visible()
    assert len(learner.calls("LMSInitialize")) == 1
    assert lms.stored["cmi.core.lesson_status"] == "incomplete"


def test_a_refresh_without_an_lms_keeps_the_place(
    starter: tuple[Course, Path], context: BrowserContext, lms_for: Start
) -> None:
    course, package = starter
    lesson = next(course.lessons)
    page = context.new_page()
    page.goto(f"{lms_for(package).url}/content/1/index.html")
    page.locator(f"#home a[data-activity='{lesson.id}']").first.click()
    expect(page.locator("#page h1")).to_have_text(lesson.title)

    page.reload()

    expect(page.locator("#page h1")).to_have_text(lesson.title)
