"""Matching, putting in order and sorting, in an LMS that takes nothing wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from test_pages import violations

from conftest import Packages
from learner import Learner
from lms import Lms
from scorm_export.questions.sequencing.answering import shown
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


def test_what_was_moved_keeps_the_focus_and_its_place_is_told(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("sequencing")
    question = frame.locator("fieldset.question")
    first, second, *others = shown(question)
    keep = question.get_by_role("checkbox")
    expect(keep).not_to_be_checked()
    down = question.locator(f"[data-option={first}] [data-step='1']")
    down.press("Enter")
    assert shown(question) == [second, first, *others]
    expect(down).to_be_focused()
    expect(frame.locator("#announcer")).to_contain_text(", 2 of 5")
    expect(keep).to_be_checked()
    down.press("ArrowUp")
    assert shown(question) == [first, second, *others]
    expect(down).to_be_focused()
    up = question.locator(f"[data-option={first}] [data-step='-1']")
    expect(up).to_have_attribute("aria-disabled", "true")
    up.press("Space")
    assert shown(question) == [first, second, *others]
    expect(frame.locator("#announcer")).to_contain_text(", 1 of 5")
    assert violations(frame) == []
    keep.uncheck()
    frame.locator("#page form [data-action=hand-in]").click()
    expect(frame.locator(".form-message")).to_be_visible()
    assert learner.mistakes() == []


def test_the_order_at_the_start_can_be_the_answer_and_comes_back(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("sequencing")
    question = frame.locator("fieldset.question")
    start = shown(question)
    question.get_by_role("checkbox").check()
    learner.leave()
    frame = learner.launch()
    learner.go_to("sequencing")
    question = frame.locator("fieldset.question")
    assert shown(question) == start
    expect(question.get_by_role("checkbox")).to_be_checked()
    learner.hand_in()
    assert responses(learner) in ([",".join(start)], ["[,]".join(start)])
    expect(question.locator(".sequence .tag")).to_have_count(4)
    expect(question.locator(".right-order")).to_have_count(0)
    assert violations(frame) == []
    learner.try_again()
    expect(question.locator(".tag")).to_have_count(0)
    expect(question.get_by_role("checkbox")).not_to_be_checked()
    assert learner.mistakes() == []


def test_a_finger_on_a_handle_carries_a_row_and_the_page_stays(
    packages: Packages, browser: Browser, lms_for: Callable[..., Lms]
) -> None:
    course, package = packages(GALLERY, "scorm12")
    context = browser.new_context(viewport={"width": 352, "height": 700}, has_touch=True, is_mobile=True)
    learner = Learner(context, lms_for(package), course, "strict")
    frame = learner.launch()
    learner.go_to("sequencing")
    question = frame.locator("fieldset.question")
    first, second, third, *others = shown(question)
    handle = question.locator(f"[data-option={third}] .handle")
    handle.scroll_into_view_if_needed()
    start, end = handle.bounding_box(), question.locator(f"[data-option={first}]").bounding_box()
    assert start
    assert end
    scrolled = frame.evaluate("scrollY")
    session = context.new_cdp_session(frame.page)

    def touch(kind: str, *heights: float) -> None:
        points = [{"x": start["x"] + 20, "y": y} for y in heights]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start["y"] + 20)
    for step in range(1, 9):
        touch("touchMove", start["y"] + 20 + (end["y"] + 10 - start["y"] - 20) * step / 8)
    expect(question.locator(".dragged")).to_have_attribute("data-option", third)
    touch("touchEnd")
    expect(question.locator(".dragged")).to_have_count(0)
    assert shown(question) == [third, first, second, *others]
    expect(question.get_by_role("checkbox")).to_be_checked()
    assert frame.evaluate("scrollY") == scrolled
    context.close()


def test_a_row_carried_at_the_top_of_the_window_moves_one_place_and_the_page_stays(learner: Learner) -> None:
    frame = learner.launch(width=352)
    learner.go_to("sequencing")
    first, second, third, *others = shown(frame.locator("fieldset.question"))
    rows = frame.locator(".sequence > li")
    rows.nth(1).evaluate("row => scrollBy({ top: row.getBoundingClientRect().top - 47, behavior: 'instant' })")
    above, handle = rows.nth(1).bounding_box(), rows.nth(2).locator(".handle").bounding_box()
    assert above
    assert handle
    scrolled = frame.evaluate("scrollY")
    mouse = frame.page.mouse
    mouse.move(handle["x"] + 5, handle["y"] + 5)
    mouse.down()
    mouse.move(handle["x"] + 5, above["y"] + above["height"] / 4, steps=4)
    frame.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    mouse.move(handle["x"] + 6, above["y"] + above["height"] / 4)
    mouse.up()
    assert shown(frame.locator("fieldset.question")) == [first, third, second, *others]
    assert frame.evaluate("scrollY") == scrolled


def test_half_a_matching_is_warned_of_and_comes_back(learner: Learner) -> None:
    frame = learner.launch()
    learner.go_to("matching")
    lists = frame.locator("fieldset select")
    lists.nth(0).select_option("r")
    lists.nth(1).select_option("b")
    frame.locator("#page form [data-action=hand-in]").click()
    expect(frame.locator(".form-message")).to_be_visible()
    learner.leave()
    frame = learner.launch()
    learner.go_to("matching")
    lists = frame.locator("fieldset select")
    assert [choices.input_value() for choices in lists.all()] == ["r", "b", ""]
    lists.nth(2).select_option("r")
    learner.hand_in()
    assert responses(learner) in (["s.r,d.b,t.r"], ["s[.]r[,]d[.]b[,]t[.]r"])
    expect(frame.locator(".pair.right")).to_have_count(1)
    expect(frame.locator(".pair.wrong .feedback")).to_have_text(
        ["It asks whether the aim itself is sound.", "It looks at the learning itself."]
    )
    expect(frame.locator(".pair.right em")).to_have_text("right")
    assert violations(frame) == []
    learner.try_again()
    expect(frame.locator("fieldset .pair-answer")).to_have_count(0)
    assert [choices.input_value() for choices in lists.all()] == ["", "", ""]
    assert learner.mistakes() == []
