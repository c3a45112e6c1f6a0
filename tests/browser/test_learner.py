"""Learners in an LMS: what they do, and what the LMS ends up with."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from conftest import LMSS, MIXED, REFERENCE, STARTER, in_turns
from learner import Learner, questions_worth
from lms import SCORM2004, Lms
from scorm_export.course import Course, Quiz
from sources import copy_of_starter, without_quizzes

pytestmark = pytest.mark.browser
Enrol = Callable[[Path], Learner]
Start = Callable[..., Lms]
STRICT = [(standard, runtime) for standard, runtime in LMSS if runtime == "strict"]
half = pytest.mark.parametrize("enrol", in_turns(MIXED), indirect=True, ids="-".join)
other_half = pytest.mark.parametrize("enrol", in_turns(MIXED, 1), indirect=True, ids="-".join)
strictly = pytest.mark.parametrize("enrol", STRICT, indirect=True, ids="-".join)


def last_quiz(course: Course) -> Quiz:
    return list(course.quizzes)[-1]


@pytest.mark.parametrize("enrol", in_turns(LMSS), indirect=True, ids="-".join)
def test_who_reaches_exactly_80_of_100_passes(enrol: Enrol) -> None:
    learner = enrol(REFERENCE)
    course, lms = learner.course, learner.lms
    learner.launch()
    quiz = last_quiz(course)
    wrong = questions_worth(quiz, Decimal(20))
    assert sum(q.points for q in quiz.questions if q.id in wrong) == 20

    learner.take_course({quiz.id: wrong})

    expect(learner.frame.locator("#verdict")).to_contain_text("80")
    assert lms.status == "passed"
    assert lms.score() == 80
    assert (lms.score("min"), lms.score("max")) == (0, 100)
    assert lms.score("scaled") == (Decimal("0.8") if lms.run_time is SCORM2004 else None)
    assert len(lms.stored["cmi.suspend_data"]) <= 1000
    assert [call for call in learner.calls("SetValue") if call[-1] != "true"] == []
    if learner.runtime == "strict":
        assert learner.mistakes() == []


@pytest.mark.parametrize("enrol", in_turns(LMSS, 1), indirect=True, ids="-".join)
def test_who_stays_just_below_and_has_no_attempt_left_fails(enrol: Enrol) -> None:
    learner = enrol(REFERENCE)
    course, lms = learner.course, learner.lms
    learner.launch()
    at_launch = learner.calls()
    quiz = last_quiz(course)
    wrong = questions_worth(quiz, Decimal("20.01"))
    earned = 100 - sum(q.points for q in quiz.questions if q.id in wrong)
    assert 78 <= earned < 80

    learner.take_course({quiz.id: wrong})
    if learner.runtime == "strict":
        assert_a_launch_takes_at_most_twelve_calls_and_each_milestone_a_commit(at_launch, learner)
    assert lms.status == "incomplete", "an attempt is left, so nothing is lost yet"
    assert lms.score() == earned
    assert lms.score("scaled") is None, "an LMS that knows the pass mark would take it for the verdict"
    assert quiz.attempts is not None
    learner.go_to(quiz.id)
    for _ in range(quiz.attempts - 1):
        learner.try_again()
        learner.fill(quiz, wrong, only=wrong)
        learner.hand_in()

    assert lms.status == "failed"
    assert lms.score() == earned
    assert lms.score("scaled") == (earned / 100 if lms.run_time is SCORM2004 else None)
    if learner.runtime == "strict":
        assert learner.mistakes() == []


@half
def test_who_closes_the_tab_in_a_quiz_finds_every_answer_again(enrol: Enrol) -> None:
    learner = enrol(REFERENCE)
    course, lms = learner.course, learner.lms
    learner.launch()
    first = next(course.quizzes)
    answered = [q.id for q in first.questions[:4]]
    learner.go_to(first.id)
    learner.fill(first, only=answered)
    learner.leave()
    assert lms.status == "incomplete"

    learner.launch()

    expect(learner.frame.locator(f"#page article[data-activity='{first.id}']")).to_be_visible()
    for question in first.questions:
        checked = learner.frame.locator(f"[data-question='{question.id}'] input:checked")
        assert (checked.count() > 0) == (question.id in answered)
    learner.fill(first, only=[q.id for q in first.questions[4:]])
    learner.hand_in()
    assert lms.score() == 15


@other_half
def test_an_lms_that_fails_for_a_while_loses_nothing(enrol: Enrol) -> None:
    learner = enrol(REFERENCE)
    course, lms = learner.course, learner.lms
    learner.launch()
    first = next(course.quizzes)
    learner.go_to(first.id)
    learner.fill(first)
    lms.failing = True
    learner.hand_in()
    expect(learner.frame.locator("#notice")).to_be_visible()
    expect(learner.frame.locator("#save-status")).to_have_text(re.compile("Not saved yet|Kept on this device"))
    assert lms.score() is None

    lms.failing = False

    expect(learner.frame.locator("#save-status")).to_have_text("Saved", timeout=15_000)
    expect(learner.frame.locator("#notice")).to_be_hidden()
    assert lms.score() == 15
    if learner.runtime == "strict":
        ids = [
            v
            for k, v in lms.stored.items()
            if k.startswith("cmi.interactions.") and k.endswith(".id") and ".objectives." not in k
        ]
        assert len(ids) == len(set(ids)) == len(first.questions)


def assert_a_launch_takes_at_most_twelve_calls_and_each_milestone_a_commit(
    at_launch: list[list[str]], learner: Learner
) -> None:
    assert len([name for name, *_ in at_launch if name != "GetLastError"]) <= 12
    since = learner.calls()[len(at_launch) :]
    named = [name for name, *_ in since if name in {"SetValue", "Commit"}]
    assert named.count("Commit") >= len(list(learner.course.activities))
    assert ("Commit", "Commit") not in pairwise(named), "a commit says something new"
    assert len(learner.calls("Initialize")) == 1


@half
def test_who_has_passed_finds_everything_again_and_stays_passed(enrol: Enrol) -> None:
    learner = enrol(STARTER)
    course, lms = learner.course, learner.lms
    learner.launch()
    learner.take_course({})
    learner.leave()
    assert (lms.status, lms.score()) == ("passed", 100)

    learner.launch()

    expect(learner.frame.locator("#verdict")).to_contain_text("You have passed")
    quiz = last_quiz(course)
    learner.go_to(quiz.id)
    assert learner.frame.locator("#page input:checked").count() >= len(quiz.questions)
    learner.leave()
    assert (lms.status, lms.score()) == ("passed", 100)


@other_half
def test_a_course_without_quizzes_is_completed_with_its_last_lesson(enrol: Enrol, tmp_path: Path) -> None:
    learner = enrol(without_quizzes(copy_of_starter(tmp_path / "source")).root)
    lms = learner.lms
    learner.launch()
    *others, last = learner.course.lessons
    for lesson in others:
        learner.go_to(lesson.id)
        learner.read_to_the_end()
    learner.leave()
    assert (lms.status, lms.score()) == ("incomplete", None)
    learner.launch()

    learner.go_to(last.id)
    learner.read_to_the_end()

    learner.leave()
    assert (lms.status, lms.score()) == ("completed", None)


@strictly
def test_leaving_ends_the_session_once_and_nothing_is_called_afterwards(enrol: Enrol) -> None:
    learner = enrol(STARTER)
    frame = learner.launch()
    frame.locator("#exit").click()
    expect(frame.locator("#page").get_by_text("Your work is saved.")).to_be_visible()
    assert learner.page
    learner.page.evaluate("document.querySelector('iframe').src = 'about:blank'")

    calls = [call[0] for call in learner.calls()]

    assert calls.count("Terminate") == 1
    assert calls[-1] == "Terminate"
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


@strictly
@pytest.mark.parametrize("mode", ["review", "browse"])
def test_in_review_and_browse_mode_nothing_is_written(mode: str, enrol: Enrol) -> None:
    learner = enrol(STARTER)
    course, lms = learner.course, learner.lms
    learner.launch()
    learner.take_course({})
    learner.leave()
    before = {element: value for element, value in lms.stored.items() if not element.endswith("total_time")}
    assert lms.status == "passed"

    learner.launch(mode=mode)
    first = next(course.quizzes)
    learner.go_to(first.id)
    learner.go_to(next(course.lessons).id)

    assert learner.calls("SetValue") == []
    learner.leave()
    assert {element: value for element, value in lms.stored.items() if not element.endswith("total_time")} == before


@strictly
def test_in_review_mode_the_answers_and_their_feedback_are_shown(enrol: Enrol) -> None:
    learner = enrol(STARTER)
    course = learner.course
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
    assert len(learner.calls("Initialize")) == 1


@half
def test_a_refresh_of_the_lms_page_is_a_new_session_at_the_same_place(enrol: Enrol) -> None:
    learner = enrol(STARTER)
    course, lms = learner.course, learner.lms
    learner.launch()
    first, following = list(course.activities)[:2]
    learner.go_to(first.id)
    learner.read_on()
    second = f"#page article[data-activity='{following.id}']"
    expect(learner.frame.locator(second)).to_be_visible()

    learner.refresh()

    expect(learner.frame.locator(second)).to_be_visible()
    assert len(learner.calls("Initialize")) == 1
    assert lms.status == "incomplete"


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
