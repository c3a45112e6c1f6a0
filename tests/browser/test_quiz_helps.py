"""Quizzes that help, before our strict LMSs: the list of questions, marks, jumps, trying again what was not right."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Frame, Locator, expect
from test_block_pages import SPACED
from test_delivery import asked, options, recorded, strictly
from test_pages import violations

from learner import WHAT_STANDS_THERE, Learner
from scorm_export.commands.new import STARTER
from sources import GALLERY, Source

pytestmark = pytest.mark.browser
Enrol = Callable[[Path], Learner]
QUIZ = "asked-again"


def entries(frame: Frame) -> list[str]:
    """Return what the list of questions says aloud of each."""
    names: list[str] = frame.locator(".navigator a").evaluate_all("all => all.map(link => link.ariaLabel)")
    return [name.split(": ")[1] for name in names]


def choose(frame: Frame, question: str, option: str) -> None:
    frame.locator(f"[data-question='{question}'] [data-option='{option}'] input").check()


def focused(frame: Frame) -> Locator:
    return frame.locator(":focus")


def hand_in(frame: Frame) -> None:
    button = frame.locator("[data-action=hand-in]")
    button.click()
    if frame.locator("#page .form-message").is_visible():
        button.click()
    expect(frame.locator("#page .quiz-result")).to_be_visible()


@strictly
def test_the_list_says_how_each_question_stands_and_leads_to_it(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    frame = learner.launch()
    learner.go_to(QUIZ)
    expect(frame.locator("#page fieldset.question h2").first).to_contain_text("Question 1 of 5")
    expect(frame.locator(".navigator .count")).to_have_text("0 of 5 answered")
    assert entries(frame) == ["not answered"] * 5
    assert violations(frame) == []
    order = asked(frame)
    choose(frame, "what-stays", "a")
    learner.form("marked").get_by_role("button", name="Mark for later").click()
    expect(frame.locator(".navigator .count")).to_contain_text("1 of 5 answered")
    expect(frame.locator(".navigator .count")).to_contain_text("Marked: 1")
    stands = dict(zip(order, entries(frame), strict=True))
    assert (stands["what-stays"], stands["marked"]) == ("answered", "not answered, marked for later")
    learner.leave()
    frame = learner.launch()
    expect(learner.form("marked").get_by_role("button", name="Mark for later")).to_have_attribute(
        "aria-pressed", "true"
    )
    frame.get_by_role("navigation", name="Questions").get_by_role("link", name="Question 4").press("Enter")
    expect(learner.form(order[3]).locator("h2")).to_be_focused()
    assert recorded(learner, ".id") == []
    assert learner.mistakes() == []


@strictly
def test_answers_that_were_handed_in_are_reached_by_keyboard_and_stay(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    frame = learner.launch()
    learner.go_to(QUIZ)
    assert learner.page
    press = learner.page.keyboard.press
    order = asked(frame)
    for question, option in (("what-stays", "a"), ("same-questions", "false"), ("all-right", "false"), ("list", "a")):
        choose(frame, question, option)
    hand_in(frame)
    expect(frame.locator(".navigator .count")).to_have_text("Right: 1Partly right: 1Not right: 3")
    stands = dict(zip(order, entries(frame), strict=True))
    assert stands == {
        "what-stays": "right",
        "same-questions": "not right",
        "all-right": "not right",
        "marked": "not right",
        "list": "partly right",
    }
    assert violations(frame) == []
    chosen = learner.form("what-stays").locator("input:checked")
    chosen.focus()
    before = learner.form("what-stays").evaluate(WHAT_STANDS_THERE)
    press("ArrowDown")
    expect(focused(frame)).not_to_be_checked()
    press("Space")
    learner.form("list").locator("input").nth(1).press("Space")
    assert learner.form("what-stays").evaluate(WHAT_STANDS_THERE) == before
    expect(learner.form("list").locator("input:checked")).to_have_count(1)

    only = frame.get_by_role("button", name="Show only what was not right (4)")
    only.press("Enter")
    lacking = [question for question in order if question != "what-stays"]
    assert asked(frame) == lacking
    for one, following in zip(lacking, [*lacking[1:], None], strict=True):
        learner.form(one).locator(".jump a").press("Enter")
        if following:
            expect(learner.form(following).locator("h2")).to_be_focused()
    expect(frame.locator("#page .quiz-result h2")).to_be_focused()
    again = learner.form("what-stays").locator(".read-again")
    expect(again).to_be_hidden()
    learner.form("same-questions").get_by_role("link", name="Read again: A lesson that can be spared").press("Enter")
    expect(frame.locator("#page article[data-activity='to-be-spared']")).to_be_visible()


@strictly
def test_what_was_right_stays_and_what_was_not_is_asked_again(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    frame = learner.launch()
    learner.go_to(QUIZ)
    order, choices = asked(frame), options(frame)
    for question, option in (("what-stays", "a"), ("same-questions", "false"), ("all-right", "true"), ("list", "a")):
        choose(frame, question, option)
    hand_in(frame)
    assert len(recorded(learner, ".id")) == 5
    frame.get_by_role("button", name="Answer 3 questions again").click()
    again = [question for question in order if question not in ("what-stays", "all-right")]
    assert asked(frame) == again
    expect(learner.form(again[0]).locator("h2")).to_be_focused()
    expect(frame.locator(".navigator .count")).to_have_text("2 of 5 answered")
    assert violations(frame) == []
    learner.leave()
    frame = learner.launch()
    expect(frame.locator("#page fieldset.question:visible")).to_have_count(len(again))  # it comes after the shell
    assert asked(frame) == again
    frame.get_by_role("button", name="Show only").click()
    assert (asked(frame), options(frame)) == (order, choices)
    expect(learner.form("what-stays").locator(".question-verdict")).to_contain_text("Right in an earlier attempt")
    for question, option in (("same-questions", "true"), ("marked", "a"), ("list", "a"), ("list", "b")):
        choose(frame, question, option)
    hand_in(frame)
    expect(frame.locator("#page .quiz-result h2")).to_have_text("You have 6 of 6 points")
    assert [name.split("_")[1] for name in recorded(learner, ".id")[5:]] == again
    frame.get_by_role("button", name="Try again").click()
    expect(frame.locator("#page fieldset input:checked")).to_have_count(0)
    assert len(asked(frame)) == 5
    assert learner.mistakes() == []


@strictly
def test_one_at_a_time_the_large_button_is_the_next_step(enrol: Enrol) -> None:
    learner = enrol(GALLERY)
    learner.launch()
    learner.go_to("timed")
    frame = learner.frame
    large = frame.locator("#page form button.primary:visible")
    large.click()
    expect(large).to_have_text("Next question")
    large.click()
    expect(large).to_have_text("Hand in")
    frame.get_by_role("button", name="Previous question").click()
    expect(frame.locator(".navigator a[aria-current]")).to_have_text("1")
    expect(large).to_have_text("Next question")
    for question in ("at-a-time", "handed-in"):
        frame.get_by_role("link", name=f"Question {1 if question == 'at-a-time' else 2}").click()
        frame.locator(f"[data-question='{question}'] input").first.check()
    frame.get_by_role("link", name="Question 1").click()
    expect(large).to_have_text("Hand in")


@pytest.mark.parametrize("enrol", [("scorm12", "strict")], indirect=True, ids="-".join)
def test_at_320_pixels_nothing_scrolls_sideways_however_long_a_word_is(enrol: Enrol, tmp_path: Path) -> None:
    source = Source(tmp_path / "course")
    shutil.copytree(GALLERY, source.root)
    long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk"
    path = "delivering/asked-again.yaml"
    source.replace(path, "text: They stay, and are not asked again.", f"text: {long}")
    source.replace(path, "prompt: For whom is the mark “for later”?", f"prompt: {long}")
    source.replace("delivering/to-be-spared.md", "title: A lesson that can be spared", f"title: {long}")
    learner = enrol(source.root)
    learner.launch(width=320)
    learner.go_to(QUIZ)
    frame = learner.frame
    wide = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
    assert frame.evaluate(wide) == 0
    frame.locator(".navigator .count").click()
    expect(frame.locator(".navigator a").first).to_be_visible()
    choose(frame, "list", "a")
    hand_in(frame)
    assert frame.evaluate(wide) == 0
    frame.add_style_tag(content=SPACED)
    assert frame.evaluate(wide) == 0
    assert violations(frame) == []


@strictly
def test_who_passed_goes_on_by_the_big_button_and_who_did_not_tries_again(enrol: Enrol) -> None:
    learner = enrol(STARTER)
    frame = learner.launch()
    first = next(learner.course.quizzes)
    learner.go_to(first.id)
    learner.hand_in(anyway=True)
    primary = frame.locator("#page .quiz-result .primary")
    expect(primary).to_have_attribute("data-action", "retry")
    expect(frame.locator("#page .quiz-result")).to_contain_text("You have not passed this quiz. Points needed: ")
    learner.try_again()
    learner.fill(first)
    learner.hand_in()
    onward = frame.locator("#page .pager [rel=next]")
    title = onward.evaluate("link => link.lastChild.textContent.trim()")
    expect(primary).to_have_text(f"Continue: {title}")
    primary.click()
    expect(frame.locator("h1:visible")).to_have_text(title)
